"""Back end 2: columns that somebody keeps, sorted already, become a register without touching each value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from madoguchi.office.rules.core.columns_encoding import GIVEN, INVALID, MISSING, Given, encode, filler
from madoguchi.office.rules.core.columns_order import Reordered, order_of
from madoguchi.office.rules.core.columns_register import Register, inputs_of
from madoguchi.office.rules.core.columns_values import Array
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.types import Kind, Level, Type
from madoguchi.office.rules.core.values import read_value


@dataclass(frozen=True, slots=True)
class Kept:
    """A column as it is kept, one value for each household or member.

    Attributes:
        data: whole numbers, truths, days (datetime64[D]), or, with ``texts``, places in them.
        is_given: truths, False where the value is missing; None where all are given.
        texts: the texts of a column of texts, at least one.
    """

    data: Array
    is_given: Array | None = None
    texts: Sequence[str] | None = None


def from_kept(
    programs: Iterable[Program],
    households: Sequence[str],
    persons: Sequence[str],
    offsets: Array,
    columns: Mapping[tuple[Level, str], Kept],
    groups: Mapping[str, Array],
    sorted_by: str,
) -> Register:
    """Return the register of kept columns for the rules that will be worked out on it.

    Args:
        programs: the rules; the inputs they know are read, other columns are left aside.
        households: their ids.
        persons: the ids of their members, by household, then ``sorted_by``, then id.
        offsets: int64, where the members of each household begin, and their number at the end.
        columns: by level and name of the input. What is missing here is missing for everybody.
        groups: by name, which members are in the group.
        sorted_by: the input with the birth date by which members stand; those of other rules are sorted anew.

    Raises:
        RegisterOfOtherRules: as :func:`columns_register.from_columns`.
    """
    inputs, birth = inputs_of(programs)
    codes = {"": 0}
    read = {
        each.name: given_of(each.type, columns[each.level, each.name], codes)
        for each in inputs.values()
        if (each.level, each.name) in columns
    }
    if birth in (None, sorted_by):
        return Register(households, persons, offsets, birth, read, groups, codes)
    place = np.repeat(np.arange(len(households)), np.diff(offsets))
    order = order_of(place, read[birth].data if birth in read else None, persons)
    return Register(
        households,
        Reordered(persons, order),
        offsets,
        birth,
        {name: each.sorted(order) if inputs[name].level == Level.MEMBER else each for name, each in read.items()},
        {name: each[order] for name, each in groups.items()},
        codes,
    )


def given_of(type_: Type, kept: Kept, codes: dict[str, int]) -> Given:
    """Return a kept column as an input of this type; ``codes`` takes in the texts that are new."""
    if kept.texts is None:
        read = encode(type_, kept.data, codes)
    elif type_.kind in (Kind.TEXT, Kind.ENUM):
        read = _of_texts(type_, kept.data, kept.texts, codes)
    else:
        read = encode(type_, [kept.texts[place] for place in kept.data.tolist()], codes)
    if kept.is_given is None:
        return read
    state = np.where(kept.is_given, GIVEN if read.state is None else read.state, MISSING).astype(np.uint8)
    return Given(type_, np.where(kept.is_given, read.data, filler(type_)), state if state.any() else None)


def _of_texts(type_: Type, places: Array, texts: Sequence[str], codes: dict[str, int]) -> Given:
    """Each text is read once."""
    values = [read_value(type_, each) for each in texts]
    numbers = np.array([codes.setdefault(each, len(codes)) if isinstance(each, str) else 0 for each in values])
    state = np.array([INVALID if each is None else GIVEN for each in values], np.uint8)[places]
    return Given(type_, numbers.astype(np.int64)[places], state if state.any() else None)
