"""A constraint as what questions have: bounds of numbers, days, lengths and counts, and what is left as a check."""

from datetime import date
from typing import Final

from madoguchi.line.forms.core.field_reading import LONGEST, MOST_AMOUNT, OWN
from madoguchi.line.forms.core.fields import NUMBERS, TEXTS, Kind
from madoguchi.line.forms.core.xlsform import xpath as x

Settings = dict[str, object]
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def parts(tree: x.XPath) -> list[x.XPath]:
    """Return what ``and`` puts together, in order."""
    match tree:
        case x.Operation("and", left, right):
            return [*parts(left), *parts(right)]
        case _:
            return [tree]


def bound(tree: x.XPath, kind: Kind, own: str) -> Settings:
    """Return the settings that a condition on the question's own answer stands for; none where it is no bound."""
    match tree:
        case x.Operation(operator, left, right) if operator in _TURNED:
            if isinstance(left, x.Digits | x.Minus) or _is_today(left):
                left, right, operator = right, left, _TURNED[operator]
        case _:
            return {}
    if kind in NUMBERS and _is_own(left, own):
        return _numbers(operator, _whole(right), lowest=0 if kind is Kind.YEN else -MOST_AMOUNT, highest=MOST_AMOUNT)
    match left:
        case x.Function("string-length", (of,)) if kind in TEXTS and _is_own(of, own):
            found = _numbers(operator, _whole(right), lowest=1, highest=LONGEST)
            return {"max_length": found["max"]} if set(found) == {"max"} else {}
        case x.Function("count-selected", (of,)) if kind is Kind.CHOICES and _is_own(of, own):
            return _numbers(operator, _whole(right), lowest=0, highest=300)
    if "earliest" in OWN[kind] and kind is not Kind.PERIOD and _is_own(left, own):
        key = {">=": "earliest", "<=": "latest"}.get(operator)
        if key is not None and (day := _day(right)):
            return {key: day if kind is Kind.DATE or day == "today" else day[:7]}
    return {}


def _numbers(operator: str, value: int | None, *, lowest: int, highest: int) -> Settings:
    if value is None:
        return {}
    low, high = {
        ">=": (value, None), ">": (value + 1, None), "<=": (None, value), "<": (None, value - 1), "=": (value, value),
    }[operator]  # fmt: skip
    found: Settings = {}
    for key, one in (("min", low), ("max", high)):
        if one is not None:
            if not lowest <= one <= highest:
                return {}
            found[key] = one
    return found


def _is_own(tree: x.XPath, own: str) -> bool:
    return tree in (x.Here(), x.Ref(own))


def _is_today(tree: x.XPath) -> bool:
    return tree == x.Function("today", ())


def _whole(tree: x.XPath) -> int | None:
    match tree:
        case x.Digits(text) if text.isdecimal() and len(text) <= 12:
            return int(text)
        case x.Minus(inner):
            value = _whole(inner)
            return None if value is None else -value
    return None


def _day(tree: x.XPath) -> str:
    match tree:
        case x.Function("today", ()):
            return "today"
        case x.Function("date", (x.Literal(text),)) | x.Literal(text):
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                return ""
    return ""
