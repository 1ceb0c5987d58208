"""Back end 2: each node of the checked tree becomes a function of a run (columns_run.py) that gives a column.

Every branch is worked out for everybody and the reasons say what counts; nothing can fail on the way.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

import numpy as np

from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_choices import compile_both, compile_choice
from madoguchi.office.rules.core.columns_encoding import filler
from madoguchi.office.rules.core.columns_functions import compile_plain
from madoguchi.office.rules.core.columns_groups import compile_group
from madoguchi.office.rules.core.columns_lazy import Lazy
from madoguchi.office.rules.core.columns_parts import Step
from madoguchi.office.rules.core.columns_placing import Source, is_of_whole, source
from madoguchi.office.rules.core.columns_refusals import RegisterOfOtherRules
from madoguchi.office.rules.core.columns_run import HERE, WHOLE, Members, Run, Work, by_day
from madoguchi.office.rules.core.columns_shapes import (
    always,
    folded,
    is_unknown,
    made_of,
    of_one,
    of_whole,
    strict,
)  # fmt: skip
from madoguchi.office.rules.core.columns_tables import among, compile_row, compile_table
from madoguchi.office.rules.core.columns_values import (
    WORD,
    Array,
    Column,
    bounded,
    failing,
    joined,
    product,
    words,
)  # fmt: skip
from madoguchi.office.rules.core.functions import PLAIN, Rounding
from madoguchi.office.rules.core.parameters import Rows
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.types import BOUND, Kind, Level, Type, Value

_COMPARE: Final[Mapping[str, np.ufunc]] = {
    "=": np.equal, "<>": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


class Compiler:
    """Turns the definitions of a program into functions, for one day asked about; ``texts`` are those it writes."""

    def __init__(self, program: Program, on: date, lazy: Lazy) -> None:
        self.lazy, self._place, self._works = lazy, WHOLE, dict[str, Work]()
        self.program, self.on, self.subject = program, on, ""
        self.texts: dict[str, None] = {}
        self.sources: dict[str, Source] = {}
        self.is_of_days = False  # whether what is compiled stands inside something worked out for days
        self._is_of_whole = False  # whether it stands inside something worked out for the whole of a member
        self._parts = 0
        self._words = max(1, -(-len(program.reasons.all) // WORD))
        self._inputs = {each.name: each for each in program.inputs}

    def own(self, code: Code, subject: str | None = None) -> Array:
        """Return one reason as bits; its subject is the definition unless one is given."""
        return words(self.program.reasons.bit(code, self.subject if subject is None else subject), self._words)

    def numbers(self, type_: Type, values: Iterable[Value]) -> Callable[[Run], Array]:
        """Return values as they stand in columns; days may already be packed."""
        values = tuple(values)
        if type_.kind in (Kind.TEXT, Kind.ENUM):
            texts = [str(each) for each in values]
            self.texts.update(dict.fromkeys(texts))
            return lambda run: run.texts.codes(texts)
        found = np.array(
            [days.pack(each) if isinstance(each, date) else each for each in values],
            np.bool_ if type_.kind == Kind.BOOL else np.int64,
        )
        return lambda run: found

    def definition(self, name: str) -> Work:
        """Compile the body of a definition; they come in the order of their need."""
        self.subject = name
        body = self.program.definition[name].body
        self.sources[name] = depends = source(body, self.sources)
        self._place = WHOLE if self.program.levels[name] == Level.WHOLE else HERE
        work = self._works[name] = self._of_days(body, depends, name) if depends else self.node(body)
        return work

    def depends(self, name: str) -> bool:
        """Whether a definition depends on anything that is given."""
        return self.sources[name] != frozenset()

    def node(self, node: typed.Typed) -> Work:
        """Compile one node and what is below it."""
        if not self.is_of_days and not isinstance(node, typed.Input | typed.Defined):
            depends = source(node, self.sources)
            if depends:
                self._parts += 1
                return self._of_days(node, depends, f"{self.subject}\n{self._parts}")
            if not self._is_of_whole and is_of_whole(node):
                return self._spread(node)
        return self._node(node)

    def of_members(self, node: typed.Typed) -> Work:
        """Compile what is asked of each member of a group."""
        outside = self._is_of_whole, self._place
        self._is_of_whole, self._place = False, HERE
        work = self.node(node)
        self._is_of_whole, self._place = outside
        return work

    def is_left_out(self, node: typed.Typed, above: typed.Typed) -> bool:
        """Whether what stands below ``above`` is worked out where it matters only."""
        if self.is_of_days or not any(each is node for each in self.lazy.few(above)):
            return False
        return bool(self.steps(node)) or self.lazy.is_worth(node)

    def steps(self, node: typed.Typed) -> list[Step]:
        """Return the definitions below a node that are not worked out for everybody."""
        return [(name, self._works[name], place) for name, place in self.lazy.steps(node, self._place)]

    def _of_days(self, node: typed.Typed, depends: frozenset[str], key: str) -> Work:
        """What depends on one date input alone is worked out for each day that it takes."""
        if len(depends) > 1:
            return self._node(node)
        self.is_of_days = True
        work, (name,) = self._node(node), depends
        self.is_of_days = False
        return by_day(work, name, key)

    def _spread(self, node: typed.Typed) -> Work:
        """What is the same for every member is worked out once for their whole."""
        self._is_of_whole = True
        work = self._node(node)
        self._is_of_whole = False
        return of_whole(work)

    def _node(self, node: typed.Typed) -> Work:
        match node:
            case typed.Const(type_, value):
                return self._constant(type_, value)
            case typed.OnDate(type_):
                return self._constant(type_, self.on)
            case typed.Undecided(type_, reason):
                return always(Column(filler(type_), self.own(Code.UNDECIDED, reason or self.subject)))
            case typed.Input(_, name):
                return self.input(name)
            case typed.Defined(_, name):
                if not self.depends(name):
                    return lambda frame: frame.constants[name]
                return lambda frame: frame.column(name)
            case typed.Parameter(type_, name):
                entry = self.program.parameters[name].on(self.on)
                if entry is None or isinstance(entry.value, Rows):
                    return always(Column(filler(type_), self.own(Code.OUTSIDE, name)))
                return self._constant(type_, entry.value)
            case typed.Row():
                return compile_row(self, node)
            case typed.OfWhole(_, inner):
                outside, self._place = self._place, WHOLE
                work = self.node(inner)
                self._place = outside
                return work
            case typed.Arithmetic(_, operator, left, right):
                return self._arithmetic(operator, self.node(left), self.node(right))
            case typed.Negate(_, operand):
                return of_one(self.node(operand), np.negative)
            case typed.Absolute(_, operand):
                return of_one(self.node(operand), np.abs)
            case typed.Not(_, operand):
                return of_one(self.node(operand), np.logical_not)
            case typed.IsUnknown(_, operand):
                return is_unknown(self.node(operand))
            case typed.Compare(_, operator, left, right):
                return strict([self.node(left), self.node(right)], _COMPARE[operator])
            case typed.OneOf(_, subject, members):
                asked, allowed = self.node(subject), self.numbers(subject.type, members)
                return lambda run: made_of(asked(run), lambda data: among(data, allowed(run)))
            case typed.Both() | typed.Either():
                return compile_both(self, node)
            case typed.If():
                return compile_choice(self, node)
            case typed.Round(_, mode, value, divisor, unit):
                return self._round(mode, self.node(value), divisor, unit)
            case typed.Apply(_, name, arguments):
                fails = PLAIN[name].fails
                own = None if fails is None else self.own(fails)
                is_of_day = tuple(map(type, arguments)) == (typed.Input, typed.OnDate)
                return compile_plain(name, [self.node(each) for each in arguments], own, is_of_day=is_of_day)
            case typed.Extreme(_, is_most, arguments):
                farther = np.maximum if is_most else np.minimum
                return strict([self.node(each) for each in arguments], lambda *found: folded(farther, found))
            case typed.Table():
                return compile_table(self, node)
            case typed.Count() | typed.Sum() | typed.Farthest() | typed.Quantified() | typed.Rank():
                return compile_group(self, node)

    def input(self, name: str) -> Work:
        """An input as the register has it; one that it lacks is missing for everybody."""
        wanted = self._inputs[name]
        reasons = np.concatenate(
            [np.zeros((self._words, 1), np.uint64), self.own(Code.MISSING, name), self.own(Code.INVALID, name)], axis=1
        )
        nothing = Column(filler(wanted.type), self.own(Code.MISSING, name))

        def load(run: Run | Members) -> Column:
            column = run.columns.get(name)
            if column is None:
                given = run.given(name)
                if given is not None and given.type != wanted.type:
                    raise RegisterOfOtherRules(name=name)
                column = nothing if given is None else Column(given.data, _states(reasons, given.state))
                run.columns[name] = column
            return column

        return load

    def _constant(self, type_: Type, value: Value) -> Work:
        numbers = self.numbers(type_, [value])
        return lambda run: Column(numbers(run))

    def _arithmetic(self, operator: str, left: Work, right: Work) -> Work:
        if operator in ("//", "%"):
            zero, divide = self.own(Code.ZERO), np.floor_divide if operator == "//" else np.remainder

            def division(run: Run) -> Column:
                one, other = left(run), right(run)
                fails = other.data == 0
                bits = failing(joined((one, other)), fails, zero)
                return Column(divide(one.data, np.where(fails, 1, other.data)), bits)

            return division
        large, add = self.own(Code.TOO_LARGE), np.add if operator == "+" else np.subtract

        def sums(run: Run) -> Column:
            one, other = left(run), right(run)
            return bounded(add(one.data, other.data), joined((one, other)), large)

        def multiply(run: Run) -> Column:
            one, other = left(run), right(run)
            made, fails = product(one.data, other.data)
            bits = joined((one, other))
            return Column(made, bits if fails is None else failing(bits, fails, large))

        return multiply if operator == "*" else sums

    def _round(self, mode: Rounding, value: Work, divisor: int, unit: int) -> Work:
        """Quotient and remainder first, so that nothing is doubled; the divisor is below 2^53."""
        large, half = self.own(Code.TOO_LARGE), (divisor + 1) // 2

        def run_round(run: Run) -> Column:
            asked = value(run)
            size = np.abs(asked.data)
            made = size // divisor
            rest = size - made * divisor
            if mode == Rounding.UP:
                made = made + (rest > 0)
            elif mode == Rounding.HALF_UP:
                made = made + (rest >= half)
            fails = made > (BOUND - 1) // unit
            made = np.where(fails, 0, made) * unit
            return Column(np.where(asked.data < 0, -made, made), failing(asked.bits, fails, large))

        return run_round


def _states(reasons: Array, state: Array | None) -> Array | None:
    """The reasons of an input, by its state."""
    return None if state is None or not state.any() else reasons[:, state]
