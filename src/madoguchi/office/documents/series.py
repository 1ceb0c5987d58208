"""Series of document numbers (文書番号の系列) as administrators keep them: looked at, and begun.

Nothing of a series is ever changed: numbers are taken one after the other, and what was issued keeps its own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.office.documents.core import numbering
from madoguchi.office.documents.models import IssuedDocument, NumberSeries
from madoguchi.office.documents.services import SeriesAlreadyOpen, open_series

OPEN = "documents.series.open"


class SeriesNotStarted(Refused):
    """A division or a year that is not in the list."""

    code = "documents.series_not_started"
    status = 422
    what = Message("文書番号の付番を始められません。", "The series cannot be begun.")
    why = Message("選んだ課または年度では始められません。", "It cannot begin for this division or year.")
    mend = Message(
        "いまある課と、今年度か来年度を選んでください。",
        "Choose from the lists.",
    )


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """A series of one fiscal year. ``last`` as printed; ``missing_count``: numbers taken that no document bears."""

    code: str
    division: str
    year: FiscalYear
    prefix: str
    last_number: int
    last: str
    last_issued_on: date | None
    missing_count: int


@dataclass(frozen=True, slots=True)
class Series:
    """Every series, this and coming years first; divisions for which one can be begun, with their marks."""

    rows: list[SeriesShown]
    divisions: list[tuple[str, str, str]]  # code, name, mark
    years: list[FiscalYear]


def series(actor: Actor, *, at: datetime) -> Series:
    """Return every series of the body in four queries."""
    permissions.require(actor, OPEN)
    today = localdate(at)
    with body_scope(actor.body_id):
        divisions = people.divisions(on=today)
        found = list(NumberSeries.objects.order_by("-fiscal_year", "code"))
        issued = {
            row["series_id"]: row
            for row in IssuedDocument.objects.filter(series__isnull=False)
            .order_by("series_id").values("series_id").annotate(count=Count("id"), last_on=Max("issued_on"))
        }  # fmt: skip
    names = {one.code: one.name for one in divisions}
    rows = [_shown(one, names, issued.get(one.id, {})) for one in found]
    this = FiscalYear.of(today)
    return Series(rows, [(one.code, one.name, one.mark) for one in divisions], [this, FiscalYear(this.year + 1)])


def check(*, code: str, prefix: str, year: int, actor: Actor, at: datetime) -> str:
    """Return the first number of a series as it will be printed; refuses what :func:`start` refuses."""
    with body_scope(actor.body_id):
        return _checked(code, prefix, year, actor, at)


def start(*, code: str, prefix: str, year: int, actor: Actor, at: datetime) -> UUID:
    """Begin a division's series in a fiscal year, this one or the next, with number 1.

    A division that has a series needs none for later years: they go on with its mark. It is begun where the mark shall
    be another one, before the year's first number is taken.

    Raises:
        NotPermitted, SeriesNotStarted, PrefixNotUsable, SeriesAlreadyOpen
    """
    with body_scope(actor.body_id, write=True):
        _checked(code, prefix, year, actor, at)
        row = open_series(code=code, prefix=prefix, fiscal_year=FiscalYear(year), actor=actor, at=at)
        return row.id


def _checked(code: str, prefix: str, year: int, actor: Actor, at: datetime) -> str:
    permissions.require(actor, OPEN)
    today = localdate(at)
    this = FiscalYear.of(today).year
    if year not in (this, this + 1) or code not in {one.code for one in people.divisions(on=today)}:
        raise SeriesNotStarted
    numbering.check_prefix(prefix)
    if NumberSeries.objects.filter(code=code, fiscal_year=year).exists() or (
        NumberSeries.objects.filter(prefix=prefix).exclude(code=code).exists()
    ):
        raise SeriesAlreadyOpen(year=FiscalYear(year).label)
    return numbering.format_number(prefix, 1)


def _shown(row: NumberSeries, names: dict[str, str], issued: dict[str, object]) -> SeriesShown:
    last = numbering.format_number(row.prefix, row.last_number) if row.last_number else ""
    count, last_on = issued.get("count", 0), issued.get("last_on")
    return SeriesShown(
        row.code, names.get(row.code, ""), FiscalYear(row.fiscal_year), row.prefix, row.last_number, last,
        last_on if isinstance(last_on, date) else None, row.last_number - (count if isinstance(count, int) else 0),
    )  # fmt: skip
