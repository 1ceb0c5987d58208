"""The page of series of document numbers, and beginning one in three steps: typed, looked over, saved."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.office.documents import public as documents

_MISSING = {
    "code": Message("課を選んでください。", "Please choose the division."),
    "prefix": Message("文書記号を入力してください。", "Please enter the mark."),
    "year": Message("年度を選んでください。", "Please choose the fiscal year."),
}


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """Every series, and what was typed."""

    shown: documents.series.Series
    divisions: list[tuple[str, str]]
    years: list[tuple[str, str]]
    typed: dict[str, str]
    faults: dict[str, str]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.faults.items() if fault]


@dataclass(frozen=True, slots=True)
class SurePage:
    """What would begin, and its first number."""

    typed: dict[str, str]
    division: str
    year: str
    first: str


@require_GET
@staff_page(documents.series.OPEN)
def listed(request: Request) -> HttpResponse:
    """Every series of the body."""
    return _show(request)


@require_GET
@staff_page(documents.series.OPEN)
def listed_csv(request: Request) -> HttpResponse:
    """The same list for Excel."""
    rows = (
        [one.division or one.code, one.year.label, one.prefix, str(one.last_number), one.last, str(one.missing_count)]
        for one in documents.series.series(request.actor, at=now()).rows
    )
    text = spreadsheet.csv_text(["課", "年度", "文書記号", "最後の番号", "最後の文書番号", "文書のない番号"], rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="series.csv"'
    return response


@require_POST
@staff_page(documents.series.OPEN)
def look(request: Request) -> HttpResponse:
    """What would begin, to be looked over (or changed once more)."""
    typed = _typed(request)
    missing = {name: _MISSING[name] for name, text in typed.items() if not text.strip()}
    if missing or not typed["year"].isascii() or not typed["year"].isdigit() or request.POST.get("change") == "1":
        return _show(request, typed, faults=missing, status=422 if missing else 200)
    try:
        first = documents.series.check(
            code=typed["code"], prefix=typed["prefix"], year=int(typed["year"][:5]), actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, typed, refusal=refusal, status=refusal.status)
    data = _data(request, typed, {})
    sure = SurePage(typed, dict(data.divisions)[typed["code"]], dict(data.years)[typed["year"]], first)
    return page(request, "desk/series_sure.html", sure)


@require_POST
@staff_page(documents.series.OPEN)
def start(request: Request) -> HttpResponse:
    """Begin it."""
    typed = _typed(request)
    year = int(typed["year"][:5]) if typed["year"].isascii() and typed["year"].isdigit() else 0
    try:
        documents.series.start(code=typed["code"], prefix=typed["prefix"], year=year, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, typed, refusal=refusal, status=refusal.status)
    return done(request, to="desk:series")


def _typed(request: Request) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in _MISSING}


def _show(
    request: Request,
    typed: dict[str, str] | None = None,
    *,
    faults: dict[str, Message] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    data = _data(request, typed or dict.fromkeys(_MISSING, ""), faults or {})
    return page(request, "desk/series.html", data, refusal=refusal, status=status)


def _data(request: Request, typed: dict[str, str], faults: dict[str, Message]) -> SeriesPage:
    shown = documents.series.series(request.actor, at=now())
    return SeriesPage(
        shown,
        [(code, f"{name}（{mark}）") for code, name, mark in shown.divisions],
        [(str(one.year), one.label) for one in shown.years],
        typed,
        {name: say(faults.get(name), request.language) for name in _MISSING},
    )
