"""Which question of a page asks for something to be looked up: a town, a bank, a branch.

Its buttons post ``address-find`` (with what was typed so far) and ``address-take`` (one of what was offered); an
account has a box of its own to look for, ``bank-query``, which is no part of the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.line.forms.core import texts
from madoguchi.line.forms.core.fields import Answers, Field, Form, Json, Kind
from madoguchi.line.forms.core.logic import items_of

LOOKED_UP: Final = frozenset({Kind.ADDRESS, Kind.BANK_ACCOUNT})
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """A button that looks something up was pressed. ``taken`` is what was chosen; empty: to be looked for."""

    path: str
    field: Field
    query: str
    taken: str


def wish(form: Form, page_id: str, post: Mapping[str, Sequence[str]], answers: Answers) -> Wish | None:
    """Return what is to be looked up for a page as it was posted; None where no such button was pressed."""
    for path, field in _looked_up(form, page_id, answers):
        name = path.replace("/", "-")
        if f"{name}-find" in post or f"{name}-take" in post:
            query, taken = (texts.as_typed((post.get(f"{name}-{end}") or [""])[-1]) for end in ("query", "take"))
            return Wish(path, field, query[:_LONGEST], taken[:_LONGEST])
    return None


def _looked_up(form: Form, page_id: str, answers: Answers) -> Iterator[tuple[str, Field]]:
    for field in form.page(page_id).fields:
        if field.kind in LOOKED_UP:
            yield field.id, field
        for index in range(len(items_of(answers.get(field.id))) if field.kind is Kind.GROUP else 0):
            yield from ((f"{field.id}/{index}/{one.id}", one) for one in field.fields if one.kind in LOOKED_UP)


def parts_at(answers: Answers, path: str) -> dict[str, str]:
    """Return the parts of the answer at a path; empty where there is none."""
    found: Any = answers  # Any: JSON
    for part in path.split("/"):
        found = found[int(part)] if isinstance(found, list) else found.get(part, {})
    return dict(found) if isinstance(found, Mapping) else {}


def with_parts(answers: Answers, path: str, parts: Mapping[str, str]) -> dict[str, Json]:
    """Return the answers with other parts at a path that has a place in them."""
    name, *inner = path.split("/")
    kept = {part: text for part, text in parts.items() if text}
    if not inner:
        return {**answers, name: kept}
    items = list(items_of(answers.get(name)))
    items[int(inner[0])] = {**items[int(inner[0])], inner[1]: kept}
    return {**answers, name: items}
