"""The page of a draft's impact, and its numbers as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.faces.desk import impact_counting, impact_words
from madoguchi.faces.desk.impact_counting import ImpactPage
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel import spreadsheet, xlsx
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import page, plots, say
from madoguchi.office.rules.public import Change, Kind

_BAD_DAY = Message("2026-04-01 の形の日付を入れてください。", "Enter a day like 2026-04-01.")


@dataclass(frozen=True, slots=True)
class ShownImpact:
    """The page: what was asked, as typed, and what came out."""

    found: ImpactPage
    typed_on: str
    day_error: str
    changes: Sequence[impact_words.ChangeRow]
    totals: Sequence[impact_words.Total]
    spread: plots.Plot | None

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [("on", self.day_error)] if self.day_error else []

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(each, each) for each in self.found.definitions]

    @property
    def query(self) -> str:
        """What was asked, as a query of the page's address."""
        return urlencode({"on": self.typed_on, "definition": self.found.definition})

    @property
    def is_yen(self) -> bool:
        return self.found.kind == Kind.YEN

    @property
    def is_lost(self) -> bool:
        """Whether somebody loses, gets less or is not known any more."""
        bad = (Change.LOST, Change.LESS, Change.BECOMES_UNKNOWN)
        return any(row.count for row in self.changes if row.change in bad)

    @property
    def chosen_words(self) -> Message | None:
        return None if self.found.chosen is None else impact_words.CHANGES[self.found.chosen]


@require_GET
@staff_page(impact_counting.READ)
def impact(request: Request, draft: UUID) -> HttpResponse:
    """What the draft would do to the households of the newest register."""
    shown = _shown(request, draft)
    return page(request, "desk/rules/impact.html", shown, status=422 if shown.day_error else 200)


@require_GET
@staff_page(impact_counting.READ)
def impact_csv(request: Request, draft: UUID) -> HttpResponse:
    """The numbers as a file for spreadsheets."""
    shown = _shown(request, draft)
    text = spreadsheet.csv_text(_heading(shown), impact_words.file_rows(shown.found))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="impact.csv"'
    return response


@require_GET
@staff_page(impact_counting.READ)
def impact_xlsx(request: Request, draft: UUID) -> HttpResponse:
    """The same numbers as a workbook."""
    shown = _shown(request, draft)
    content = xlsx.workbook(_heading(shown), impact_words.file_rows(shown.found), title=say(shown.found.title))
    response = HttpResponse(content, content_type=xlsx.CONTENT_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="impact.xlsx"'
    return response


def _heading(shown: ShownImpact) -> list[str]:
    return [f"{say(shown.found.title)} {shown.found.definition} {shown.found.on.isoformat()}", ""]


def _shown(request: Request, draft: UUID) -> ShownImpact:
    typed = request.GET.get("on", "").strip()[:20]
    day = day_of(typed) if typed else None
    asked = request.GET.get("change", "")
    found = impact_counting.impact_page(
        draft,
        request.actor,
        now(),
        on=day,
        definition=request.GET.get("definition", ""),
        chosen=Change(asked) if asked in tuple(Change) else None,
    )
    return ShownImpact(
        found,
        typed or found.on.isoformat(),
        say(_BAD_DAY) if typed and day is None else "",
        impact_words.change_rows(found),
        impact_words.totals(found),
        impact_words.spread(found),
    )
