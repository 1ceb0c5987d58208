"""The list of who has applied elsewhere: a table or JSON Lines with the number of a household or of a person a line."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from madoguchi.beside.outreach.core.faults import Faults
from madoguchi.beside.outreach.core.fields import is_id
from madoguchi.beside.outreach.core.records import MOST_CHARACTERS
from madoguchi.beside.outreach.importing import Lines, is_table, opened, refusal

_COLUMNS = (("世帯番号", "household"), ("宛名番号", "person"))


def read_applied(path: Path) -> tuple[list[str], list[str]]:
    """Return the numbers of households and of persons of a file, each once and sorted.

    Raises:
        FileUnreadable, NotText
        FilesNotRead: with every fault, line by line.
    """
    faults = Faults([path.name])
    lines = _short(opened(path).lines(0), faults)
    found: tuple[set[str], set[str]] = (set(), set())
    count = 0
    for at, numbers in (_of_table if is_table(path) else _of_json)(lines, faults):
        given = [(place, one) for place, one in enumerate(numbers) if one not in (None, "")]
        count += 1
        if not given:
            faults.note(at, "no_id")
        for place, one in given:
            if is_id(one):
                found[place].add(str(one))
            else:
                faults.note(at, "household_id" if place == 0 else "person_id")
    if not count and not faults.count:
        faults.note(1, "empty")
    if faults.count:
        raise refusal(faults)
    return sorted(found[0]), sorted(found[1])


def _short(lines: Lines, faults: Faults) -> Lines:
    """The lines up to one that is too long: the rest of that would be read as lines of their own."""
    for at, line in lines:
        if len(line) > MOST_CHARACTERS:
            faults.note(at, "too_long")
            return
        yield at, line


def _of_json(lines: Lines, faults: Faults) -> Iterator[tuple[int, list[object]]]:
    for at, line in lines:
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            faults.note(at, "not_json")
        else:
            yield at, [given.get(ja, given.get(en)) for ja, en in _COLUMNS]


def _of_table(lines: Lines, faults: Faults) -> Iterator[tuple[int, list[object]]]:
    at, heading = next(lines, (1, ""))
    names = [each.strip() for each in _cells(heading) or []]
    places = [next((names.index(name) for name in pair if name in names), None) for pair in _COLUMNS]
    if places == [None, None]:
        faults.note(at, "no_heading")
        return
    for at, line in lines:
        if not line.strip():
            continue
        row = _cells(line)
        if row is None:
            faults.note(at, "not_csv")
            return
        if len(row) != len(names):
            faults.note(at, "cells")
        else:
            yield at, [None if place is None else row[place].strip() for place in places]


def _cells(line: str) -> list[str] | None:
    """The cells of a line; None: it is no CSV."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return None
