"""Back end 2: given values as numbers. What is accepted is the same as everywhere (values.py)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core.columns_values import Array
from madoguchi.office.rules.core.types import BOUND, Kind, Type, Value
from madoguchi.office.rules.core.values import read_value

GIVEN: Final = 0
MISSING: Final = 1
INVALID: Final = 2
_EPOCH: Final = date(1970, 1, 1).toordinal()
_WORTH: Final = 1  # the most days for each value in a span of days that is worked out as a whole


@dataclass(frozen=True, slots=True)
class Given:
    """An input.

    Attributes:
        data: as in Column.
        state: uint8, GIVEN, MISSING or INVALID; None where all are given.
        by_day: of a date input, where its days are few enough.
    """

    type: Type
    data: Array
    state: Array | None = None
    by_day: "ByDay | None" = None

    def taken(self, order: Array | slice) -> "Given":
        """Return some of it, without ``by_day``."""
        data = self.data[order] if isinstance(order, slice) else self.data.take(order)
        return Given(self.type, data, None if self.state is None else self.state[order])

    def sorted(self, order: Array) -> "Given":
        """Return all of it in another order."""
        by_day = self.by_day
        return replace(self.taken(order), by_day=by_day and replace(by_day, places=by_day.places[order]))


@dataclass(frozen=True, slots=True)
class ByDay:
    """The days of an input, and where each of its values stands among them.

    Attributes:
        every: each day from its first to its last; where some are not given, then what is missing and what is invalid.
        places: the place of each value in ``every``.
    """

    every: Given
    places: Array


def filler(type_: Type) -> Array:
    """Return what stands where a value is unknown: some value of the type, of shape (1,)."""
    if type_.kind == Kind.BOOL:
        return np.array([False])
    return np.array([days.FIRST if type_.kind == Kind.DATE else 0], np.int64)


def encode(type_: Type, given: Sequence[object] | Array, codes: dict[str, int]) -> Given:
    """Return given values as numbers; ``codes`` takes in the texts that are new."""
    if isinstance(given, np.ndarray):
        known = _array(type_, given)
        if known is not None:
            return known
        return encode(type_, given.tolist(), codes)
    sorts = set(map(type, given)) - {type(None)}
    if len(sorts) <= 1 and sorts <= {str, date}:
        return _of_few(type_, given, codes)
    if sorts <= {int} and type_.is_number:
        is_missing = np.array([each is None for each in given], np.bool_)
        try:
            data = np.array([each or 0 for each in given], np.int64)
        except OverflowError:
            return _each(type_, given, codes)
        return _masked(type_, data, np.where(is_missing, MISSING, np.where(_fits(data), GIVEN, INVALID)))
    if sorts <= {bool} and type_.kind == Kind.BOOL:
        state = np.array([MISSING if each is None else GIVEN for each in given], np.uint8)
        return _masked(type_, np.array(given, np.bool_), state)
    return _each(type_, given, codes)


def _each(type_: Type, given: Sequence[object], codes: dict[str, int]) -> Given:
    """Read item by item."""
    data, state = np.repeat(filler(type_), len(given)), np.zeros(len(given), np.uint8)
    for place, each in enumerate(given):
        if each is None:
            state[place] = MISSING
            continue
        value = read_value(type_, each)
        if value is None:
            state[place] = INVALID
        else:
            data[place] = _number(value, codes)
    return _finished(type_, data, state)


def _of_few(type_: Type, given: Sequence[object], codes: dict[str, int]) -> Given:
    """Read each different text or day once. They are all of one sort: what is equal is read the same."""
    different = list(dict.fromkeys(given))
    read, numbers = _each(type_, different, codes), {each: number for number, each in enumerate(different)}
    at = np.fromiter(map(numbers.__getitem__, given), np.int64, len(given))
    data, state = read.data[at], None if read.state is None else read.state[at]
    return _finished(type_, data, state)


def _number(value: Value, codes: dict[str, int]) -> int:
    if isinstance(value, str):
        return codes.setdefault(value, len(codes))
    return days.pack(value) if isinstance(value, date) else value


def _array(type_: Type, given: Array) -> Given | None:
    """An array whose items have a type of ours is read as a whole; None: item by item."""
    sort = given.dtype.kind
    if sort in "iu" and type_.is_number:
        fits = _fits(given) if given.dtype.itemsize == 8 else np.True_
        return _masked(type_, given.astype(np.int64), np.where(fits, GIVEN, INVALID))
    if sort == "b" and type_.kind == Kind.BOOL:
        return Given(type_, given)
    if given.dtype == np.dtype("datetime64[D]") and type_.kind == Kind.DATE:
        ordinals = given.astype(np.int64) + _EPOCH
        is_there = (ordinals >= 1) & (ordinals <= days.LAST_ORDINAL)
        state = None
        if not is_there.all():
            state = np.where(np.isnat(given), MISSING, np.where(is_there, GIVEN, INVALID)).astype(np.uint8)
        return _dated(type_, np.where(is_there, ordinals, 1), state)
    return None


def _fits(data: Array) -> Array:
    fits: Array = (data < BOUND) & (data > -BOUND)
    return fits


def _masked(type_: Type, data: Array, state: Array) -> Given:
    if not state.any():
        return Given(type_, data)
    return Given(
        type_, np.where(state == GIVEN, data, filler(type_)), np.broadcast_to(state, len(data)).astype(np.uint8)
    )


def _finished(type_: Type, data: Array, state: Array | None) -> Given:
    state = None if state is None or not state.any() else state
    if type_.kind == Kind.DATE:
        return _dated(type_, days.to_ordinal(data), state)
    return Given(type_, data, state)


def _dated(type_: Type, ordinals: Array, state: Array | None) -> Given:
    """Return days by their ordinals; 0001-01-01 where one is not given."""
    found = _span(ordinals, ordinals if state is None else ordinals[state == GIVEN])
    if found is None:
        return Given(type_, days.from_ordinal(ordinals), state)
    packed, places = days.from_ordinal(found[0]), found[1]
    if state is None:
        return Given(type_, packed[places], None, ByDay(Given(type_, packed), places))
    states = np.zeros(len(packed) + 2, np.uint8)
    states[-2:] = MISSING, INVALID
    every = Given(type_, np.concatenate([packed, np.repeat(filler(type_), 2)]), states)
    places = np.where(state == GIVEN, places, len(packed) + (state == INVALID))
    return Given(type_, every.data[places], state, ByDay(every, places))


def _span(ordinals: Array, given: Array) -> tuple[Array, Array] | None:
    """Return every day from the first to the last given one, and where each stands among them.

    None where these are more than there are values.
    """
    if not len(given):
        return None
    first, last = int(given.min()), int(given.max())
    if last - first >= len(given) * _WORTH:
        return None
    return np.arange(first, last + 1), ordinals - first
