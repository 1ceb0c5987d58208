"""Lines of a file to records of households and persons.

JSON Lines: a household a line, ``{"id", field: value, "members": [{"id", "groups": [...], field: value}]}``. CSV:
tables with a heading; a line with the number of a person (宛名番号) is about that person, another about its household.
Fields are inputs of rules by their names or aliases; what is empty or null is not given.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from madoguchi.beside.outreach.core.faults import Faults
from madoguchi.beside.outreach.core.fields import WANTED, Cell, Field, Level, from_csv, from_json, is_id
from madoguchi.ground.kernel.errors import Message

MOST_CHARACTERS: Final = 262_144  # of a line
_ID, _MEMBERS, _GROUPS = "id", "members", "groups"
_HOUSEHOLD, _PERSON = "household", "person"
_NAMES: Final = {"世帯番号": _HOUSEHOLD, "宛名番号": _PERSON, "群": _GROUPS, "世帯員": _MEMBERS}
_MARKS: Final = re.compile("[・、]")  # between groups
_LEVELS: Final = {Level.HOUSEHOLD: Message("世帯", "household"), Level.PERSON: Message("人", "person")}


class Record(NamedTuple):
    """Whom it is about (a household where ``person`` is None), its groups, and its values by field."""

    line: int
    household: str
    person: str | None
    groups: Sequence[str]
    values: Sequence[tuple[Field, Cell]]


class Known:
    """What a file may hold: fields by name or alias, of households and of persons, and groups."""

    def __init__(self, fields: Iterable[tuple[Field, Iterable[str]]], groups: Iterable[str]) -> None:
        self.groups = frozenset(groups)
        self.by_level: dict[Level, dict[str, Field]] = {level: {} for level in Level}
        for field, aliases in fields:
            for name in (field.name, *aliases):
                self.by_level[field.level].setdefault(name, field)


def json_records(lines: Iterable[tuple[int, str]], known: Known, faults: Faults) -> Iterator[Record]:
    """Yield the records of JSON Lines; what is wrong goes to ``faults``, and that record is left out."""
    for at, line in lines:
        if len(line) > MOST_CHARACTERS:
            faults.note(at, "too_long")
            return  # the rest of it would be read as lines of their own
        if not line.strip():
            continue
        twice: list[str] = []
        try:
            given = json.loads(line, object_pairs_hook=partial(_object, twice))
        except (ValueError, RecursionError):
            faults.note(at, "not_json")
            continue
        for name in twice:
            faults.note(at, "field_twice", name=name)
        if not isinstance(given, dict):
            faults.note(at, "not_object")
            continue
        household, members = _take_out(given, _ID, _HOUSEHOLD), _take_out(given, _MEMBERS, none=[])
        if not isinstance(members, list) or not all(isinstance(each, dict) for each in members):
            faults.note(at, "members")
            continue
        values = _values(at, given, Level.HOUSEHOLD, known, faults)
        if (record := _record(at, household, None, (), values, known, faults)) is None:
            continue
        yield record
        for member in members:
            person, groups = _take_out(member, _ID, _PERSON), _take_out(member, _GROUPS, none=[])
            if not isinstance(groups, list) or not all(isinstance(each, str) for each in groups):
                faults.note(at, "groups", known="、".join(sorted(known.groups)))
                continue
            values = _values(at, member, Level.PERSON, known, faults)
            if (record := _record(at, household, person or "", groups, values, known, faults)) is not None:
                yield record


def csv_records(lines: Iterable[tuple[int, str]], known: Known, faults: Faults) -> Iterator[Record]:
    """Yield the records of a table with a heading. Faults as in :func:`json_records`."""
    place = _Place()
    reader = csv.reader(place.following(lines, faults), strict=True)
    try:
        heading = [_NAMES.get(name.strip(), name.strip()) for name in next(reader, [])]
        if _ID in heading:  # of persons where they have a household beside it
            heading[heading.index(_ID)] = _PERSON if _HOUSEHOLD in heading else _HOUSEHOLD
        if not _is_heading(place.at, heading, known, faults):
            return
        at = {name: heading.index(name) for name in heading}
        fields = [(column, name) for name, column in at.items() if name not in (_HOUSEHOLD, _PERSON, _GROUPS)]
        columns = {
            level: [(column, name, of.get(name)) for column, name in fields] for level, of in known.by_level.items()
        }
        person_at, groups_at = at.get(_PERSON), at.get(_GROUPS)
        while True:
            first = place.at + 1
            row = next(reader, None)
            if row is None:
                return
            if not any(row):
                continue
            if len(row) != len(heading):
                faults.note(first, "cells")
                continue
            person = (row[person_at] or None) if person_at is not None else None
            groups = [] if groups_at is None else [each for each in _MARKS.split(row[groups_at]) if each]
            level = Level.HOUSEHOLD if person is None else Level.PERSON
            values: list[tuple[Field, Cell]] = []
            for column, name, field in columns[level]:
                if cell := row[column]:
                    if field is None:
                        _misplaced(first, name, level, known, faults)
                    else:
                        _take(first, field, from_csv(field.kind, cell), values, faults)
            if (record := _record(first, row[at[_HOUSEHOLD]], person, groups, values, known, faults)) is not None:
                yield record
    except csv.Error:
        faults.note(place.at, "not_csv")


class _Place:
    """Where a reader of lines is."""

    at = 0

    def following(self, lines: Iterable[tuple[int, str]], faults: Faults) -> Iterator[str]:
        for at, line in lines:
            self.at = at
            if len(line) > MOST_CHARACTERS:
                faults.note(at, "too_long")
                return
            yield line


def _is_heading(at: int, heading: Sequence[str], known: Known, faults: Faults) -> bool:
    if _HOUSEHOLD not in heading:
        faults.note(at or 1, "no_heading")
        return False
    is_sound = True
    for name, count in Counter(heading).items():
        if count > 1:
            faults.note(at, "field_twice", name=name)
        elif name not in (_HOUSEHOLD, _PERSON, _GROUPS) and not any(name in of for of in known.by_level.values()):
            faults.note(at, "field_unknown", name=name)
        else:
            continue
        is_sound = False
    return is_sound


def _object(twice: list[str], pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice.extend(name for name, count in counts.items() if count > 1)
    return found


def _take_out(given: dict[str, object], *names: str, none: object = None) -> object:
    """Take a field that is no input out of a record, under its English or its Japanese name."""
    found: object = None
    for name in (*names, *(ja for ja, en in _NAMES.items() if en in names)):
        if name in given:
            found = given.pop(name)
    return none if found is None else found


def _values(
    at: int, given: Mapping[str, object], level: Level, known: Known, faults: Faults
) -> list[tuple[Field, Cell]]:
    fields, values = known.by_level[level], list[tuple[Field, Cell]]()
    for name, each in given.items():
        if each is None:
            continue
        field = fields.get(name)
        if field is None:
            _misplaced(at, name, level, known, faults)
        else:
            _take(at, field, from_json(field.kind, each), values, faults)
    return values


def _take(at: int, field: Field, cell: Cell | None, values: list[tuple[Field, Cell]], faults: Faults) -> None:
    if cell is not None and (not field.members or cell in field.members):
        values.append((field, cell))
        return
    wanted = WANTED[field.kind]
    if field.members:
        choices = "・".join(sorted(field.members))
        wanted = Message(f"選択肢（{choices}）のどれか", f"one of {choices}")
    faults.note(at, "value", name=field.name, wanted=wanted)


def _misplaced(at: int, name: str, level: Level, known: Known, faults: Faults) -> None:
    for other, of in known.by_level.items():
        if other != level and name in of:
            faults.note(at, "field_of_other", name=name, level=_LEVELS[other].ja, level_en=_LEVELS[other].en)
            return
    faults.note(at, "field_unknown", name=name)


def _record(
    at: int, household: object, person: object, groups: Sequence[str], values: Sequence[tuple[Field, Cell]],
    known: Known, faults: Faults,
) -> Record | None:  # fmt: skip
    if not is_id(household):
        faults.note(at, "household_id")
    elif person is not None and not is_id(person):
        faults.note(at, "person_id")
    elif person is None and groups:
        faults.note(at, "groups_of_household")
    elif not known.groups.issuperset(groups):
        faults.note(at, "groups", known="、".join(sorted(known.groups)))
    else:
        return Record(at, str(household), None if person is None else str(person), groups, values)
    return None
