"""Back end 1: each node of the checked tree becomes a function of a frame (frames.py)."""

from collections.abc import Callable, Mapping
from datetime import date
from operator import eq, ge, gt, itemgetter, le, lt, ne
from typing import Any, Final

from madoguchi.office.rules.core import dates, typed, values
from madoguchi.office.rules.core.closures_groups import compile_group, compile_table
from madoguchi.office.rules.core.frames import FIRST_SLOT, UNSET, WHOLE, Frame, Run, union
from madoguchi.office.rules.core.functions import PLAIN, Rounding
from madoguchi.office.rules.core.parameters import Rows
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Code, Unknown
from madoguchi.office.rules.core.types import BOUND, Level

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_PLAIN: Final[Mapping[str, Callable[..., Any]]] = {  # each takes the arguments of its row in functions.PLAIN
    "年齢": dates.age,
    "満年齢": dates.plain_age,
    "学年": dates.grade,
    "年度末": dates.fiscal_year_end,
    "年度": dates.fiscal_year,
    "年": lambda day: day.year,
    "月": lambda day: day.month,
    "日": lambda day: day.day,
    "月初": dates.month_start,
    "月末": dates.month_end,
    "月を足す": dates.add_months,
    "日を足す": dates.add_days,
    "月数": dates.months_between,
    "日数": dates.days_between,
    "日付": dates.make,
    "文字数": values.length,
    "含む": lambda text, part: part in text,
    "始まる": lambda text, start: text.startswith(start),
}


class Compiler:
    """Turns the definitions of a program into functions, for one day asked about."""

    def __init__(self, program: Program, on: date) -> None:
        self.program, self.on, self.subject = program, on, ""
        self.size = {Level.WHOLE: FIRST_SLOT, Level.MEMBER: FIRST_SLOT}
        self.groups = {name: place for place, name in enumerate(program.groups)}
        self.slots = {name: self.new_slot(level) for name, level in program.levels.items()}

    def new_slot(self, level: Level) -> int:
        """Return the number of a slot that nobody has."""
        self.size[level] += 1
        return self.size[level] - 1

    def unknown(self, code: Code, subject: str | None = None) -> Unknown:
        """Return the unknown value with one reason; its subject is the definition unless one is given."""
        return self.program.reasons.unknown(code, self.subject if subject is None else subject)

    def definition(self, name: str) -> Run:
        """Compile the body of a definition."""
        self.subject = name
        return self.node(self.program.definition[name].body)

    def node(self, node: typed.Typed) -> Run:
        """Compile one node and what is below it."""
        match node:
            case typed.Const(_, value):
                return _always(value)
            case typed.OnDate():
                return _always(self.on)
            case typed.Undecided(_, reason):
                return _always(self.unknown(Code.UNDECIDED, reason or self.subject))
            case typed.Input(_, name) | typed.Defined(_, name):
                return itemgetter(self.slots[name])
            case typed.Parameter(_, name):
                entry = self.program.parameters[name].on(self.on)
                return _always(self.unknown(Code.OUTSIDE, name) if entry is None else entry.value)
            case typed.Row():
                return self._row(node)
            case typed.OfWhole(_, inner):
                return self._of_whole(inner)
            case typed.Arithmetic(_, operator, left, right):
                return self._arithmetic(operator, self.node(left), self.node(right))
            case typed.Negate(_, operand):
                return _one(self.node(operand), lambda number: -number)
            case typed.Absolute(_, operand):
                return _one(self.node(operand), abs)
            case typed.Not(_, operand):
                return _one(self.node(operand), lambda truth: not truth)
            case typed.IsUnknown(_, operand):
                asked = self.node(operand)
                return lambda frame: type(asked(frame)) is Unknown
            case typed.Compare(_, operator, left, right):
                return _compare(_COMPARE[operator], self.node(left), self.node(right), right)
            case typed.OneOf(_, subject, members):
                allowed = frozenset(members)
                return _one(self.node(subject), lambda value: value in allowed)
            case typed.Both(_, left, right):
                return _kleene(self.node(left), self.node(right), decides=False)
            case typed.Either(_, left, right):
                return _kleene(self.node(left), self.node(right), decides=True)
            case typed.If(_, branches, otherwise):
                return _if([(self.node(each), self.node(value)) for each, value in branches], self.node(otherwise))
            case typed.Round(_, mode, value, divisor, unit):
                return self._round(mode, self.node(value), divisor, unit)
            case typed.Apply(_, name, arguments):
                return self._apply(name, [self.node(each) for each in arguments])
            case typed.Extreme(_, is_most, arguments):
                return _strict([self.node(each) for each in arguments], lambda *found: (max if is_most else min)(found))
            case typed.Table():
                return compile_table(self, node)
            case typed.Count() | typed.Sum() | typed.Farthest() | typed.Quantified() | typed.Rank():
                return compile_group(self, node)

    def _row(self, node: typed.Row) -> Run:
        entry, key = self.program.parameters[node.name].on(self.on), self.node(node.key)
        if entry is None or not isinstance(entry.value, Rows):
            outside = self.unknown(Code.OUTSIDE, node.name)
            return _one(key, lambda at: outside)
        rows, no_row, large = entry.value, self.unknown(Code.NO_ROW, node.name), self.unknown(Code.TOO_LARGE)

        def run(at: int) -> Any:
            value = rows.at(at)
            if value is None:
                return no_row
            return large if type(value) is int and not -BOUND < value < BOUND else value

        return _one(key, run)

    def _of_whole(self, inner: typed.Typed) -> Run:
        """What is the same for every member is worked out once for their whole."""
        run = self.node(inner)
        if isinstance(inner, typed.Input | typed.Defined):
            return lambda frame: run(frame[WHOLE])
        slot = self.new_slot(Level.WHOLE)

        def once(frame: Frame) -> Any:
            whole = frame[WHOLE]
            value = whole[slot]
            if value is UNSET:
                value = whole[slot] = run(whole)
            return value

        return once

    def _arithmetic(self, operator: str, left: Run, right: Run) -> Run:
        if operator in ("//", "%"):
            zero, is_floor = self.unknown(Code.ZERO), operator == "//"
            return _strict(
                [left, right],
                lambda one, other: zero if other == 0 else one // other if is_floor else one % other,
            )
        large = self.unknown(Code.TOO_LARGE)

        def add(frame: Frame) -> Any:
            one, other = left(frame), right(frame)
            if type(one) is Unknown or type(other) is Unknown:
                return union(one, other)
            made = one + other
            return made if -BOUND < made < BOUND else large

        def subtract(frame: Frame) -> Any:
            one, other = left(frame), right(frame)
            if type(one) is Unknown or type(other) is Unknown:
                return union(one, other)
            made = one - other
            return made if -BOUND < made < BOUND else large

        def multiply(frame: Frame) -> Any:
            one, other = left(frame), right(frame)
            if type(one) is Unknown or type(other) is Unknown:
                return union(one, other)
            made = one * other
            return made if -BOUND < made < BOUND else large

        return {"+": add, "-": subtract, "*": multiply}[operator]

    def _round(self, mode: Rounding, value: Run, divisor: int, unit: int) -> Run:
        large, added = self.unknown(Code.TOO_LARGE), divisor - 1 if mode == Rounding.UP else 0

        def run(number: int) -> Any:
            size = abs(number)
            if mode == Rounding.HALF_UP:
                size = (2 * size + divisor) // (2 * divisor) * unit
            else:
                size = (size + added) // divisor * unit
            if size >= BOUND:
                return large
            return size if number >= 0 else -size

        return _one(value, run)

    def _apply(self, name: str, arguments: list[Run]) -> Run:
        function, fails = _PLAIN[name], PLAIN[name].fails
        if fails is None:
            return _strict(arguments, function)
        failed = self.unknown(fails)

        def run(*given: Any) -> Any:
            made = function(*given)
            return failed if made is None else made

        return _strict(arguments, run)


