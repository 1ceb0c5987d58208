"""A condition told in words: for whom a question is."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import groupby

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.fields import PROMISED, Field, Kind
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.naming import Named
from madoguchi.office.rules.language import (
    BOTH,
    EITHER,
    IS_UNKNOWN,
    ONE_OF,
    Binary,
    Call,
    Day,
    Expression,
    Inverted,
    Name,
    Number,
    Text,
    names,
)

_LEAF = Message(
    "「{label}」で「{value}」を選んだ", "you chose “{value}” for “{label}”", "「{label}」で「{value}」を 選んだ "
)
_WRITTEN = Message(
    "「{label}」に{value}と答えた", "you answered {value} for “{label}”", "「{label}」に {value}と 書いた "
)
_ONLY = Message("{condition}方だけお答えください。", "Only if {condition}.", "{condition}人だけ 書いてください。")
_ABOUT = Message("{condition}方だけが対象です。", "Only if {condition}.", "{condition}人だけです。")
_AND = Message("{left}うえで、{right}", "{left} and {right}", "{left}、そして {right}")
_OR = Message("{left}か、{right}", "{left} or {right}", "{left}か、{right}")
_VALUE_OR = Message("{left}」か「{right}", "{left}” or “{right}", "{left}」か「{right}")
_AGREED = Message("同意する", "I agree", "いい")
_COMPARED: Mapping[str, Message] = {
    "=": Message("{value}", "{value}"),
    ">=": Message("{value}以上", "{value} or more", "{value}か、{value}より 多い 数"),
    ">": Message("{value}より多い数", "more than {value}", "{value}より 多い 数"),
    "<=": Message("{value}以下", "{value} or less", "{value}か、{value}より 少ない 数"),
    "<": Message("{value}未満", "less than {value}", "{value}より 少ない 数"),
}
_COMPARED_DAYS: Mapping[str, Message] = {
    "=": Message("{value}", "{iso}"),
    ">=": Message("{value}以後の日", "{iso} or later", "{value}か、{value}より あとの 日"),
    ">": Message("{value}より後の日", "a day after {iso}", "{value}より あとの 日"),
    "<=": Message("{value}以前の日", "{iso} or earlier", "{value}か、{value}より 前の 日"),
    "<": Message("{value}より前の日", "a day before {iso}", "{value}より 前の 日"),
}


def only_for(
    condition: Expression, for_whom: Message | None, named: Mapping[str, Named], *, is_answered: bool = True
) -> Message:
    """Return the sentence that tells for whom a question is: the definition's own words, or those of the condition.

    ``is_answered``: whether there is anything to answer; a calculation, a heading and a guidance only stand there.
    """
    told = for_whom or condition_words(condition, named)
    if told is None:  # some comparison that the whole condition has words for has none by itself
        raise RuntimeError("a condition was published without words")
    return say(_ONLY if is_answered else _ABOUT, condition=told)


def condition_words(condition: Expression, named: Mapping[str, Named]) -> Message | None:
    """Return what the person chose for the condition to hold; the caller adds 「…方」 or 「…とき」.

    Args:
        named: what the names of the condition stand for.

    Returns:
        None where the condition is more than choices and plain comparisons put together by かつ and または: the
        definition then has to say for whom the question is.
    """
    if not isinstance(condition, Binary) or condition.operator not in (BOTH, EITHER):
        return _leaf(condition, named)
    is_or = condition.operator == EITHER
    told: list[Message | None] = []
    for options, parts in groupby(_parts(condition), lambda one: _options(one, named) if is_or else None):
        if options is None:
            told += [condition_words(one, named) for one in parts]
        else:
            told.append(_chosen(options[0], [named[one.name].of for one in parts if isinstance(one, Name)], named))
    found = [one for one in told if one is not None]
    return _chain(found, _OR if is_or else _AND) if len(found) == len(told) else None


def _parts(condition: Binary) -> list[Expression]:
    """What the same word puts together."""
    found: list[Expression] = []
    for side in (condition.left, condition.right):
        if isinstance(side, Binary) and side.operator == condition.operator:
            found += _parts(side)
        else:
            found.append(side)
    return found


def _options(part: Expression, named: Mapping[str, Named]) -> tuple[str, ...] | None:
    """For an option of several choices what is the same for all of them: one name of the field; None for others."""
    if isinstance(part, Name) and part.name in named and named[part.name].field.kind is Kind.CHOICES:
        one = named[part.name]
        return (next(name for name, other in named.items() if other.field is one.field and other.group == one.group),)
    return None


def _leaf(condition: Expression, named: Mapping[str, Named]) -> Message | None:
    if any(name in named and named[name].field.kind is Kind.CALCULATION for name in names(condition)):
        return None  # nobody has chosen or written that
    match condition:
        case Name(name) if name in named:
            return _chosen(name, [named[name].of or "yes"], named)
        case Inverted(Name(name)) if name in named and named[name].field.kind is Kind.YESNO:
            return _chosen(name, ["no"], named)
        case Inverted(Call(call, (Name(name),))) if call == IS_UNKNOWN and name in named:
            return _chosen(name, [option.value for option in named[name].field.options], named)
        case Call(call, (Name(name), *values)) if call == ONE_OF and name in named:
            return _chosen(name, [one.value for one in values if isinstance(one, Text)], named)
        case Binary("=", Name(name), Text(value)) if name in named:
            return _chosen(name, [value], named)
        case Binary("<>", Name(name), Text(value)) if name in named:
            return _chosen(name, [each for each in named[name].type.members if each != value], named)
        case Binary(operator, Name(name), Number(value)) if operator in _COMPARED and name in named:
            return _compared(named[name].field, operator, value)
        case Binary(operator, Name(name), Day(day)) if operator in _COMPARED_DAYS and name in named:
            return _compared_day(named[name].label, operator, day)
        case _:
            return None


def _chosen(name: str, values: Collection[str], named: Mapping[str, Named]) -> Message | None:
    field = named[name].field
    labels = [option.label for option in field.options if option.value in values]
    if field.kind in PROMISED:
        labels = [_AGREED]
    return say(_LEAF, label=named[name].label, value=_chain(labels, _VALUE_OR)) if labels else None


def _compared(field: Field, operator: str, value: int) -> Message:
    unit = Message("円", " yen", "円") if field.kind is Kind.YEN else field.unit or Message("", "")
    space = "" if field.kind is Kind.YEN or field.unit is None else " "
    amount = Message(f"{value:,}{unit.ja}", f"{value:,}{space}{unit.en}", f"{value:,}{unit.text('ja-easy')}")
    return say(_WRITTEN, label=field.label, value=say(_COMPARED[operator], value=amount))


def _compared_day(label: Message, operator: str, day: date) -> Message | None:
    try:
        shown = wareki.format_date(day)
    except Refused:  # before the eras that people write
        return None
    return say(_WRITTEN, label=label, value=say(_COMPARED_DAYS[operator], value=shown, iso=day.isoformat()))


def _chain(parts: list[Message], link: Message) -> Message:
    whole = parts[0]
    for part in parts[1:]:
        whole = say(link, left=whole, right=part)
    return whole
