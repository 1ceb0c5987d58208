"""A definition while somebody is at work on it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core import editing
from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.editing import PlaceImpossible, PlaceUnknown, Spot
from madoguchi.line.forms.core.fields import Kind

FORM: dict[str, Any] = json.loads(Path("demo/madoguchi_demo/procedures/jido-teate.json").read_text())["form"]
PLACES = [
    place
    for page in FORM["pages"]
    for place in (
        f"page:{page['id']}",
        *(field["id"] for field in page["fields"]),
        *(f"{field['id']}/{inner['id']}" for field in page["fields"] for inner in field.get("fields", ())),
    )
]


def order(form: dict[str, Any], page: str) -> list[str]:
    return next([field["id"] for field in one["fields"]] for one in form["pages"] if one["id"] == page)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.GROUP])
@pytest.mark.parametrize("group", ["", "children"])
def test_a_new_question_of_every_kind_can_be_published_as_it_is(kind: Kind, group: str) -> None:
    after = "name" if group else "children"
    changed, place = editing.add_field(FORM, kind=kind, label="新しい質問", spot=Spot("children", group, after))

    field = parse_form(changed).field(place)
    assert (field.kind, field.label.ja) == (kind, "新しい質問")


def test_a_new_group_holds_a_question_and_no_group() -> None:
    changed, place = editing.add_field(FORM, kind=Kind.GROUP, label="車", spot=Spot("account"))

    assert [field.kind for field in parse_form(changed).field(place).fields] == [Kind.TEXT]
    with pytest.raises(PlaceImpossible):
        editing.add_field(changed, kind=Kind.GROUP, label="車", spot=Spot("account", place))


def test_ids_are_given_once_and_stay_short() -> None:
    form: dict[str, Any] = FORM
    places = []
    for _ in range(3):
        form, place = editing.add_field(form, kind=Kind.TEXT, label="あて先", spot=Spot("account", after="bank"))
        places.append(place)
    form = editing.remove(form, places[1])
    form, place = editing.insert(form, {"id": "a" * 40, "type": "text", "label": {"ja": "?"}}, spot=Spot("account"))
    form, twin = editing.duplicate(form, place)

    assert places == ["text", "text_2", "text_3"]
    assert order(form, "account") == ["a" * 40, "a" * 36 + "_2", "bank", "text_3", "text"]
    assert twin == "a" * 36 + "_2"
    parse_form(form)


def test_a_question_moves_within_its_page_and_over_its_edges() -> None:
    form: dict[str, Any] = FORM
    assert order(form, "account") == ["bank"]
    form = editing.step(form, "bank", way="up")
    assert (order(form, "children")[-1], order(form, "account")) == ("bank", [])
    form = editing.step(form, "bank", way="up")
    assert order(form, "children")[-2:] == ["bank", "older_note"]
    for _ in range(2):
        form = editing.step(form, "bank", way="down")
    assert form == FORM
    assert editing.step(form, "name", way="up") == form
    assert editing.step(form, "page:parent", way="up") == form


def test_a_question_moves_into_a_group_and_out_of_it() -> None:
    form, inside = editing.move(FORM, "phone", spot=Spot("children", "children", "name"))
    back, outside = editing.move(form, inside, spot=Spot("parent", after="address"))

    assert (inside, outside) == ("children/phone", "phone")
    assert back == FORM
    with pytest.raises(PlaceImpossible):
        editing.move(FORM, "children", spot=Spot("children", "children"))
    with pytest.raises(PlaceImpossible):
        editing.move(FORM, "phone", spot=Spot("parent", after="phone"))


def test_a_copied_page_asks_anew_and_leaves_the_names_of_systems_with_the_first() -> None:
    form, place = editing.duplicate(FORM, "page:parent")

    copied = parse_form(form).page(place.removeprefix("page:"))
    assert (place, copied.fields[0].id) == ("page:parent_2", "name_2")
    assert not any(field.core_item or field.rules_input for field in copied.fields)
    assert [page["id"] for page in form["pages"]][:2] == ["parent", "parent_2"]  # type: ignore[attr-defined,call-overload]


def test_settings_are_set_and_taken_away() -> None:
    form = editing.change(FORM, "phone", {"required": False, "help": None, "id": "other", "type": "text"})

    field = parse_form(form).field("phone")
    assert (field.kind, field.required, field.help) == (Kind.PHONE, False, None)


def test_what_names_a_question_is_told_before_it_goes() -> None:
    assert editing.mentions(FORM, "spouse") == ["page:spouse"]
    assert "counted_children" in editing.mentions(FORM, "older")
    assert editing.mentions(FORM, "spouse_earns_more") == ["spouse_note"]
    assert editing.mentions(FORM, "page:spouse") == []  # its own questions go with it
    assert editing.mentions(FORM, "email") == []


def test_who_applies_is_forgotten_with_the_question() -> None:
    form = editing.remove(FORM, "phone")

    assert "phone" not in form["applicant"]  # type: ignore[operator]
    assert "name" in form["applicant"]  # type: ignore[operator]


@pytest.mark.parametrize("place", ["nobody", "children/nobody", "page:nobody", "nobody/name", "page:", "", "/"])
def test_what_somebody_took_away_meanwhile_is_not_found(place: str) -> None:
    for act in (
        lambda: editing.remove(FORM, place),
        lambda: editing.change(FORM, place, {}),
        lambda: editing.duplicate(FORM, place),
        lambda: editing.mentions(FORM, place),
        lambda: editing.step(FORM, place, way="up"),
        lambda: editing.move(FORM, place, spot=Spot("parent")),
        lambda: editing.add_page(FORM, title="?", after=place or "nobody"),
        lambda: editing.add_field(FORM, kind=Kind.TEXT, label="?", spot=Spot(place)),
    ):
        with pytest.raises(PlaceUnknown):
            act()


def test_the_last_page_stays() -> None:
    form: dict[str, Any] = {"pages": [FORM["pages"][0]], "applicant": {"name": "name"}}
    with pytest.raises(PlaceImpossible):
        editing.remove(form, "page:parent")


@given(seed=st.integers(0, 10**6))
def test_whatever_is_done_nothing_else_is_lost_and_ids_stay_apart(seed: int) -> None:
    random, before = Random(seed), copy.deepcopy(FORM)
    form: dict[str, Any] = FORM
    expected = len(PLACES)
    for _ in range(8):
        place = random.choice(PLACES)
        try:
            match random.randrange(4):
                case 0:
                    form = editing.step(form, place, way=random.choice(("up", "down")))
                case 1:
                    twin, _ = editing.duplicate(form, place)
                    expected += sum(1 for _ in _places(twin)) - sum(1 for _ in _places(form))
                    form = twin
                case 2:
                    form, _ = editing.add_field(form, kind=random.choice([*Kind]), label="?", spot=Spot("account"))
                    expected = sum(1 for _ in _places(form))
                case _:
                    page = random.choice(form["pages"])["id"]
                    form, _ = editing.move(form, place, spot=Spot(page)) if ":" not in place else (form, "")
        except (PlaceUnknown, PlaceImpossible):
            continue

    assert before == FORM
    found = list(_places(form))
    assert len(found) == len(set(found)) == expected


def _places(form: dict[str, Any]) -> list[str]:
    return [
        place
        for page in form["pages"]
        for place in (
            f"page:{page['id']}",
            *(field["id"] for field in page["fields"]),
            *(f"{field['id']}/{inner['id']}" for field in page["fields"] for inner in field.get("fields", ())),
        )
    ]
