"""A question that becomes one of another kind: what both kinds have stays, what the new one needs is added."""

from collections.abc import Mapping

from madoguchi.line.forms.core.definition import APPLICANT_KINDS
from madoguchi.line.forms.core.editing import (
    JsonObject,
    PlaceImpossible,
    PlaceUnknown,
    Spot,
    add_field,
    change,
    fields,
    pages,
)
from madoguchi.line.forms.core.field_reading import keys_of
from madoguchi.line.forms.core.fields import UNANSWERED, Kind

CHANGEABLE: tuple[Kind, ...] = tuple(kind for kind in Kind if kind not in UNANSWERED and kind is not Kind.GROUP)
"""The kinds that a question may become."""


def change_kind(form: Mapping[str, object], place: str, kind: Kind) -> JsonObject:
    """Return the form with a question of another kind; its id, label and what both kinds have stay.

    Who applies is told by the question no more where the new kind cannot tell it; a question that can, and nobody else
    does, tells it from now on.

    Raises:
        PlaceUnknown
        PlaceImpossible: a page or group has no kind to change, and nothing becomes one.
    """
    made = change(form, place, {})
    found = _found(made, place)
    if found.get("type") == Kind.GROUP.value or kind not in CHANGEABLE:
        raise PlaceImpossible(place)
    fresh = fields(pages(add_field(_EMPTY, kind=kind, label="", spot=Spot("page"))[0])[0])[0]
    kept = {key: value for key, value in found.items() if key in keys_of(kind)}
    found.clear()
    found.update({**fresh, **kept, "type": kind.value})
    applicant = made.get("applicant")
    if isinstance(applicant, dict) and "/" not in place:
        told = {key: one for key, one in applicant.items() if one != place or APPLICANT_KINDS.get(key) is kind}
        telling = next((key for key, of in APPLICANT_KINDS.items() if of is kind and key not in told), None)
        if telling is not None and place not in told.values() and telling != "sex":
            told[telling] = place
        made["applicant"] = told
    return made


_EMPTY: Mapping[str, object] = {"pages": [{"id": "page", "fields": []}]}


def _found(form: Mapping[str, object], place: str) -> JsonObject:
    group, _, name = place.rpartition("/")
    for page in pages(form):
        for field in fields(page):
            if not group and field.get("id") == place:
                return field
            for inner in fields(field) if field.get("id") == group else ():
                if inner.get("id") == name:
                    return inner
    raise PlaceUnknown(place)
