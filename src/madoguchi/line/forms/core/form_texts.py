"""Every text of a definition's ``procedure`` and ``form``, with its place in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import definition_words as words
from madoguchi.line.forms.core.asked import Json
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.reading import LANGUAGES

_PAGE: Final = Message("ページ「{title}」", "page “{title}”")
_ON_PAGE: Final = Message("ページ「{title}」の「{label}」", "“{label}” on page “{title}”")
_IN_GROUP: Final = Message("ページ「{title}」の「{group}」の「{label}」", "“{label}” in “{group}” on page “{title}”")
_OF: Final = Message("{whole}（{part}）", "{whole} ({part})")


@dataclass(frozen=True, slots=True)
class FormText:
    """One text. ``key`` stays the same when pages and questions are moved.

    ``path`` leads to it in the definition (``form/pages/0/title``). ``said``: what it says, by the languages' names in
    definitions (``ja`` always). ``stale``: those that were made of an earlier Japanese.
    """

    key: str
    path: str
    place: Message
    is_label: bool
    said: Mapping[str, str]
    stale: tuple[str, ...] = ()

    @property
    def ja(self) -> str:
        """The Japanese, of which the others are translations."""
        return self.said["ja"]


def form_texts(definition: Json) -> Iterator[FormText]:
    """Yield the texts of a definition that ``parse_definition`` takes, in their order."""
    procedure: Json = definition["procedure"]
    own = words.PROCEDURE.label
    for key in ("name", "summary"):
        at = f"procedure/{key}"
        yield from _text(procedure.get(key), at, at, say(_OF, whole=own, part=words.PROCEDURE_KEYS[key]))
    for n, one in enumerate(procedure.get("needed", ())):
        at = f"procedure/needed/{n}"
        yield from _text(one, at, at, say(_OF, whole=own, part=words.PROCEDURE_KEYS["needed"]))
    for n, page in enumerate(definition["form"]["pages"]):
        title = words.title(page)
        yield from _texts_of(page, f"page/{page['id']}", f"form/pages/{n}", say(_PAGE, title=title))
        for m, field in enumerate(page["fields"]):
            path = f"form/pages/{n}/fields/{m}"
            here = say(_ON_PAGE, title=title, label=_label(field))
            yield from _texts_of(field, f"field/{field['id']}", path, here)
            for k, one in enumerate(field.get("fields", ())):
                inside = say(_IN_GROUP, title=title, group=_label(field), label=_label(one))
                yield from _texts_of(one, f"field/{field['id']}/{one['id']}", f"{path}/fields/{k}", inside)


def question_places(definition: Json) -> Mapping[str, Message]:
    """Return where each question stands, by its path (``children/name``)."""
    return {
        text.key.removeprefix("field/").removesuffix("/label"): text.place
        for text in form_texts(definition)
        if text.is_label and text.key.startswith("field/")
    }


def _label(field: Json) -> Message:
    return words.text(field.get("label")) or Message("？", "?")


def _texts_of(entry: Json, key: str, path: str, place: Message) -> Iterator[FormText]:
    for name, value in entry.items():
        if name == "fields":
            continue
        if is_text(value):
            here = place if name in ("label", "title") else _part(place, name)
            yield from _text(value, f"{key}/{name}", f"{path}/{name}", here, is_label=name in ("label", "title"))
        elif isinstance(value, list):
            for n, one in enumerate(value):
                if isinstance(one, Mapping):
                    for inner in ("label", "message"):
                        own, at = f"{key}/{name}/{one.get('value', n)}/{inner}", f"{path}/{name}/{n}/{inner}"
                        yield from _text(one.get(inner), own, at, _part(place, name))


def _part(place: Message, name: str) -> Message:
    return say(_OF, whole=place, part=words.FIELD_KEYS.get(name, Message(name, name)))


def is_text(value: object) -> bool:
    """Tell whether something in a definition is a text."""
    return isinstance(value, Mapping) and isinstance(value.get("ja"), str)


def _text(value: object, key: str, path: str, place: Message, *, is_label: bool = False) -> Iterator[FormText]:
    if isinstance(value, Mapping) and is_text(value):
        said = {language: text for language in LANGUAGES if isinstance(text := value.get(language), str)}
        stale = value.get("stale")
        marked = tuple(one for one in said if one in stale) if isinstance(stale, list) else ()
        yield FormText(key, path, place, is_label, said, marked)
