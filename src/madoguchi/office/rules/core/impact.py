"""What a change of rules does to the households of a register: who gains and loses, how many yen, spread how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.columns_register import Register
from madoguchi.office.rules.core.columns_values import Array, is_set
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.types import Kind, Level

MOST_BINS: Final = 20
_STEPS: Final = (1, 2, 5)


class Change(StrEnum):
    """What becomes of one household. A truth counts as 1 or 0, a day without rules as 0."""

    GAINED = "gained"  # nothing before, something after
    LOST = "lost"
    MORE = "more"
    LESS = "less"
    SAME = "same"
    BECOMES_KNOWN = "becomes known"  # 不明 before only
    BECOMES_UNKNOWN = "becomes unknown"
    UNKNOWN = "unknown"  # before and after


@dataclass(frozen=True, slots=True)
class Bin:
    """So many households whose amount changes by ``low`` to below ``high``; nobody here changes by 0."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes. ``before`` and ``after`` are sums over the households that are known on both sides.

    Attributes:
        counts: of every change, how many households.
        examples: of every change, the ids of the first households in the order of the register.
        before: the sum by the old rules, in the unit of the definition; for truths: households.
        after: the sum by the new ones.
        bins: the differences of those that change, in bins of one width, empty ones too; lowest first.
    """

    counts: Mapping[Change, int]
    examples: Mapping[Change, Sequence[str]]
    before: int
    after: int
    bins: Sequence[Bin]

    @property
    def difference(self) -> int:
        """What the new rules give more, over the households known on both sides."""
        return self.after - self.before


class DefinitionNotCounted(Refused):
    """A definition that is no amount or truth of a household. Facts: ``name``."""

    code = "rules.definition_not_counted"
    status = 422
    what = Message("「{name}」の影響は計算できません。", "The impact on 「{name}」 cannot be worked out.")
    why = Message(
        "世帯ごとに金額・数・はい/いいえを出す定義ではありません。",
        "It is no amount, number or truth of a household.",
    )
    mend = Message("世帯ごとの金額などの定義を選んでください。", "Please choose an amount of the household.")


def impact(
    old: Program | None, new: Program | None, on: date, register: Register, definition: str, *, examples: int = 20
) -> Impact:
    """Compare two programs over a register on one day.

    Args:
        old: the rules before; None: there were none on that day, which counts as 0.
        new: the rules after; None likewise.
        on: the legal date.
        register: read for both programs.
        definition: an amount, a number or a truth of the household in both.
        examples: how many ids of each change are wanted.

    Raises:
        DefinitionNotCounted: a program does not have it, or it is something else there.
        RegisterOfOtherRules: as :meth:`Columns.run`.
    """
    before, is_unknown_before = _amounts(old, on, register, definition)
    after, is_unknown_after = _amounts(new, on, register, definition)
    is_known = ~(is_unknown_before | is_unknown_after)
    masks: dict[Change, Array] = {
        Change.GAINED: is_known & (before == 0) & (after != 0),
        Change.LOST: is_known & (before != 0) & (after == 0),
        Change.MORE: is_known & (before != 0) & (after != 0) & (after > before),
        Change.LESS: is_known & (before != 0) & (after != 0) & (after < before),
        Change.SAME: is_known & (after == before),
        Change.BECOMES_KNOWN: is_unknown_before & ~is_unknown_after,
        Change.BECOMES_UNKNOWN: ~is_unknown_before & is_unknown_after,
        Change.UNKNOWN: is_unknown_before & is_unknown_after,
    }
    changed = (after - before)[is_known]
    return Impact(
        {change: int(np.count_nonzero(mask)) for change, mask in masks.items()},
        {
            change: tuple(register.households[place] for place in np.flatnonzero(mask)[:examples].tolist())
            for change, mask in masks.items()
        },
        _total(before[is_known]),
        _total(after[is_known]),
        _bins(changed[changed != 0]),
    )


def _amounts(program: Program | None, on: date, register: Register, name: str) -> tuple[Array, Array]:
    """The amount of each household (int64), and whether it is unknown."""
    size = len(register.households)
    if program is None:
        return np.zeros(size, np.int64), np.zeros(size, np.bool_)
    found = program.definition.get(name)
    if found is None or found.level != Level.WHOLE or found.type.kind not in (Kind.YEN, Kind.INT, Kind.BOOL):
        raise DefinitionNotCounted(name=name)
    column = Columns(program, on, [name]).run(register).columns[name]
    is_unknown = np.zeros(size, np.bool_) if column.bits is None else is_set(column.bits)
    return column.data.astype(np.int64), is_unknown


def _total(data: Array) -> int:
    """The exact sum: in halves, since a million amounts near 2^53 do not fit into 64 bits."""
    return (int((data >> 32).sum()) << 32) + int((data & 0xFFFFFFFF).sum())


def _bins(changed: Array) -> tuple[Bin, ...]:
    """Bins of the smallest round width (1, 2 or 5 and zeros) of which MOST_BINS are enough; 0 is an edge."""
    if not len(changed):
        return ()
    least, most = int(changed.min()), int(changed.max())
    width = next(
        step * 10**power
        for power in range(19)
        for step in _STEPS
        if most // (step * 10**power) - least // (step * 10**power) < MOST_BINS
    )
    first = least // width
    counts = np.bincount(changed // width - first).tolist()
    return tuple(Bin((first + place) * width, (first + place + 1) * width, count) for place, count in enumerate(counts))
