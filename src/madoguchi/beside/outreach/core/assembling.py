"""Records in any order to a register: households and their members sorted, every field a column."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from madoguchi.beside.outreach.core.faults import Faults
from madoguchi.beside.outreach.core.fields import Field, Kind, Level
from madoguchi.beside.outreach.core.packing import Array, Column
from madoguchi.beside.outreach.core.records import Record

MOST_RECORDS: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Assembled:
    """A register.

    Attributes:
        households: ids in the order of code points.
        persons: ids by household, birth date (nobody's first) and id.
        offsets: where the members of each household begin, and how many there are in all.
        columns: by field; of households or persons, in their order.
        groups: by name, which persons are in it.
    """

    households: Sequence[str]
    persons: Sequence[str]
    offsets: Array
    columns: dict[Field, Column]
    groups: dict[str, Array]


class _Filling:
    """A column as it comes: rows and values, texts numbered."""

    __slots__ = ("codes", "rows", "values")

    def __init__(self) -> None:
        self.rows, self.values = array("q"), array("q")
        self.codes: dict[str, int] = {}

    def column(self, kind: Kind, place: Array) -> Column:
        """Return it with row r standing at ``place[r]``."""
        rows, values = np.frombuffer(self.rows, np.int64), np.frombuffer(self.values, np.int64)
        data, given = np.zeros(len(place), np.int64), np.zeros(len(place), np.bool_)
        data[place[rows]] = values
        given[place[rows]] = True
        return Column(kind, data, None if given.all() else given, tuple(self.codes) or None)


def assemble(records: Iterable[Record], birth: str, faults: Faults) -> Assembled | None:
    """Return the register of records; None where there are faults, which are noted.

    Args:
        records: households and persons, in any order.
        birth: the field of persons by which members of a household are sorted.
    """
    households: dict[str, int] = {}
    declared, persons = array("q"), dict[str, int]()
    household_of, lines = array("q"), array("q")
    filling: dict[Field, _Filling] = {}
    groups: dict[str, array[int]] = {}
    count = 0
    for record in records:
        count += 1
        if count > MOST_RECORDS:
            faults.note(record.line, "too_many", most=MOST_RECORDS)
            return None
        row = households.setdefault(record.household, len(households))
        if row == len(declared):
            declared.append(0)
        if record.person is None:
            if declared[row]:
                faults.note(record.line, "household_twice", id=record.household, line=declared[row])
                continue
            declared[row] = record.line
        else:
            household, row = row, persons.setdefault(record.person, len(persons))
            if row < len(lines):
                faults.note(record.line, "person_twice", id=record.person, line=lines[row])
                continue
            lines.append(record.line)
            household_of.append(household)
            for name in record.groups:
                groups.setdefault(name, array("q")).append(row)
        for field, cell in record.values:
            column = filling.get(field)
            if column is None:
                column = filling[field] = _Filling()
            column.rows.append(row)
            column.values.append(column.codes.setdefault(cell, len(column.codes)) if isinstance(cell, str) else cell)
    known = np.frombuffer(declared, np.int64) > 0
    of = np.frombuffer(household_of, np.int64)
    if not known.all():
        names = list(households)
        for row in np.flatnonzero(~known[of]).tolist():
            faults.note(lines[row], "household_unknown", id=names[household_of[row]])
    if not households and not faults.count:
        faults.note(1, "empty")
    return None if faults.count else _sorted(households, persons, of, filling, groups, birth)


def _sorted(
    households: dict[str, int], persons: dict[str, int], of: Array, filling: dict[Field, _Filling],
    groups: dict[str, "array[int]"], birth: str,
) -> Assembled:  # fmt: skip
    names = sorted(households)
    place = _places(households, names)
    ids = sorted(persons)
    by_id = _places(persons, ids)
    born = next((f for f in filling if f.level == Level.PERSON and f.name == birth), None)
    day = np.full(len(ids), np.iinfo(np.int64).min)
    if born is not None:
        day[np.frombuffer(filling[born].rows, np.int64)] = np.frombuffer(filling[born].values, np.int64)
    order = np.lexsort((by_id, day, place[of])) if len(ids) else np.zeros(0, np.int64)
    at = np.empty(len(ids), np.int64)
    at[order] = np.arange(len(ids))
    is_in = {name: np.zeros(len(ids), np.bool_) for name in groups}
    for name, rows in groups.items():
        is_in[name][at[np.frombuffer(rows, np.int64)]] = True
    counts = np.bincount(place[of], minlength=len(names)) if len(ids) else np.zeros(len(names), np.int64)
    given = list(persons)
    return Assembled(
        names,
        [given[row] for row in order.tolist()],
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        {
            field: column.column(field.kind, at if field.level == Level.PERSON else place)
            for field, column in filling.items()
        },
        is_in,
    )


def _places(numbers: dict[str, int], ordered: Sequence[str]) -> Array:
    """Where each stands in the order."""
    place = np.empty(len(ordered), np.int64)
    place[[numbers[each] for each in ordered]] = np.arange(len(ordered))
    return place
