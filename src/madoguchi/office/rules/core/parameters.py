"""Dated parameters: half-open intervals without gap or overlap, each value with its source and who adopted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from madoguchi.office.rules.core.findings import Finding, finding
from madoguchi.office.rules.core.types import BOUND, Type, Value


@dataclass(frozen=True, slots=True)
class Rows:
    """Values under the whole numbers from ``first`` on, without gap; beyond the last each is ``step`` more.

    Without ``step`` there is no row beyond the last.
    """

    first: int
    values: tuple[Value, ...]
    step: int | None = None

    def at(self, key: int) -> Value | None:
        """Return the value of a row; None where there is none. It may be too large: the caller compares with BOUND."""
        place = key - self.first
        if place < 0:
            return None
        if place < len(self.values):
            return self.values[place]
        last = self.values[-1]
        return (
            None
            if self.step is None or isinstance(last, str | date)
            else last + self.step * (place - len(self.values) + 1)
        )


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from ``start`` (included) to ``end`` (excluded; None: open).

    ``source`` says where it is published, ``adopted_by`` who adopted it, ``layer`` which layer of rules it comes from.
    """

    start: date
    end: date | None
    value: Value | Rows
    source: str = ""
    adopted_by: str = ""
    layer: str = ""

    def covers(self, day: date) -> bool:
        """Whether the value holds on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value that changes by date; ``is_table``: its values are Rows.

    Without entries it is a value that a layer is to give: 未対応の期間 on every day until then.
    """

    name: str
    type: Type
    is_table: bool
    entries: tuple[Dated, ...]
    title: str = ""

    def on(self, day: date) -> Dated | None:
        """Return the entry that holds on ``day``; None: 未対応の期間."""
        return next((each for each in self.entries if each.covers(day)), None)


def interval_findings(entries: Sequence[tuple[date, date | None]], path: str) -> list[Finding]:
    """Return what is wrong with half-open intervals in their order: empty ones, overlaps and gaps between them."""
    found = []
    for place, (start, end) in enumerate(entries):
        if end is not None and end <= start:
            found.append(finding("interval_empty", path=f"{path}/{place}", start=start, end=end))
    for place, ((start, end), (next_start, _)) in enumerate(pairwise(entries), 1):
        if next_start <= start:
            found.append(finding("interval_order", path=f"{path}/{place}", start=next_start))
        elif end is None or next_start < end:
            found.append(finding("interval_overlap", path=f"{path}/{place}", start=next_start))
        elif end < next_start:
            found.append(finding("interval_gap", path=f"{path}/{place}", start=end, end=next_start))
    return found


def is_bounded(value: Value) -> bool:
    """Whether a number is one the language can hold."""
    return isinstance(value, str | date) or abs(value) < BOUND
