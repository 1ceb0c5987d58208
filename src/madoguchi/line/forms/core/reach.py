"""Whether a condition can ever come true: in which ways, each with what makes the questions it looks at asked.

Looked into are かつ, または, ではない, yes and no, comparisons of an answer with what is written, and 不明か; anything
else is taken to be possible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.line.forms.core.fields import NUMBERS, PROMISED, Kind
from madoguchi.line.forms.core.naming import Named
from madoguchi.office.rules.language import (
    BOTH,
    EITHER,
    IS_UNKNOWN,
    ONE_OF,
    Binary,
    Call,
    Day,
    Expression,
    Inverted,
    Name,
    Negated,
    Number,
    Text,
    Truth,
)

MOST_WAYS = 256
"""A condition with more ways to come true than this is refused: nobody could explain it to a resident."""


@dataclass(frozen=True, slots=True)
class Between:
    """Whole numbers, or days as ordinals, both ends included; None is without end."""

    low: int | None
    high: int | None

    def __and__(self, other: "Between") -> "Between":
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        return Between(max(lows, default=None), min(highs, default=None))

    def __bool__(self) -> bool:
        return self.low is None or self.high is None or self.low <= self.high


Allowed = frozenset[str | bool] | Between
Way = Mapping[str, Allowed]
"""One way for a condition to come true: what is allowed for each answer, by its name in the rules."""
Ways = tuple[Way, ...]

ALWAYS: Ways = ({},)
NEVER: Ways = ()
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class TooManyWays(ValueError):
    """The condition has more than ``MOST_WAYS`` ways to come true."""


def both(left: Iterable[Way], right: Iterable[Way]) -> Ways:
    """Return the ways in which both come true; empty when they contradict each other.

    Raises:
        TooManyWays: more than ``MOST_WAYS``.
    """
    found: list[Way] = []
    others = tuple(right)
    for one in left:
        for other in others:
            merged = dict(one)
            for name, allowed in other.items():
                merged[name] = _meet(merged[name], allowed) if name in merged else allowed
            if all(merged.values()) and merged not in found:
                found.append(merged)
                if len(found) > MOST_WAYS:
                    raise TooManyWays
    return tuple(found)


def _meet(one: Allowed, other: Allowed) -> Allowed:
    if isinstance(one, Between) and isinstance(other, Between):
        return one & other
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other
    return one  # of different kinds: the checker refuses that


def either(left: Ways, right: Ways) -> Ways:
    """Return the ways in which one of them comes true. Raises TooManyWays."""
    found = left + tuple(way for way in right if way not in left)
    if len(found) > MOST_WAYS:
        raise TooManyWays
    return found


class Reach:
    """Knows in which ways each question is asked, as questions are read one after the other."""

    def __init__(self) -> None:
        self.named: dict[str, Named] = {}
        self.asked: dict[str, Ways] = {}  # by name, as in ``named``

    def know(self, named: Iterable[Named], asked: Ways) -> None:
        """Remember the names of a question that is asked in these ways."""
        for one in named:
            self.named[one.name], self.asked[one.name] = one, asked

    def ways(self, node: Expression, is_no: bool = False) -> Ways:
        """Return all ways in which a condition comes true, or is known not to where ``is_no``.

        Raises:
            TooManyWays: more than ``MOST_WAYS``.
        """
        match node:
            case Truth(truth):
                return ALWAYS if truth is not is_no else NEVER
            case Inverted(operand):
                return self.ways(operand, not is_no)
            case Binary(operator, left, right) if operator in (BOTH, EITHER):
                one, other = self.ways(left, is_no), self.ways(right, is_no)
                return both(one, other) if (operator == BOTH) is not is_no else either(one, other)
            case Name(name):
                return self._answer(name, frozenset({not is_no}))
            case Call(name, (Name(answer),)) if name == IS_UNKNOWN and is_no:
                return self.asked.get(answer, ALWAYS)
            case Call(name, (Name(answer), *values)) if name == ONE_OF:
                return self._one_of(answer, [one.value for one in values if isinstance(one, Text)], is_no)
            case Binary(operator, Name(answer), literal) if operator in _OPPOSITE:
                return self._compared(answer, _OPPOSITE[operator] if is_no else operator, literal)
            case Binary(operator, literal, Name(answer)) if operator in _MIRRORED:
                mirrored = _MIRRORED[operator]
                return self._compared(answer, _OPPOSITE[mirrored] if is_no else mirrored, literal)
            case _:
                return ALWAYS

    def _answer(self, name: str, allowed: Allowed) -> Ways:
        if name not in self.named:
            return ALWAYS
        field = self.named[name].field
        if field.kind is Kind.CHOICES:
            return self.asked[name]  # of several choices any may be made, as far as is looked
        own: Way = {name: allowed}
        if field.kind in PROMISED and allowed == frozenset({False}):
            return NEVER  # a consent that is withheld is not given
        if field.kind in NUMBERS and isinstance(allowed, Between):
            own = {name: allowed & Between(field.least, field.most)}
        return both((own,), self.asked[name])

    def _one_of(self, name: str, values: list[str], is_no: bool) -> Ways:
        members = frozenset(self.named[name].type.members) if name in self.named else frozenset()
        if not members or not values:
            return self.asked.get(name, ALWAYS)
        return self._answer(name, members - frozenset(values) if is_no else members & frozenset(values))

    def _compared(self, name: str, operator: str, literal: Expression) -> Ways:
        if isinstance(literal, Text):
            if operator not in ("=", "<>"):
                return ALWAYS
            return self._one_of(name, [literal.value], operator == "<>")
        value = _whole(literal)
        if value is None:
            return ALWAYS
        match operator:
            case "<>":
                below, above = Between(None, value - 1), Between(value + 1, None)
                return either(self._answer(name, below), self._answer(name, above))
            case "=":
                return self._answer(name, Between(value, value))
            case "<" | "<=":
                return self._answer(name, Between(None, value - (operator == "<")))
            case _:
                return self._answer(name, Between(value + (operator == ">"), None))


def _whole(literal: Expression) -> int | None:
    """A number, or a day as its ordinal."""
    match literal:
        case Number(value):
            return value
        case Negated(Number(value)):
            return -value
        case Day(day):
            return day.toordinal()
        case _:
            return None
