"""Several questions of a form in progress put together, moved at once, or taken apart again: each one act.

As in ``editing``, every function takes a definition's ``form`` part and returns a new one. What rules call a question
changes with the group that it stands in (``children・name``): rules are left as they are written, and the checks tell
which to mend.
"""

import copy
from collections.abc import Mapping, Sequence

from madoguchi.line.forms.core.editing import (
    PAGE,
    JsonObject,
    PlaceImpossible,
    PlaceUnknown,
    Spot,
    add_field,
    add_page,
    fields,
    insert,
    pages,
)
from madoguchi.line.forms.core.fields import Kind


class NothingChosen(ValueError):
    """No question was chosen."""


class ConditionsMixed(ValueError):
    """Two conditions that would become one are written in different shapes. ``args[0]`` is the question's id."""


def to_page(form: Mapping[str, object], places: Sequence[str], *, title: str) -> tuple[JsonObject, str]:
    """Put questions on a new page behind the page of the first of them; return the form and the page's place.

    Raises:
        PlaceUnknown, NothingChosen
    """
    page = _page_of(form, _ordered(form, places)[0])
    changed, page_id = add_page(form, title=title, after=str(page["id"]))
    changed, _ = to_end(changed, places, page=page_id)
    return changed, f"{PAGE}{page_id}"


def to_section(form: Mapping[str, object], places: Sequence[str], *, label: str) -> tuple[JsonObject, str]:
    """Put questions one behind the other under a heading where the first of them stands; return it and its place.

    Raises:
        PlaceUnknown, NothingChosen
    """
    return _to_new(form, places, Kind.HEADING, label)


def to_group(form: Mapping[str, object], places: Sequence[str], *, label: str) -> tuple[JsonObject, str]:
    """Put questions into a new repeated group where the first of them stands; return the form and the group's place.

    Raises:
        PlaceUnknown, NothingChosen
        PlaceImpossible: one of them is a group, or stands in one.
    """
    if any("/" in place for place in places):
        raise PlaceImpossible(places[0])
    return _to_new(form, places, Kind.GROUP, label)


def to_end(form: Mapping[str, object], places: Sequence[str], *, page: str, group: str = "") -> tuple[JsonObject, str]:
    """Put questions at the end of a page, or of a group on it; return the form and the place of the first.

    Raises:
        PlaceUnknown, NothingChosen
        PlaceImpossible: a group into a group.
    """
    ordered = _ordered(form, places)
    if group in ordered:
        raise PlaceImpossible(group)
    changed, taken = _without(form, ordered)
    return _put(changed, taken, Spot(page, group, _last(changed, page, group)))


def ungroup(form: Mapping[str, object], place: str) -> tuple[JsonObject, str]:
    """Put the questions of a group where it stands, or those of a page at the end of the page before it.

    The questions of the first page go to the start of the next one. The condition of what is taken apart goes to each
    of its questions. Returns the form and the place of the first of them, or of the page that they came to.

    Raises:
        PlaceUnknown
        PlaceImpossible: it is no group, or the only page.
        ConditionsMixed
    """
    return _without_page(form, place.removeprefix(PAGE)) if place.startswith(PAGE) else _without_group(form, place)


def _to_new(form: Mapping[str, object], places: Sequence[str], kind: Kind, label: str) -> tuple[JsonObject, str]:
    ordered = _ordered(form, places)
    page = str(_page_of(form, ordered[0])["id"])
    inside = ordered[0].rpartition("/")[0]
    before = _before(form, ordered[0], ordered)
    changed, taken = _without(form, ordered)
    changed, place = add_field(changed, kind=kind, label=label, spot=Spot(page, inside, before))
    if kind is Kind.GROUP:
        group = next(one for at in pages(changed) for one in fields(at) if one.get("id") == place)
        group["fields"] = []
        return _put(changed, taken, Spot(page, place))[0], place
    return _put(changed, taken, Spot(page, inside, place.rpartition("/")[2]))[0], place


def _ordered(form: Mapping[str, object], places: Sequence[str]) -> list[str]:
    """Return the places in the order asked; what stands in a group that is chosen too goes with it."""
    if not places:
        raise NothingChosen
    wanted = set(places)
    known = [
        (place, group)
        for page in pages(form)
        for field in fields(page)
        for place, group in (
            (str(field.get("id")), ""),
            *((f"{field.get('id')}/{inner.get('id')}", str(field.get("id"))) for inner in fields(field)),
        )
    ]
    if gone := wanted - {place for place, _ in known}:
        raise PlaceUnknown(min(gone))
    return [place for place, group in known if place in wanted and group not in wanted]


