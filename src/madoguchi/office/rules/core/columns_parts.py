"""Back end 2: what is worked out for a few only: the part of a frame that some condition leaves over.

A part has the interface of what it is a part of (columns_run.py). What was worked out for all is taken from there.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np

from madoguchi.office.rules.core.columns_encoding import filler
from madoguchi.office.rules.core.columns_register import Grouped
from madoguchi.office.rules.core.columns_run import HERE, Members, Run, Work
from madoguchi.office.rules.core.columns_values import Array, Column
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.types import Type

_FEW: Final = 4  # one in so many is few enough to leave out the others
_NOBODY: Final = np.zeros(0, np.int64)

Guarded = Callable[[Any, Array], Column]  # a function of a frame and of the rows that matter there
Step = tuple[str, Work, str]  # a definition, its work and the frame of it


class PartOfRun(Run):
    """Some households of a run, in its order."""

    is_part = True

    def __init__(self, of: Run, rows: Array) -> None:
        super().__init__(of.shared, 0, len(rows))
        self.of, self.rows, self.where = of, rows, rows + of.first

    def column(self, name: str) -> Column:
        """Return a definition."""
        found = self.columns.get(name)
        if found is None:
            found = self.columns[name] = self.of.column(name).taken(self.rows)
        return found

    def _new_members(self, group: str) -> Members:
        return MembersOfPart(self, group, self.of.members(group))


class MembersOfPart(Members):
    """The members who are in a group, or all, of some households of a run."""

    is_part = True

    def __init__(self, run: PartOfRun, group: str, of: Members) -> None:
        layout, self.rows = of.layout.of(run.rows)
        super().__init__(run, group, layout)
        self.of = of

    def _taken(self, name: str) -> Column:
        everyone = self.whole.members(HOUSEHOLD_MEMBERS)
        if name in everyone.columns:
            return everyone.columns[name].taken(np.searchsorted(everyone.where, self.where))
        return self.of.column(name).taken(self.rows)


class PartOfMembers(Members):
    """Some members; what their household is asked is asked of all its members."""

    is_part = True

    def __init__(self, of: Members, rows: Array) -> None:
        homes = of.homes[rows]
        is_first = np.append(True, homes[1:] != homes[:-1])
        begins = is_first.nonzero()[0]
        whole = part(of.whole, homes[begins])
        filled, counts = np.searchsorted(whole.rows, homes[begins]), np.zeros(whole.size, np.int64)
        counts[filled] = np.diff(begins, append=len(rows))
        places = of.layout.rows
        layout = Grouped(
            np.append(0, np.cumsum(counts)),
            rows + places.start if isinstance(places, slice) else places[rows],
            filled, begins, np.cumsum(is_first) - 1, counts, None,
        )  # fmt: skip
        super().__init__(whole, HERE, layout)
        self.of, self.rows = of, rows

    def _taken(self, name: str) -> Column:
        return self.of.column(name).taken(self.rows)

    def group(self, name: str) -> Array | None:
        """Whether each member is in a group; None: all are."""
        found = self.of.group(name)
        return None if found is None else found[self.rows]


def part(frame: Any, rows: Array) -> Any:
    """Return a part of a frame that has these rows: one that is there already may have as many others."""
    for found in frame.parts:
        if (
            len(rows) <= len(found.rows) <= 2 * len(rows)
            and (found.rows.take(np.searchsorted(found.rows, rows), mode="clip") == rows).all()
        ):
            return found
    made = PartOfRun(frame, rows) if isinstance(frame, Run) else PartOfMembers(frame, rows)
    frame.parts.append(made)
    return made


def for_few(type_: Type, work: Work, steps: list[Step]) -> Guarded:
    """Return a node that is worked out for the rows that matter, where these are few.

    Args:
        type_: of its values; elsewhere it has some value of it.
        work: the node.
        steps: definitions on which it depends and that nothing has to be worked out for all.
    """
    nothing = filler(type_)

    def run_for_few(frame: Run | Members, matter: Array) -> Column:
        if frame.is_part:
            return work(frame)
        rows = few(frame, matter)
        if rows is None:
            work_out(frame, steps)
            return work(frame)
        return of_few(frame, rows, work, steps, nothing)

    return run_for_few


def few(frame: Run | Members, matter: Array) -> Array | None:
    """Return the rows that matter, where these are few enough to be worked out by themselves."""
    if matter.size == 1:
        return None if matter[0] else _NOBODY
    return matter.nonzero()[0] if np.count_nonzero(matter) * _FEW <= frame.size else None


def of_few(frame: Run | Members, rows: Array, work: Work, steps: Iterable[Step], nothing: Array) -> Column:
    """Return a node worked out for these rows, and ``nothing`` elsewhere."""
    if not len(rows):
        return Column(nothing)
    some = part(frame, rows)
    work_out(some, steps)
    return _spread(work(some), some.rows, frame.size, nothing)


def work_out(frame: Run | Members, steps: Iterable[Step]) -> None:
    """Work out definitions that are not there yet."""
    for name, work, place in steps:
        at = frame.at(place)
        if name not in at.columns:
            at.columns[name] = work(at)


def _spread(column: Column, rows: Array, size: int, nothing: Array) -> Column:
    """Return the values of some rows among those of all."""
    data, bits = column.data, column.bits
    made = np.zeros(size, data.dtype) if not nothing[0] else np.full(size, nothing[0], data.dtype)
    made[rows] = data
    if bits is None:
        return Column(made)
    of_all = np.zeros((len(bits), size), np.uint64)
    of_all[:, rows] = bits
    return Column(made, of_all)
