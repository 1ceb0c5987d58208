"""What another edition of a directory changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.office.directories.core.entries import Entry, Town

_TOLD = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """How many entries come and go; of both the first ten in words. A changed entry goes and comes."""

    added_count: int
    removed_count: int
    added: tuple[str, ...]
    removed: tuple[str, ...]


def difference(before: Iterable[Entry], after: Iterable[Entry]) -> Difference:
    """Return what ``after`` adds to ``before`` and takes away, in the order of both."""
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    added, removed = [one for one in new if one not in old], [one for one in old if one not in new]
    return Difference(len(added), len(removed), _words(added), _words(removed))


def _words(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(_word(one) for one in entries[:_TOLD])


def _word(entry: Entry) -> str:
    if isinstance(entry, Town):
        return f"{entry.postal_code} {entry.text}".strip()
    return f"{entry.bank_code}-{entry.code} {entry.bank_name} {entry.name}".replace("- ", " ").strip()
