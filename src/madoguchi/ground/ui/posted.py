"""Reading back what composite fields post."""

from collections.abc import Mapping

from madoguchi.ground.kernel.wareki import DateNotReadable, Parsed, era_year_to_date, make_date

WESTERN = "W"


def read_parts(post: Mapping[str, str], name: str, parts: tuple[str, ...]) -> dict[str, str]:
    """Return part → text as typed for the boxes ``name-part``; a missing box is empty."""
    return {part: post.get(f"{name}-{part}", "") for part in parts}


def read_date(parts: Mapping[str, str]) -> Parsed:
    """Read ``era``, ``year``, ``month``, ``day`` of a ``date_field``.

    A year of four digits is western whatever the era says: browsers that fill in a birthday write it so.

    Raises:
        Refused: any of the refusals of ``kernel.wareki.era_year_to_date``.
    """
    era, year, month, day = (parts.get(part, "").strip() for part in ("era", "year", "month", "day"))
    numbers = (year, month, day)
    is_western = era == WESTERN or (year.isdecimal() and len(year) == 4)
    if not is_western or not any(numbers):
        return era_year_to_date(era, year, month, day)
    if not all(number.isdecimal() and len(number) <= 4 for number in numbers):
        raise DateNotReadable
    return Parsed(make_date(int(year), int(month), int(day)))
