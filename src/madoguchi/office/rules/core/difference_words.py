"""One difference of two rule packages, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.literals import number_text, text_text
from madoguchi.office.rules.core.types import Kind, Type, Value


class Section(StrEnum):
    """Which part of the document a difference is in."""

    PACKAGE = "package"
    INPUT = "input"
    PARAMETER = "parameter"
    VERSION = "version"
    DEFINITION = "definition"
    ASKED = "asked"


SECTION_WORDS: Final[Mapping[Section, Message]] = {
    Section.PACKAGE: Message("規則全体", "The package"),
    Section.INPUT: Message("項目", "Input"),
    Section.PARAMETER: Message("パラメーター", "Parameter"),
    Section.VERSION: Message("版", "Version"),
    Section.DEFINITION: Message("定義", "Definition"),
    Section.ASKED: Message("住民への質問", "What residents are asked"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of what (``name``), in which ``part`` of it, on which days (half open), from what to what.

    ``before`` and ``after`` are texts; None: it is not there. ``read_before`` and ``read_after`` read expressions back
    in Japanese.
    """

    section: Section
    name: str
    part: Message
    before: str | None
    after: str | None
    start: date | None = None
    end: date | None = None
    read_before: str | None = None
    read_after: str | None = None

    @property
    def words(self) -> Message:
        """The difference as one line."""
        days, days_en = "", ""
        if self.start is not None:
            until = "" if self.end is None else self.end.isoformat()
            days = f"（{self.start}から{until and f'{until}の前日まで'}）"
            days_en = f" ({self.start} to {until or '…'})"
        subject, before, after = self.subject, self.before, self.after
        return Message(
            f"{subject.ja}{days}：{_or(before, 'なし')} → {_or(after, 'なし')}",
            f"{subject.en}{days_en}: {_or(before, 'none')} → {_or(after, 'none')}",
        )

    @property
    def subject(self) -> Message:
        """What is different, without the days."""
        section = SECTION_WORDS[self.section]
        name, name_en = (f"「{self.name}」", f" “{self.name}”") if self.name else ("", "")
        return Message(f"{section.ja}{name}の{self.part.ja}", f"{section.en}{name_en}, {self.part.en}")


def value_text(type_: Type, value: Value) -> str:
    """Return a value as documents and pages write it: 10,000円, 2025-04-01, はい, 「係長」."""
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case int():
            sign = "-" if value < 0 else ""
            return sign + (number_text(abs(value), is_yen=True) if type_.kind == Kind.YEN else f"{abs(value):,}")
        case date():
            return value.isoformat()
        case _:
            return text_text(value)


def _or(text: str | None, nothing: str) -> str:
    return nothing if text is None else text
