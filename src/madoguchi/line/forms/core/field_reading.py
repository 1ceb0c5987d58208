"""Reading one field or condition of a definition."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from madoguchi.line.forms.core.fields import (
    COUNTED,
    DATES,
    NUMBERS,
    TEXTS,
    YES_NO,
    Chosen,
    Condition,
    Every,
    Field,
    Kind,
    Option,
    Some,
)
from madoguchi.line.forms.core.reading import Reader

MOST_FIELDS = 200
MOST_OPTIONS = 300
MOST_ITEMS = 50
MOST_FILES = 20
MOST_AMOUNT = 999_999_999_999
DEEPEST_CONDITION = 4

_COMMON = frozenset({"id", "type", "label", "help", "show_when", "core_item", "legal_basis", "reason"})
_OWN: Mapping[Kind, frozenset[str]] = {
    Kind.NAME: frozenset({"required", "max_length"}),
    Kind.KANA: frozenset({"required", "max_length"}),
    Kind.BIRTH_DATE: frozenset({"required"}),
    Kind.DATE: frozenset({"required", "earliest", "latest"}),
    Kind.ADDRESS: frozenset({"required"}),
    Kind.PHONE: frozenset({"required"}),
    Kind.EMAIL: frozenset({"required"}),
    Kind.TEXT: frozenset({"required", "max_length"}),
    Kind.LONG_TEXT: frozenset({"required", "max_length"}),
    Kind.NUMBER: frozenset({"required", "min", "max", "unit"}),
    Kind.YEN: frozenset({"required", "min", "max"}),
    Kind.CHOICE: frozenset({"required", "options"}),
    Kind.CHOICES: frozenset({"required", "options", "min", "max"}),
    Kind.YESNO: frozenset({"required"}),
    Kind.BANK_ACCOUNT: frozenset({"required"}),
    Kind.FILE: frozenset({"required", "min", "max"}),
    Kind.CONSENT: frozenset({"required", "text"}),
    Kind.GUIDANCE: frozenset({"text"}),
    Kind.GROUP: frozenset({"min", "max", "item_label", "fields"}),
}
_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.CHOICE: ("options",),
    Kind.CHOICES: ("options",),
    Kind.GUIDANCE: ("text",),
    Kind.GROUP: ("item_label", "fields"),
}
_LENGTHS: Mapping[Kind, int] = {
    Kind.NAME: 50,
    Kind.KANA: 100,
    Kind.EMAIL: 254,
    Kind.TEXT: 200,
    Kind.LONG_TEXT: 2000,
}
_LONGEST = 10_000
_MY_NUMBER = re.compile("個人番号|^(?:マイナンバー|my ?number)$", re.IGNORECASE)
_TAKEN = "csrfmiddlewaretoken"


def read_field(reader: Reader, data: object, path: str, *, in_group: bool = False) -> Field | None:
    """Return the field at ``path``, or ``None`` where not even its type could be read; problems are noted."""
    kind = _kind(reader, data, path)
    if kind is None:
        return None
    found = reader.mapping(
        data, path, allowed=_COMMON | _OWN[kind], needed=("id", "type", "label", *_NEEDED.get(kind, ()))
    )
    if in_group and kind is Kind.GROUP:
        reader.refuse(f"{path}/type", "くり返しの中に、くり返しは置けません。", "A group cannot stand inside a group.")
        return None
    required = reader.flag(found, "required", path, default=kind is Kind.CONSENT)
    options = _options(reader, found, path) if "options" in _OWN[kind] else ()
    least, most = _bounds(reader, found, path, kind, required=required, options=len(options))
    field = Field(
        id=reader.identifier(found, "id", path),
        kind=kind,
        label=reader.message(found.get("label", {"ja": "?"}), f"{path}/label"),
        help=reader.optional_message(found, "help", path),
        required=required,
        show_when=read_condition(reader, found["show_when"], f"{path}/show_when") if "show_when" in found else None,
        core_item=reader.text(found, "core_item", path, most=60),
        legal_basis=reader.text(found, "legal_basis", path),
        reason=reader.optional_message(found, "reason", path),
        max_length=reader.integer(
            found, "max_length", path, default=_LENGTHS.get(kind, 0), least=1 if kind in TEXTS else 0, most=_LONGEST
        ),
        least=least,
        most=most,
        unit=reader.optional_message(found, "unit", path),
        earliest=_date(reader, found, "earliest", path),
        latest=_date(reader, found, "latest", path),
        options=YES_NO if kind is Kind.YESNO else options,
        text=reader.optional_message(found, "text", path),
        item_label=reader.optional_message(found, "item_label", path),
        fields=_items(reader, found, path) if kind is Kind.GROUP else (),
    )
    _check_dates(reader, field, path)
    if field.id == _TAKEN:
        reader.refuse(f"{path}/id", "この名前は別の用途で使われています。", "This name is taken for another use.")
    if kind in TEXTS | NUMBERS and _MY_NUMBER.search(field.label.ja):
        reader.refuse(
            f"{path}/label",
            "個人番号（マイナンバー）は、この仕組みではお預かりしません。宛名番号など別の方法をお使いください。",
            "The Individual Number is never kept here. Use the addressee number or another way.",
        )
    return field


def _kind(reader: Reader, data: object, path: str) -> Kind | None:
    found = reader.mapping(data, path)
    try:
        return Kind(str(found["type"]))
    except (KeyError, ValueError):
        known = ", ".join(Kind)
        reader.refuse(f"{path}/type", f"次のどれかを書いてください: {known}", f"Write one of: {known}")
        return None


def _items(reader: Reader, data: Mapping[str, object], path: str) -> tuple[Field, ...]:
    entries = reader.sequence(data.get("fields", []), f"{path}/fields", least=1, most=MOST_FIELDS)
    read = (read_field(reader, one, f"{path}/fields/{n}", in_group=True) for n, one in enumerate(entries))
    return tuple(field for field in read if field is not None)


def _options(reader: Reader, data: Mapping[str, object], path: str) -> tuple[Option, ...]:
    options: list[Option] = []
    entries = reader.sequence(data.get("options", []), f"{path}/options", least=1, most=MOST_OPTIONS)
    for n, entry in enumerate(entries):
        here = f"{path}/options/{n}"
        found = reader.mapping(entry, here, allowed=(), needed=("value", "label"))
        value = reader.code(found, "value", here)
        if value and any(option.value == value for option in options):
            reader.refuse(f"{here}/value", f"「{value}」が二つあります。", f"'{value}' is there twice.")
        options.append(Option(value, reader.message(found.get("label", {"ja": "?"}), f"{here}/label")))
    return tuple(options)


def _bounds(
    reader: Reader, data: Mapping[str, object], path: str, kind: Kind, *, required: bool, options: int
) -> tuple[int, int]:
    """Read ``min`` and ``max``; each kind has its own defaults and limits."""
    if kind in NUMBERS:
        lowest, default, highest = (0 if kind is Kind.YEN else -MOST_AMOUNT), MOST_AMOUNT, MOST_AMOUNT
        low = 0
    elif kind in COUNTED:
        lowest, low = 0, int(required)
        default, highest = {
            Kind.CHOICES: (options, max(options, 1)),
            Kind.FILE: (5, MOST_FILES),
            Kind.GROUP: (10, MOST_ITEMS),
        }[kind]
    else:
        return 0, 0
    least = reader.integer(data, "min", path, default=low, least=lowest, most=highest)
    most = reader.integer(data, "max", path, default=default, least=lowest, most=highest)
    if least > most:
        reader.refuse(
            f"{path}/min", f"最小({least})が最大({most})を超えています。", f"min {least} is above max {most}."
        )
    if kind in COUNTED and most < 1:
        reader.refuse(f"{path}/max", "1以上にしてください。", "Make it 1 or more.")
    if kind in {Kind.CHOICES, Kind.FILE} and required and least < 1:
        reader.refuse(
            f"{path}/min", "必須の項目では1以上にしてください。", "A required field needs a min of 1 or more."
        )
    return least, most


def _date(reader: Reader, data: Mapping[str, object], key: str, path: str) -> date | Literal["today"] | None:
    value = data.get(key)
    if value is None:
        return None
    if value == "today":
        return "today"
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    reader.refuse(
        f"{path}/{key}", "2026-04-01 の形か today と書いてください。", "Write a date like 2026-04-01, or today."
    )
    return None


def _check_dates(reader: Reader, field: Field, path: str) -> None:
    earliest, latest = field.earliest, field.latest
    if field.kind in DATES and isinstance(earliest, date) and isinstance(latest, date) and earliest > latest:
        reader.refuse(f"{path}/earliest", "最初の日が最後の日より後です。", "The earliest day is after the latest.")


def read_condition(reader: Reader, data: object, path: str, depth: int = 1) -> Condition | None:
    """Return a condition; fields it names are checked later, when all are known.

    Forms: ``{"field", "is"}``, ``{"field", "in": […]}``, ``{"all": […]}``, ``{"any": […]}``.
    """
    found = reader.mapping(data, path, allowed=("field", "is", "in", "all", "any"))
    keys = frozenset(found)
    if depth > DEEPEST_CONDITION:
        reader.refuse(
            path, f"条件の入れ子は{DEEPEST_CONDITION}段までです。", f"At most {DEEPEST_CONDITION} levels deep."
        )
        return None
    for key in ("all", "any"):
        if keys == {key}:
            entries = reader.sequence(found[key], f"{path}/{key}", least=1, most=30)
            read = [read_condition(reader, one, f"{path}/{key}/{n}", depth + 1) for n, one in enumerate(entries)]
            parts = tuple(one for one in read if one is not None)
            return Every(parts) if key == "all" else Some(parts)
    if keys in ({"field", "is"}, {"field", "in"}):
        values = _values(reader, found, path)
        name = reader.identifier(found, "field", path)
        return Chosen(name, values) if name and values else None
    if found:
        reader.refuse(
            path,
            '{"field", "is"}、{"field", "in"}、{"all"}、{"any"} のどれかで書いてください。',
            'Write {"field", "is"}, {"field", "in"}, {"all"} or {"any"}.',
        )
    return None


def _values(reader: Reader, data: Mapping[str, object], path: str) -> frozenset[str]:
    if "is" in data:
        value = data["is"]
        if isinstance(value, str) and value:
            return frozenset({value})
        if value is True:
            return frozenset({"true"})
        reader.refuse(f"{path}/is", "選択肢の値か true を書いてください。", "Write the value of an option, or true.")
        return frozenset()
    entries = reader.sequence(data["in"], f"{path}/in", least=1, most=MOST_OPTIONS)
    if not all(isinstance(one, str) and one for one in entries):
        reader.refuse(f"{path}/in", "選択肢の値を並べてください。", "List values of options.")
    return frozenset(one for one in entries if isinstance(one, str))
