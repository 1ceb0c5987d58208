"""The pages on which a procedure goes to another division: the list, one, what would happen, saved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import procedure_moves as moves
from madoguchi.ground.foundation.public import Request, localdate, now, permissions, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of, uuid_of
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.review import public as review

_MISSING = {
    "division": Message("新しい所管課を選んでください。", "Please choose the new division."),
    "valid_from": Message("変わる日を選んでください。", "Please choose the day from which it changes."),
    "cases": Message("終わっていない案件をどうするかを選んでください。", "Please choose what becomes of open cases."),
}
_CASES = {
    "move": Message("新しい課に移す（決裁に回っている案件を除く）", "Go along (but those in approval)"),
    "stay": Message("いまの課に残す", "Stay with the former division"),
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every procedure with its division."""

    rows: list[moves.ProcedureRow]


@dataclass(frozen=True, slots=True)
class MovePage:
    """One procedure, and the move as typed. ``cases``: move or stay."""

    shown: moves.OneProcedure
    division: str
    valid_from: str
    cases: str
    faults: dict[str, str]
    case_options: tuple[tuple[str, str], ...]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.faults.items() if fault]


@dataclass(frozen=True, slots=True)
class SurePage:
    """What would happen."""

    typed: MovePage
    day: date
    is_today: bool
    moves_cases: bool
    effect: moves.Effect


@require_GET
@staff_page(moves.MOVE)
def listed(request: Request) -> HttpResponse:
    """Which division is in charge of what."""
    return page(request, "desk/procedure_moves.html", ListPage(moves.rows(request.actor)))


@require_GET
@staff_page(moves.MOVE)
def listed_csv(request: Request) -> HttpResponse:
    """The same list for Excel."""
    rows = (
        [
            one.name, one.code, one.division, str(one.open_count),
            one.planned.to_division if one.planned else "", one.planned.valid_from.isoformat() if one.planned else "",
        ]
        for one in moves.rows(request.actor)
    )  # fmt: skip
    text = spreadsheet.csv_text(["手続き", "コード", "所管課", "終わっていない案件", "予定の所管課", "変わる日"], rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="procedure-divisions.csv"'
    return response


@require_http_methods(["GET", "POST"])
@staff_page(moves.MOVE)
def one(request: Request, procedure_id: UUID) -> HttpResponse:
    """One procedure; posted, what a move would do, to be looked over (or changed once more)."""
    if request.method != "POST":
        return _show(request, procedure_id)
    wanted, faults = _wanted(request, procedure_id)
    if wanted is None or request.POST.get("change") == "1":
        return _show(request, procedure_id, faults=faults, status=422 if faults else 200)
    try:
        effect = moves.effect(wanted, request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, procedure_id, refusal=refusal, status=refusal.status)
    day = wanted.valid_from
    sure = SurePage(_data(request, procedure_id, {}), day, day == localdate(now()), wanted.moves_cases, effect)
    return page(request, "desk/procedure_move_sure.html", sure)


@require_POST
@staff_page(moves.MOVE)
def save(request: Request, procedure_id: UUID) -> HttpResponse:
    """Move it, or plan that."""
    wanted, faults = _wanted(request, procedure_id)
    if wanted is None:
        return _show(request, procedure_id, faults=faults, status=422)
    try:
        review.procedure_moves.move_procedure(wanted, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, procedure_id, refusal=refusal, status=refusal.status)
    return done(request, to="desk:procedure_move", procedure_id=procedure_id)


@require_POST
@staff_page(moves.MOVE)
def withdraw(request: Request, procedure_id: UUID, move_id: UUID) -> HttpResponse:
    """Take a plan back."""
    try:
        review.procedure_moves.withdraw_move(procedure_id=procedure_id, move_id=move_id, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, procedure_id, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return done(request, to="desk:procedure_move", procedure_id=procedure_id)


def _wanted(request: Request, procedure_id: UUID) -> tuple[review.procedure_moves.Wanted | None, dict[str, Message]]:
    division, day, cases = (
        uuid_of(request.POST.get("division", "")),
        day_of(request.POST.get("valid_from", "")),
        request.POST.get("cases", ""),
    )
    typed = {"division": division, "valid_from": day, "cases": cases in ("move", "stay")}
    faults = {name: _MISSING[name] for name, found in typed.items() if not found}
    if division is None or day is None or faults:
        return None, faults
    return review.procedure_moves.Wanted(procedure_id, division, day, cases == "move"), faults


def _show(
    request: Request,
    procedure_id: UUID,
    *,
    faults: dict[str, Message] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    data = _data(request, procedure_id, faults or {})
    return page(request, "desk/procedure_move.html", data, refusal=refusal, status=status)


def _data(request: Request, procedure_id: UUID, faults: dict[str, Message]) -> MovePage:
    try:
        shown = moves.one(procedure_id, request.actor, at=now())
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return MovePage(
        shown, request.POST.get("division", ""), request.POST.get("valid_from", localdate(now()).isoformat()),
        request.POST.get("cases", ""), {name: say(faults.get(name), request.language) for name in _MISSING},
        tuple((value, say(words, request.language)) for value, words in _CASES.items()),
    )  # fmt: skip
