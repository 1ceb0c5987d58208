"""Every text of a definition's ``procedure`` and ``form``, with its place in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import definition_words as words
from madoguchi.line.forms.core.asked import Json
from madoguchi.line.forms.core.messages import say

_PAGE: Final = Message("ページ「{title}」", "page “{title}”")
_ON_PAGE: Final = Message("ページ「{title}」の「{label}」", "“{label}” on page “{title}”")
_IN_GROUP: Final = Message("ページ「{title}」の「{group}」の「{label}」", "“{label}” in “{group}” on page “{title}”")
_OF: Final = Message("{whole}（{part}）", "{whole} ({part})")


@dataclass(frozen=True, slots=True)
class FormText:
    """One text. ``key`` stays the same when pages and questions are moved; ``english``, ``easy``: None where absent."""

    key: str
    place: Message
    is_label: bool
    ja: str
    english: str | None
    easy: str | None


def form_texts(definition: Json) -> Iterator[FormText]:
    """Yield the texts of a definition that ``parse_definition`` takes, in their order."""
    procedure: Json = definition["procedure"]
    own = words.PROCEDURE.label
    for key in ("name", "summary"):
        yield from _text(procedure.get(key), f"procedure/{key}", say(_OF, whole=own, part=words.PROCEDURE_KEYS[key]))
    for n, one in enumerate(procedure.get("needed", ())):
        yield from _text(one, f"procedure/needed/{n}", say(_OF, whole=own, part=words.PROCEDURE_KEYS["needed"]))
    for page in definition["form"]["pages"]:
        title = words.title(page)
        yield from _texts_of(page, f"page/{page['id']}", say(_PAGE, title=title))
        for field in page["fields"]:
            here = say(_ON_PAGE, title=title, label=_label(field))
            yield from _texts_of(field, f"field/{field['id']}", here)
            for one in field.get("fields", ()):
                inside = say(_IN_GROUP, title=title, group=_label(field), label=_label(one))
                yield from _texts_of(one, f"field/{field['id']}/{one['id']}", inside)


def question_places(definition: Json) -> Mapping[str, Message]:
    """Return where each question stands, by its path (``children/name``)."""
    return {
        text.key.removeprefix("field/").removesuffix("/label"): text.place
        for text in form_texts(definition)
        if text.is_label and text.key.startswith("field/")
    }


def _label(field: Json) -> Message:
    return words.text(field.get("label")) or Message("？", "?")


def _texts_of(entry: Json, key: str, place: Message) -> Iterator[FormText]:
    for name, value in entry.items():
        if name == "fields":
            continue
        if isinstance(value, Mapping) and isinstance(value.get("ja"), str):
            here = place if name in ("label", "title") else _part(place, name)
            yield from _text(value, f"{key}/{name}", here, is_label=name in ("label", "title"))
        elif isinstance(value, list):
            for n, one in enumerate(value):
                if isinstance(one, Mapping):
                    for inner in ("label", "message"):
                        yield from _text(
                            one.get(inner), f"{key}/{name}/{one.get('value', n)}/{inner}", _part(place, name)
                        )


def _part(place: Message, name: str) -> Message:
    return say(_OF, whole=place, part=words.FIELD_KEYS.get(name, Message(name, name)))


def _text(value: object, key: str, place: Message, *, is_label: bool = False) -> Iterator[FormText]:
    if isinstance(value, Mapping) and isinstance(value.get("ja"), str):
        yield FormText(key, place, is_label, value["ja"], value.get("en"), value.get("easy"))
