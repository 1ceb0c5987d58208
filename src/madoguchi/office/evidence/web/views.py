"""Measures for staff: page, CSV and JSON, of a fiscal year or one month of it."""

from calendar import monthrange
from datetime import date

from django.http import HttpResponse, JsonResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madoguchi.ground.foundation.public import Request, localdate, now, staff_page
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.ground.ui.public import page
from madoguchi.office.evidence import selectors
from madoguchi.office.evidence.core.measures import Period
from madoguchi.office.evidence.core.plain import as_csv, as_json
from madoguchi.office.evidence.web.pages import Choice, measures_page

YEARS_SHOWN = 5


@staff_page("evidence.measures.read")
@require_safe
def measures(request: Request) -> HttpResponse:
    """The figures of the chosen period."""
    today = localdate(now())
    choice = _choice(request, today)
    # Every procedure of the period may be chosen, so the filter is read from the figures of all.
    everything = selectors.named_measures(request.public_body, choice.period, on=today)
    named = everything
    if choice.procedure:
        named = selectors.named_measures(request.public_body, choice.period, choice.procedure, on=today)
    shown = measures_page(
        named,
        choice,
        years=tuple((str(year.year), year.label) for year in _years(today)),
        months=tuple((str(month), _("%(month)s月") % {"month": month}) for month in (*range(4, 13), 1, 2, 3)),
        procedures={**everything.procedures, **named.procedures},
    )
    return page(request, "evidence/measures.html", shown)


@staff_page("evidence.measures.read")
@require_safe
def measures_csv(request: Request) -> HttpResponse:
    """The same figures as CSV."""
    choice, found = _found(request)
    text = as_csv(
        found.measures,
        procedures=found.procedures,
        channels=found.channels,
        outcomes=found.outcomes,
        fields=found.fields,
    )
    response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
    return _download(response, request, choice, "csv")


@staff_page("evidence.measures.read")
@require_safe
def measures_json(request: Request) -> HttpResponse:
    """The same figures as JSON."""
    choice, found = _found(request)
    options = {"ensure_ascii": False, "indent": 1}
    return _download(JsonResponse(as_json(found.measures), json_dumps_params=options), request, choice, "json")


def _found(request: Request) -> tuple[Choice, selectors.NamedMeasures]:
    today = localdate(now())
    choice = _choice(request, today)
    return choice, selectors.named_measures(request.public_body, choice.period, choice.procedure or None, on=today)


def _download(response: HttpResponse, request: Request, choice: Choice, suffix: str) -> HttpResponse:
    parts = ["measures", request.public_body.slug, choice.year, *([choice.month.zfill(2)] if choice.month else [])]
    response.headers["Content-Disposition"] = f'attachment; filename="{"-".join(parts)}.{suffix}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _years(today: date) -> list[FiscalYear]:
    newest = FiscalYear.of(today).year
    return [FiscalYear(year) for year in range(newest, newest - YEARS_SHOWN, -1)]


def _choice(request: Request, today: date) -> Choice:
    """Read the filter; what cannot be read counts as not chosen, and the page shows what it took."""
    years = {str(one.year): one for one in _years(today)}
    year = years.get(request.GET.get("year", ""), FiscalYear.of(today))
    month = request.GET.get("month", "")
    if month not in {str(number) for number in range(1, 13)}:
        month = ""
    procedure = request.GET.get("procedure", "")[:80]
    if not procedure.isprintable():  # no code, and PostgreSQL takes no NUL
        procedure = ""
    query = urlencode({"year": str(year.year), "month": month, "procedure": procedure})
    return Choice(str(year.year), month, procedure, _period(year, month), query)


def _period(year: FiscalYear, month: str) -> Period:
    if not month:
        return Period(year.start, year.end)
    start = date(year.year + (int(month) < 4), int(month), 1)
    return Period(start, start.replace(day=monthrange(start.year, start.month)[1]))
