"""Who is told: entitled, has not applied, does not mind; unknown stands apart and is never dropped."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from madoguchi.beside.outreach.core.packing import Array
from madoguchi.ground.kernel.errors import Message


class Verdict(IntEnum):
    """What the rules say of a household."""

    NOT_ENTITLED = 0
    ENTITLED = 1
    UNKNOWN = 2


APPLIED: Final = 4  # bits beside the verdict
OPTED_OUT: Final = 8
_VERDICT: Final = 3


class Outcome(IntEnum):
    """What follows for a household; each has just one, the first that fits."""

    TOLD = 0  # お知らせする
    CHECK = 1  # 要確認
    APPLIED = 2
    OPTED_OUT = 3
    NOT_ENTITLED = 4


WORDS: Final = {
    Outcome.TOLD: Message("お知らせ", "To be told"),
    Outcome.CHECK: Message("要確認", "To be checked"),
    Outcome.APPLIED: Message("申請済み", "Has applied"),
    Outcome.OPTED_OUT: Message("お知らせ不要の申出", "Does not want to be told"),
    Outcome.NOT_ENTITLED: Message("対象外", "Not entitled"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one definition comes to for each household.

    Attributes:
        verdicts: a :class:`Verdict` for each.
        amounts: yen for each, 0 where not entitled; None where the definition is no amount.
        reasons: for the unknown ones, in their order, which of ``sets`` their reasons are.
        sets: sets of reasons, as bits.
    """

    verdicts: Array
    amounts: Array | None
    reasons: Array
    sets: tuple[int, ...]


def result(data: Array, bits: Array | None, offsets: Array | None, *, is_amount: bool) -> Result:
    """Return what a column of the rules says of each household.

    Args:
        data: numbers (above zero: entitled) or truths, for each household, or for each member where ``offsets`` say
            which belong together: one entitled member is enough, and amounts are added.
        bits: (words, n) reasons, None where nothing is unknown.
        is_amount: the numbers are yen.
    """
    unknown: Array = np.zeros(len(data), np.bool_) if bits is None else np.logical_or.reduce(bits != 0, axis=0)
    yes: Array = np.logical_and(data > 0, ~unknown)
    amounts = np.where(yes, data, 0).astype(np.int64) if is_amount else None
    if offsets is not None:
        yes, unknown = _any(yes, offsets), _any(unknown, offsets)
        unknown &= ~yes
        if amounts is not None:
            sums = np.concatenate([[0], np.cumsum(amounts)])
            amounts = sums[offsets[1:]] - sums[offsets[:-1]]
        if bits is not None:
            bits = np.stack([_union(word, offsets) for word in bits])
    verdicts = np.where(unknown, Verdict.UNKNOWN, np.where(yes, Verdict.ENTITLED, Verdict.NOT_ENTITLED))
    if bits is None or not unknown.any():
        return Result(verdicts.astype(np.uint8), amounts, np.zeros(0, np.int64), ())
    found, reasons = np.unique(bits[:, unknown], axis=1, return_inverse=True)
    sets = tuple(sum(int(word) << 64 * at for at, word in enumerate(each)) for each in found.T)
    return Result(verdicts.astype(np.uint8), amounts, reasons.reshape(-1).astype(np.int64), sets)


def without(data: Array, bits: Array | None, gone: Array) -> tuple[Array, Array | None]:
    """Return a column in which some members come to nothing."""
    return np.where(gone, 0, data), None if bits is None else np.where(gone, np.uint64(0), bits)


def dealt_with(data: Array, bits: Array | None, offsets: Array, named: Array) -> Array:
    """Return which of the members named stand back, because somebody else of their household is still to be told.

    Args:
        data, bits, offsets: as for :func:`result`, of members.
        named: who has applied, or does not want to be told.
    """
    may_be = data > 0 if bits is None else np.logical_or(data > 0, np.logical_or.reduce(bits != 0, axis=0))
    stand_back: Array = named & np.repeat(_any(may_be & ~named, offsets), np.diff(offsets))
    return stand_back


def _any(of_members: Array, offsets: Array) -> Array:
    before = np.concatenate([[0], np.cumsum(of_members)])
    found: Array = before[offsets[1:]] > before[offsets[:-1]]
    return found


def _union(word: Array, offsets: Array) -> Array:
    """The union over the members of each household; nothing for one without members."""
    found = np.zeros(len(offsets) - 1, np.uint64)
    has = np.diff(offsets) > 0
    if has.any():
        found[has] = np.bitwise_or.reduceat(word, offsets[:-1][has])
    return found


def marked(verdicts: Array, applied: Array, opted_out: Array) -> Array:
    """Return verdicts with what is known beside them, one byte each."""
    found: Array = verdicts + APPLIED * applied + OPTED_OUT * opted_out
    return found.astype(np.uint8)


def outcomes(marks: Array) -> Array:
    """Return the :class:`Outcome` of each mark."""
    verdict = marks & _VERDICT
    found: Array = np.select(
        [verdict == Verdict.NOT_ENTITLED, marks & APPLIED > 0, marks & OPTED_OUT > 0, verdict == Verdict.ENTITLED],
        [Outcome.NOT_ENTITLED, Outcome.APPLIED, Outcome.OPTED_OUT, Outcome.TOLD],
        Outcome.CHECK,
    )
    return found.astype(np.uint8)


def places(ids: Sequence[str], wanted: Collection[str]) -> Array:
    """Return which of the ids are wanted."""
    if not wanted:
        return np.zeros(len(ids), np.bool_)
    return np.fromiter(map(frozenset(wanted).__contains__, ids), np.bool_, len(ids))


def of_households(members: Array, offsets: Array) -> Array:
    """Return which households have a marked member."""
    return _any(members, offsets)
