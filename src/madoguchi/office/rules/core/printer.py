"""From the tree to its canonical text, which parses to the same tree; brackets only where they are needed."""

from typing import Final

from madoguchi.office.rules.core import literals, tree
from madoguchi.office.rules.core.lexer import NOT

# How tightly a node holds together; an operand that holds less tightly is bracketed.
_LOGIC: Final = 1
_COMPARISON: Final = 2
_SUM: Final = 3
_PRODUCT: Final = 4
_SIGN: Final = 5
_PRIMARY: Final = 6
_HOLD: Final = (
    dict.fromkeys((tree.BOTH, tree.EITHER), _LOGIC)
    | dict.fromkeys(tree.COMPARISONS, _COMPARISON)
    | dict.fromkeys(("+", "-"), _SUM)
    | dict.fromkeys(("*", "//", "%"), _PRODUCT)
)


def print_expression(node: tree.Expression) -> str:
    """Return the canonical text: Japanese names of functions, half-width signs, ISO dates, yen with commas."""
    match node:
        case tree.Number(value, is_yen):
            return literals.number_text(value, is_yen=is_yen)
        case tree.Decimal(digits, scale):
            return literals.decimal_text(digits, scale)
        case tree.Day(day):
            return day.isoformat()
        case tree.Text(text):
            return literals.text_text(text)
        case tree.Truth(truth):
            return "はい" if truth else "いいえ"
        case tree.Undecided(reason):
            return f"不明({literals.text_text(reason)})" if reason else "不明"
        case tree.Name(name):
            return name
        case tree.Negated(operand):
            return f"-{_within(operand, _SIGN)}"
        case tree.Inverted(operand):
            return f"{_within(operand, _PRIMARY)} {NOT}"
        case tree.Call(name, arguments):
            return f"{name}({', '.join(print_expression(each) for each in arguments)})"
        case tree.Binary(operator, left, right):
            hold = _HOLD[operator]
            is_same_word = isinstance(left, tree.Binary) and left.operator == operator
            # かつ beside または is never left bare, nor a comparison in a comparison.
            alone = hold in (_LOGIC, _COMPARISON) and not (hold == _LOGIC and is_same_word)
            return f"{_within(left, hold + alone)} {operator} {_within(right, hold + 1)}"


def _within(node: tree.Expression, least: int) -> str:
    text = print_expression(node)
    return text if _hold(node) >= least else f"({text})"


def _hold(node: tree.Expression) -> int:
    match node:
        case tree.Binary(operator):
            return _HOLD[operator]
        case tree.Negated():
            return _SIGN
        case _:
            return _PRIMARY
