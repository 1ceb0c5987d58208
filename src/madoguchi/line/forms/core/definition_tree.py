"""A definition taken apart by meaning: pages, questions, options by their ids instead of by their places.

Entries of lists are known by ``id`` (or ``value``), lists of different words by the words. Questions stand beside the
pages, each with the id of its page, so that one that moved is the same question. ``put_together`` is the way back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

PAGE = "@page"
_WORDS, _LIFTED = "=", "@"
_WHOLE = frozenset({"show_when"})  # conditions are changed as a whole


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value, as canonical JSON: equal where the values are."""

    text: str

    @property
    def value(self) -> object:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Branch:
    """Values by name. ``key``: "" of an object; else it is a list, of entries by that key, whose ``order`` counts."""

    key: str
    items: Mapping[str, "Node"]
    order: tuple[str, ...] = ()


Node = Leaf | Branch
EMPTY_LIST = Leaf("[]")


def leaf(value: object) -> Leaf:
    """Return a value as a leaf."""
    return Leaf(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def take_apart(definition: Mapping[str, object]) -> Branch:
    """Return the tree of a definition that ``parse_definition`` can read."""
    tree = _apart(definition, "")
    form = definition.get("form")
    if not isinstance(tree, Branch) or not isinstance(form, Mapping):
        raise TypeError("a definition has a form")
    pages: dict[str, Node] = {}
    fields: dict[str, Node] = {}
    for page in _entries(form.get("pages")):
        page_id = str(page["id"])
        pages[page_id] = _apart({key: one for key, one in page.items() if key not in ("id", "fields")}, "")
        for field in _entries(page.get("fields")):
            own = {key: one for key, one in field.items() if key != "id"}
            fields[str(field["id"])] = _apart({**own, PAGE: page_id}, "")
    others = {key: _apart(one, str(key)) for key, one in form.items() if key != "pages"}
    lifted = {"pages": Branch("id", pages, tuple(pages)), "fields": Branch(_LIFTED, fields, tuple(fields))}
    return Branch("", {**tree.items, "form": Branch("", {**others, **lifted})})


def put_together(tree: Branch) -> dict[str, object]:
    """Return the definition of a tree."""
    form = tree.items["form"]
    if not isinstance(form, Branch):
        raise TypeError("a definition has a form")
    pages, fields = form.items["pages"], form.items["fields"]
    if not isinstance(pages, Branch) or not isinstance(fields, Branch):
        raise TypeError("pages and questions are lists")
    by_page: dict[str, list[dict[str, object]]] = {page_id: [] for page_id in pages.order}
    for field_id in fields.order:
        field = plain(fields.items[field_id])
        if isinstance(field, dict):
            by_page[field.pop(PAGE)].append({"id": field_id, **field})
    listed = [
        {**own, "id": page_id, "fields": by_page[page_id]}
        for page_id in pages.order
        if isinstance(own := plain(pages.items[page_id]), dict)
    ]
    found = {key: plain(one) for key, one in tree.items.items() if key != "form"}
    others = {key: plain(one) for key, one in form.items.items() if key not in ("pages", "fields")}
    return {**found, "form": {**others, "pages": listed}}


def page_of(node: Node | None) -> str:
    """Return the page on which a question of a tree stands."""
    found = node.items.get(PAGE) if isinstance(node, Branch) else None
    return str(found.value) if isinstance(found, Leaf) else ""


def plain(node: Node) -> object:
    """Return a node as JSON."""
    if isinstance(node, Leaf):
        return node.value
    if node.key == _WORDS:
        return list(node.order)
    if node.key in ("", _LIFTED):
        return {name: plain(one) for name, one in node.items.items()}
    return [{node.key: name, **inner} for name in node.order if isinstance(inner := plain(node.items[name]), dict)]


def _apart(value: object, name: str) -> Node:
    if isinstance(value, Mapping) and name not in _WHOLE:
        return Branch("", {str(key): _apart(one, str(key)) for key, one in value.items()})
    if isinstance(value, list) and value:
        entries = _entries(value)
        for key in ("id", "value"):
            known = [entry[key] for entry in entries if isinstance(entry.get(key), str)]
            if len(set(known)) == len(value):
                items = {
                    str(entry[key]): _apart({own: one for own, one in entry.items() if own != key}, "")
                    for entry in entries
                }
                return Branch(key, items, tuple(items))
        words = [one for one in value if isinstance(one, str)]
        if len(set(words)) == len(value):
            return Branch(_WORDS, {word: leaf(word) for word in words}, tuple(words))
    return leaf(value)


def _entries(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
