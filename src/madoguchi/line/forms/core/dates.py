"""Dates as the four inputs of a page hold them: era, year, month, day."""

from collections.abc import Mapping
from datetime import date

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms.core.fields import PARTS, Json, Kind

WESTERN = "W"
"""Value of the era input for a year of the Western calendar; the others are R, H, S, T, M."""


def read_date(parts: Mapping[str, str]) -> Json:
    """Return an ISO date from era, year, month and day; the parts as typed where they are no date; else ``None``."""
    typed = {part: text for part, text in parts.items() if text}
    if not typed.keys() - {"era"}:
        return None  # an era chosen beforehand is no answer
    try:
        return date_of_parts(typed).isoformat()
    except Refused:
        return typed


def date_of_parts(parts: Mapping[str, str]) -> date:
    """Return the date that era, year, month and day name.

    A year of four digits is Western whatever the era says: browsers that fill in a birthday write it so.

    Raises:
        Refused: any of the refusals of ``kernel.wareki``.
    """
    era, year, month, day = (parts.get(part, "") for part in PARTS[Kind.DATE])
    if year and (era == WESTERN or len(year) == 4):
        return wareki.parse(f"{year}-{month}-{day}").date
    return wareki.era_year_to_date(era, year, month, day).date


def parts_of_date(iso: str) -> dict[str, str]:
    """Return era, year, month and day as a page shows a kept date; the Western year before the eras."""
    day = date.fromisoformat(iso)
    try:
        era = wareki.to_wareki(day)
    except Refused:
        return {"era": WESTERN, "year": f"{day.year:04}", "month": str(day.month), "day": str(day.day)}
    return {"era": era.era.code, "year": str(era.year), "month": str(day.month), "day": str(day.day)}
