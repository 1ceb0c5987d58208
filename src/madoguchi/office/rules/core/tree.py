"""The tree of an expression: frozen, compared without positions, addressed by its content.

``span`` is the place in the text, (start, end) in code points; it is kept beside the content: equality, hash,
canonical JSON and address leave it out.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

Span = tuple[int, int]

MOST_DEPTH: Final = 64  # levels of a tree; deeper is refused
MOST_CHARACTERS: Final = 10_000  # of one expression

COMPARISONS: Final = ("=", "<>", "<", "<=", ">", ">=")
ARITHMETIC: Final = ("+", "-", "*", "//", "%")
BOTH: Final = "かつ"
EITHER: Final = "または"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node of the tree has."""

    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A whole number, or an amount where ``is_yen``. Not negative: ``-3`` is a :class:`Negated` number."""

    value: int
    is_yen: bool = False


@dataclass(frozen=True, slots=True)
class Decimal(Node):
    """``digits`` × 10^-``scale``: 0.0243007 is (243007, 7). Stands inside a rounding only."""

    digits: int
    scale: int


@dataclass(frozen=True, slots=True)
class Day(Node):
    """A date."""

    value: date


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text; also a member of an enum, where one is expected."""

    value: str


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """はい or いいえ."""

    value: bool


@dataclass(frozen=True, slots=True)
class Undecided(Node):
    """不明, with the reason somebody wrote, or none."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """An input, a parameter, a definition, a group, or a function that needs nothing said (学年)."""

    name: str


@dataclass(frozen=True, slots=True)
class Negated(Node):
    """``-x``."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Inverted(Node):
    """``x ではない``."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """One of ARITHMETIC, COMPARISONS, かつ, または."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function by its Japanese name (もし and roundings too), or a parameter that is a table."""

    name: str
    arguments: tuple["Expression", ...]


Expression = Number | Decimal | Day | Text | Truth | Undecided | Name | Negated | Inverted | Binary | Call


def children(node: Expression) -> tuple[Expression, ...]:
    """Return what stands directly below ``node``, left to right."""
    match node:
        case Negated(operand=operand) | Inverted(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def depth(node: Expression) -> int:
    """Return the levels of the tree, 1 for a leaf. Counts without recursion, so that a hostile tree does no harm."""
    most, waiting = 0, [(node, 1)]
    while waiting:
        at, level = waiting.pop()
        most = max(most, level)
        waiting.extend((child, level + 1) for child in children(at))
    return most


def names(node: Expression) -> frozenset[str]:
    """Return every name that ``node`` mentions, called or bare."""
    found, waiting = set(), [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Name | Call):
            found.add(at.name)
        waiting.extend(children(at))
    return frozenset(found)
