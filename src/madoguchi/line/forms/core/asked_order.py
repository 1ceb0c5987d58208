"""An order that most lists agree with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def majority_order(lists: Iterable[Sequence[T]]) -> list[T]:
    """Return everything that the lists hold, each once, in the order of the majority.

    One comes before another where more lists that hold both have it so. Where majorities go round in a circle or
    no list holds both, what stands nearer to the beginning of its lists comes first; the order of the lists decides
    only among equals. Quadratic in the number of entries.
    """
    before: Counter[tuple[T, T]] = Counter()
    places: dict[T, list[float]] = defaultdict(list)
    for one in lists:
        entries = list(dict.fromkeys(one))
        for n, entry in enumerate(entries):
            places[entry].append(n / len(entries))
            before.update((entry, later) for later in entries[n + 1 :])
    mean = {entry: sum(found) / len(found) for entry, found in places.items()}
    waits_for = {
        one: {other for other in places if before[other, one] > before[one, other]} for one in places
    }  # fmt: skip
    ordered: list[T] = []
    rest = list(places)
    while rest:
        chosen = min(rest, key=lambda one: (len(waits_for[one]), mean[one]))
        ordered.append(chosen)
        rest.remove(chosen)
        for waiting in rest:
            waits_for[waiting].discard(chosen)
    return ordered
