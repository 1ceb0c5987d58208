"""The operator's page: how everything stands, and stopped work tried again or cancelled."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.faces.desk.operation_page import operation_page
from madoguchi.ground.foundation.public import Request, now, operating, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import uuid_of
from madoguchi.ground.ui.public import done, page

MOST = 500


@dataclass(frozen=True, slots=True)
class ActPage:
    """What is about to be done, to which tasks."""

    tasks: tuple[operating.StoppedTask, ...]
    cancels: bool


@require_GET
@staff_page("foundation.operation.read")
def overview(request: Request) -> HttpResponse:
    """How everything stands now; with ``?refresh=1`` the page comes anew each minute."""
    return _overview(request)


def _overview(request: Request, refusal: Refused | None = None, *, nothing_chosen: bool = False) -> HttpResponse:
    shown = operation_page(operating.standing(request.actor, at=now()), refresh=request.GET.get("refresh") == "1")
    data = replace(shown, nothing_chosen=nothing_chosen)
    status = refusal.status if refusal else 422 if nothing_chosen else 200
    return page(request, "desk/operation.html", data, refusal=refusal, status=status)


@require_GET
@staff_page("foundation.operation.read")
def samples_csv(request: Request) -> HttpResponse:
    """The figures of the last day as CSV: one row per window of five minutes and figure, times in UTC."""
    found = operating.standing(request.actor, at=now()).samples
    rows = [(at.isoformat(), name, value) for name, windows in sorted(found.items()) for at, value in windows]
    response = HttpResponse(spreadsheet.csv_text(["at", "name", "value"], rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="operation.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@staff_page("foundation.operation.act")
def act(request: Request) -> HttpResponse:
    """Try chosen tasks again or cancel them, after showing which."""
    ids = [found for text in request.POST.getlist("task")[:MOST] if (found := uuid_of(text)) is not None]
    chosen = operating.stopped(request.actor, ids)
    if not chosen:
        return _overview(request, nothing_chosen=True)
    cancels = request.POST.get("act") == "cancel"
    if request.POST.get("sure") != "1":
        return page(request, "desk/operation_act.html", ActPage(tuple(chosen), cancels))
    return _do(request, [task.id for task in chosen], cancels=cancels)


def _do(request: Request, ids: list[UUID], *, cancels: bool) -> HttpResponse:
    do = operating.cancel if cancels else operating.revive
    try:
        for task_id in ids:
            do(task_id=task_id, actor=request.actor, at=now())
    except Refused as refusal:  # somebody was quicker; the list shows what is left
        return _overview(request, refusal)
    return done(request, to="desk:operation")
