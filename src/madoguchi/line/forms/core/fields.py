"""A form as data: pages, fields and the rules that show them, check their answers and work out amounts.

Rules are expressions of the rules' language whose names ``naming`` gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.office.rules.language import Expression

if TYPE_CHECKING:
    from madoguchi.line.forms.core.logic import Logic

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
    CALCULATION = "calculation"  # a number worked out of the answers, shown and answered by nobody
    GROUP = "group"  # repeated items, each with the same fields
    CORPORATE_NUMBER = "corporate_number"  # 法人番号, 13 digits
    YEAR_MONTH = "year_month"  # "2026-04"
    PERIOD = "period"  # {"from", "to"}, dates
    RELATIONSHIP = "relationship"  # 続柄, {"relation", "text"}
    DECLARATION = "declaration"  # the text that was declared, in place of a signature (署名なし宣誓)
    MATRIX = "matrix"  # one of the same options for every row, by row
    LOCATION = "location"  # {"text", "latitude", "longitude"}, degrees as text with six decimals
    HEADING = "heading"  # stands between questions, no answer


DATES = frozenset({Kind.BIRTH_DATE, Kind.DATE})
TEXTS = frozenset({Kind.NAME, Kind.KANA, Kind.EMAIL, Kind.TEXT, Kind.LONG_TEXT})
NUMBERS = frozenset({Kind.NUMBER, Kind.YEN})
UNANSWERED = frozenset({Kind.GUIDANCE, Kind.CALCULATION, Kind.HEADING})
"""Kinds that nobody answers."""
READ = frozenset({Kind.GUIDANCE, Kind.HEADING})
"""Kinds that are only read: nothing of them stands in a summary."""
PROMISED = frozenset({Kind.CONSENT, Kind.DECLARATION})
"""Kinds that are needed unless their definition says otherwise."""
COUNTED = frozenset({Kind.CHOICES, Kind.FILE, Kind.GROUP})

PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.BIRTH_DATE: ("era", "year", "month", "day"),
    Kind.DATE: ("era", "year", "month", "day"),
    Kind.ADDRESS: ("postal_code", "text", "building"),
    Kind.BANK_ACCOUNT: ("bank_code", "branch_code", "kind", "number", "holder"),
    Kind.YEAR_MONTH: ("era", "year", "month"),
    Kind.PERIOD: tuple(f"{half}-{part}" for half in ("from", "to") for part in ("era", "year", "month", "day")),
    Kind.RELATIONSHIP: ("relation", "text"),
    Kind.LOCATION: ("text", "latitude", "longitude"),
}
"""Kinds asked with several inputs: ``address-postal_code`` and so on. See ``Field.parts`` for those of a field."""
NAME_PARTS = ("family", "given")
"""Those of a name in two boxes."""
CHOSEN_PARTS = frozenset({"era", "kind", "relation"})
"""Parts chosen out of a list, not typed; of a period the last word of the part."""
HALVES = ("from", "to")


@dataclass(frozen=True, slots=True)
class Check:
    """What answers must fulfil: the answer is refused with ``message`` where ``rule`` is known not to hold."""

    rule: Expression
    message: Message


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer of a choice."""

    value: str
    label: Message


YES_NO: tuple[Option, ...] = (
    Option("yes", Message("はい", "Yes", "はい")),
    Option("no", Message("いいえ", "No", "いいえ")),
)


class Sensitivity(StrEnum):
    """How much care an answer needs."""

    ORDINARY = "ordinary"  # says nothing about a person
    PERSONAL = "personal"  # 個人情報（個人情報保護法第2条第1項）
    SPECIAL = "special"  # 要配慮個人情報（同第3項）


@dataclass(frozen=True, slots=True)
class Held:
    """Where the body already holds what is asked, and since when, where that is known."""

    where: Message
    since: date | None = None


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
    ``"today"`` is the day of the check. ``for_whom`` says in words whom ``show_when`` chooses, where the words cannot
    be made from it. ``is_yen``: a calculation gives yen, not a number of its unit. ``rules_input`` names the input of
    the form's rules that it asks for; for a group, the group of members. ``parts`` are the ends of its inputs' names,
    none where there is a single input or a list of choices. ``has_two_names``: a name is asked in two boxes.
    ``open_end``: the last day of a period may stay open. ``rows`` are those of a matrix.

    For the office alone: ``core_item``, ``portal_item`` (what core systems and the national portal call it),
    ``retention_years`` (the procedure's where it is None), ``sensitivity``, ``held`` and ``legal_basis``.
    """

    id: str
    kind: Kind
    label: Message
    help: Message | None = None
    required: bool = False
    show_when: Expression | None = None
    for_whom: Message | None = None
    checks: tuple[Check, ...] = ()
    calculation: Expression | None = None
    is_yen: bool = False
    core_item: str = ""
    rules_input: str = ""
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
    rows: tuple[Option, ...] = ()
    has_two_names: bool = False
    parts: tuple[str, ...] = ()
    open_end: bool = False
    retention_years: int | None = None
    sensitivity: Sensitivity | None = None
    portal_item: str = ""
    held: Held | None = None


def declared_texts(field: Field) -> Mapping[str, str]:
    """Return the text of a declaration in each language in which it may be read: what is kept is the one that was."""
    return {} if field.text is None else {language: field.text.text(language) for language in Language}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Fields asked together. A page that does not apply is skipped."""

    id: str
    title: Message
    fields: tuple[Field, ...]
    intro: Message | None = None
    show_when: Expression | None = None
    for_whom: Message | None = None

    @property
    def has_files(self) -> bool:
        """Whether any of its questions takes files."""
        return any(Kind.FILE in (field.kind, *(one.kind for one in field.fields)) for field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Which top-level fields tell who applies; ``None`` where the form does not ask. A questionnaire has no name."""

    name: str
    kana: str | None = None
    birth_date: str | None = None
    address: str | None = None
    sex: str | None = None  # a choice among whose options are ``male`` and ``female``
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one procedure version.

    ``logic`` works out their rules; ``rules`` names the package that says who gets what is applied for; ``languages``
    are those in which residents may read it, Japanese first.
    """

    pages: tuple[Page, ...]
    applicant: Applicant
    logic: "Logic" = dataclass_field(compare=False, repr=False)
    rules: str = ""
    languages: tuple[Language, ...] = (Language.JA, Language.EASY, Language.EN)

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
