"""Back end 2: one run over neighbouring households of a register, and what is known of them so far.

A definition is worked out in a *frame*: for the households (``Run``), for all members or only those of a group
(``Members``), or once for each day that a date input takes (``Days``); what is the same for everybody is in ``Shared``.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, reduce
from typing import Any, Final

import numpy as np

from madoguchi.office.rules.core.columns_certain import About, Facts, doubtful
from madoguchi.office.rules.core.columns_encoding import ByDay, Given
from madoguchi.office.rules.core.columns_register import Grouped, Register
from madoguchi.office.rules.core.columns_texts import Texts
from madoguchi.office.rules.core.columns_values import FEW, Array, Column
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS

WHOLE: Final = ""  # the frame of the households; those of members go by the name of their group
HERE: Final = "*"  # the frame of members in which something stands, whichever it is

# A function of a frame. Any, because the level of its node says which: the checked tree has each in its place.
Work = Callable[[Any], Column]


class Shared:
    """A register at work: all its runs share the constants, and the days on which something depends alone."""

    is_part = True  # as in Days

    def __init__(self, register: Register, texts: Texts, on: date) -> None:
        self.register, self.texts, self._on = register, texts, on
        self._doubts: dict[About, Array | None] = {}
        self.constants: dict[str, Column] = {}
        self._days: dict[str, Days | None] = {}

    def doubtful(self, facts: Facts) -> Array | None:
        """Return of which households some of these are not true; None: of none."""
        for each in facts - self._doubts.keys():
            self._doubts[each] = doubtful(self.register, each, self._on)
        found = [doubts for each in facts if (doubts := self._doubts[each]) is not None]
        return reduce(np.logical_or, found) if found else None

    def days(self, name: str) -> "Days | None":
        """Return the days that a date input takes; None where they are too many to be worth it."""
        if name not in self._days:
            given = self.register.inputs.get(name)
            self._days[name] = None if given is None or given.by_day is None else Days(self, given.by_day)
        return self._days[name]


class Days:
    """Every day from the first to the last that an input takes, and at the end what is missing and invalid."""

    is_part = True  # nothing in it is worked out for fewer

    def __init__(self, shared: Shared, by_day: ByDay) -> None:
        self.texts, self.constants = shared.texts, shared.constants
        self.columns: dict[str, Column] = {}
        self.kept: dict[str, Any] = {}  # what plain functions gave
        self._edges: dict[str, list[int] | None] = {}
        self._every, self.places = by_day.every, by_day.places

    def given(self, name: str) -> Given:
        """Return the days themselves."""
        return self._every

    def edges(self, name: str) -> list[int] | None:
        """Return the last day before a truth changes, once or twice; None: it is none, or changes more often."""
        if name not in self._edges:
            column, found = self.columns[name], None
            if column.bits is None and column.data.dtype == np.bool_ and column.data.size > 1:
                found = (column.data[1:] != column.data[:-1]).nonzero()[0][:3].tolist()
            self._edges[name] = found if found and len(found) < 3 else None
        return self._edges[name]

    def column(self, name: str) -> Column:
        """Return a definition."""
        return self.columns[name]


class Run:
    """Households ``first`` to ``last`` (excluded) of a register."""

    is_part = False  # whether it is for a few only

    def __init__(self, shared: Shared, first: int, last: int) -> None:
        self.shared, self.texts, self.constants = shared, shared.texts, shared.constants
        self.columns: dict[str, Column] = {}
        self.first, self.last, self.size = first, last, last - first
        self.parts: list[Any] = []
        self.where: Any = slice(first, last)  # in the register: indexes arrays
        self._members: dict[str, Members] = {}

    def given(self, name: str) -> Given | None:
        """Return an input of these households; None: the register lacks it."""
        found = self.shared.register.inputs.get(name)
        return None if found is None else found.taken(self.where)

    def at(self, place: str) -> "Run | Members":
        """Return the frame of that name."""
        return self if place == WHOLE else self.members(place)

    def column(self, name: str) -> Column:
        """Return a definition."""
        return self.columns[name]

    def doubtful(self, facts: Facts) -> Array | None:
        """Return of which of these households some facts are not true; None: of none."""
        found = self.shared.doubtful(facts)
        return None if found is None else found[self.where]

    def places(self, days: Days) -> Array:
        """Return for each household the place of its day."""
        found: Array = days.places[self.where]
        return found

    def members(self, group: str) -> "Members":
        """Return the members who are in a group, or all."""
        found = self._members.get(group)
        if found is None:
            found = self._members[group] = self._new_members(group)
        return found

    def counts(self, group: str) -> Array:
        """Return for each household how many of its members are in a group."""
        found: Array = self.shared.register.members(group).counts[self.where]
        return found

    def _new_members(self, group: str) -> "Members":
        return Members(self, group, self.shared.register.members(group).between(self.first, self.last))

    def close(self) -> None:
        """Let go of members and parts, who know their run: nothing has to look for what is left."""
        for each in self._members.values():
            each.parts.clear()
        for each in self.parts:
            each.close()
        self._members.clear()
        self.parts.clear()

    def forget(self, names: Iterable[str]) -> None:
        """Give back what nothing asks for any more; its memory is used again while it is still near."""
        for columns in (self.columns, *(each.columns for each in self._members.values())):
            for name in names:
                columns.pop(name, None)


class Members:
    """The members of a run's households who are in a group, or all, in the order of the register."""

    is_part = False

    def __init__(self, run: Run, group: str, layout: Grouped) -> None:
        self.shared, self.texts, self.constants, self.whole = run.shared, run.texts, run.constants, run
        self.columns: dict[str, Column] = {}
        self.parts: list[Any] = []
        self.layout, self._group, self._places = layout, group, dict[Days, Array]()
        self.where: Any = layout.rows  # where they stand in the register: indexes arrays
        self.size = int(layout.offsets[-1])
        self._filled = None if len(layout.filled) == run.size else layout.filled
        self._begins, self._owner, self._later = layout.begins, layout.owner, layout.later
        self._counts = layout.counts
        self.most = int(self._counts.max(initial=0))  # members of one household

    def given(self, name: str) -> Given | None:
        """Return an input of these members; None: the register lacks it."""
        found = self.shared.register.inputs.get(name)
        return None if found is None else found.taken(self.where)

    def at(self, place: str) -> "Run | Members":
        """Return the frame of that name."""
        return self if place == HERE else self.whole.at(place)

    def column(self, name: str) -> Column:
        """Return a definition; where it is worked out for all members, theirs."""
        found = self.columns.get(name)
        if found is None:
            found = self.columns[name] = self._taken(name)
        return found

    def _taken(self, name: str) -> Column:
        first = self.shared.register.offsets[self.whole.first]
        return self.whole.members(HOUSEHOLD_MEMBERS).columns[name].taken(self.where - first)

    def doubtful(self, facts: Facts) -> Array | None:
        """Return for which members some facts are not true of their household; None: for none."""
        found = self.whole.doubtful(facts)
        return None if found is None else found[self.homes]

    def places(self, days: Days) -> Array:
        """Return for each member the place of its day."""
        found = self._places.get(days)
        if found is None:
            found = self._places[days] = days.places[self.where]
        return found

    def group(self, name: str) -> Array | None:
        """Whether each member is in a group; None: all are."""
        if name in (HOUSEHOLD_MEMBERS, self._group):
            return None
        found = self.shared.register.groups.get(name)
        return np.zeros(self.size, np.bool_) if found is None else found[self.where]

    def of_members(self, data: Array) -> Array:
        """Return one value for each member of what may be the same for all."""
        return data if data.shape[-1] == self.size else np.broadcast_to(data, (*data.shape[:-1], self.size))

    def gathered(self, ufunc: np.ufunc, data: Array, empty: object) -> Array:
        """Return ``ufunc`` over the members of each household, ``empty`` where there is nobody."""
        if not len(self._begins):
            return np.full((*data.shape[:-1], self.whole.size), empty, data.dtype)
        data = self.of_members(data)
        if self._later is None:
            return self._for_all(ufunc.reduceat(data, self._begins, axis=-1), empty)
        made = data.take(self._begins, axis=-1)
        for homes, members in self._later:
            made[..., homes] = ufunc(made.take(homes, axis=-1), data.take(members, axis=-1))
        return self._for_all(made, empty)

    def summed(self, data: Array) -> Array:
        """Return the sum over the members of each household; of truths, how many. A total that wraps wraps back."""
        if data.size == 1:
            return self._counts * data
        if self.is_part and len(self._begins):
            made = self._so_far(data).take(np.append(self._begins[1:], self.size) - 1)
            made[1:] -= made[:-1].copy()
            return self._for_all(made.astype(np.int64, copy=False), 0)
        if np.count_nonzero(data) * FEW < self.size:
            some = data.nonzero()[0]
            made = np.zeros(self.whole.size, np.int64)
            np.add.at(made, self.homes[some], data[some])
            return made
        if data.dtype == np.bool_ and self._later is not None:  # few enough to be counted in a byte
            return self.gathered(np.add, data.view(np.uint8), 0).astype(np.int64)
        return self.gathered(np.add, data.astype(np.int64, copy=False), 0)

    def ranked(self, chosen: Array) -> Array:
        """Return for each member how many of its household are chosen, from its first up to this one."""
        so_far, chosen = self._so_far(chosen), self.of_members(chosen)
        before = so_far.take(self._begins) - chosen.take(self._begins)
        found: Array = (so_far - before.take(self._owner)).astype(np.int64)
        return found

    def _so_far(self, data: Array) -> Array:
        """The sums over all members up to each."""
        found: Array = np.cumsum(self.of_members(data), dtype=np.int32 if data.dtype == np.bool_ else np.int64)
        return found

    def spread(self, data: Array) -> Array:
        """Return for each member what holds for its household."""
        if data.shape[-1] == 1:
            return data
        found: Array = data.take(self.homes, axis=-1)
        return found

    @cached_property
    def homes(self) -> Array:
        """For each member the place of its household in the run."""
        return self._owner if self._filled is None else self._filled[self._owner]

    def _for_all(self, data: Array, empty: object) -> Array:
        """Return values of the households that have members, ``empty`` where there is nobody."""
        if self._filled is None:
            return data
        made = np.full((*data.shape[:-1], self.whole.size), empty, data.dtype)
        made[..., self._filled] = data
        return made


def by_day(work: Work, name: str, key: str) -> Work:
    """Return a node that depends on the date input ``name`` alone: worked out once for each day, then looked up.

    ``key`` names it among the definitions: its own name, where it is one.
    """

    def run_by_day(frame: Run | Members) -> Column:
        days = frame.shared.days(name)
        if days is None:
            return work(frame)
        if key not in days.columns:
            days.columns[key] = work(days)
        found, edges = days.columns[key], days.edges(key)
        return found.taken(frame.places(days)) if edges is None else Column(_between(frame.places(days), found, edges))

    return run_by_day


def _between(places: Array, truths: Column, edges: list[int]) -> Array:
    """Return the truth of the days at ``places``; comparing is quicker than looking up."""
    found: Array = places > edges[0]
    if len(edges) > 1:
        found &= places <= edges[1]
    return ~found if truths.data[0] else found
