"""Back end 3: each node of the checked tree becomes a JavaScript expression.

What is written uses these names only: ``w`` and ``m``, the frames of the whole and of a member (in the scope of the
whole ``m`` is ``w`` too); ``$``, the one value a function keeps while it chooses; ``on``, the day asked about;
``p[n]``, a parameter on that day; ``u[n]``, the unknown value with reason number n; ``t1``, ``r1`` …, rows and results
of decision tables; and functions of script_runtime.js.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from madoguchi.office.rules.core import functions, typed
from madoguchi.office.rules.core.functions import PLAIN, Rounding
from madoguchi.office.rules.core.program import Definition, Program
from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.script_text import array, literal
from madoguchi.office.rules.core.types import Level

_ARITHMETIC: Final[Mapping[str, str]] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "//": "divide",
    "%": "remain",
}
_COMPARE: Final[Mapping[str, str]] = {
    "=": "equal",
    "<>": "unequal",
    "<": "less",
    "<=": "atMost",
    ">": "more",
    ">=": "atLeast",
}
_PLAIN: Final[Mapping[str, str]] = {
    "年齢": "age",
    "満年齢": "plainAge",
    "学年": "grade",
    "年度末": "fiscalYearEnd",
    "年度": "fiscalYear",
    "年": "yearOf",
    "月": "monthOf",
    "日": "dayOf",
    "月初": "monthStart",
    "月末": "monthEnd",
    "月を足す": "addMonths",
    "日を足す": "addDays",
    "月数": "monthsBetween",
    "日数": "daysBetween",
    "日付": "makeDay",
    "文字数": "length",
    "含む": "contains",
    "始まる": "startsWith",
}
_MOST_NESTED: Final = 30  # branches of もし; browsers refuse some thousands within each other


@dataclass(frozen=True, slots=True)
class Step:
    """What is worked out at once: a definition, or (``name`` None) a part of one that is the same for a whole.

    ``reads`` are the slots it uses, sorted; ``run`` is a function of the frames.
    """

    name: str | None
    level: Level
    reads: tuple[int, ...]
    run: str


@dataclass(slots=True)
class _Written:
    """The function being written: the slots it reads, and whether it keeps a value in ``$``."""

    reads: set[int] = field(default_factory=set)
    keeps: bool = False


class Writer:
    """Turns definitions into steps.

    Args:
        program: what is written.
        slots: of inputs, from 1.
        groups: their slots, after the inputs; steps come after these.
        parameters: in the order of their numbers.
    """

    def __init__(
        self, program: Program, slots: Mapping[str, int], groups: Mapping[str, int], parameters: Sequence[str]
    ) -> None:
        self.program, self.groups = program, groups
        self.parameters = {name: number for number, name in enumerate(parameters)}
        self.slots = dict(slots)
        self.first = 1 + len(slots) + len(groups)
        self.steps: list[Step] = []
        self.tables: list[str] = []  # what stands before the steps
        self.helpers: set[str] = set()
        self.subject = ""
        self._shared: dict[tuple[str, typed.Typed], int] = {}
        self._now = _Written()

    def definition(self, definition: Definition) -> None:
        """Write a definition, and before it what it needs of the whole alone."""
        self.subject = definition.name
        self.slots[definition.name] = self._step(definition.name, definition.level, definition.body)

    def unknown(self, code: Code, subject: str | None = None) -> str:
        """Return the unknown value with one reason; its subject is the definition unless one is given."""
        bit = self.program.reasons.bit(code, self.subject if subject is None else subject)
        return f"u[{bit.bit_length() - 1}]"

    def _step(self, name: str | None, level: Level, node: typed.Typed) -> int:
        """Add a step and return its slot. Rank as a step of the whole is the order of everybody."""
        outer, self._now = self._now, _Written()
        run = self._function("w,m", self._order(node) if isinstance(node, typed.Rank) and name is None else node)
        self.steps.append(Step(name, level, tuple(sorted(self._now.reads)), run))
        self._now = outer
        return self.first + len(self.steps) - 1

    def _shared_step(self, node: typed.Typed) -> str:
        """What is the same for every member is worked out once for their whole."""
        key = (self.subject, node)
        if key not in self._shared:
            self._shared[key] = self._step(None, Level.WHOLE, node)
        self._now.reads.add(self._shared[key])
        return f"w[{self._shared[key]}]"

    def _function(self, frames: str, body: "typed.Typed | str") -> str:
        """Return a function of frames; ``body`` is a node, or already written."""
        keeps, self._now.keeps = self._now.keeps, False
        written = body if isinstance(body, str) else self.node(body)
        if self._now.keeps:
            frames += ",$"
        self._now.keeps = keeps
        return f"{frames}=>{written}" if frames == "m" else f"({frames})=>{written}"

    def call(self, helper: str, *arguments: str) -> str:
        """Return a call of a function of the runtime."""
        self.helpers.add(helper)
        return f"{helper}({','.join(arguments)})"

    def _read(self, name: str) -> str:
        slot = self.slots[name]
        self._now.reads.add(slot)
        return f"{'w' if self.program.levels[name] == Level.WHOLE else 'm'}[{slot}]"

    def _parameter(self, name: str) -> str:
        return f"p[{self.parameters[name]}]"

    def _group(self, name: str) -> str:
        self._now.reads.add(self.groups[name])
        return f"w[{self.groups[name]}]"

    def node(self, node: typed.Typed) -> str:
        """Write one node and what is below it."""
        match node:
            case typed.Const(_, value):
                return literal(value)
            case typed.OnDate():
                return "on"
            case typed.Undecided(_, reason):
                return self.unknown(Code.UNDECIDED, reason or self.subject)
            case typed.Input(_, name) | typed.Defined(_, name):
                return self._read(name)
            case typed.Parameter(_, name):
                return self._parameter(name)
            case typed.Row(_, name, key):
                none, large = self.unknown(Code.NO_ROW, name), self.unknown(Code.TOO_LARGE)
                return self.call("row", self._parameter(name), self.node(key), none, large)
            case typed.OfWhole(_, inner):
                return self.node(inner) if not typed.children(inner) else self._shared_step(inner)
            case typed.Arithmetic(_, operator, left, right):
                own = self.unknown(Code.ZERO if operator in ("//", "%") else Code.TOO_LARGE)
                return self.call(_ARITHMETIC[operator], self.node(left), self.node(right), own)
            case typed.Negate(_, operand):
                return self.call("negate", self.node(operand))
            case typed.Absolute(_, operand):
                return self.call("absolute", self.node(operand))
            case typed.Not(_, operand):
                return self.call("not", self.node(operand))
            case typed.IsUnknown(_, operand):
                return self.call("isUnknown", self.node(operand))
            case typed.Compare(_, operator, left, right):
                return self.call(_COMPARE[operator], self.node(left), self.node(right))
            case typed.OneOf(_, subject, values):
                return self.call("oneOf", self.node(subject), array(literal(each) for each in values))
            case typed.Both(_, left, right):
                return self._kleene("both", "false", left, right)
            case typed.Either(_, left, right):
                return self._kleene("either", "true", left, right)
            case typed.If(_, branches, otherwise):
                return self._if(branches, otherwise)
            case typed.Round():
                return self._round(node)
            case typed.Apply(_, name, arguments):
                fails = PLAIN[name].fails
                own_reason = () if fails is None else (self.unknown(fails),)
                return self.call(_PLAIN[name], *map(self.node, arguments), *own_reason)
            case typed.Extreme(_, is_most, arguments):
                return self.call("most" if is_most else "least", self.call("known", array(map(self.node, arguments))))
            case typed.Table():
                return self._table(node)
            case typed.Rank():
                return self.call("rank", self._shared_step(node), "m", self.unknown(Code.NOT_IN_GROUP))
            case typed.Count() | typed.Sum() | typed.Farthest() | typed.Quantified():
                return self._aggregate(node)

    def _kleene(self, helper: str, decides: str, left: typed.Typed, right: typed.Typed) -> str:
        """The right side is worked out only where the left one does not decide."""
        one, other = self.node(left), self.node(right)
        self._now.keeps = True
        return f"(($={one})==={decides}?{decides}:{self.call(helper, '$', other)})"

    def _if(self, branches: Sequence[tuple[typed.Typed, typed.Typed]], otherwise: typed.Typed) -> str:
        self._now.keeps = True
        written = [(f"($={self.node(each)})", self.node(value)) for each, value in branches]
        last = self.node(otherwise)
        if len(branches) <= _MOST_NESTED:
            return f"({''.join(f'{each}===true?{value}:$!==false?$:' for each, value in written)}{last})"
        steps = "".join(f"if({each}!==false)return $===true?{value}:$;" for each, value in written)
        return f"(()=>{{{steps}return {last}}})()"

    def _round(self, node: typed.Round) -> str:
        """All three roundings as one: upwards from a remainder on. The checker keeps the divisor below 2^53."""
        first_up = {Rounding.HALF_UP: (node.divisor + 1) // 2, Rounding.DOWN: node.divisor, Rounding.UP: 1}[node.mode]
        numbers = (node.divisor, first_up, node.unit)
        return self.call("round", self.node(node.value), *map(str, numbers), self.unknown(Code.TOO_LARGE))

    def _aggregate(self, node: typed.Count | typed.Sum | typed.Farthest | typed.Quantified) -> str:
        group, condition = self._group(node.group), self._function("m", node.condition)
        match node:
            case typed.Count():
                return self.call("size", self.call("chosen", group, "()=>1", condition))
            case typed.Quantified(_, is_all):
                return self.call("every" if is_all else "any", group, condition)
            case typed.Sum(_, _, value):
                found = self.call("chosen", group, self._function("m", value), condition)
                return self.call("total", found, self.unknown(Code.TOO_LARGE))
            case typed.Farthest(_, is_most, _, value):
                found = self.call("chosen", group, self._function("m", value), condition)
                return self.call("most" if is_most else "least", found, self.unknown(Code.EMPTY))

    def _order(self, node: typed.Rank) -> str:
        birth = self.slots[node.birth]
        self._now.reads.add(birth)
        return self.call("order", self._group(node.group), self._function("m", node.condition), str(birth))

    def _table(self, node: typed.Table) -> str:
        keys = array(map(self.node, node.columns))
        rows = array(array(map(_cell, row.cells)) for row in node.rows)
        results = array(map(self._result, (row.result for row in node.rows)))
        number = len(self.tables) + 1
        self.tables.append(f"t{number}={rows},r{number}={results}")
        given = (f"t{number}", keys, f"r{number}", "w", "m")
        if node.collect is None:
            return self.call("firstRow", *given, self.unknown(Code.NO_ROW))
        found = self.call("everyRow", *given)
        if node.collect == functions.COUNT:
            return self.call("size", found)
        if node.collect == functions.SUM:
            return self.call("total", found, self.unknown(Code.TOO_LARGE))
        return self.call("most" if node.collect == functions.MOST else "least", found, self.unknown(Code.EMPTY))

    def _result(self, node: typed.Typed) -> str:
        """A result of a row: a value, or the function that works it out once the row has been found to fit."""
        if isinstance(node, typed.Const | typed.Undecided):
            return self.node(node)
        return self._function("w,m", node)


def _cell(cell: typed.Cell) -> str:
    match cell:
        case None:
            return "0"
        case typed.Span(low, high):
            return array((literal(low), literal(high)))
        case _:
            return array([array(sorted(map(literal, cell)))])
