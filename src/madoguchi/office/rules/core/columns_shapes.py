"""Back end 2: the shapes that nodes have, whatever they calculate: strict, a choice, the same for a household."""

from collections.abc import Callable

import numpy as np

from madoguchi.office.rules.core.columns_run import Members, Run, Work
from madoguchi.office.rules.core.columns_values import Array, Column, is_set, joined


def always(column: Column) -> Work:
    """The same for everybody."""
    return lambda run: column


def made_of(column: Column, made: Callable[[Array], Array]) -> Column:
    """Return ``made`` of the values, with their reasons."""
    return Column(made(column.data), column.bits)


def of_one(operand: Work, made: Callable[[Array], Array]) -> Work:
    """A strict node of one operand."""
    return lambda run: made_of(operand(run), made)


def strict(operands: list[Work], made: Callable[..., Array]) -> Work:
    """``made`` of the values; unknown with the reasons of every unknown one."""

    def run_strict(run: Run) -> Column:
        given = [each(run) for each in operands]
        return Column(made(*(each.data for each in given)), joined(given))

    return run_strict


def folded(ufunc: np.ufunc, found: tuple[Array, ...]) -> Array:
    """Return ``ufunc`` over two or more arrays, value by value."""
    made = found[0]
    for each in found[1:]:
        made = ufunc(made, each)
    return made


def of_whole(inner: Work) -> Work:
    """What is worked out for the households, for each of their members."""

    def spread(members: Members) -> Column:
        found = inner(members.whole)
        return Column(members.spread(found.data), None if found.bits is None else members.spread(found.bits))

    return spread


def is_unknown(operand: Work) -> Work:
    """不明か."""

    def run_is_unknown(run: Run) -> Column:
        bits = operand(run).bits
        return Column(np.array([False]) if bits is None else is_set(bits))

    return run_is_unknown
