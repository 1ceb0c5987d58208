"""What the rules of a form call its answers, of which type each is, and how an answer becomes a value of the rules.

A field is called by its id, one inside a group ``group・id``. Several choices are one yes or no for each option,
``id・value``; an address is its three texts, a period its two dates, a table one choice for each row, a month its first
day. Files, accounts, places, guidance and groups themselves are not read by rules, nor what is kept otherwise than it
was typed in ways that a browser does not know (kana, telephone, e-mail, corporate number).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import DATES, HALVES, PARTS, Field, Json, Kind
from madoguchi.line.forms.core.messages import say
from madoguchi.office.rules.language import BOOL, DATE, INT, TEXT, YEN, Type, is_name
from madoguchi.office.rules.language import Kind as TypeKind

Read = Callable[[Json], object]
"""From an answer to what the rules are given: None where nothing is given."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name: the field it reads, the group that field stands in, and the option or part of it, where it is one."""

    name: str
    field: Field
    type: Type
    read: Read
    group: str = ""
    of: str = ""

    @property
    def label(self) -> Message:
        """What people call it: the question, with the row or the end of the period where it is one of those."""
        field = self.field
        if field.kind is Kind.PERIOD:
            return say(_ENDS[self.of], label=field.label)
        if field.kind is Kind.MATRIX:
            return say(_ROW, label=field.label, row=next(row.label for row in field.rows if row.value == self.of))
        return field.label


_ENDS: Mapping[str, Message] = {
    "from": Message("{label}の始まりの日", "{label}: first day", "{label}の 始まる 日"),
    "to": Message("{label}の終わりの日", "{label}: last day", "{label}の 終わる 日"),
}
_ROW = Message("{label}：{row}", "{label}: {row}", "{label}：{row}")


def base_name(field: Field, group: str = "") -> str:
    """Return what a field is called; words of the language get a ``_`` in front."""
    if group:
        return f"{group}・{field.id}"
    return field.id if is_name(field.id) else f"_{field.id}"


def option_name(base: str, value: str) -> str:
    """Return what an option of several choices is called; no name holds the hyphen that a value may."""
    return f"{base}・{value.replace('-', 'ー')}"


def named(field: Field, group: str = "") -> Iterator[Named]:
    """Yield every name of a field's answer; none for what rules do not read."""
    base = base_name(field, group)
    match field.kind:
        case Kind.YESNO:
            yield Named(base, field, BOOL, _yes_no, group)
        case Kind.CONSENT:
            yield Named(base, field, BOOL, _agreed, group)
        case Kind.CHOICE:
            members = tuple(option.value for option in field.options)
            yield Named(base, field, Type(TypeKind.ENUM, base, members), _as_given, group)
        case Kind.CHOICES:
            for option in field.options:
                read = partial(_chosen, option.value)
                yield Named(option_name(base, option.value), field, BOOL, read, group, option.value)
        case Kind.NUMBER:
            yield Named(base, field, INT, _as_given, group)
        case Kind.YEN:
            yield Named(base, field, YEN, _as_given, group)
        case Kind.ADDRESS:
            for part in PARTS[Kind.ADDRESS]:
                yield Named(f"{base}・{part}", field, TEXT, partial(_part, part), group, part)
        case Kind.YEAR_MONTH:
            yield Named(base, field, DATE, _first_day, group)
        case Kind.PERIOD:
            for half in HALVES:
                yield Named(f"{base}・{half}", field, DATE, partial(_part, half), group, half)
        case Kind.RELATIONSHIP:
            members = tuple(option.value for option in field.options)
            yield Named(base, field, Type(TypeKind.ENUM, base, members), partial(_part, "relation"), group)
        case Kind.DECLARATION:
            yield Named(base, field, BOOL, _declared, group)
        case Kind.MATRIX:
            members = tuple(option.value for option in field.options)
            for row in field.parts:
                name = f"{base}・{row}"
                yield Named(name, field, Type(TypeKind.ENUM, name, members), partial(_part, row), group, row)
        case Kind.CALCULATION:
            yield Named(base, field, YEN if field.is_yen else INT, _as_given, group)
        case _ if field.kind in DATES:
            yield Named(base, field, DATE, _as_given, group)
        case Kind.NAME | Kind.TEXT | Kind.LONG_TEXT:
            yield Named(base, field, TEXT, _as_given, group)


def _as_given(value: Json) -> object:
    """What does not fit is given as it is: the rules tell it from nothing."""
    return None if value == "" else value


def _yes_no(value: Json) -> object:
    return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None


def _agreed(value: Json) -> object:
    return True if value is True else None


def _declared(value: Json) -> object:
    return True if isinstance(value, str) and value else None


def _first_day(value: Json) -> object:
    """A month is its first day."""
    return f"{value}-01" if isinstance(value, str) and value else _as_given(value)


def _chosen(option: str, value: Json) -> object:
    return option in value if isinstance(value, list | tuple) and value else None


def _part(part: str, value: Json) -> object:
    return _as_given(value.get(part)) if isinstance(value, Mapping) else None