def _always(value: Any) -> Run:
    return lambda frame: value


def _one(operand: Run, made: Callable[[Any], Any]) -> Run:
    """``made`` of a known value; an unknown one stays as it is."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        return value if type(value) is Unknown else made(value)

    return run


def _strict(operands: list[Run], made: Callable[..., Any]) -> Run:
    """``made`` of known values; unknown with the reasons of every unknown one."""
    if len(operands) == 1:
        return _one(operands[0], made)
    if len(operands) == 2:
        first, second = operands

        def two(frame: Frame) -> Any:
            one, other = first(frame), second(frame)
            if type(one) is Unknown or type(other) is Unknown:
                return union(one, other)
            return made(one, other)

        return two

    def run(frame: Frame) -> Any:
        given = [each(frame) for each in operands]
        return union(*given) if Unknown in map(type, given) else made(*given)

    return run


def _compare(holds: Callable[[Any, Any], bool], left: Run, right: Run, other_side: typed.Typed) -> Run:
    if not isinstance(other_side, typed.Const):
        return _strict([left, right], holds)
    constant = other_side.value  # the usual case: no call for it

    def run(frame: Frame) -> Any:
        value = left(frame)
        return value if type(value) is Unknown else holds(value, constant)

    return run


def _kleene(left: Run, right: Run, *, decides: bool) -> Run:
    """かつ (``decides`` False) and または (True): one operand that decides is enough, whatever the other is."""

    def run(frame: Frame) -> Any:
        one = left(frame)
        if one is decides:
            return decides
        other = right(frame)
        if other is decides:
            return decides
        if type(one) is Unknown or type(other) is Unknown:
            return union(one, other)
        return not decides

    return run


def _if(branches: list[tuple[Run, Run]], otherwise: Run) -> Run:
    def run(frame: Frame) -> Any:
        for condition, value in branches:
            holds = condition(frame)
            if holds is True:
                return value(frame)
            if holds is not False:
                return holds
        return otherwise(frame)

    return run
