"""The pages of rules: all of them, and one."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.faces.desk import rule_book
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.reading import uuid_of
from madoguchi.ground.ui.public import page


@require_GET
@staff_page(rule_book.READ)
def listed(request: Request) -> HttpResponse:
    """Every rule of the body, and what could be adopted."""
    search = request.GET.get("q", "")[:100]
    return page(request, "desk/rules/list.html", rule_book.rules_page(request.actor, now(), search=search))


@require_GET
@staff_page(rule_book.READ)
def rule(request: Request, package: str) -> HttpResponse:
    """One rule: what it says today."""
    return page(request, "desk/rules/rule.html", rule_book.rule_page(package, request.actor, now()))


@require_GET
@staff_page(rule_book.READ)
def history(request: Request, package: str) -> HttpResponse:
    """Every revision of a rule."""
    return page(request, "desk/rules/history.html", rule_book.history_page(package, request.actor, now()))


@require_GET
@staff_page(rule_book.READ)
def difference(request: Request, package: str) -> HttpResponse:
    """What any two revisions of a rule differ in."""
    old, new = (uuid_of(request.GET.get(name, "")) for name in ("old", "new"))
    return page(
        request, "desk/rules/difference.html", rule_book.difference_page(package, old, new, request.actor, now())
    )


@require_GET
@staff_page(rule_book.READ)
def values_csv(request: Request, package: str) -> HttpResponse:
    """Every value of a rule for Excel."""
    rows = rule_book.values_of(package, request.actor, now())
    heading = ["名前", "説明", "番号", "始まる日", "終わる日（この日は含まない）", "値", "出典", "決めた団体", "層"]
    return HttpResponse(
        spreadsheet.csv_text(heading, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rule-values.csv"'},
    )
