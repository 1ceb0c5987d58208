"""Conditions: when a field or page is shown, and whether it ever can be.

A condition looks back only: at fields asked earlier, so one pass in order decides what is visible. An answer
that is itself hidden counts as not given.
"""

from collections.abc import Iterable, Mapping

from madoguchi.line.forms.core.fields import Answers, Chosen, Condition, Every, Json

MOST_WAYS = 256
"""A condition with more ways to come true than this is refused: nobody could explain it to a resident."""

Way = Mapping[str, frozenset[str]]
"""One way for a condition to come true: the values allowed for each field of one answer."""


def holds(condition: Condition | None, top: Answers, item: Answers | None = None) -> bool:
    """Tell whether a condition is true of the visible answers so far (``item``: those of the same group item)."""
    if condition is None:
        return True
    if isinstance(condition, Chosen):
        source = item if condition.beside and item is not None else top
        return not condition.values.isdisjoint(_chosen(source.get(condition.field)))
    if isinstance(condition, Every):
        return all(holds(one, top, item) for one in condition.of)
    return any(holds(one, top, item) for one in condition.of)


def _chosen(value: Json) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if value is True:
        return ("true",)
    if isinstance(value, list | tuple):
        return [one for one in value if isinstance(one, str)]
    return ()


def leaves(condition: Condition | None) -> list[Chosen]:
    """Return the comparisons a condition is made of, in reading order."""
    if condition is None:
        return []
    if isinstance(condition, Chosen):
        return [condition]
    return [leaf for one in condition.of for leaf in leaves(one)]


def together(outer: Condition | None, inner: Condition | None) -> Condition | None:
    """Return the condition that both hold."""
    if outer is None or inner is None:
        return outer or inner
    return Every((outer, inner))


class TooManyWays(ValueError):
    """The condition has more than ``MOST_WAYS`` ways to come true."""


ALWAYS: tuple[Way, ...] = ({},)


def both(left: Iterable[Way], right: Iterable[Way]) -> tuple[Way, ...]:
    """Return the ways in which both come true; empty when they contradict each other.

    Raises:
        TooManyWays: more than ``MOST_WAYS``.
    """
    found: list[Way] = []
    others = tuple(right)
    for one in left:
        for other in others:
            merged = dict(one)
            for field, values in other.items():
                merged[field] = merged[field] & values if field in merged else values
            if all(merged.values()) and merged not in found:
                found.append(merged)
                if len(found) > MOST_WAYS:
                    raise TooManyWays
    return tuple(found)


def ways(condition: Condition | None, known: Mapping[str, tuple[Way, ...]], several: frozenset[str]) -> tuple[Way, ...]:
    """Return all ways in which a condition comes true, each with what makes the fields it looks at visible.

    Args:
        condition: what to examine.
        known: ways in which each earlier field is visible; fields beside are keyed ``/id``.
        several: keys of fields that take several choices; two different wishes for them do not collide.

    Raises:
        TooManyWays: more than ``MOST_WAYS``.
    """
    if condition is None:
        return ALWAYS
    if isinstance(condition, Chosen):
        key = "/" + condition.field if condition.beside else condition.field
        own: tuple[Way, ...] = ALWAYS if key in several else ({key: condition.values},)
        return both(own, known.get(key, ALWAYS))
    if isinstance(condition, Every):
        found = ALWAYS
        for one in condition.of:
            found = both(found, ways(one, known, several))
        return found
    together: list[Way] = []
    for one in condition.of:
        together += [way for way in ways(one, known, several) if way not in together]
    if len(together) > MOST_WAYS:
        raise TooManyWays
    return tuple(together)
