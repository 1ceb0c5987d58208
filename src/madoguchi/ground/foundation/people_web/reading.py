"""What forms of these pages post, read: days, ids, numbers of pages."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID


def day(text: str) -> date | None:
    """Return a day typed as ISO 8601; None: it is none, or the last that Python knows (the day after must exist)."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year < date.max.year else None


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among texts, each once; what is none is left out."""
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def number_of(text: str) -> int:
    """Return the number of a page; 1 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
