"""The pages of routes: the list, one, and its change in three steps: write, look at it, save."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import routes
from madoguchi.ground.foundation.public import Request, localdate, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page, say
from madoguchi.office.approval import public as approval

MOST_ROWS = approval.MOST_STEPS
_MISSING = {
    "code": Message("コードを入れてください。", "Enter a code."),
    "name": Message("名前を入れてください。", "Enter a name."),
    "valid_from": Message("使い始める日を入れてください。", "Enter the day from which it is to be used."),
    "steps": Message("段階の職位を1つ以上選んでください。", "Choose the rank of at least one step."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A step as it is typed."""

    rank: str
    label: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form, with what was typed."""

    is_new: bool
    code: str
    name: str
    valid_from: str
    rows: tuple[Row, ...]
    seen: str
    ranks: tuple[tuple[str, str], ...] = ()
    can_add: bool = True
    wrong: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_MISSING, ""))  # by the id of its field

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [one for one in self.wrong.items() if one[1]]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What is about to be saved."""

    form: FormPage
    valid_from: date
    steps: tuple[approval.Step, ...]
    divisions: tuple[routes.InDivision, ...]
    open_count: int


@require_GET
@staff_page(routes.READ)
def listed(request: Request) -> HttpResponse:
    """Every route, and which procedures use it."""
    return page(request, "desk/routes.html", routes.routes_page(request.actor, at=now()))


@require_GET
@staff_page(routes.READ)
def route(request: Request, code: str) -> HttpResponse:
    """One route: who stands where today, what was and will be, who changed it."""
    shown = routes.route_page(code, request.actor, at=now(), division=request.GET.get("division", ""))
    return page(request, "desk/route.html", shown)


@require_http_methods(["GET", "POST"])
@staff_page(routes.MANAGE)
def new(request: Request) -> HttpResponse:
    """Write a new route."""
    blank = FormPage(True, request.GET.get("code", "")[:40], "", localdate(now()).isoformat(), (Row("", ""),), "")
    return _write(request, blank)


@require_http_methods(["GET", "POST"])
@staff_page(routes.MANAGE)
def change(request: Request, code: str) -> HttpResponse:
    """Write what a route shall be from a day on."""
    found = routes.editing(code, request.actor, at=now())
    rows = tuple(Row(step.rank, step.label) for step in found.steps)
    return _write(request, FormPage(False, code, found.name, localdate(now()).isoformat(), rows, found.mark))


def _write(request: Request, begun: FormPage) -> HttpResponse:
    if request.method != "POST":
        return _form(request, begun)
    typed = _typed(request.POST, is_new=begun.is_new, code=begun.code)
    act, _, number = request.POST.get("act", "").partition("-")
    if act in ("add", "up", "down", "remove"):
        return _form(request, replace(typed, rows=_moved(typed.rows, act, number)))
    if request.POST.get("act") == "back":
        return _form(request, typed)
    missing = _missing(typed)
    if any(missing.values()):
        return _form(request, replace(typed, wrong=missing), status=422)
    wanted = _wanted(typed)
    try:
        steps, divisions, open_count = routes.confirmed(wanted, request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, typed, refusal)
    data = ConfirmPage(typed, wanted.valid_from, steps, divisions, open_count)
    return page(request, "desk/route_confirm.html", data)


@require_POST
@staff_page(routes.MANAGE, is_sensitive=True)
def save(request: Request) -> HttpResponse:
    """Save what was looked at."""
    typed = _typed(request.POST, is_new=request.POST.get("new") == "1", code="")
    if not typed.is_new and not approval.is_code(typed.code):
        raise approval.RouteUnknown(route=typed.code)
    missing = _missing(typed)
    if any(missing.values()):
        return _form(request, replace(typed, wrong=missing), status=422)
    try:
        approval.set_route(_wanted(typed), actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, typed, refusal)
    return done(request, to="desk:route", code=typed.code)


def _typed(post: QueryDict, *, is_new: bool, code: str) -> FormPage:
    """Read the form; the code of a route that is there comes from its address."""
    pairs = zip(post.getlist("rank")[:MOST_ROWS], post.getlist("label")[:MOST_ROWS], strict=False)
    rows = tuple(Row(rank[:20], label[:200]) for rank, label in pairs)
    typed_code = post.get("code", "").strip()[:60] if is_new or not code else code
    day, seen = post.get("valid_from", "")[:20], post.get("seen", "")[:64]
    return FormPage(is_new, typed_code, post.get("name", "")[:200], day, rows, seen)


def _missing(typed: FormPage) -> dict[str, str]:
    """Return what to fill in, by the id of its field, empty where all is well; a day that is none is not filled in."""
    there = {
        "code": typed.code,
        "name": typed.name.strip(),
        "valid_from": day_of(typed.valid_from),
        "steps": any(row.rank for row in typed.rows),
    }
    return {name: "" if there[name] else say(words) for name, words in _MISSING.items()}


def _wanted(typed: FormPage) -> approval.RouteWanted:
    steps = [{"rank": row.rank, "label": row.label} for row in typed.rows if row.rank]
    day = day_of(typed.valid_from) or date.min
    return approval.RouteWanted(typed.code, typed.name, steps, day, "" if typed.is_new else typed.seen)


def _moved(rows: tuple[Row, ...], act: str, number: str) -> tuple[Row, ...]:
    """Return the rows with one added, or the one of this number moved or taken away."""
    several = list(rows)
    if act == "add":
        return (*rows, Row("", ""))[:MOST_ROWS]
    n = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else -1
    if not 0 <= n < len(several):
        return rows
    if act == "remove":
        del several[n]
        return tuple(several) or (Row("", ""),)
    to = n - 1 if act == "up" else n + 1
    if 0 <= to < len(several):
        several[n], several[to] = several[to], several[n]
    return tuple(several)


def _refused(request: Request, typed: FormPage, refusal: Refused) -> HttpResponse:
    """Show the form again: beside its field what is wrong with one, above it everything else."""
    if refusal.pointer in typed.wrong:
        wrong = {**typed.wrong, refusal.pointer: f"{say(refusal.why)} {say(refusal.mend)}"}
        return _form(request, replace(typed, wrong=wrong), status=refusal.status)
    return _form(request, typed, refusal=refusal, status=refusal.status)


def _form(request: Request, data: FormPage, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    ranks = tuple((rank, say(words)) for rank, words in approval.RANK_WORDS.items())
    shown = replace(data, ranks=ranks, can_add=len(data.rows) < MOST_ROWS)
    return page(request, "desk/route_form.html", shown, refusal=refusal, status=status)
