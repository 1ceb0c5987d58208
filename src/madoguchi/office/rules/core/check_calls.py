"""How each function is checked."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from madoguchi.office.rules.core import functions, tree, typed
from madoguchi.office.rules.core.functions import Default, Rounding
from madoguchi.office.rules.core.types import ARITHMETIC, BOOL, BOUND, DATE, INT, YEN, Level, Type, Value

if TYPE_CHECKING:
    from madoguchi.office.rules.core.check import Checker

_EVERYBODY: Final = typed.Const(BOOL, True)
Checked = typed.Typed | None


def call_plain(checker: "Checker", node: tree.Call) -> Checked:
    """Check a call of functions.PLAIN, filling what is left out."""
    function = functions.PLAIN[node.name]
    given, missing = list(node.arguments), len(function.parameters) - len(node.arguments)
    if not 0 <= missing <= len(function.parameters) - function.least:
        wanted = (
            f"{function.least}〜{len(function.parameters)}"
            if function.least < len(function.parameters)
            else function.least
        )
        return _count(checker, node, wanted)
    filled = [place for place, each in enumerate(function.parameters) if each.default is not None]
    left_out = filled[len(filled) - missing :] if missing else []
    arguments: list[typed.Typed] = []
    is_whole = True
    for place, parameter in enumerate(function.parameters):
        if place in left_out:
            argument = _default(checker, node, parameter.default)
        else:
            argument = checker.want(given.pop(0), parameter.type)
        if argument is None:
            is_whole = False
        else:
            arguments.append(argument)
    return typed.Apply(function.result, node.name, tuple(arguments)) if is_whole else None


def _default(checker: "Checker", node: tree.Call, default: Default | None) -> Checked:
    if default == Default.ON:
        return typed.OnDate(DATE)
    birth = checker.scope.birth
    if birth is None or checker.level != Level.MEMBER:
        return checker.note("no_birth_here", node, name=node.name)
    return typed.Input(DATE, birth)


def _count(checker: "Checker", node: tree.Call, wanted: object) -> Checked:
    for argument in node.arguments:
        if not (isinstance(argument, tree.Name) and argument.name in checker.scope.groups):
            checker.expression(argument, None)
    return checker.note("argument_count", node, name=node.name, wanted=wanted, found=len(node.arguments))


def _if(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    count = len(node.arguments)
    if count < 3 or count % 2 == 0:
        return _count(checker, node, "3・5・7…")
    conditions = [checker.want(each, BOOL) for each in node.arguments[:-1:2]]
    values = checker.alike((*node.arguments[1::2], node.arguments[-1]), expected)
    if values is None:
        return None
    branches = [
        (condition, value) for condition, value in zip(conditions, values, strict=False) if condition is not None
    ]
    if len(branches) < len(conditions):
        return None
    return typed.If(values[-1].type, tuple(branches), values[-1])


def _one_of(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    if len(node.arguments) < 2:
        return _count(checker, node, "2〜")
    members = node.arguments[1:]
    checked = checker.alike(node.arguments)
    if checked is None:
        return None
    values: list[Value] = []
    for member, each in zip(members, checked[1:], strict=True):
        match each:
            case typed.Const(_, value):
                values.append(value)
            case typed.Negate(_, typed.Const(_, int(value))):
                values.append(-value)
            case _:
                checker.note("literal_needed", member, name=node.name)
    return typed.OneOf(BOOL, checked[0], tuple(dict.fromkeys(values))) if len(values) == len(members) else None


def _is_unknown(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    if len(node.arguments) != 1:
        return _count(checker, node, 1)
    operand = checker.expression(node.arguments[0], None)
    return None if operand is None else typed.IsUnknown(BOOL, operand)


def _absolute(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    if len(node.arguments) != 1:
        return _count(checker, node, 1)
    operand = checker.want_number(node.arguments[0])
    return None if operand is None else typed.Absolute(operand.type, operand)


def _round(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    if len(node.arguments) != 2:
        return _count(checker, node, 2)
    value, unit = node.arguments
    scaled = _scaled(checker, value)
    if not isinstance(unit, tree.Number) or unit.value == 0:
        return checker.note("unit_not_positive", unit, name=node.name)
    if scaled is None:
        return None
    number, scale = scaled
    if number.type != (YEN if unit.is_yen else INT):
        return checker.note("type_mismatch", unit, wanted=number.type.words, found=(YEN if unit.is_yen else INT).words)
    divisor = unit.value * 10**scale
    if divisor >= BOUND:
        return checker.note("decimal_too_long_together", value)
    return typed.Round(number.type, Rounding(node.name), number, divisor, unit.value)


def _scaled(checker: "Checker", node: tree.Expression) -> tuple[typed.Typed, int] | None:
    """Check a number with decimals: return it as a whole number of 10^-scale, and the scale."""
    match node:
        case tree.Decimal(digits, scale):
            return typed.Const(INT, digits), scale
        case tree.Negated(operand) if _has_decimal(operand):
            inner = _scaled(checker, operand)
            return None if inner is None else (typed.Negate(inner[0].type, inner[0]), inner[1])
        case tree.Binary(operator, left, right) if operator in tree.ARITHMETIC and _has_decimal(node):
            one, other = _scaled(checker, left), _scaled(checker, right)
            if one is None or other is None:
                return None
            if operator in ("//", "%"):
                checker.note("decimal_outside", node)
                return None
            return _scaled_operation(checker, node, one, other)
        case _:
            number = checker.want_number(node)
            return None if number is None else (number, 0)


def _scaled_operation(
    checker: "Checker", node: tree.Binary, one: tuple[typed.Typed, int], other: tuple[typed.Typed, int]
) -> tuple[typed.Typed, int] | None:
    (left, left_scale), (right, right_scale) = one, other
    scale = left_scale + right_scale if node.operator == "*" else max(left_scale, right_scale)
    if scale > 15:
        checker.note("decimal_too_long_together", node)
        return None
    if node.operator != "*":
        left, right = _raised(left, scale - left_scale), _raised(right, scale - right_scale)
    made = checker.arithmetic(node, left, right)
    return None if made is None else (made, scale)


def _raised(node: typed.Typed, digits: int) -> typed.Typed:
    """``node`` in units smaller by ``digits`` decimal places."""
    return (
        node
        if digits == 0
        else typed.Arithmetic(ARITHMETIC["*", node.type, INT], "*", node, typed.Const(INT, 10**digits))
    )


def _has_decimal(node: tree.Expression) -> bool:
    """Whether a decimal stands in this sum or product, not inside a call in it."""
    match node:
        case tree.Decimal():
            return True
        case tree.Negated(operand):
            return _has_decimal(operand)
        case tree.Binary(operator, left, right):
            return operator in tree.ARITHMETIC and (_has_decimal(left) or _has_decimal(right))
        case _:
            return False


def _extreme(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    if _is_group(checker, node):
        return _over_members(checker, node, expected)
    if len(node.arguments) < 2:
        return _count(checker, node, "2〜")
    checked = checker.alike(node.arguments, expected)
    if checked is None:
        return None
    if not checked[0].type.is_ordered:
        return checker.note("not_ordered", node, sign=node.name, found=checked[0].type.words)
    return typed.Extreme(checked[0].type, node.name == functions.MOST, tuple(checked))


def _is_group(checker: "Checker", node: tree.Call) -> bool:
    first = node.arguments[0] if node.arguments else None
    return isinstance(first, tree.Name) and first.name in checker.scope.groups


def _over_members(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    """数える(群[, 条件]), 合計・最大・最小(群, 値[, 条件]), どれか・すべて(群, 条件)."""
    has_value = node.name in (functions.SUM, functions.MOST, functions.LEAST)
    is_quantified = node.name in (functions.ANY, functions.ALL)
    least, most = 1 + has_value + is_quantified, 2 + has_value
    if not least <= len(node.arguments) <= most:
        return _count(checker, node, least if least == most else f"{least}〜{most}")
    group = node.arguments[0]
    if not (isinstance(group, tree.Name) and group.name in checker.scope.groups):
        return checker.note("not_a_group", group, name=node.name, groups="」「".join(sorted(checker.scope.groups)))
    outer, checker.level = checker.level, Level.MEMBER
    value = checker.expression(node.arguments[1], expected) if has_value else None
    condition: Checked = _EVERYBODY
    if len(node.arguments) > 1 + has_value:
        condition = checker.want(node.arguments[-1], BOOL)
    checker.level = outer
    if condition is None or (has_value and value is None):
        return None
    made = _aggregate(checker, node, group.name, value, condition)
    if made is None or outer == Level.WHOLE:
        return made
    return typed.OfWhole(made.type, made)


def _aggregate(checker: "Checker", node: tree.Call, group: str, value: Checked, condition: typed.Typed) -> Checked:
    if node.name == functions.COUNT:
        return typed.Count(INT, group, condition)
    if value is None:
        return typed.Quantified(BOOL, node.name == functions.ALL, group, condition)
    if node.name == functions.SUM:
        if not value.type.is_number:
            return checker.note("number_needed", node.arguments[1], found=value.type.words)
        return typed.Sum(value.type, group, value, condition)
    if not value.type.is_ordered:
        return checker.note("not_ordered", node.arguments[1], sign=node.name, found=value.type.words)
    return typed.Farthest(value.type, node.name == functions.MOST, group, value, condition)


def _rank(checker: "Checker", node: tree.Call, expected: Type | None) -> Checked:
    if len(node.arguments) not in (1, 2):
        return _count(checker, node, "1〜2")
    group = node.arguments[0]
    if not (isinstance(group, tree.Name) and group.name in checker.scope.groups):
        return checker.note("not_a_group", group, name=node.name, groups="」「".join(sorted(checker.scope.groups)))
    birth = checker.scope.birth
    if birth is None or checker.level != Level.MEMBER:
        return checker.note("no_birth_here", node, name=node.name)
    condition = checker.want(node.arguments[1], BOOL) if len(node.arguments) == 2 else _EVERYBODY
    return None if condition is None else typed.Rank(INT, group.name, birth, condition)


CALLS: Final[Mapping[str, Callable[["Checker", tree.Call, Type | None], Checked]]] = {
    functions.IF: _if,
    functions.ONE_OF: _one_of,
    functions.IS_UNKNOWN: _is_unknown,
    functions.ABSOLUTE: _absolute,
    functions.MOST: _extreme,
    functions.LEAST: _extreme,
    functions.COUNT: _over_members,
    functions.SUM: _over_members,
    functions.ANY: _over_members,
    functions.ALL: _over_members,
    functions.RANK: _rank,
    **dict.fromkeys(Rounding, _round),
}
