"""All bodies of the deployment, for its operator: found by name and code, with what stands open at each."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.ground.foundation.public import (
    Actor,
    Body,
    BodyCode,
    body_scope,
    localdate,
    new_bodies,
    people,
    permissions,
    valid_on,
)
from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import components
from madoguchi.line.forms import public as forms

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One body. ``people_count``: who may sign in and act there; ``open_count``: procedures residents can apply for."""

    slug: str
    name: str
    name_en: str
    kind: Message
    parent: str
    parent_en: str
    code: str
    is_trial: bool
    people_count: int
    open_count: int


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """One page of the list; ``total`` counts all that were found."""

    rows: tuple[BodyRow, ...]
    query: str
    number: int
    count: int
    total: int

    @property
    def keep(self) -> str:
        """What was looked for, for the addresses of the other pages."""
        return components.query_of([("q", self.query)])


def bodies_page(actor: Actor, *, query: str, number: int, at: datetime) -> BodiesPage:
    """Return the bodies whose name, address or code holds the words, by code, trial bodies last.

    Args:
        query: words with spaces between them; width, case and kana do not matter.
        number: which page of :data:`PER_PAGE`, from 1; beyond the last: the last.

    Raises:
        NotPermitted
    """
    permissions.require(actor, new_bodies.FOUND)
    today, words = localdate(at), [kana.fold_key(word) for word in query.split()[:5]]
    codes = dict(BodyCode.objects.filter(valid_on(today)).order_by("code").values_list("body_id", "code"))
    bodies = Body.objects.filter(retired_at=None).select_related("parent").order_by("slug")
    found = [one for one in bodies if all(word in _key(one, codes.get(one.id, "")) for word in words)]
    found.sort(key=lambda one: (one.is_trial, codes.get(one.id, "~"), one.slug))
    count = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, number), count)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = tuple(_row(one, codes.get(one.id, ""), at) for one in shown)
    return BodiesPage(rows, query, number, count, len(found))


def _key(body: Body, code: str) -> str:
    return " ".join(kana.fold_key(text) for text in (body.name, body.name_en, body.slug, code))


def _row(body: Body, code: str, at: datetime) -> BodyRow:
    with body_scope(body):
        people_count, open_count = people.sign_in_count(on=localdate(at)), forms.open_count(on=at)
    return BodyRow(
        slug=body.slug,
        name=body.name,
        name_en=body.name_en,
        kind=new_bodies.KINDS[body.kind],
        parent=body.parent.name if body.parent else "",
        parent_en=body.parent.name_en if body.parent else "",
        code=code,
        is_trial=body.is_trial,
        people_count=people_count,
        open_count=open_count,
    )
