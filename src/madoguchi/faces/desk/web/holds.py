"""The list of holds, and placing and lifting one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import holds
from madoguchi.ground.foundation.public import Request, localtime, now, permissions, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import components, done, page


@dataclass(frozen=True, slots=True)
class HoldsPage:
    """The list."""

    rows: tuple[holds.HoldRow, ...]
    query: str
    lifted: bool
    keep: str


@require_GET
@staff_page(holds.READ)
def listed(request: Request) -> HttpResponse:
    """Holds that stand, or those that were lifted."""
    return page(request, "desk/holds.html", _listed(request))


def _listed(request: Request) -> HoldsPage:
    query, lifted = request.GET.get("q", "")[:60], request.GET.get("lifted") == "1"
    rows = holds.holds(request.actor, query=query, lifted=lifted)
    keep = components.query_of([("q", query), ("lifted", "1" if lifted else "")])
    return HoldsPage(tuple(rows), query, lifted, keep)


@require_GET
@staff_page(holds.READ)
def listed_csv(request: Request) -> HttpResponse:
    """The same list for Excel."""
    text = spreadsheet.csv_text(
        [
            "受付番号",
            "申請者",
            "手続き",
            "理由",
            "保留した日時",
            "保留した人",
            "解除した日時",
            "解除した人",
            "解除の理由",
        ],
        (
            [
                row.receipt,
                row.applicant,
                row.procedure,
                row.reason,
                localtime(row.placed_at).isoformat(timespec="minutes"),
                row.placed_by,
                localtime(row.lifted_at).isoformat(timespec="minutes") if row.lifted_at else "",
                row.lifted_by,
                row.lift_reason,
            ]
            for row in _listed(request).rows
        ),
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="holds.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@staff_page(holds.MANAGE)
def place(request: Request, case_id: UUID) -> HttpResponse:
    """Keep a case's records, with a reason."""
    shown = holds.of_case(case_id, request.actor)

    def act(reason: str) -> None:
        holds.place(case_id=case_id, reason=reason, actor=request.actor, at=now())

    return _act(request, shown, act)


@require_http_methods(["GET", "POST"])
@staff_page(holds.MANAGE)
def lift(request: Request, hold_id: UUID) -> HttpResponse:
    """Lift a hold, with a reason."""
    shown = holds.one(hold_id, request.actor)

    def act(reason: str) -> None:
        holds.lift(hold_id=hold_id, reason=reason, actor=request.actor, at=now())

    return _act(request, shown, act)


def _act(request: Request, shown: holds.HoldPage, act: Callable[[str], None]) -> HttpResponse:
    if request.method != "POST":
        return page(request, "desk/hold.html", shown)
    reason = request.POST.get("reason", "")
    try:
        act(reason)
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        typed = replace(shown, reason=reason)
        return page(request, "desk/hold.html", typed, refusal=refusal, status=refusal.status)
    return done(request, to="desk:holds")
