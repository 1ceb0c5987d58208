"""Plainer words for the texts of a page or question, while somebody writes them: what ``reading_ease`` finds, and how
the text reads with its own words put in. A proposal is a draft for a person: words are replaced, not sentences.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition_words import FIELD_KEYS
from madoguchi.line.forms.core.editing import JsonObject
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.reading_ease import Ease, reading_ease

MOST_ADVICE: Final = 5
"""Of one text; the first ones are shown."""
_OF: Final = Message("{whole}：{part}", "{whole}: {part}")
_EASY: Final = Message("{what}（やさしい日本語）", "{what} (easy Japanese)")
_NAMED: Final = Message("「{words}」：{advice}", "“{words}”: {advice}")
_INSTEAD: Final = Message("「{words}」→「{instead}」", "“{words}” → “{instead}”")


@dataclass(frozen=True, slots=True)
class Hint:
    """One text that could be read more easily.

    ``score``: its reading ease, 100 at best; ``advice``: place by place; ``proposal``: the text with plainer words,
    empty where there are none for it. ``box``: the question of ``settings_form`` that asks for it, empty where that is
    in a list.
    """

    what: Message
    box: str
    text: str
    score: int
    advice: tuple[Message, ...]
    proposal: str


def hints(data: JsonObject) -> tuple[Hint, ...]:
    """Return what could be read more easily in the texts of a page or question, the hardest first.

    A text without easy Japanese gets a proposal for it where its words have easier ones.
    """
    found: list[Hint] = []
    for what, key, texts in _texts(data):
        japanese, easy = texts.get("ja"), texts.get("easy")
        if isinstance(japanese, str):
            found += _hint(what, f"{key}_ja" if key else "", japanese, reading_ease(japanese))
        box, easy_words = f"{key}_easy" if key else "", say(_EASY, what=what)
        if isinstance(easy, str):
            found += _hint(easy_words, box, easy, reading_ease(easy, easy=True))
        elif isinstance(japanese, str):
            hard = reading_ease(japanese, easy=True)
            if any(one.instead for one in hard.found):
                found += _hint(easy_words, box, japanese, hard)
    return tuple(sorted(found, key=lambda one: one.score))


def _texts(data: JsonObject) -> Iterator[tuple[Message, str, Mapping[str, object]]]:
    """Yield the texts of a page or question with their words and the setting that asks for them."""
    for name, value in data.items():
        what = FIELD_KEYS.get(name, Message(name, name))
        if isinstance(value, Mapping) and "ja" in value:
            yield what, name, value
        for one in value if isinstance(value, list) and name != "fields" else ():
            for inner in ("label", "message"):
                text = one.get(inner) if isinstance(one, Mapping) else None
                if isinstance(text, Mapping) and isinstance(text.get("ja"), str):
                    part = Message(text["ja"], text["ja"])
                    yield say(_OF, whole=what, part=part), "", text


def _hint(what: Message, box: str, text: str, ease: Ease) -> Iterator[Hint]:
    if ease.found:
        yield Hint(what, box, text, ease.score, _advice(ease), _proposal(text, ease))


def _advice(ease: Ease) -> tuple[Message, ...]:
    said = (
        say(_INSTEAD, words=one.words, instead=one.instead)
        if one.instead
        else say(_NAMED, words=one.words[:20], advice=one.advice) if one.words else one.advice
        for one in ease.found
    )  # fmt: skip
    return tuple(dict.fromkeys(said))[:MOST_ADVICE]


def _proposal(text: str, ease: Ease) -> str:
    """Return the text with plainer words where there are any; empty where nothing is replaced."""
    proposed, at = "", 0
    for one in ease.found:
        if one.instead and one.start >= at:
            proposed += text[at : one.start] + one.instead
            at = one.end
    return proposed + text[at:] if at else ""
