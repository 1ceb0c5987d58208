"""Dates as the four inputs of a page hold them: era, year, month, day."""

from collections.abc import Mapping
from datetime import date

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import FURTHER, Language, Refused
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


def read_month(parts: Mapping[str, str]) -> Json:
    """Return ``2026-04`` from era, year and month; the parts as typed where they are no month; else ``None``."""
    typed = {part: text for part, text in parts.items() if text}
    if not typed.keys() - {"era"}:
        return None
    try:
        return date_of_parts({**typed, "day": "1"}).isoformat()[:7]
    except Refused:
        return typed


def parts_as_typed(value: Json) -> dict[str, str]:
    """Return era, year, month and day of a kept date, or of one that could not be understood; empty ones left out."""
    if isinstance(value, str):
        try:
            return parts_of_date(value)
        except ValueError:
            return {}
    if not isinstance(value, Mapping):
        return {}
    return {part: text for part in PARTS[Kind.DATE] if isinstance(text := value.get(part), str) and text}


def parts_of_month(kept: str) -> dict[str, str]:
    """Return era, year and month as a page shows a kept month. ``ValueError`` where it is none."""
    parts = parts_of_date(f"{kept}-01")
    return {part: parts[part] for part in PARTS[Kind.YEAR_MONTH]}


def month_words(first: date, language: str) -> str:
    """Return 「令和8年4月（2026年）」 or "April 2026 (Reiwa 8)" for the first day of a month.

    Raises:
        Refused: before the eras.
    """
    era = wareki.to_wareki(first)
    if language == Language.EN:
        return f"{MONTHS[first.month - 1]} {first.year} ({era.era.name_en} {era.year})"
    if language in FURTHER:
        return f"{first:%Y-%m} ({era.era.name}{era.year_text}年{era.month}月)"
    return f"{era.era.name}{era.year_text}年{era.month}月（{first.year}年）"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def parts_of_date(iso: str) -> dict[str, str]:
    """Return era, year, month and day as a page shows a kept date; the Western year before the eras."""
    day = date.fromisoformat(iso)
    try:
        era = wareki.to_wareki(day)
    except Refused:
        return {"era": WESTERN, "year": f"{day.year:04}", "month": str(day.month), "day": str(day.day)}
    return {"era": era.era.code, "year": str(era.year), "month": str(day.month), "day": str(day.day)}
