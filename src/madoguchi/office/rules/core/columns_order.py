"""Back end 2: which household each person belongs to, and the order in which members stand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, overload

import numpy as np

from madoguchi.office.rules.core.columns_refusals import PersonWithoutHousehold, RowTwice
from madoguchi.office.rules.core.columns_values import Array

Ids = Sequence[str] | Array  # texts

_DIGITS: Final = 18  # that many fit into int64


class Reordered(Sequence[str]):
    """Ids in another order, looked up when they are asked for."""

    def __init__(self, ids: Ids, order: Array) -> None:
        self._ids, self._order = ids, order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [str(self._ids[each]) for each in self._order[at].tolist()]
        return str(self._ids[int(self._order[at])])

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])


def places_of(households: Ids, persons: Ids, household_of: Ids) -> Array:
    """Return the number of each person's household.

    Raises:
        PersonWithoutHousehold, RowTwice: an id is not there, or there twice.
    """
    found = _places_by_number(households, persons, household_of)
    return _places_by_text(_listed(households), _listed(persons), _listed(household_of)) if found is None else found


def _listed(ids: Ids) -> Sequence[str]:
    return ids.tolist() if isinstance(ids, np.ndarray) else ids


def _places_by_number(households: Ids, persons: Ids, household_of: Ids) -> Array | None:
    """None: the ids are no numbers of one length, or something is wrong with them."""
    homes, of_persons, wanted = _numbers(households), _numbers(persons), _numbers(household_of)
    if homes is None or of_persons is None or wanted is None or homes[1] != wanted[1]:
        return None
    order = np.argsort(homes[0])
    ordered, people = homes[0][order], np.sort(of_persons[0])
    if (ordered[1:] == ordered[:-1]).any() or (people[1:] == people[:-1]).any():
        return None
    by_home = np.argsort(wanted[0])  # looked up in their order, each is beside the one before
    asked = wanted[0][by_home]
    at = np.minimum(np.searchsorted(ordered, asked), len(ordered) - 1)
    if (ordered[at] != asked).any():
        return None
    found = np.empty_like(by_home)
    found[by_home] = order[at]
    return found


def _numbers(ids: Ids) -> tuple[Array, int] | None:
    """Return an array of ids as numbers, and how many digits they have; None where they are no digits of one length."""
    if not isinstance(ids, np.ndarray) or ids.dtype.kind != "U" or not ids.dtype.isnative or not len(ids):
        return None
    width = ids.dtype.itemsize // 4
    if not 1 <= width <= _DIGITS:
        return None
    digits = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), width) - np.uint32(ord("0"))
    if (digits > 9).any():  # also where one is shorter: it is filled up with zeros
        return None
    found = np.zeros(len(ids), np.int64)
    for place in range(width):
        found = found * 10 + digits[:, place]
    return found, width


def _places_by_text(households: Sequence[str], persons: Sequence[str], household_of: Sequence[str]) -> Array:
    """The number of each person's household."""
    numbers = dict(zip(households, range(len(households)), strict=True))
    if len(numbers) < len(households):
        raise RowTwice(name=next(each for each, count in Counter(households).items() if count > 1))
    try:
        found = np.fromiter(map(numbers.__getitem__, household_of), np.int64, len(household_of))
    except KeyError:
        at = next(at for at, each in enumerate(household_of) if each not in numbers)
        raise PersonWithoutHousehold(person=persons[at], household=household_of[at]) from None
    if len(set(persons)) < len(persons):
        pairs = Counter(zip(household_of, persons, strict=True))
        if len(pairs) < len(persons):
            raise RowTwice(name=next(person for (_, person), count in pairs.items() if count > 1))
    return found


def order_of(place: Array, birth: Array | None, ids: Ids) -> Array:
    """Return where each row of the register comes from. Ids are compared only within a household and birth date."""
    birth = np.zeros_like(place) if birth is None else birth
    order = _sorted(place, birth)
    place, birth = place[order], birth[order]
    is_tied = (place[1:] == place[:-1]) & (birth[1:] == birth[:-1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_tied, [False]])))
    for first, last in edges.reshape(-1, 2).tolist():
        order[first : last + 1] = sorted(order[first : last + 1].tolist(), key=lambda at: ids[at])
    return order


def _sorted(place: Array, birth: Array) -> Array:
    """The rows by place, then birth. Where all of it fits into 63 bits, one number for each row is sorted."""
    if not len(place):
        return place
    low = int(birth.min())
    row_bits, birth_bits = len(place).bit_length(), (int(birth.max()) - low).bit_length()
    if int(place.max()).bit_length() + birth_bits + row_bits > 63:
        order: Array = np.lexsort((birth, place))
        return order
    keys = (place << birth_bits | birth - low) << row_bits | np.arange(len(place))
    keys.sort()
    rows: Array = keys & (1 << row_bits) - 1
    return rows
