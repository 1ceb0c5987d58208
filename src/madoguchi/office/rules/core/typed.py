"""The checked tree: what every back end compiles. Names are resolved, types known, decimals turned into whole numbers.

A node is evaluated in a scope: once for the whole (household or application) or once for each member. ``OfWhole`` goes
from a member to its whole; aggregates go from the whole to its members, and ``Rank`` stands in the scope of a member.
The meaning of every node is in docs/develop/rules-language.md.
"""

from dataclasses import dataclass

from madoguchi.office.rules.core.functions import Rounding
from madoguchi.office.rules.core.types import Type, Value


@dataclass(frozen=True, slots=True)
class Node:
    """What every node has."""

    type: Type


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A value written in the rule."""

    value: Value


@dataclass(frozen=True, slots=True)
class Undecided(Node):
    """Written as unknown; ``reason`` is what somebody wrote, or empty."""

    reason: str


@dataclass(frozen=True, slots=True)
class Input(Node):
    """An input of this scope."""

    name: str


@dataclass(frozen=True, slots=True)
class Defined(Node):
    """Another definition of this scope."""

    name: str


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """The value of a dated parameter on the day asked about."""

    name: str


@dataclass(frozen=True, slots=True)
class Row(Node):
    """The row of a dated table under a whole number."""

    name: str
    key: "Typed"


@dataclass(frozen=True, slots=True)
class OnDate(Node):
    """The day asked about (基準日)."""


@dataclass(frozen=True, slots=True)
class OfWhole(Node):
    """``node`` in the scope of the whole to which this member belongs."""

    node: "Typed"


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``+ - * // %`` on whole numbers."""

    operator: str
    left: "Typed"
    right: "Typed"


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """``-x``."""

    operand: "Typed"


@dataclass(frozen=True, slots=True)
class Absolute(Node):
    """``|x|``."""

    operand: "Typed"


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``= <> < <= > >=`` on two values of one type."""

    operator: str
    left: "Typed"
    right: "Typed"


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """Whether ``subject`` equals one of ``values``."""

    subject: "Typed"
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Both(Node):
    """Kleene's and."""

    left: "Typed"
    right: "Typed"


@dataclass(frozen=True, slots=True)
class Either(Node):
    """Kleene's or."""

    left: "Typed"
    right: "Typed"


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Kleene's not."""

    operand: "Typed"


@dataclass(frozen=True, slots=True)
class If(Node):
    """The value beside the first condition that holds, else ``otherwise``; unknown at the first unknown condition."""

    branches: tuple[tuple["Typed", "Typed"], ...]
    otherwise: "Typed"


@dataclass(frozen=True, slots=True)
class IsUnknown(Node):
    """Whether ``operand`` is unknown; itself always known."""

    operand: "Typed"


@dataclass(frozen=True, slots=True)
class Round(Node):
    """``value`` / ``divisor`` rounded to a whole number, times ``unit``."""

    mode: Rounding
    value: "Typed"
    divisor: int
    unit: int


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A plain function (functions.PLAIN) with all its arguments."""

    function: str
    arguments: tuple["Typed", ...]


@dataclass(frozen=True, slots=True)
class Extreme(Node):
    """The largest (or smallest) of two or more values."""

    is_most: bool
    arguments: tuple["Typed", ...]


@dataclass(frozen=True, slots=True)
class Count(Node):
    """How many members of ``group`` fulfil ``condition``, which is evaluated in the scope of each."""

    group: str
    condition: "Typed"


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """The sum of ``value`` over the members of ``group`` that fulfil ``condition``."""

    group: str
    value: "Typed"
    condition: "Typed"


@dataclass(frozen=True, slots=True)
class Farthest(Node):
    """The largest (or smallest) ``value`` among the members of ``group`` that fulfil ``condition``."""

    is_most: bool
    group: str
    value: "Typed"
    condition: "Typed"


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """Whether all (or any) members of ``group`` fulfil ``condition``, by Kleene's values."""

    is_all: bool
    group: str
    condition: "Typed"


@dataclass(frozen=True, slots=True)
class Rank(Node):
    """The place of this member, from 1, among the members of ``group`` that fulfil ``condition``, by birth then id."""

    group: str
    birth: str
    condition: "Typed"


@dataclass(frozen=True, slots=True)
class Span:
    """A cell: whole numbers or days (as ordinals) from ``low`` to ``high``, both included; None is without end."""

    low: int | None
    high: int | None


Cell = Span | frozenset[Value] | None  # None fits everything


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: a cell for each column, and its result."""

    cells: tuple[Cell, ...]
    result: "Typed"


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A decision table. ``collect`` is None where the first row that fits gives the result (first and unique)."""

    columns: tuple["Typed", ...]
    rows: tuple[TableRow, ...]
    collect: str | None  # functions.COUNT, SUM, MOST or LEAST


Typed = (
    Const | Undecided | Input | Defined | Parameter | Row | OnDate | OfWhole | Arithmetic | Negate | Absolute | Compare
    | OneOf | Both | Either | Not | If | IsUnknown | Round | Apply | Extreme | Count | Sum | Farthest | Quantified
    | Rank | Table
)  # fmt: skip


def children(node: Typed) -> tuple[Typed, ...]:
    """Return what stands directly below ``node``, left to right."""
    match node:
        case Row(key=below) | OfWhole(node=below) | Round(value=below):
            return (below,)
        case Negate(operand=below) | Absolute(operand=below) | Not(operand=below) | IsUnknown(operand=below):
            return (below,)
        case OneOf(subject=below) | Count(condition=below) | Quantified(condition=below) | Rank(condition=below):
            return (below,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Both(left=left, right=right) | Either(left=left, right=right):
            return (left, right)
        case Sum(value=value, condition=condition) | Farthest(value=value, condition=condition):
            return (value, condition)
        case Apply(arguments=arguments) | Extreme(arguments=arguments):
            return arguments
        case If(branches=branches, otherwise=otherwise):
            return (*(each for branch in branches for each in branch), otherwise)
        case Table(columns=columns, rows=rows):
            return (*columns, *(row.result for row in rows))
        case _:
            return ()
