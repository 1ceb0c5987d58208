"""Texts of a row in the languages that forms have."""

import re
from collections.abc import Mapping
from typing import Final

from madoguchi.line.forms.core.reading import LONGEST_TEXT
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.tables import LANGUAGES, Row

OTHERS: Final = tuple(language for language in LANGUAGES if language != "ja")
_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠々]")


def message_of(row: Row, column: str, notes: Notes, *, sheet: str = "survey") -> dict[str, str] | None:
    """Return a text as a definition has it; None where the row has none.

    Japanese is the column in Japanese, else the one without a language, else English, else any other, which is noted.
    """
    texts = row.texts.get(column, {})
    if not texts:
        return None
    plain, ja = texts.get(""), texts.get("ja")
    first = ja or plain or texts.get("en") or next(iter(texts.values()))
    if not _JAPANESE.search(first) and ja is None and any(sign.isalpha() for sign in first):
        notes.add("japanese_missing", sheet=sheet)
    found = {"ja": first}
    for language in OTHERS:
        if texts.get(language, first) != first:
            found[language] = texts[language]
    return {language: text[:LONGEST_TEXT] for language, text in found.items()}


def without_references(
    text: dict[str, str], labels: Mapping[str, Mapping[str, str]], notes: Notes, row: Row, column: str
) -> dict[str, str]:
    """Return a text in which every ``${name}`` is what the question of that name asks."""
    found: dict[str, str] = {}
    for language, one in text.items():
        names = _REFERENCE.findall(one)
        if names:
            notes.add("reference_in_text", row=row.number, column=column, text=one)
        for name in names:
            label = labels.get(name, {})
            said = _REFERENCE.sub("…", label.get(language) or label.get("ja") or name)
            one = _REFERENCE.sub(f"「{said}」".replace("\\", r"\\"), one, count=1)
        found[language] = one[:LONGEST_TEXT]
    return found
