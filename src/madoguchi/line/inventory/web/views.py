"""The list of procedures with its figures, as a file too, and one procedure."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.ground.foundation.public import Request, localdate, now, permissions, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import components, page
from madoguchi.line.inventory import selectors
from madoguchi.line.inventory.core.words import OBSTACLES, STAGES
from madoguchi.line.inventory.models import Procedure
from madoguchi.line.inventory.web import pages

PAGE = 50
CHANGE = "inventory.procedure.change"
_HEADINGS = (
    "手続きコード", "手続名", "所属", "根拠法令", "手続ID", "年間件数", "1件当たり分", "受付方法", "段階", "試行",
    "主な阻害要因", "解消していない阻害要因", "備考",
)  # fmt: skip


def _wanted(request: Request) -> selectors.Wanted:
    """What the address asks for; what it cannot mean is left out."""
    stage, obstacle = request.GET.get("stage", ""), request.GET.get("obstacle", "")
    return selectors.Wanted(
        query=request.GET.get("q", "")[:100],
        stage=stage if pages.stage_of(stage) else "",
        obstacle=obstacle if obstacle in OBSTACLES else "",
        division_id=uuid_of(request.GET.get("division", "")),
    )


def uuid_of(text: str) -> UUID | None:
    """Return the id that a form or address gave, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
@staff_page("inventory.procedure.read")
def procedures(request: Request) -> HttpResponse:
    """All procedures, or those that fit; what holds them back and how far they have come."""
    wanted = _wanted(request)
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    found = selectors.inventory(request.actor.body_id, wanted, start=(number - 1) * PAGE, most=PAGE)
    data = pages.ListPage(
        found=found,
        query=wanted.query,
        stage=wanted.stage,
        obstacle=wanted.obstacle,
        division=str(wanted.division_id or ""),
        is_filtered=wanted != selectors.Wanted(),
        stages=pages.options_of(STAGES),
        obstacles=pages.obstacle_options(),
        divisions=division_options(request),
        keep=components.query_of([(key, request.GET[key]) for key in request.GET if key != "page"]),
        number=number,
        pages=max(1, -(-found.total // PAGE)),
        by_obstacle=pages.obstacle_plot(found),
        by_stage=pages.stage_plot(found),
        may_add=permissions.allowed(request.actor, CHANGE),
    )
    return page(request, "inventory/procedures.html", data)


def division_options(request: Request) -> pages.Options:
    """The divisions of today, for choices."""
    return pages.division_options(selectors.divisions(request.actor.body_id, on=localdate(now())))


@require_GET
@staff_page("inventory.procedure.read")
def procedures_csv(request: Request) -> HttpResponse:
    """The same list for a spreadsheet, all pages of it."""
    wanted = _wanted(request)
    found = selectors.procedures(
        request.actor.body_id,
        query=wanted.query,
        stage=wanted.stage,
        obstacle=wanted.obstacle,
        division_id=wanted.division_id,
    )
    text = spreadsheet.csv_text(
        _HEADINGS,
        (
            [
                row.code, row.name, row.division, row.legal_basis, row.survey_id, row.yearly_volume,
                row.minutes_per_case,
                "、".join(channel.ja for channel in row.channels), f"{row.stage.value} {row.stage_label.ja}",
                "試行" if row.is_trial else "",
                row.main_obstacle.obstacle.label.ja if row.main_obstacle else "",
                "、".join(one.obstacle.label.ja for one in row.open_obstacles), row.note,
            ]
            for row in found
        ),
    )  # fmt: skip
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="inventory.csv"'
    return response


@require_GET
@staff_page("inventory.procedure.read")
def procedure(request: Request, procedure_id: UUID) -> HttpResponse:
    """One procedure: facts, obstacles, stage."""
    return show(request, procedure_id)


def show(
    request: Request, procedure_id: UUID, *, refusal: Refused | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """Show one procedure; with a refusal, its forms as they were typed."""
    shown = found_or_404(request, procedure_id)
    typed = typed or {}
    data = pages.OneProcedure(
        shown=shown,
        steps=pages.steps_of(shown),
        groups=pages.GROUPS,
        may_change=permissions.allowed(request.actor, CHANGE, division_id=shown.division_id),
        stages=pages.options_of(STAGES),
        obstacles=pages.obstacle_options(),
        divisions=division_options(request),
        main_options=pages.main_options(),
        trial_options=pages.trial_options(),
        stage=typed.get("stage", shown.stage.value),
        trial=typed.get("trial", "") if "stage" in typed else "1" * shown.is_trial,
        typed={name: typed.get(name, "") for name in ("obstacle", "division", "main", "note")},
    )
    return page(request, "inventory/procedure.html", data, refusal=refusal, status=refusal.status if refusal else 200)


def found_or_404(request: Request, procedure_id: UUID) -> selectors.ProcedureShown:
    """Return the procedure, or answer that there is none."""
    try:
        return selectors.procedure(request.actor.body_id, procedure_id)
    except Procedure.DoesNotExist as error:
        raise Http404 from error