def _page_of(form: Mapping[str, object], place: str) -> JsonObject:
    top = place.partition("/")[0]
    return next(page for page in pages(form) if any(field.get("id") == top for field in fields(page)))


def _before(form: Mapping[str, object], place: str, chosen: Sequence[str]) -> str:
    """Return the id of the question before a place in its list that is not itself chosen; empty where there is none."""
    group, _, name = place.rpartition("/")
    held = fields(_page_of(form, place))
    if group:
        held = fields(next(field for field in held if field.get("id") == group))
    before = ""
    for field in held:
        if field.get("id") == name:
            break
        before = str(field.get("id"))
    return before


def _without(form: Mapping[str, object], places: Sequence[str]) -> tuple[JsonObject, list[JsonObject]]:
    """Return the form without some questions, and those."""
    changed, taken = copy.deepcopy(dict(form)), list[JsonObject]()
    for place in places:
        group, _, name = place.rpartition("/")
        held = _page_of(changed, place)
        if group:
            held = next(field for field in fields(held) if field.get("id") == group)
        listed = fields(held)
        at = next(n for n, field in enumerate(listed) if field.get("id") == name)
        taken.append(listed.pop(at))
        held["fields"] = listed
    return changed, taken


def _put(form: JsonObject, taken: Sequence[JsonObject], spot: Spot) -> tuple[JsonObject, str]:
    """Put questions behind a spot one after the other; who applies is forgotten where that is not at the top now."""
    changed, first, after = form, "", spot.after
    for field in taken:
        changed, place = insert(changed, field, spot=Spot(spot.page, spot.group, after))
        after = place.rpartition("/")[2]
        first = first or place
    applicant = changed.get("applicant")
    if isinstance(applicant, dict):
        top = {field.get("id") for page in pages(changed) for field in fields(page)}
        changed["applicant"] = {key: value for key, value in applicant.items() if value in top}
    return changed, first


def _last(form: Mapping[str, object], page: str, group: str) -> str:
    for one in pages(form):
        if one.get("id") == page:
            held = one if not group else next((field for field in fields(one) if field.get("id") == group), {})
            return str(fields(held)[-1].get("id")) if fields(held) else ""
    raise PlaceUnknown(page)


def _without_group(form: Mapping[str, object], place: str) -> tuple[JsonObject, str]:
    group = next((one for page in pages(form) for one in fields(page) if one.get("id") == place), None)
    if group is None:
        raise PlaceUnknown(place)
    if group.get("type") != Kind.GROUP.value:
        raise PlaceImpossible(place)
    page = str(_page_of(form, place)["id"])
    before = _before(form, place, [place])
    changed, _ = _without(form, [place])
    changed, first = _put(changed, [_with_condition(one, group) for one in fields(group)], Spot(page, "", before))
    return changed, first or f"{PAGE}{page}"


def _without_page(form: Mapping[str, object], page_id: str) -> tuple[JsonObject, str]:
    listed = pages(form)
    at = next((n for n, page in enumerate(listed) if page.get("id") == page_id), None)
    if at is None:
        raise PlaceUnknown(f"{PAGE}{page_id}")
    if len(listed) == 1:
        raise PlaceImpossible(f"{PAGE}{page_id}")
    gone = listed.pop(at)
    held = [_with_condition(one, gone) for one in fields(gone)]
    to = copy.deepcopy(listed[at - 1] if at else listed[0])
    to["fields"] = [*fields(to), *held] if at else [*held, *fields(to)]
    listed[at - 1 if at else 0] = to
    return {**copy.deepcopy(dict(form)), "pages": listed}, f"{PAGE}{to['id']}"


def _with_condition(field: JsonObject, whole: Mapping[str, object]) -> JsonObject:
    """Return a question that is asked where also what it stood in was asked."""
    own, outer = field.get("show_when"), whole.get("show_when")
    words = {"for_whom": whole["for_whom"]} if "for_whom" in whole and "for_whom" not in field else {}
    if outer is None:
        return copy.deepcopy(field)
    if own is None:
        return copy.deepcopy({**field, "show_when": outer, **words})
    if isinstance(own, str) and isinstance(outer, str):
        return copy.deepcopy({**field, "show_when": f"({outer}) かつ ({own})"})
    if isinstance(own, Mapping) and isinstance(outer, Mapping):
        return copy.deepcopy({**field, "show_when": {"all": [outer, own]}})
    raise ConditionsMixed(str(field.get("id")))
