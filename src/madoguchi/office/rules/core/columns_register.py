"""Back end 2: a register of households and their members as columns, encoded and sorted once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from madoguchi.office.rules.core.columns_encoding import Given, encode
from madoguchi.office.rules.core.columns_order import Ids, Reordered, order_of, places_of
from madoguchi.office.rules.core.columns_refusals import (
    OverridesNotInRegister,
    RegisterOfOtherRules,
    RegisterUneven,
)
from madoguchi.office.rules.core.columns_values import Array
from madoguchi.office.rules.core.engine import Case
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.program import Input, Program
from madoguchi.office.rules.core.types import Level

Values = Sequence[object] | Array

MOST_LATER: Final = 32  # members of a household that are gone through one by one, for all households at once


@dataclass(frozen=True)
class Register:
    """Households in the order given, and their members by (household, birth date, id in the order of code points).

    Attributes:
        households: the ids of the households.
        persons: the ids of the members, in the order of the register; each once in a household.
        offsets: int64, one more than households: the members of household h stand from ``offsets[h]`` up to
            ``offsets[h + 1]`` (excluded).
        birth: the input with the birth date by which members are sorted, where the rules name one.
        inputs: by name; those of a household have one value for each household, those of a person one for each member.
        groups: by name, which members are in the group.
        codes: the number of each text in the inputs; "" is 0.
    """

    households: Sequence[str]
    persons: Sequence[str]
    offsets: Array
    birth: str | None
    inputs: Mapping[str, Given]
    groups: Mapping[str, Array]
    codes: Mapping[str, int]

    def members(self, group: str) -> "Grouped":
        """Return the members of a group by household, or all."""
        found = self._grouped.get(group)
        return self._nobody if found is None else found

    @cached_property
    def _grouped(self) -> Mapping[str, "Grouped"]:
        of_groups = {}
        for name, is_in in self.groups.items():
            so_far = np.concatenate([[0], np.cumsum(is_in)])
            of_groups[name] = _grouped(so_far[self.offsets], np.flatnonzero(is_in))
        return {HOUSEHOLD_MEMBERS: _grouped(self.offsets, slice(0, int(self.offsets[-1]))), **of_groups}

    @cached_property
    def _nobody(self) -> "Grouped":
        return _grouped(np.zeros_like(self.offsets), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Grouped:
    """The members of a group in the order of the register.

    Attributes:
        offsets: as in Register, counted among these members.
        rows: where each stands among all members of the register; a slice where they are neighbours.
        filled: the households that have any of them.
        begins: for each of those where its first stands among them.
        owner: for each of them the place of its household in ``filled``.
        counts: for each household how many they are.
        later: for the second members, the third ones and so on: the places in ``filled`` of the households that have
            one, and where these members stand among them; None where some household has more than MOST_LATER, and for
            a part of the households.
    """

    offsets: Array
    rows: Array | slice
    filled: Array
    begins: Array
    owner: Array
    counts: Array
    later: tuple[tuple[Array, Array], ...] | None

    def between(self, first: int, last: int) -> "Grouped":
        """Return the members of the households from ``first`` to ``last`` (excluded), counted from there."""
        if (first, last) == (0, len(self.counts)):
            return self
        offsets = self.offsets[first : last + 1]
        low, high = offsets[[0, -1]].tolist()
        begin, end = np.searchsorted(self.filled, (first, last)).tolist()
        rows = slice(low, high) if isinstance(self.rows, slice) else self.rows[low:high]
        later = None if self.later is None else tuple(_between(*each, begin, end, low) for each in self.later)
        return Grouped(offsets - low, rows, self.filled[begin:end] - first, self.begins[begin:end] - low,
                       self.owner[low:high] - begin, self.counts[first:last], later)  # fmt: skip

    def of(self, homes: Array) -> tuple["Grouped", Array]:
        """Return the members of some households, in their order, and where each stands among these."""
        counts = self.counts[homes]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        filled = counts.nonzero()[0]
        owner = np.repeat(np.arange(len(filled)), counts[filled])
        places = np.arange(offsets[-1]) + (self.offsets[homes] - offsets[:-1])[filled].take(owner)
        rows = places + self.rows.start if isinstance(self.rows, slice) else self.rows.take(places)
        return Grouped(offsets, rows, filled, offsets[filled], owner, counts, None), places


def _between(homes: Array, members: Array, begin: int, end: int, low: int) -> tuple[Array, Array]:
    """Return those of ascending homes from ``begin`` to ``end`` (excluded), and their members, counted from there."""
    first, last = np.searchsorted(homes, (begin, end)).tolist()
    return homes[first:last] - begin, members[first:last] - low


def _grouped(offsets: Array, rows: Array | slice) -> Grouped:
    counts = np.diff(offsets)
    filled = np.flatnonzero(counts)
    of_filled = counts[filled]
    most = int(counts.max(initial=0))
    owner, begins, later = np.repeat(np.arange(len(filled)), of_filled), offsets[filled], None
    if most <= MOST_LATER:
        homes = [np.flatnonzero(of_filled > at) for at in range(1, most)]
        later = tuple((each, begins[each] + at) for at, each in enumerate(homes, 1))
    return Grouped(offsets, rows, filled, begins, owner, counts, later)


@dataclass(frozen=True, slots=True)
class Table:
    """One value for each household or person in each column.

    Ids are texts; an array of texts that are digits of one length is read much faster than a list.
    A column is a sequence of plain values, as the language accepts them, or an array: of whole numbers, of truths, or
    of days (datetime64[D]). None and NaT are not given.
    """

    ids: Ids
    columns: Mapping[str, Values]


def from_columns(
    programs: Iterable[Program],
    households: Table,
    persons: Table,
    household_of: Ids,
    groups: Mapping[str, Values],
) -> Register:
    """Return the register of columns for the rules that will be worked out on it.

    Args:
        programs: the rules; the inputs they know are read, other columns are left aside.
        households: the households.
        persons: their members, in any order.
        household_of: the id of the household of each person.
        groups: for each group (other than 世帯員) the truth whether each person is in it.

    Raises:
        RegisterUneven: a column does not have one value for each.
        PersonWithoutHousehold, RowTwice: an id is not there, or there twice.
        RegisterOfOtherRules: the rules name different birth dates, or one name with two types.
    """
    inputs, birth = inputs_of(programs)
    levels = {Level.WHOLE: households, Level.MEMBER: persons}
    for name, column, wanted in (
        *((name, each, len(table.ids)) for table in levels.values() for name, each in table.columns.items()),
        *((name, each, len(persons.ids)) for name, each in groups.items()),
        ("世帯", household_of, len(persons.ids)),
    ):
        if len(column) != wanted:
            raise RegisterUneven(name=name, wanted=wanted, found=len(column))
    place = places_of(households.ids, persons.ids, household_of)
    codes = {"": 0}
    read = {
        each.name: encode(each.type, levels[each.level].columns[each.name], codes)
        for each in inputs.values()
        if each.name in levels[each.level].columns
    }
    order = order_of(place, read[birth].data if birth in read else None, persons.ids)
    register = Register(
        _in_order(households.ids),
        Reordered(persons.ids, order),
        np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(households.ids)))]).astype(np.int64),
        birth,
        {name: each.sorted(order) if inputs[name].level == Level.MEMBER else each for name, each in read.items()},
        {name: np.asarray(each, np.bool_)[order] for name, each in groups.items() if name != HOUSEHOLD_MEMBERS},
        codes,
    )
    _ = register._grouped  # here, so that the first run does not pay for it
    return register


def _in_order(ids: Ids) -> Sequence[str]:
    return Reordered(ids, np.arange(len(ids))) if isinstance(ids, np.ndarray) else tuple(ids)


def from_cases(programs: Iterable[Program], cases: Mapping[str, Case]) -> Register:
    """Return the register of cases by the id of their household, read as :class:`engine.Engine` reads them.

    Raises:
        OverridesNotInRegister: a case replaces definitions.
        others: as :func:`from_columns`.
    """
    for household, case in cases.items():
        if case.overrides or case.member_overrides:
            raise OverridesNotInRegister(household=household)
    programs = list(programs)
    names = {level: [name for name, each in inputs_of(programs)[0].items() if each.level == level] for level in Level}
    members = [
        (household, case, member)
        for household, case in cases.items()
        for member in dict.fromkeys((*case.members, *(each for group in case.groups.values() for each in group)))
    ]
    given = [case.members.get(member, {}) for _, case, member in members]
    in_groups = {
        name: {(household, member) for household, case in cases.items() for member in case.groups.get(name, ())}
        for name in dict.fromkeys(name for each in programs for name in each.groups)
    }
    return from_columns(
        programs,
        Table(
            list(cases),
            {name: [case.whole.get(name) for case in cases.values()] for name in names[Level.WHOLE]},
        ),
        Table(
            [member for _, _, member in members],
            {name: [each.get(name) for each in given] for name in names[Level.MEMBER]},
        ),
        [household for household, _, _ in members],
        {name: [(household, member) in found for household, _, member in members] for name, found in in_groups.items()},
    )


def inputs_of(programs: Iterable[Program]) -> tuple[dict[str, Input], str | None]:
    """Return the inputs of all programs by name, and the birth date they share. Raises RegisterOfOtherRules."""
    inputs: dict[str, Input] = {}
    births = set()
    for program in programs:
        births.add(program.birth)
        for each in program.inputs:
            other = inputs.setdefault(each.name, each)
            if (other.type, other.level) != (each.type, each.level):
                raise RegisterOfOtherRules(name=each.name)
    births.discard(None)
    if len(births) > 1:
        raise RegisterOfOtherRules(name="・".join(sorted(str(each) for each in births)))
    return inputs, births.pop() if births else None
