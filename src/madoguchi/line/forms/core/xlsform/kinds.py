"""Kinds of questions there and here, and what an answer of several boxes is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, Field, Kind, Option

AS_WRITTEN: Final[Mapping[Kind, str]] = {
    Kind.NAME: "text", Kind.KANA: "text", Kind.EMAIL: "text", Kind.PHONE: "text", Kind.TEXT: "text",
    Kind.LONG_TEXT: "text", Kind.CORPORATE_NUMBER: "text", Kind.BIRTH_DATE: "date", Kind.DATE: "date",
    Kind.YEAR_MONTH: "date", Kind.NUMBER: "integer", Kind.YEN: "integer", Kind.CALCULATION: "integer",
    Kind.CHOICE: "select_one", Kind.YESNO: "select_one", Kind.CHOICES: "select_multiple", Kind.FILE: "file",
    Kind.CONSENT: "acknowledge", Kind.DECLARATION: "acknowledge", Kind.GUIDANCE: "note", Kind.HEADING: "note",
    Kind.GROUP: "begin_repeat", Kind.ADDRESS: "begin_group", Kind.BANK_ACCOUNT: "begin_group",
    Kind.PERIOD: "begin_group", Kind.RELATIONSHIP: "begin_group", Kind.MATRIX: "begin_group",
    Kind.LOCATION: "begin_group",
}  # fmt: skip
WHOLE: Final = frozenset(kind for kind, written in AS_WRITTEN.items() if written == "begin_group")
"""Kinds that are one question here and a group of several there."""
APPEARANCES: Final[Mapping[Kind, str]] = {
    Kind.LONG_TEXT: "multiline", Kind.PHONE: "numbers", Kind.CORPORATE_NUMBER: "numbers",
    Kind.YEAR_MONTH: "month-year", Kind.MATRIX: "table-list",
}  # fmt: skip

# Types there that are read, by what they are called (aliases too), to the kind they become.
READ_AS: Final[Mapping[str, Kind]] = {
    "text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.NUMBER, "int": Kind.NUMBER, "date": Kind.DATE,
    "select_one": Kind.CHOICE, "select_multiple": Kind.CHOICES, "note": Kind.GUIDANCE,
    "acknowledge": Kind.CONSENT, "trigger": Kind.CONSENT, "geopoint": Kind.LOCATION, "location": Kind.LOCATION,
    "file": Kind.FILE, "image": Kind.FILE, "photo": Kind.FILE, "calculate": Kind.CALCULATION,
    "phone number": Kind.PHONE,
}  # fmt: skip
NEAR: Final[Mapping[str, Kind]] = {
    "decimal": Kind.NUMBER, "range": Kind.NUMBER, "datetime": Kind.TEXT, "time": Kind.TEXT, "barcode": Kind.TEXT,
    "video": Kind.FILE, "audio": Kind.FILE, "rank": Kind.CHOICES,
}  # fmt: skip
METADATA: Final = frozenset({
    "start", "end", "today", "deviceid", "device_id", "subscriberid", "simserial", "phonenumber", "phone_number",
    "username", "email", "audit", "start-geopoint", "background-audio", "background-geopoint", "uri:deviceid",
    "imei", "sim_id", "network_operator",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One box of such an answer, as a question there."""

    end: str
    type: str
    label: Message
    options: tuple[Option, ...] = ()
    is_needed: bool = True


_PARTS: Final[Mapping[Kind, tuple[Part, ...]]] = {
    Kind.ADDRESS: (
        Part("postal_code", "text", Message("郵便番号", "Postal code")),
        Part("text", "text", Message("住所", "Address")),
        Part("building", "text", Message("建物名・部屋番号", "Building and room"), is_needed=False),
    ),
    Kind.BANK_ACCOUNT: (
        Part("bank_code", "text", Message("金融機関コード", "Bank code")),
        Part("branch_code", "text", Message("支店コード", "Branch code")),
        Part("kind", "select_one", Message("口座の種類", "Kind of account"), ACCOUNT_KINDS),
        Part("number", "text", Message("口座番号", "Account number")),
        Part("holder", "text", Message("口座名義（カナ）", "Holder, in kana")),
    ),
    Kind.PERIOD: (
        Part("from", "date", Message("始まりの日", "First day")),
        Part("to", "date", Message("終わりの日", "Last day")),
    ),
    Kind.LOCATION: (
        Part("text", "text", Message("場所の説明", "Where it is")),
        Part("point", "geopoint", Message("地図の位置", "Place on the map"), is_needed=False),
    ),
}


def parts_of(field: Field) -> tuple[Part, ...]:
    """Return the boxes of an answer that is a group of questions there."""
    match field.kind:
        case Kind.RELATIONSHIP:
            return (
                Part("relation", "select_one", Message("続柄", "Relationship"), field.options),
                Part("text", "text", Message("続柄（その他）", "Relationship, in words"), is_needed=False),
            )
        case Kind.MATRIX:
            return tuple(Part(row.value, "select_one", row.label, field.options) for row in field.rows)
        case Kind.PERIOD if field.open_end:
            first, last = _PARTS[Kind.PERIOD]
            return first, Part(last.end, last.type, last.label, is_needed=False)
        case _:
            return _PARTS[field.kind]
