"""Putting conditions together as a person would write them."""

from madoguchi.office.rules.language import (
    BOTH,
    EITHER,
    IS_UNKNOWN,
    ONE_OF,
    Binary,
    Call,
    Expression,
    Inverted,
    Name,
    Text,
    Truth,
    names,
)

OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def inverted(node: Expression) -> Expression:
    """Return what holds where a condition is known not to; as comparisons where that can be."""
    match node:
        case Inverted(operand):
            return operand
        case Truth(value):
            return Truth(not value)
        case Binary(operator, left, right) if operator in OPPOSITE:
            return Binary(OPPOSITE[operator], left, right)
        case Binary(operator, left, right) if operator in (BOTH, EITHER):
            first, second = inverted(left), inverted(right)
            return both_of(first, second) if operator == EITHER else either_of(first, second)
        case _:
            return Inverted(node)


def both_of(left: Expression, right: Expression) -> Expression:
    """Return かつ, without asking for an answer that the other side needs anyway."""
    if _is_implied(right, left):
        return left
    if _is_implied(left, right):
        return right
    return Binary(BOTH, left, right)


def either_of(left: Expression, right: Expression) -> Expression:
    """Return または."""
    return Binary(EITHER, left, right)


def _is_implied(asked: Expression, other: Expression) -> bool:
    """Whether ``asked`` is that there is an answer, and ``other`` is 不明 or いいえ without it."""
    match asked:
        case Inverted(Call(name, (Name(answer),))) if name == IS_UNKNOWN:
            return answer in _strict(other)
    return False


def _strict(node: Expression) -> frozenset[str]:
    """The names without whose answers a condition does not hold; of several choices, each of its options."""
    match node:
        case Binary(operator, left, right) if operator == BOTH:
            return _strict(left) | _strict(right)
        case Binary(operator) if operator == EITHER:
            return frozenset()
        case Call(name) if name != ONE_OF:
            return frozenset()
        case Inverted(Call(name)) if name != ONE_OF:
            return frozenset()
        case _:
            return frozenset(names(node))


def joined_choices(node: Expression) -> Expression:
    """Return いずれか for one answer that is one of several values."""
    match node:
        case Binary(operator, left, right) if operator == EITHER:
            first, second = _values(left), _values(right)
            if first is not None and second is not None and first[0] == second[0]:
                return Call(ONE_OF, (first[0], *dict.fromkeys((*first[1], *second[1]))))
    return node


def joined_exclusions(node: Expression) -> Expression:
    """Return いずれか(…) ではない for one answer that is none of several values."""
    match node:
        case Binary(operator, left, right) if operator == BOTH:
            joined = joined_choices(either_of(inverted(left), inverted(right)))
            if isinstance(joined, Call):
                return Inverted(joined)
    return node


def _values(node: Expression) -> tuple[Name, tuple[Text, ...]] | None:
    match node:
        case Binary("=", Name() as name, Text() as value):
            return name, (value,)
        case Call(function, (Name() as name, *values)) if function == ONE_OF:
            texts = tuple(one for one in values if isinstance(one, Text))
            return (name, texts) if len(texts) == len(values) else None
    return None
