"""What forms post, read: days, ids, numbers of pages. What is none is None or left out, never an exception."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID


def day_of(text: str) -> date | None:
    """Return a day typed as ISO 8601; None: it is none, or in Python's last year (days after must exist)."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year < date.max.year else None


def uuid_of(text: str) -> UUID | None:
    """Return the id that a text is; None: it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def uuids_of(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among texts, each once; what is none is left out."""
    return list(dict.fromkeys(found for text in texts if (found := uuid_of(text)) is not None))


def number_of(text: str) -> int:
    """Return the number of a page; 1 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
