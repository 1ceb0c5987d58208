"""Refusals and the words they use: what happened, why, how to mend it (STYLE 9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, Self


class Language(StrEnum):
    """The languages a resident reads; values are Django language codes."""

    JA = "ja"
    EN = "en"
    EASY = "ja-easy"  # やさしい日本語
    ZH = "zh-hans"  # 简体中文
    KO = "ko"
    VI = "vi"
    PT = "pt"


FURTHER: Final = (Language.ZH, Language.KO, Language.VI, Language.PT)
"""The languages that a text need not have: what lacks them is said in English."""
JAPANESE: Final = (Language.JA, Language.EASY)
WITHOUT_BLANKS: Final = (*JAPANESE, Language.ZH)
"""Written without blanks between words and sentences."""
_speakers: list[Callable[[str, str], str | None]] = []


def speak_with(words: Callable[[str, str], str | None]) -> None:
    """Have the product's own sentences in the further languages: from the Japanese and a language, None where unknown.

    Called once, by whoever holds the catalogues (``ground.ui``). Without it they are English.
    """
    _speakers[:] = [words]


def _spoken(japanese: str, language: str) -> str | None:
    return _speakers[0](japanese, language) if _speakers else None


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in Japanese and English, and in easy Japanese where a resident reads it.

    ``{name}`` marks in the texts are filled by :meth:`with_facts`. ``further``: pairs of one of the languages
    ``FURTHER`` and the text in it. None: a sentence of the product, whose translations stand in the catalogues.
    """

    ja: str
    en: str
    easy: str | None = None
    further: tuple[tuple[str, str], ...] | None = None

    def text(self, language: str) -> str:
        """Return the sentence in ``language``; easy Japanese falls back to Japanese, further languages to English."""
        if language == Language.JA:
            return self.ja
        if language == Language.EASY:
            return self.ja if self.easy is None else self.easy
        if language in FURTHER:
            return self.in_further(language) or self.en
        return self.en if language == Language.EN else self.ja

    def in_further(self, language: str) -> str | None:
        """Return the sentence in one of the further languages, ``None`` where it is not there."""
        if self.further is None:
            return _spoken(self.ja, language)
        return next((text for code, text in self.further if code == language), None)

    def with_facts(self, **facts: object) -> Self:
        """Return the same sentence with its ``{name}`` marks filled."""
        return self.filled(lambda text, _language: text.format(**facts))

    def filled(self, fill: Callable[[str, str], str]) -> Self:
        """Return the sentence with ``fill`` applied to each of its texts, told the language as well."""
        texts: Mapping[str, str | None] = {language: self.in_further(language) for language in FURTHER}
        return type(self)(
            fill(self.ja, Language.JA),
            fill(self.en, Language.EN),
            None if self.easy is None else fill(self.easy, Language.EASY),
            None
            if self.further is None and not any(texts.values())
            else tuple((language, fill(text, language)) for language, text in texts.items() if text is not None),
        )


def put_together(parts: "tuple[Message, ...]", *, space: str = "") -> Message:
    """Return several sentences as one; ``space`` stands between the Japanese ones, a blank between the others.

    Chinese puts none between sentences. A language that one of them lacks is said in English there.
    """
    return Message(
        space.join(part.ja for part in parts),
        " ".join(part.en for part in parts),
        None if all(part.easy is None for part in parts) else space.join(part.easy or part.ja for part in parts),
        tuple(
            (language, ("" if language == Language.ZH else " ").join(part.text(language) for part in parts))
            for language in FURTHER
        ),
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
