"""Back end 2: with what a value cannot be unknown.

Numbers are followed as spans: of a household with few members whose numbers are ordinary, hardly any reaches 2^53 or
misses the row of a table. What this needs to be true of a household is told as facts; a register soon finds the few of
which they are not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Final

import numpy as np

from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_encoding import GIVEN, Given
from madoguchi.office.rules.core.columns_register import Register
from madoguchi.office.rules.core.columns_values import Array, measured
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS, PLAIN
from madoguchi.office.rules.core.parameters import Rows
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.types import BOUND, Level

ORDINARY: Final = 2**40  # numbers given are seldom larger
MEMBERS: Final = 9  # households seldom have more


class Fact(StrEnum):
    """What may be true of a household."""

    GIVEN = "given"  # an input is given for it or all its members, and of an ordinary size
    PAST = "past"  # an input is no day after the day asked about
    FILLED = "filled"  # it has a member in a group
    SMALL = "small"  # it has few members


About = tuple[Fact, Level, str]  # the name of an input and its level, or of a group
Facts = frozenset[About]
Span = tuple[int, int]  # both ends included
_NONE: Final[Facts] = frozenset()
_TRUTH: Final = (0, 1)
_OF_FUNCTIONS: Final = (-(2**23), 2**23)  # what plain functions give: years, days between two dates, truths
_MOST: Final = {"<": (None, -1), "<=": (None, 0), ">": (1, None), ">=": (0, None), "=": (0, 0)}
_OTHERWISE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "<>": "="}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass(frozen=True, slots=True)
class Sure:
    """A value that is known with these facts; of a number, where it lies."""

    span: Span
    facts: Facts = _NONE


_Known = Mapping[typed.Typed, Span]  # where a name lies in a branch


class Certainty:
    """What is certain of the nodes of a program on a day."""

    def __init__(self, program: Program, on: date) -> None:
        self._program, self._on = program, on
        self._definitions: dict[str, Sure | None] = {}
        for each in program.definitions:
            self._definitions[each.name] = self._sure(each.body, {})

    def facts(self, node: typed.Typed) -> Facts | None:
        """Return with what a node cannot be unknown; None: there is nothing that makes sure of it."""
        found = self._sure(node, {})
        return None if found is None else found.facts

    def _sure(self, node: typed.Typed, known: _Known) -> Sure | None:
        """``known`` narrows names of the scope of the node."""
        match node:
            case typed.Const(_, value):
                return Sure(_span(value))
            case typed.OnDate():
                return Sure(_TRUTH)
            case typed.Parameter(_, name):
                entry = self._program.parameters[name].on(self._on)
                return None if entry is None or isinstance(entry.value, Rows) else Sure(_span(entry.value))
            case typed.Input(_, name):
                facts = frozenset([(Fact.GIVEN, self._program.levels[name], name)])
                return _narrowed(Sure((-ORDINARY, ORDINARY), facts), known.get(node))
            case typed.Defined(_, name):
                return _narrowed(self._definitions[name], known.get(node))
            case typed.OfWhole(_, inner):
                return self._sure(inner, {})
            case typed.Count() | typed.Sum() | typed.Farthest() | typed.Quantified() | typed.Rank():
                return self._of_group(node)
            case typed.If(_, branches, otherwise):
                return self._choice(branches, otherwise, known)
            case typed.IsUnknown():
                return Sure(_TRUTH)
            case typed.Undecided() | typed.Table():
                return None
        below = [self._sure(each, known) for each in typed.children(node)]
        sure = [each for each in below if each is not None]
        if len(sure) < len(below):
            return None
        spans = [each.span for each in sure]
        span = self._of_strict(node, spans)
        if span is None or max(-span[0], span[1]) >= BOUND:
            return None
        return Sure(span, _NONE.union(*(each.facts for each in sure), self._own(node)))

    def _of_strict(self, node: typed.Typed, spans: list[Span]) -> Span | None:
        """Where a node lies by what is below it; None: it may fail."""
        match node:
            case typed.Row(_, name):
                return self._row(name, spans[0])
            case typed.Arithmetic(_, operator):
                return _arithmetic(operator, *spans)
            case typed.Negate():
                return -spans[0][1], -spans[0][0]
            case typed.Absolute():
                return 0, max(-spans[0][0], spans[0][1])
            case typed.Round(_, _, _, divisor, unit):
                most = (max(-spans[0][0], spans[0][1]) // divisor + 1) * unit
                return -most, most
            case typed.Extreme(_, is_most):
                farther = max if is_most else min
                return farther(low for low, _ in spans), farther(high for _, high in spans)
            case typed.Apply(_, name):
                is_sure = PLAIN[name].fails is None or self._own(node)
                return _OF_FUNCTIONS if is_sure and name != "文字数" else None  # a text may be as long as it likes
        return _TRUTH

    def _own(self, node: typed.Typed) -> Facts:
        match node:
            case typed.Apply(_, name, (typed.Input(_, day), typed.OnDate())) if PLAIN[name].fails == Code.BORN_LATER:
                return frozenset([(Fact.PAST, self._program.levels[day], day)])
        return _NONE

    def _row(self, name: str, key: Span) -> Span | None:
        entry = self._program.parameters[name].on(self._on)
        if entry is None or not isinstance(entry.value, Rows):
            return None
        rows, (low, high) = entry.value, key
        last = rows.first + len(rows.values) - 1
        if low < rows.first or (high > last and rows.step is None):
            return None
        spans = [_span(each) for each in rows.values]
        beyond = max(high - last, 0) * (rows.step or 0)
        return min(each for each, _ in spans) + min(beyond, 0), max(each for _, each in spans) + max(beyond, 0)

    def _of_group(self, node: typed.Count | typed.Sum | typed.Farthest | typed.Quantified | typed.Rank) -> Sure | None:
        condition = self._sure(node.condition, {})
        if condition is None or isinstance(node, typed.Rank):
            return None
        facts = condition.facts | {(Fact.SMALL, Level.WHOLE, HOUSEHOLD_MEMBERS)}
        if isinstance(node, typed.Quantified):
            return Sure(_TRUTH, facts)
        if isinstance(node, typed.Count):
            return Sure((0, MEMBERS), facts)
        value = self._sure(node.value, {})
        if value is None:
            return None
        facts |= value.facts
        if isinstance(node, typed.Farthest):
            is_all = isinstance(node.condition, typed.Const) and node.condition.value is True
            return Sure(value.span, facts | {(Fact.FILLED, Level.WHOLE, node.group)}) if is_all else None
        low, high = min(value.span[0], 0) * MEMBERS, max(value.span[1], 0) * MEMBERS
        return Sure((low, high), facts) if max(-low, high) < BOUND else None

    def _choice(self, branches: tuple[tuple[typed.Typed, typed.Typed], ...], otherwise: typed.Typed,
                known: _Known) -> Sure | None:  # fmt: skip
        found: list[Sure | None] = []
        values: list[Sure | None] = []
        for condition, value in branches:
            found.append(self._sure(condition, known))
            values.append(self._sure(value, self._where(condition, known, holds=True)))
            known = self._where(condition, known, holds=False)
        values.append(self._sure(otherwise, known))
        sure = [each for each in (*found, *values) if each is not None]
        if len(sure) < len(found) + len(values):
            return None
        spans = [each.span for each in values if each is not None]
        span = min(low for low, _ in spans), max(high for _, high in spans)
        return Sure(span, _NONE.union(*(each.facts for each in sure)))

    def _where(self, condition: typed.Typed, known: _Known, *, holds: bool) -> _Known:
        """Narrow names to where a condition is known to hold, or known not to."""
        match condition:
            case typed.Not(_, operand):
                return self._where(operand, known, holds=not holds)
            case typed.Both(_, left, right) if holds:
                return self._where(right, self._where(left, known, holds=True), holds=True)
            case typed.Either(_, left, right) if not holds:
                return self._where(right, self._where(left, known, holds=False), holds=False)
            case typed.Compare(_, operator, left, right) if left.type.is_number:
                operator = operator if holds else _OTHERWISE.get(operator, "<>")
                return self._compared(right, _TURNED[operator], left, self._compared(left, operator, right, known))
        return known

    def _compared(self, name: typed.Typed, operator: str, other: typed.Typed, known: _Known) -> _Known:
        limit, mine = self._sure(other, known), self._sure(name, known)
        if not isinstance(name, typed.Input | typed.Defined) or operator == "<>" or limit is None or mine is None:
            return known
        above, below = _MOST[operator]
        low = mine.span[0] if above is None else max(mine.span[0], limit.span[0] + above)
        high = mine.span[1] if below is None else min(mine.span[1], limit.span[1] + below)
        return {**known, name: (low, high)}


def doubtful(register: Register, about: About, on: date) -> Array | None:
    """Return of which households of a register something is not true; None: of none."""
    fact, level, name = about
    if fact in (Fact.FILLED, Fact.SMALL):
        counts = register.members(name).counts
        doubts = counts == 0 if fact == Fact.FILLED else counts > MEMBERS
        return doubts if doubts.any() else None
    given, every = register.inputs.get(name), len(register.households)
    if given is None:
        return np.ones(every, np.bool_)
    unlike = _unlike(given, fact, on)
    if not unlike.any():
        return None
    rows = unlike.nonzero()[0]
    everyone = register.members(HOUSEHOLD_MEMBERS)
    doubts = np.zeros(every, np.bool_)
    doubts[everyone.filled[everyone.owner[rows]] if level == Level.MEMBER else rows] = True
    return doubts


def _unlike(given: Given, fact: Fact, on: date) -> Array:
    """Where an input is not as a fact has it; of shape (1,) where it is so everywhere."""
    found = np.zeros(1, np.bool_) if given.state is None else given.state != GIVEN
    if fact == Fact.PAST and given.data.max(initial=0) > days.pack(on):
        return found | (given.data > days.pack(on))
    if given.type.is_number and measured(given.data) > ORDINARY:
        return found | (np.abs(given.data) > ORDINARY)
    return found


def _span(value: object) -> Span:
    """Where a value lies: a number at itself; of others nobody asks."""
    return (value, value) if isinstance(value, int) else _TRUTH


def _narrowed(sure: Sure | None, span: Span | None) -> Sure | None:
    return sure if sure is None or span is None else Sure(span, sure.facts)


def _arithmetic(operator: str, one: Span, other: Span) -> Span | None:
    match operator:
        case "+":
            return one[0] + other[0], one[1] + other[1]
        case "-":
            return one[0] - other[1], one[1] - other[0]
        case "*":
            made = [left * right for left, right in product(one, other)]
        case _ if other[0] <= 0 <= other[1]:
            return None
        case "//":
            made = [left // right for left, right in product(one, other)]
        case _:
            most = max(-other[0], other[1])
            return -most, most
    return min(made), max(made)
