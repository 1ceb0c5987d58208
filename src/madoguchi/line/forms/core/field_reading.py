"""Reading one field of a definition, all but its rules: those are read when the fields they name are known."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from madoguchi.line.forms.core.field_standing import DAY, read_held, read_retention, read_sensitivity
from madoguchi.line.forms.core.fields import (
    COUNTED,
    DATES,
    NAME_PARTS,
    NUMBERS,
    PARTS,
    PROMISED,
    READ,
    TEXTS,
    YES_NO,
    Field,
    Kind,
    Option,
)
from madoguchi.line.forms.core.reading import Reader
from madoguchi.line.forms.core.relations import RELATIONS, offered

MOST_FIELDS = 1000
MOST_OPTIONS = 300
MOST_ITEMS = 50
MOST_FILES = 20
MOST_AMOUNT = 999_999_999_999
MOST_ROWS, MOST_COLUMNS = 30, 10

COMMON = frozenset({
    "id", "type", "label", "help", "show_when", "for_whom", "core_item", "rules_input", "legal_basis", "reason",
    "retention_years", "sensitivity", "portal_item", "held",
})  # fmt: skip
OWN: Mapping[Kind, frozenset[str]] = {
    Kind.NAME: frozenset({"required", "max_length", "parts"}),
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
    Kind.CALCULATION: frozenset({"calculation", "result", "unit"}),
    Kind.GROUP: frozenset({"min", "max", "item_label", "fields"}),
    Kind.CORPORATE_NUMBER: frozenset({"required"}),
    Kind.YEAR_MONTH: frozenset({"required", "earliest", "latest"}),
    Kind.PERIOD: frozenset({"required", "earliest", "latest", "open_end"}),
    Kind.RELATIONSHIP: frozenset({"required", "relations"}),
    Kind.DECLARATION: frozenset({"required", "text"}),
    Kind.MATRIX: frozenset({"required", "rows", "options"}),
    Kind.LOCATION: frozenset({"required"}),
    Kind.HEADING: frozenset(),
}
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.CHOICE: ("options",),
    Kind.CHOICES: ("options",),
    Kind.GUIDANCE: ("text",),
    Kind.CALCULATION: ("calculation", "result"),
    Kind.GROUP: ("item_label", "fields"),
    Kind.DECLARATION: ("text",),
    Kind.MATRIX: ("rows", "options"),
}
LENGTHS: Mapping[Kind, int] = {
    Kind.NAME: 50,
    Kind.KANA: 100,
    Kind.EMAIL: 254,
    Kind.TEXT: 200,
    Kind.LONG_TEXT: 2000,
}
LONGEST = 10_000
MONTH = "[0-9]{4}-[0-9]{2}"
BOXES_OF_NAME = ("one", "family_given")
_MY_NUMBER = re.compile("個人番号|^(?:マイナンバー|my ?number)$", re.IGNORECASE)
_TAKEN = "csrfmiddlewaretoken"
_DATED = DATES | {Kind.YEAR_MONTH, Kind.PERIOD}


def keys_of(kind: Kind) -> frozenset[str]:
    """Return every key that a field of a kind may have."""
    return COMMON | OWN[kind] | (frozenset() if kind in READ else {"checks"})


def needed_of(kind: Kind) -> tuple[str, ...]:
    """Return the keys that a field of a kind must have."""
    return ("id", "type", "label", *NEEDED.get(kind, ()))


def read_field(reader: Reader, data: object, path: str, *, in_group: bool = False) -> Field | None:
    """Return the field at ``path``, or ``None`` where not even its type could be read; problems are noted."""
    kind = _kind(reader, data, path)
    if kind is None:
        return None
    found = reader.mapping(
        data,
        path,
        allowed=keys_of(kind),
        needed=needed_of(kind),
    )
    if in_group and kind is Kind.GROUP:
        reader.refuse(f"{path}/type", "くり返しの中に、くり返しは置けません。", "A group cannot stand inside a group.")
        return None
    required = reader.flag(found, "required", path, default=kind in PROMISED)
    options = _options(reader, found, path, kind)
    least, most = _bounds(reader, found, path, kind, required=required, options=len(options))
    rows = _rows(reader, found, path) if kind is Kind.MATRIX else ()
    has_two_names = _has_two_names(reader, found, path)
    field = Field(
        id=reader.identifier(found, "id", path),
        kind=kind,
        label=reader.message(found.get("label", {"ja": "?"}), f"{path}/label"),
        help=reader.optional_message(found, "help", path),
        required=required,
        for_whom=reader.optional_message(found, "for_whom", path),
        is_yen=_gives_yen(reader, found, path) if kind is Kind.CALCULATION else False,
        core_item=reader.text(found, "core_item", path, most=60),
        rules_input=reader.text(found, "rules_input", path, most=60),
        legal_basis=reader.text(found, "legal_basis", path),
        reason=reader.optional_message(found, "reason", path),
        max_length=reader.integer(
            found, "max_length", path, default=LENGTHS.get(kind, 0), least=1 if kind in TEXTS else 0, most=LONGEST
        ),
        least=least,
        most=most,
        unit=reader.optional_message(found, "unit", path),
        earliest=_date(reader, found, "earliest", path, kind),
        latest=_date(reader, found, "latest", path, kind),
        options=options,
        text=reader.optional_message(found, "text", path),
        item_label=reader.optional_message(found, "item_label", path),
        fields=_items(reader, found, path) if kind is Kind.GROUP else (),
        rows=rows,
        has_two_names=has_two_names,
        parts=NAME_PARTS if has_two_names else PARTS.get(kind, tuple(row.value for row in rows)),
        open_end=reader.flag(found, "open_end", path, default=False),
        retention_years=read_retention(reader, found, path),
        sensitivity=read_sensitivity(reader, found, path),
        portal_item=reader.text(found, "portal_item", path, most=60),
        held=read_held(reader, found, path),
    )
    _check_dates(reader, field, path)
    if kind is Kind.DECLARATION and "text" in found and field.text is None:
        reader.refuse(f"{path}/text", "宣誓していただく文を書いてください。", "Write the text to declare.")
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


def _gives_yen(reader: Reader, data: Mapping[str, object], path: str) -> bool:
    if data.get("result", "yen") not in ("yen", "number"):
        reader.refuse(f"{path}/result", "yen か number と書いてください。", "Write yen or number.")
    return data.get("result") == "yen"


def _items(reader: Reader, data: Mapping[str, object], path: str) -> tuple[Field, ...]:
    entries = reader.sequence(data.get("fields", []), f"{path}/fields", least=1, most=MOST_FIELDS)
    read = (read_field(reader, one, f"{path}/fields/{n}", in_group=True) for n, one in enumerate(entries))
    return tuple(field for field in read if field is not None)


def _options(reader: Reader, data: Mapping[str, object], path: str, kind: Kind) -> tuple[Option, ...]:
    if kind is Kind.YESNO:
        return YES_NO
    if kind is Kind.RELATIONSHIP:
        return _relations(reader, data, path)
    if "options" not in OWN[kind]:
        return ()
    most = MOST_COLUMNS if kind is Kind.MATRIX else MOST_OPTIONS
    return _labelled(reader, data.get("options", []), f"{path}/options", most, reader.code)


def _rows(reader: Reader, data: Mapping[str, object], path: str) -> tuple[Option, ...]:
    return _labelled(reader, data.get("rows", []), f"{path}/rows", MOST_ROWS, reader.identifier)


def _labelled(
    reader: Reader, data: object, path: str, most: int, read: Callable[[Mapping[str, object], str, str], str]
) -> tuple[Option, ...]:
    """Read a list of values with labels; ``read`` reads a value."""
    options: list[Option] = []
    for n, entry in enumerate(reader.sequence(data, path, least=1, most=most)):
        here = f"{path}/{n}"
        found = reader.mapping(entry, here, allowed=(), needed=("value", "label"))
        value = read(found, "value", here)
        if value and any(option.value == value for option in options):
            reader.refuse(f"{here}/value", f"「{value}」が二つあります。", f"'{value}' is there twice.")
        options.append(Option(value, reader.message(found.get("label", {"ja": "?"}), f"{here}/label")))
    return tuple(options)


def _relations(reader: Reader, data: Mapping[str, object], path: str) -> tuple[Option, ...]:
    known = [option.value for option in RELATIONS]
    if "relations" not in data:
        return offered(())
    values: list[str] = []
    for n, value in enumerate(reader.sequence(data["relations"], f"{path}/relations", least=1, most=len(known))):
        if not isinstance(value, str) or value not in known or value in values:
            listed = ", ".join(known)
            reader.refuse(
                f"{path}/relations/{n}",
                f"次のどれかを、1回ずつ書いてください: {listed}",
                f"Write any of, once: {listed}",
            )
        else:
            values.append(value)
    return offered(tuple(values))


def _has_two_names(reader: Reader, data: Mapping[str, object], path: str) -> bool:
    if data.get("parts", "one") not in BOXES_OF_NAME:
        reader.refuse(f"{path}/parts", "one か family_given と書いてください。", "Write one or family_given.")
    return data.get("parts") == "family_given"


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


def _date(
    reader: Reader, data: Mapping[str, object], key: str, path: str, kind: Kind
) -> date | Literal["today"] | None:
    """Read a bound of dates; one of months is kept as their first day."""
    value, is_month = data.get(key), kind is Kind.YEAR_MONTH
    if value is None:
        return None
    if value == "today":
        return "today"
    try:
        if isinstance(value, str) and re.fullmatch(MONTH if is_month else DAY, value):
            return date.fromisoformat(f"{value}-01" if is_month else value)
    except ValueError:
        pass
    like = "2026-04" if is_month else "2026-04-01"
    reader.refuse(f"{path}/{key}", f"{like} の形か today と書いてください。", f"Write a date like {like}, or today.")
    return None


def _check_dates(reader: Reader, field: Field, path: str) -> None:
    earliest, latest = field.earliest, field.latest
    if field.kind in _DATED and isinstance(earliest, date) and isinstance(latest, date) and earliest > latest:
        reader.refuse(f"{path}/earliest", "最初の日が最後の日より後です。", "The earliest day is after the latest.")
