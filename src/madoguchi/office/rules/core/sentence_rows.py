"""Views: a condition as rows of 項目・比較・値, in groups of all or any two deep; and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Final

from madoguchi.office.rules.core import functions, tree


class Comparison(StrEnum):
    """What stands between the item and the value; the names are stable, for forms that edit rows."""

    EQUAL = "equal"
    NOT_EQUAL = "not_equal"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    ONE_OF = "one_of"  # any number of values
    YES = "yes"  # no value, like the ones below
    NO = "no"
    UNKNOWN = "unknown"
    KNOWN = "known"


_SIGN: Final = {
    "=": Comparison.EQUAL, "<>": Comparison.NOT_EQUAL, "<": Comparison.LESS, "<=": Comparison.AT_MOST,
    ">": Comparison.MORE, ">=": Comparison.AT_LEAST,
}  # fmt: skip
_BY_COMPARISON: Final = {comparison: sign for sign, comparison in _SIGN.items()}
WORDS: Final = {
    Comparison.EQUAL: "が次と同じ", Comparison.NOT_EQUAL: "が次と違う", Comparison.LESS: "が次より小さい",
    Comparison.AT_MOST: "が次以下", Comparison.MORE: "が次より大きい", Comparison.AT_LEAST: "が次以上",
    Comparison.ONE_OF: "が次のいずれか", Comparison.YES: "がはい", Comparison.NO: "がいいえ",
    Comparison.UNKNOWN: "がわからない", Comparison.KNOWN: "がわかっている",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """One row: the item is a name, or a call of functions on names; the values are literals."""

    item: tree.Expression
    comparison: Comparison
    values: tuple[tree.Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows and, in the outer group only, groups of rows; ``is_all``: all of them hold, else any."""

    is_all: bool
    rows: tuple["SentenceRow | RowGroup", ...]


def to_rows(node: tree.Expression) -> RowGroup | None:
    """Return a condition as rows, or None where it does not have that shape. Order is kept."""
    word = node.operator if _is_chain(node) and isinstance(node, tree.Binary) else tree.BOTH
    outer: list[SentenceRow | RowGroup] = []
    for part in _parts(node, word):
        found = _inner(part, word)
        if found is None:
            return None
        outer.append(found)
    return RowGroup(word == tree.BOTH, tuple(outer))


def _inner(part: tree.Expression, outer: str) -> SentenceRow | RowGroup | None:
    if not _is_chain(part):
        return _row(part)
    other = tree.EITHER if outer == tree.BOTH else tree.BOTH
    rows = [_row(each) for each in _parts(part, other)]
    kept = tuple(row for row in rows if row is not None)
    return RowGroup(other == tree.BOTH, kept) if len(kept) == len(rows) else None


def _is_chain(node: tree.Expression) -> bool:
    return isinstance(node, tree.Binary) and node.operator in (tree.BOTH, tree.EITHER)


def _parts(node: tree.Expression, word: str) -> list[tree.Expression]:
    """The links of a chain grouped from the left, as the parser makes it."""
    found: list[tree.Expression] = []
    while isinstance(node, tree.Binary) and node.operator == word:
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _row(node: tree.Expression) -> SentenceRow | None:
    match node:
        case tree.Binary(operator, left, right) if operator in _SIGN and _is_item(left) and _is_value(right):
            return SentenceRow(left, _SIGN[operator], (right,))
        case tree.Call(functions.ONE_OF, (item, *values)) if _is_item(item) and values and all(map(_is_value, values)):
            return SentenceRow(item, Comparison.ONE_OF, tuple(values))
        case tree.Call(functions.IS_UNKNOWN, (item,)) if _is_item(item):
            return SentenceRow(item, Comparison.UNKNOWN)
        case tree.Inverted(tree.Call(functions.IS_UNKNOWN, (item,))) if _is_item(item):
            return SentenceRow(item, Comparison.KNOWN)
        case tree.Inverted(item) if _is_item(item):
            return SentenceRow(item, Comparison.NO)
        case _ if _is_item(node):
            return SentenceRow(node, Comparison.YES)
        case _:
            return None


def _is_item(node: tree.Expression) -> bool:
    """A name, or a plain function of names and literals (年齢, 学年, 文字数(…))."""
    match node:
        case tree.Name():
            return True
        case tree.Call(name, arguments):
            return name in functions.PLAIN and all(_is_value(each) or isinstance(each, tree.Name) for each in arguments)
        case _:
            return False


def _is_value(node: tree.Expression) -> bool:
    match node:
        case tree.Number() | tree.Day() | tree.Text() | tree.Truth() | tree.Negated(tree.Number()):
            return True
        case _:
            return False


def from_rows(group: RowGroup) -> tree.Expression | None:
    """Return the condition of rows; None for no rows at all. ``from_rows(to_rows(x)) == x``."""
    links = [_link(each) for each in group.rows]
    kept = [each for each in links if each is not None]
    return _chain(kept, tree.BOTH if group.is_all else tree.EITHER)


def _link(row: SentenceRow | RowGroup) -> tree.Expression | None:
    if isinstance(row, RowGroup):
        return from_rows(row)
    match row.comparison:
        case Comparison.ONE_OF:
            return tree.Call(functions.ONE_OF, (row.item, *row.values))
        case Comparison.YES:
            return row.item
        case Comparison.NO:
            return tree.Inverted(row.item)
        case Comparison.UNKNOWN:
            return tree.Call(functions.IS_UNKNOWN, (row.item,))
        case Comparison.KNOWN:
            return tree.Inverted(tree.Call(functions.IS_UNKNOWN, (row.item,)))
        case comparison:
            return tree.Binary(_BY_COMPARISON[comparison], row.item, row.values[0])


def _chain(links: Sequence[tree.Expression], word: str) -> tree.Expression | None:
    if not links:
        return None
    return reduce(lambda left, right: tree.Binary(word, left, right), links)
