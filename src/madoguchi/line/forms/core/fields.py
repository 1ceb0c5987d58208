"""A form as data: pages, fields and the conditions that show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from madoguchi.ground.kernel.errors import Message

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Answers: TypeAlias = Mapping[str, Json]
"""Answers by field id; a field without an answer has no key. What could not be understood stays as it was typed."""


class Kind(StrEnum):
    """The type of a field."""

    NAME = "name"  # 氏名, kept exactly as written
    KANA = "kana"  # フリガナ, full-width katakana
    BIRTH_DATE = "birth_date"  # 生年月日, never in the future
    DATE = "date"
    ADDRESS = "address"  # {"postal_code", "text", "building"}
    PHONE = "phone"
    EMAIL = "email"
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"  # whole number with a unit
    YEN = "yen"
    CHOICE = "choice"  # one of the options
    CHOICES = "choices"  # several of the options
    YESNO = "yesno"  # "yes" or "no"
    BANK_ACCOUNT = "bank_account"  # {"bank_code", "branch_code", "kind", "number", "holder"}
    FILE = "file"  # ids of stored files
    CONSENT = "consent"  # True
    GUIDANCE = "guidance"  # text to read, no answer
    GROUP = "group"  # repeated items, each with the same fields


DATES = frozenset({Kind.BIRTH_DATE, Kind.DATE})
TEXTS = frozenset({Kind.NAME, Kind.KANA, Kind.EMAIL, Kind.TEXT, Kind.LONG_TEXT})
NUMBERS = frozenset({Kind.NUMBER, Kind.YEN})
COUNTED = frozenset({Kind.CHOICES, Kind.FILE, Kind.GROUP})

PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.BIRTH_DATE: ("era", "year", "month", "day"),
    Kind.DATE: ("era", "year", "month", "day"),
    Kind.ADDRESS: ("postal_code", "text", "building"),
    Kind.BANK_ACCOUNT: ("bank_code", "branch_code", "kind", "number", "holder"),
}
"""Kinds asked with several inputs: ``address-postal_code`` and so on."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """True when the field's answer is (or, for several, contains) one of ``values``.

    ``beside``: the field stands in the same group item. A consent that is given counts as ``"true"``.
    """

    field: str
    values: frozenset[str]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """True when every condition holds."""

    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """True when at least one condition holds."""

    of: "tuple[Condition, ...]"


Condition: TypeAlias = Chosen | Every | Some


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer of a choice."""

    value: str
    label: Message


YES_NO: tuple[Option, ...] = (
    Option("yes", Message("はい", "Yes", "はい")),
    Option("no", Message("いいえ", "No", "いいえ")),
)
ACCOUNT_KINDS: tuple[Option, ...] = (
    Option("ordinary", Message("普通", "Ordinary", "普通（ふつう）")),
    Option("current", Message("当座", "Current", "当座（とうざ）")),
    Option("savings", Message("貯蓄", "Savings", "貯蓄（ちょちく）")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question, with everything a face needs to ask it and an office needs to justify it.

    ``least`` and ``most`` bound the value of a number (in its unit, or yen) and the count of choices, files and
    group items; ``max_length`` counts visible characters; ``earliest`` and ``latest`` bound a date, where
    ``"today"`` is the day of the check.
    """

    id: str
    kind: Kind
    label: Message
    help: Message | None = None
    required: bool = False
    show_when: Condition | None = None
    core_item: str = ""
    legal_basis: str = ""
    reason: Message | None = None
    max_length: int = 0
    least: int = 0
    most: int = 0
    unit: Message | None = None
    earliest: date | Literal["today"] | None = None
    latest: date | Literal["today"] | None = None
    options: tuple[Option, ...] = ()
    text: Message | None = None
    item_label: Message | None = None
    fields: "tuple[Field, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Fields asked together. A page that does not apply is skipped."""

    id: str
    title: Message
    fields: tuple[Field, ...]
    intro: Message | None = None
    show_when: Condition | None = None

    @property
    def has_files(self) -> bool:
        """Whether any of its questions takes files."""
        return any(Kind.FILE in (field.kind, *(one.kind for one in field.fields)) for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Which top-level fields tell who applies; ``None`` where the form does not ask."""

    name: str
    kana: str | None = None
    birth_date: str | None = None
    address: str | None = None
    sex: str | None = None  # a choice among whose options are ``male`` and ``female``
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one procedure version."""

    pages: tuple[Page, ...]
    applicant: Applicant

    def page(self, page_id: str) -> Page:
        """Return the page; ``KeyError`` where there is none."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    def field(self, path: str) -> Field:
        """Return the field at ``children/0/name`` (or ``children/name``); ``KeyError`` where there is none."""
        fields: tuple[Field, ...] = tuple(field for page in self.pages for field in page.fields)
        found: Field | None = None
        for part in path.split("/"):
            if part.isdecimal():
                continue
            found = next((field for field in fields if field.id == part), None)
            if found is None:
                break
            if found.kind is not Kind.GROUP:
                return found  # a deeper part (address/postal_code) belongs to the same field
            fields = found.fields
        if found is None:
            raise KeyError(path)
        return found

    @property
    def has_files(self) -> bool:
        """Whether any question takes files."""
        return any(page.has_files for page in self.pages)

    def fields(self) -> tuple[Field, ...]:
        """Return every top-level field in the order asked."""
        return tuple(field for page in self.pages for field in page.fields)
