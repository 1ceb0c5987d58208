"""Back end 2: functions over the members of a group."""

from typing import TYPE_CHECKING

import numpy as np

from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_encoding import filler
from madoguchi.office.rules.core.columns_placing import frame_of
from madoguchi.office.rules.core.columns_run import Members, Work
from madoguchi.office.rules.core.columns_values import (
    Array,
    Column,
    failing,
    holds,
    pick,
    settled,
)  # fmt: skip
from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.types import BOUND

if TYPE_CHECKING:
    from madoguchi.office.rules.core.columns_nodes import Compiler

Asked = typed.Count | typed.Sum | typed.Farthest | typed.Quantified
Group = Asked | typed.Rank


def compile_group(compiler: "Compiler", node: Group) -> Work:
    """Compile a function over the members of a group."""
    condition = compiler.of_members(node.condition)
    if isinstance(node, typed.Rank):
        birth, outside = compiler.input(node.birth), compiler.own(Code.NOT_IN_GROUP)
        return lambda members: _rank(members, node.group, condition(members), birth(members), outside)
    if isinstance(node, typed.Count) and isinstance(node.condition, typed.Const) and node.condition.value is True:
        return lambda run: Column(run.counts(node.group))
    work, frame = _over_members(compiler, node, condition), frame_of(node)
    return lambda run: work(run.members(frame))


def _over_members(compiler: "Compiler", node: Asked, condition: Work) -> Work:
    match node:
        case typed.Count():
            return lambda members: _count(members, node.group, condition(members))
        case typed.Sum():
            value, large = compiler.of_members(node.value), compiler.own(Code.TOO_LARGE)
            return lambda members: _total(members, node.group, value(members), condition(members), large)
        case typed.Farthest():
            value, empty, none = compiler.of_members(node.value), compiler.own(Code.EMPTY), filler(node.type)
            return lambda members: _farthest(
                members, node.group, value(members), condition(members), empty, none, is_most=node.is_most
            )
        case typed.Quantified():
            return lambda members: _quantified(members, node.group, condition(members), is_all=node.is_all)


def _chosen(members: Members, group: str, condition: Column) -> Array:
    """Which members are in the group and fulfil the condition; of shape (1,) where all do, or nobody."""
    is_in, fulfil = members.group(group), holds(condition)
    if is_in is None and fulfil.size == 1:
        return fulfil
    return members.of_members(fulfil if is_in is None else fulfil & is_in)


def _unknown(members: Members, group: str, condition: Column, value: Column | None = None) -> Array | None:
    """The reasons of each household: of unknown conditions, and of values where the condition holds."""
    bits = condition.bits
    if value is not None and value.bits is not None:
        of_values = value.bits * holds(condition)
        bits = of_values if bits is None else bits | of_values
    is_in = members.group(group)
    if bits is not None and is_in is not None:
        bits = bits * is_in
    return None if bits is None else settled(members.gathered(np.bitwise_or, bits, 0))


def _count(members: Members, group: str, condition: Column) -> Column:
    return Column(members.summed(_chosen(members, group, condition)), _unknown(members, group, condition))


def _total(members: Members, group: str, value: Column, condition: Column, large: Array) -> Column:
    """The sum of the sizes is taken in float64: exact below 2^53, and never below it where the true one is not."""
    chosen, bits = _chosen(members, group, condition), _unknown(members, group, condition, value)
    found = value.data if chosen.size == 1 and chosen[0] else value.data * chosen
    made = members.summed(found)
    highest = max(int(found.max(initial=0)), -int(found.min(initial=0)))
    if highest * members.most < BOUND:
        return Column(made, bits)
    fails = members.gathered(np.add, np.abs(found).astype(np.float64), 0.0) >= BOUND
    return Column(np.where(fails, 0, made), failing(bits, fails, large))


def _farthest(
    members: Members, group: str, value: Column, condition: Column, empty: Array, none: Array, *, is_most: bool
) -> Column:
    chosen, bits = _chosen(members, group, condition), _unknown(members, group, condition, value)
    beyond = -BOUND if is_most else BOUND
    made = members.gathered(np.maximum if is_most else np.minimum, pick(chosen, value.data, np.array([beyond])), beyond)
    is_empty = made == beyond
    return Column(np.where(is_empty, none, made), failing(bits, is_empty, empty))


def _quantified(members: Members, group: str, condition: Column, *, is_all: bool) -> Column:
    chosen = _chosen(members, group, Column(~condition.data, condition.bits) if is_all else condition)
    is_decided = members.summed(chosen) > 0
    bits = _unknown(members, group, condition)
    if bits is not None:
        bits = settled(bits * ~is_decided)
    return Column(~is_decided if is_all else is_decided, bits)


def _rank(members: Members, group: str, condition: Column, birth: Column, outside: Array) -> Column:
    """Members stand in their order, so a place is the number of those chosen up to here."""
    chosen = _chosen(members, group, condition)
    spoilt = _unknown(members, group, condition, birth)
    return Column(members.ranked(chosen), failing(None if spoilt is None else members.spread(spoilt), ~chosen, outside))
