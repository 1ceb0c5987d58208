"""Several questions of a form in progress put together, moved at once, taken apart."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core import editing, gathering
from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.editing import PlaceImpossible, PlaceUnknown
from madoguchi.line.forms.core.gathering import ConditionsMixed, NothingChosen

FORM: dict[str, Any] = json.loads(Path("demo/madoguchi_demo/procedures/jido-teate.json").read_text())["form"]
TOP = [field["id"] for page in FORM["pages"] for field in page["fields"]]
GROUPS = [field for page in FORM["pages"] for field in page["fields"] if field["type"] == "group"]
INNER = [f"{group['id']}/{inner['id']}" for group in GROUPS for inner in group["fields"]]
PAGES = [page["id"] for page in FORM["pages"]]


def order(form: dict[str, Any], page: str) -> list[str]:
    return next([field["id"] for field in one["fields"]] for one in form["pages"] if one["id"] == page)


def inside(form: dict[str, Any], group: str) -> list[Any]:
    every = [field for page in form["pages"] for field in page["fields"]]
    return next([one["id"] for one in field["fields"]] for field in every if field["id"] == group)


def count(form: dict[str, Any]) -> int:
    """How many questions are asked, those of groups too, headings and groups not."""
    every = [field for page in form["pages"] for field in page["fields"]]
    every += [inner for field in every for inner in field.get("fields", ())]
    return sum(field["type"] not in ("heading", "group") for field in every)


def test_questions_chosen_in_any_order_stand_on_a_new_page_in_the_order_asked() -> None:
    changed, place = gathering.to_page(FORM, ["email", "phone"], title="連絡先")

    new = place.removeprefix("page:")
    at = [page["id"] for page in changed["pages"]]  # type: ignore[attr-defined]
    assert at.index(new) == at.index("parent") + 1
    assert order(changed, new) == ["phone", "email"]
    assert "phone" not in order(changed, "parent")
    assert parse_form(changed).page(new).title.ja == "連絡先"


def test_a_section_begins_with_its_heading_where_the_first_question_stood() -> None:
    changed, place = gathering.to_section(FORM, ["email", "phone"], label="連絡先")

    before, after = order(FORM, "parent"), order(changed, "parent")
    at = before.index("phone")
    assert after[at : at + 3] == [place, "phone", "email"]
    assert after[:at] == before[:at]
    parse_form(changed)


def test_a_new_group_holds_what_was_chosen_and_who_applies_is_forgotten() -> None:
    changed, place = gathering.to_group(FORM, ["phone", "email"], label="連絡先")

    assert inside(changed, place) == ["phone", "email"]
    assert {"phone", "email"}.isdisjoint(changed["applicant"].values())  # type: ignore[attr-defined]
    parse_form(changed)


def test_several_are_moved_to_the_end_of_a_page_or_into_a_group() -> None:
    changed, first = gathering.to_end(FORM, ["phone", "email"], page="account")
    assert (first, order(changed, "account")[-2:]) == ("phone", ["phone", "email"])

    changed, first = gathering.to_end(FORM, ["email", "phone"], page="children", group="children")
    assert first == "children/phone"
    assert inside(changed, "children")[-2:] == ["phone", "email"]


def test_a_group_taken_apart_leaves_its_questions_where_it_stood() -> None:
    changed, first = gathering.ungroup(FORM, "children")

    inner = inside(FORM, "children")
    at = order(FORM, "children").index("children")
    assert order(changed, "children")[at : at + len(inner)] == [
        first,
        *order(changed, "children")[at + 1 : at + len(inner)],
    ]
    assert len(order(changed, "children")) == len(order(FORM, "children")) + len(inner) - 1
    assert "children" not in order(changed, "children")
    assert (first, inner[0]) == ("name_2", "name"), "the applicant has the id already"


def test_two_conditions_become_one_and_shapes_are_not_mixed() -> None:
    form: Any = {
        "pages": [
            {"id": "a", "title": {"ja": "一"}, "fields": [{"id": "x", "type": "yesno", "label": {"ja": "?"}}]},
            {"id": "b", "title": {"ja": "二"}, "show_when": "x", "fields": [
                {"id": "y", "type": "number", "label": {"ja": "?"}},
                {"id": "z", "type": "text", "label": {"ja": "?"}, "show_when": "y >= 3 または y = 1"},
            ]},
        ],
        "applicant": {},
    }  # fmt: skip
    changed, place = gathering.ungroup(form, "page:b")
    assert place == "page:a"
    assert [one.get("show_when") for one in editing.fields(editing.pages(changed)[0])] == [
        None, "x", "(x) かつ (y >= 3 または y = 1)",
    ]  # fmt: skip

    form["pages"][1]["show_when"] = {"field": "x", "is": True}
    with pytest.raises(ConditionsMixed):
        gathering.ungroup(form, "page:b")
    form["pages"][1]["fields"][1]["show_when"] = {"field": "x", "in": ["yes"]}
    changed, _ = gathering.ungroup(form, "page:b")
    assert editing.fields(editing.pages(changed)[0])[2]["show_when"] == {
        "all": [{"field": "x", "is": True}, {"field": "x", "in": ["yes"]}]
    }


def test_the_first_page_goes_to_the_start_of_the_next_and_the_only_one_stays() -> None:
    changed, place = gathering.ungroup(FORM, f"page:{PAGES[0]}")
    assert place == f"page:{PAGES[1]}"
    assert order(changed, PAGES[1]) == [*order(FORM, PAGES[0]), *order(FORM, PAGES[1])]

    with pytest.raises(PlaceImpossible):
        gathering.ungroup({"pages": [FORM["pages"][0]]}, f"page:{PAGES[0]}")
    with pytest.raises(PlaceImpossible):
        gathering.ungroup(FORM, "phone")


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NothingChosen):
        gathering.to_page(FORM, [], title="?")
    for places in (["nothing"], ["phone", "children/nothing"], ["page:children"]):
        with pytest.raises(PlaceUnknown):
            gathering.to_section(FORM, places, label="?")
    for places in (["children"], ["children/name"]):
        with pytest.raises(PlaceImpossible):
            gathering.to_group(FORM, places, label="?")
    with pytest.raises(PlaceImpossible):
        gathering.to_end(FORM, ["phone", "children"], page="children", group="children")
    with pytest.raises(PlaceUnknown):
        gathering.to_end(FORM, ["phone"], page="nothing")


@given(
    chosen=st.lists(st.sampled_from([*TOP, *INNER]), min_size=1, max_size=12, unique=True),
    way=st.sampled_from(["page", "section", "end"]),
    page=st.sampled_from(PAGES),
)
def test_no_question_is_lost_or_there_twice(chosen: list[str], way: str, page: str) -> None:
    given_form = copy.deepcopy(FORM)
    match way:
        case "page":
            changed, place = gathering.to_page(given_form, chosen, title="新")
        case "section":
            changed, place = gathering.to_section(given_form, chosen, label="新")
        case _:
            changed, place = gathering.to_end(given_form, chosen, page=page)

    assert given_form == FORM, "what it was given stays"
    assert count(changed) == count(FORM)
    for one in editing.pages(changed):
        ids = [field["id"] for field in editing.fields(one)]
        assert len(ids) == len(set(ids))
    assert place
