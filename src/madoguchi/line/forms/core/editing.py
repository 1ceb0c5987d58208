"""Changing a definition while it is being made: questions and pages added, moved, copied, changed and taken away.

Every function takes a definition's ``form`` part as JSON data and returns a new one; what it was given stays as it was.
Nothing here asks whether the outcome is complete: somebody is at work on it, and ``parse_form`` tells what is missing.
Ids are given once, when a page or question is added, and never change, so that rules keep meaning what they meant.

A place is a page (``page:children``), a question (``phone``), or a question that is asked for each item of a group
(``children/name``).
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.translating import kept

JsonObject = dict[str, object]
PAGE = "page:"
"""How the place of a page begins; its id follows."""
_WORD = re.compile(r"[^\s　()（）,、=<>+\-*/%「」・]+")


class PlaceUnknown(LookupError):
    """There is no page or question at the place: somebody took it away meanwhile. ``args[0]`` is the place."""


class PlaceImpossible(ValueError):
    """It cannot stand there: a group inside a group, or the last page or question of its list taken away."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to put something: behind ``after`` in its list, or at its start where that is empty.

    ``page`` is the id of a page; ``group`` that of a group on it, or empty for the page itself.
    """

    page: str
    group: str = ""
    after: str = ""


def pages(form: Mapping[str, object]) -> list[JsonObject]:
    """Return the pages as they are written; what is not readable as a page is left out."""
    return _objects(form.get("pages"))


def fields(container: Mapping[str, object]) -> list[JsonObject]:
    """Return the questions of a page or group as they are written."""
    return _objects(container.get("fields"))


def add_page(form: Mapping[str, object], *, title: str, after: str = "") -> tuple[JsonObject, str]:
    """Add an empty page behind the one with the id ``after`` (at the start where it is empty); return it and its id.

    Raises:
        PlaceUnknown
    """
    changed = _copied(form)
    listed = _list(changed, "pages")
    page_id = _free("page", {str(page.get("id")) for page in pages(changed)})
    listed.insert(_behind(listed, after), {"id": page_id, "title": {"ja": title}, "fields": []})
    return changed, page_id


def add_field(form: Mapping[str, object], *, kind: Kind, label: str, spot: Spot) -> tuple[JsonObject, str]:
    """Add a question with the least that its kind needs; return the form and the question's place.

    Raises:
        PlaceUnknown
        PlaceImpossible: a group inside a group.
    """
    return insert(form, {"type": kind.value, "label": {"ja": label}, **copy.deepcopy(_FIRST.get(kind, {}))}, spot=spot)


def insert(form: Mapping[str, object], field: Mapping[str, object], *, spot: Spot) -> tuple[JsonObject, str]:
    """Put a question made elsewhere (of a block, of another form) to a spot, under a free id; return it and its place.

    Raises:
        PlaceUnknown
        PlaceImpossible: a group inside a group.
    """
    changed = _copied(form)
    listed = _spot(changed, spot)
    new: JsonObject = copy.deepcopy(dict(field))
    if spot.group and new.get("type") == Kind.GROUP.value:
        raise PlaceImpossible(spot.group)
    taken = {str(one.get("id")) for one in _objects(listed)} if spot.group else _ids(changed)
    new["id"] = _free(str(new.get("id") or new.get("type")), taken)
    listed.insert(_behind(listed, spot.after), new)
    return changed, f"{spot.group}/{new['id']}" if spot.group else str(new["id"])


def duplicate(form: Mapping[str, object], place: str) -> tuple[JsonObject, str]:
    """Copy a question, or a page with all its questions, behind itself; return the form and the copy's place.

    What the office's systems and rules call a question (``core_item``, ``rules_input``) stays with the first one.

    Raises:
        PlaceUnknown
    """
    changed = _copied(form)
    listed, at = _find(changed, place)
    twin = copy.deepcopy(cast("JsonObject", listed[at]))
    group, is_page, taken = place.rpartition("/")[0], place.startswith(PAGE), _ids(changed)
    if is_page:
        for field in fields(twin):
            field["id"] = _free(str(field.get("id")), taken)
            taken.add(str(field["id"]))
    if is_page or group:
        taken = {str(one.get("id")) for one in _objects(listed)}
    twin["id"] = _free(str(twin.get("id")), taken)
    for one in (twin, *fields(twin), *(inner for field in fields(twin) for inner in fields(field))):
        one.pop("core_item", None)
        one.pop("rules_input", None)
    listed.insert(at + 1, twin)
    return changed, f"{PAGE if is_page else f'{group}/' if group else ''}{twin['id']}"


def change(form: Mapping[str, object], place: str, settings: Mapping[str, object]) -> JsonObject:
    """Set what is said of a page or question; a setting of ``None`` is taken away. Its id and kind stay.

    So do translations that the settings do not tell of; those of a Japanese that changed are marked as stale.

    Raises:
        PlaceUnknown
    """
    changed = _copied(form)
    listed, at = _find(changed, place)
    found = cast("JsonObject", listed[at])
    for key, value in settings.items():
        if key in ("id", "type"):
            continue
        if value is None:
            found.pop(key, None)
        else:
            found[key] = kept(found.get(key), copy.deepcopy(value))
    return changed


def remove(form: Mapping[str, object], place: str) -> JsonObject:
    """Take away a question, or a page with its questions; who applies is forgotten where it was told by one of them.

    Raises:
        PlaceUnknown
        PlaceImpossible: it is the last page.
    """
    changed = _copied(form)
    listed, at = _find(changed, place)
    if place.startswith(PAGE) and len(listed) == 1:
        raise PlaceImpossible(place)
    gone = cast("JsonObject", listed.pop(at))
    ids = {str(one.get("id")) for one in (fields(gone) if place.startswith(PAGE) else [gone])}
    applicant = changed.get("applicant")
    if isinstance(applicant, dict) and "/" not in place:
        changed["applicant"] = {key: value for key, value in applicant.items() if value not in ids}
    return changed


def move(form: Mapping[str, object], place: str, *, spot: Spot) -> tuple[JsonObject, str]:
    """Put a question elsewhere; return the form and its place there, which is new where its group is another.

    Raises:
        PlaceUnknown: or it is a page; pages move by ``step``.
        PlaceImpossible: a group into a group, or behind itself.
    """
    changed = _copied(form)
    if place.startswith(PAGE):
        raise PlaceUnknown(place)
    listed, at = _find(changed, place)
    group, _, name = place.rpartition("/")
    field = cast("JsonObject", listed[at])
    if (group, name) == (spot.group, spot.after) or (spot.group and field.get("type") == Kind.GROUP.value):
        raise PlaceImpossible(place)
    del listed[at]
    return insert(changed, field, spot=spot)


def step(form: Mapping[str, object], place: str, *, way: Literal["up", "down"]) -> JsonObject:
    """Move a page or question by one; a question at the edge of its page goes to the page beside it.

    Nothing changes where there is nowhere to go.

    Raises:
        PlaceUnknown
    """
    changed = _copied(form)
    listed, at = _find(changed, place)
    to = at - 1 if way == "up" else at + 1
    if 0 <= to < len(listed):
        listed[at], listed[to] = listed[to], listed[at]
    elif "/" not in place and not place.startswith(PAGE):
        beside = _beside(changed, place, way)
        if beside is not None:
            neighbours = _list(beside, "fields")
            neighbours.insert(len(neighbours) if way == "up" else 0, listed.pop(at))
    return changed


def mentions(form: Mapping[str, object], place: str) -> list[str]:
    """Return the places whose rules name a question, or a question of the page, in the order asked.

    Rules need not be readable: a word that is the question's id is a mention.

    Raises:
        PlaceUnknown
    """
    listed, at = _find(form, place)
    found = cast("JsonObject", listed[at])
    gone = fields(found) if place.startswith(PAGE) else [found]
    names = {str(one.get("id")) for one in gone}
    inside = {place, *names} if "/" not in place else {place}
    inside |= {f"{one.get('id')}/{inner.get('id')}" for one in gone for inner in fields(one)}
    return [other for other, written in _written(form) if other not in inside and not names.isdisjoint(_words(written))]


_FIRST: Mapping[Kind, JsonObject] = {
    Kind.CHOICE: {"options": [{"value": "a", "label": {"ja": "選択肢1"}}, {"value": "b", "label": {"ja": "選択肢2"}}]},
    Kind.CHOICES: {"options": [{"value": "a", "label": {"ja": "選択肢1"}}, {"value": "b", "label": {"ja": "選択肢2"}}]},
    Kind.MATRIX: {
        "rows": [{"value": "row", "label": {"ja": "行1"}}],
        "options": [{"value": "a", "label": {"ja": "選択肢1"}}, {"value": "b", "label": {"ja": "選択肢2"}}],
    },
    Kind.GUIDANCE: {"text": {"ja": "ここに説明を書いてください。"}},
    Kind.CONSENT: {"text": {"ja": "ここに同意していただく内容を書いてください。"}},
    Kind.DECLARATION: {"text": {"ja": "ここに誓っていただく内容を書いてください。"}},
    Kind.CALCULATION: {"calculation": "0", "result": "number"},
    Kind.GROUP: {
        "item_label": {"ja": "1件"},
        "fields": [{"id": "text", "type": "text", "label": {"ja": "質問"}}],
    },
}
"""What a new question of a kind begins with, beyond its label."""


def _copied(form: Mapping[str, object]) -> JsonObject:
    return copy.deepcopy(dict(form))


def _objects(listed: object) -> list[JsonObject]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _list(container: JsonObject, key: str) -> list[object]:
    """Return the list under a key of a copy, made where there is none; what is no object is dropped from it."""
    listed: list[object] = [*_objects(container.get(key))]
    container[key] = listed
    return listed


def _ids(form: Mapping[str, object]) -> set[str]:
    return {str(field.get("id")) for page in pages(form) for field in fields(page)}


def _free(wanted: str, taken: set[str]) -> str:
    """Return an id that is not taken: the one wanted, or ``wanted_2``, ``wanted_3`` …"""
    base = re.sub(r"_\d+$", "", wanted) or "field"
    if wanted and wanted not in taken:
        return wanted
    number = 2
    while f"{base[:36]}_{number}" in taken:
        number += 1
    return f"{base[:36]}_{number}"


def _behind(listed: Sequence[object], after: str) -> int:
    if not after:
        return 0
    for at, one in enumerate(listed):
        if isinstance(one, dict) and one.get("id") == after:
            return at + 1
    raise PlaceUnknown(after)


def _spot(form: JsonObject, spot: Spot) -> list[object]:
    for page in pages(form):
        if page.get("id") == spot.page:
            if not spot.group:
                return _list(page, "fields")
            for field in fields(page):
                if field.get("id") == spot.group and field.get("type") == Kind.GROUP.value:
                    return _list(field, "fields")
            raise PlaceUnknown(f"{spot.page}/{spot.group}")
    raise PlaceUnknown(spot.page)


def _find(form: Mapping[str, object], place: str) -> tuple[list[object], int]:
    """Return the list in which a place stands and its position."""
    group, _, name = place.rpartition("/")
    if place.startswith(PAGE):
        name, containers = place.removeprefix(PAGE), [form.get("pages")]
    elif group:
        held = (field for page in pages(form) for field in fields(page) if field.get("id") == group)
        containers = [field.get("fields") for field in held]
    else:
        containers = [page.get("fields") for page in pages(form)]
    for listed in containers:
        for at, one in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(one, dict) and one.get("id") == name:
                return cast("list[object]", listed), at
    raise PlaceUnknown(place)


def _beside(form: JsonObject, place: str, way: str) -> JsonObject | None:
    listed = pages(form)
    for at, page in enumerate(listed):
        if any(field.get("id") == place for field in fields(page)):
            to = at - 1 if way == "up" else at + 1
            return listed[to] if 0 <= to < len(listed) else None
    return None


def _written(form: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield every page and question with what is written as its rules."""
    for page in pages(form):
        yield f"{PAGE}{page.get('id')}", page.get("show_when")
        for field in fields(page):
            for place, one in (
                (str(field.get("id")), field),
                *((f"{field.get('id')}/{inner.get('id')}", inner) for inner in fields(field)),
            ):
                checks = [check.get("rule") for check in _objects(one.get("checks"))]
                yield place, [one.get("show_when"), one.get("calculation"), checks]


def _words(written: object) -> Iterator[str]:
    """Yield the words of rules as text, and the fields of conditions in the older shape."""
    if isinstance(written, str):
        yield from _WORD.findall(written)
    elif isinstance(written, Mapping):
        for key, value in written.items():
            yield from [value] if key == "field" and isinstance(value, str) else _words(value)
    elif isinstance(written, Sequence):
        for one in written:
            yield from _words(one)
