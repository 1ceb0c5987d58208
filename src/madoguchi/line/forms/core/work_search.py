"""Finding words in a form in progress: in its questions, their ids, helps, options and rules.

Width, case, and hiragana or katakana make no difference. A page or question is found where every word stands somewhere
in what is written of it.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition_words import FIELD_KEYS
from madoguchi.line.forms.core.editing import JsonObject
from madoguchi.line.forms.core.work_outline import Item, Outline

AROUND: Final = 20
"""Characters shown before and behind what was found."""
_ID: Final = Message("名前（ID）", "Id")
_HIRAGANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a page or question a word stands: ``key`` in words, and the text cut to what is around it."""

    key: Message
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A page or question in which all words were found; ``page``: the title of the page that it stands on."""

    item: Item
    page: str
    found: tuple[Found, ...]


def search(outline: Outline, query: str) -> tuple[Hit, ...]:
    """Return the pages and questions in which every word of a query stands, in the order asked."""
    wanted = [_plain(word) for word in query.split()]
    if not wanted:
        return ()
    return tuple(
        Hit(item, page.title, found)
        for page in outline.pages
        for item in (page, *(one for field in page.items for one in (field, *field.items)))
        if (found := _found(item.data, wanted))
    )


def _found(data: JsonObject, wanted: list[str]) -> tuple[Found, ...]:
    """Return every text with one of the words; nothing where a word stands in none."""
    texts = [(key, text, _plain(text)) for key, text in _texts(data)]
    if not all(any(word in plain for _, _, plain in texts) for word in wanted):
        return ()
    hits = ((key, text, next((word for word in wanted if word in plain), "")) for key, text, plain in texts)
    return tuple(dict.fromkeys(_cut(key, text, word) for key, text, word in hits if word))


def _texts(data: JsonObject) -> Iterator[tuple[Message, str]]:
    """Yield the texts of a page or question, without those of the questions that it holds."""
    for name, value in data.items():
        if name in ("fields", "type"):
            continue
        key = _ID if name == "id" else FIELD_KEYS.get(name, Message(name, name))
        for text in _strings(value):
            yield key, text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _cut(key: Message, text: str, word: str) -> Found:
    start, end = _place(text, word)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Found(
        key,
        f"{'…' if start > AROUND else ''}{before}",
        text[start:end],
        f"{after}{'…' if end + AROUND < len(text) else ''}",
    )


def _place(text: str, word: str) -> tuple[int, int]:
    """Return where in the text as written the plain word stands: one character may be several when it is plain."""
    ends: list[int] = []
    for character in text:
        ends.append((ends[-1] if ends else 0) + len(_plain(character)))
    plain = "".join(map(_plain, text))
    at = plain.find(word)
    if at < 0:  # it is found only where characters are put together, as a letter and its voicing mark
        return 0, 0
    start = next(n for n, end in enumerate(ends) if end > at)
    return start, 1 + next(n for n, end in enumerate(ends) if end >= at + len(word))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA)
