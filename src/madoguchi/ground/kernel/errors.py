"""Refusals and the words they use: what happened, why, how to mend it (STYLE 9)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self


class Language(StrEnum):
    """The languages a resident reads; values are Django language codes."""

    JA = "ja"
    EN = "en"
    EASY = "ja-easy"  # やさしい日本語


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in Japanese and English, and in easy Japanese where a resident reads it.

    ``{name}`` marks in the texts are filled by :meth:`with_facts`.
    """

    ja: str
    en: str
    easy: str | None = None

    def text(self, language: str) -> str:
        """Return the sentence in ``language``; easy Japanese falls back to Japanese."""
        if language == Language.EN:
            return self.en
        if language == Language.EASY and self.easy is not None:
            return self.easy
        return self.ja

    def with_facts(self, **facts: object) -> Self:
        """Return the same sentence with its ``{name}`` marks filled."""
        return type(self)(
            self.ja.format(**facts),
            self.en.format(**facts),
            None if self.easy is None else self.easy.format(**facts),
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """What is wrong with one field: its path (``children/0/birth_date``), a stable code and a sentence."""

    path: str
    code: str
    message: Message


class Refused(Exception):
    """A rule of the office said no. Shown to the person, logged as info.

    Subclasses give a stable ``code`` (API clients may rely on it) and three messages;
    keyword arguments fill their ``{name}`` marks. ``pointer`` is the path of the field
    concerned (``children/0/birth_date``), empty when the whole request is meant; ``details`` tell of several fields.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    what: Message
    why: Message
    mend: Message
    details: tuple[Detail, ...] = ()

    def __init__(self, *, pointer: str = "", **facts: object) -> None:
        self.pointer = pointer
        self.facts = facts
        if facts:
            self.what = self.what.with_facts(**facts)
            self.why = self.why.with_facts(**facts)
            self.mend = self.mend.with_facts(**facts)
        super().__init__(f"{self.code}: {self.what.en} {self.why.en} {self.mend.en}")
