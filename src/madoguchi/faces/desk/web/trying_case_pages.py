"""The golden cases of a draft on the screen: all of them, and one, which can be deleted."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import trying_cases, trying_results
from madoguchi.faces.desk.trying_cases import CaseRow, CasesPage
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.rules import public as rules


@dataclass(frozen=True, slots=True)
class OneCase:
    """One case of a draft."""

    cases: CasesPage
    row: CaseRow


@require_GET
@staff_page(trying_results.READ)
def listed(request: Request, draft: UUID) -> HttpResponse:
    """Every golden case of a draft, and how it comes out."""
    return page(request, "desk/rules/trying_cases.html", trying_cases.cases_page(draft, request.actor))


@require_http_methods(["GET", "POST"])
@staff_page(trying_results.READ)
def case(request: Request, draft: UUID, line: int) -> HttpResponse:
    """One case with how it came about; a post deletes it."""
    cases = trying_cases.cases_page(draft, request.actor)
    row = trying_cases.case_row(cases, line)
    if request.method != "POST":
        return page(request, "desk/rules/trying_case.html", OneCase(cases, row))
    permissions.require(request.actor, trying_results.WRITE)
    try:
        left = trying_cases.without(cases, line, request.POST.get("mark", ""))
        rules.save_cases(draft_id=draft, version=cases.draft.version, cases=left, actor=request.actor, at=now())
    except Refused as refusal:
        return page(request, "desk/rules/trying_case.html", OneCase(cases, row), refusal=refusal, status=refusal.status)
    return done(request, to="desk:rule_cases", draft=draft)
