import itertools
import json
from contextlib import suppress
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.line.forms.core.answers import cleaned, places
from madoguchi.line.forms.core.definition import (
    DefinitionRefused,
    canonical,
    content_address,
    parse_definition,
    parse_form,
)
from tests.support.forms import JSON, SEEDS, condition, definitions, label

NAME = {"id": "name", "type": "name", "label": {"ja": "氏名"}}


def form(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    page = {"id": "one", "title": {"ja": "ページ"}, "fields": [NAME, *fields]}
    return {"pages": [page], "applicant": {"name": "name"}, **more}


def field(kind: str, name: str = "f", **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "label": {"ja": "質問"}, **more}


def group(*inside: dict[str, Any]) -> dict[str, Any]:
    return field("group", item_label={"ja": "お子さま"}, fields=list(inside))


ASKED = field("yesno")


def problems(data: object) -> dict[str, str]:
    with pytest.raises(DefinitionRefused) as refused:
        parse_form(data)
    assert all(problem.message.ja and problem.message.en for problem in refused.value.problems)
    return {problem.path: problem.message.en for problem in refused.value.problems}


@pytest.mark.parametrize(
    "made, path",
    [
        (form(field("text", colour="red")), "form/pages/0/fields/1/colour"),
        (form(field("text", options=[])), "form/pages/0/fields/1/options"),
        (form(field("telepathy")), "form/pages/0/fields/1/type"),
        (form(field("text", name="name")), "form/pages/0/fields/1/id"),
        (form(field("text", name="Name")), "form/pages/0/fields/1/id"),
        (form(field("text", name="csrfmiddlewaretoken")), "form/pages/0/fields/1/id"),
        (form({"id": "f", "type": "text", "label": {"en": "x"}}), "form/pages/0/fields/1/label/ja"),
        (form({"id": "f", "type": "text"}), "form/pages/0/fields/1/label"),
        (form(field("text", help={"ja": " "})), "form/pages/0/fields/1/help/ja"),
        (form(field("text", help={"ja": "x", "fr": "y"})), "form/pages/0/fields/1/help/fr"),
        (form(field("choice", options=[])), "form/pages/0/fields/1/options"),
        (form(field("choice")), "form/pages/0/fields/1/options"),
        (
            form(field("choice", options=[{"value": "a", "label": {"ja": "x"}}] * 2)),
            "form/pages/0/fields/1/options/1/value",
        ),
        (form(field("number", min=5, max=2)), "form/pages/0/fields/1/min"),
        (form(field("yen", min=-1)), "form/pages/0/fields/1/min"),
        (form(field("number", min=1.5)), "form/pages/0/fields/1/min"),
        (form(field("number", min=True)), "form/pages/0/fields/1/min"),
        (form(field("file", required=True, min=0)), "form/pages/0/fields/1/min"),
        (form(field("file", max=0)), "form/pages/0/fields/1/max"),
        (form(field("text", max_length=0)), "form/pages/0/fields/1/max_length"),
        (form(field("text", required="yes")), "form/pages/0/fields/1/required"),
        (form(field("date", earliest="2026-13-01")), "form/pages/0/fields/1/earliest"),
        (form(field("date", earliest="2026-02-01", latest="2026-01-01")), "form/pages/0/fields/1/earliest"),
        (form(field("text", label={"ja": "個人番号（12桁）"})), "form/pages/0/fields/1/label"),
        (form(group(group(NAME))), "form/pages/0/fields/1/fields/0/type"),
        (form(group(NAME, NAME)), "form/pages/0/fields/1/fields/1/id"),
        (form(field("text", show_when={"field": "g", "is": "yes"})), "form/pages/0/fields/1/show_when/field"),
        (form(field("text", show_when={"field": "f", "is": "yes"})), "form/pages/0/fields/1/show_when/field"),
        (form(field("text", show_when={"field": "name", "is": "yes"})), "form/pages/0/fields/1/show_when/field"),
        (form(ASKED, field("text", "g", show_when={"field": "f", "is": "maybe"})), "form/pages/0/fields/2/show_when"),
        (form(field("yesno"), field("text", "g", show_when={"field": "f"})), "form/pages/0/fields/2/show_when"),
        (form(field("yesno"), field("text", "g", show_when={"all": []})), "form/pages/0/fields/2/show_when/all"),
        (form(applicant={"name": "nobody"}), "form/applicant/name"),
        (form(applicant={}), "form/applicant/name"),
        (form(field("text"), applicant={"name": "name", "email": "f"}), "form/applicant/email"),
        (form(pages=[]), "form/pages"),
        (form(pages=[{"id": "a", "title": {"ja": "x"}, "fields": []}]), "form/pages/0/fields"),
        (form(colour=1), "form/colour"),
        ([], "form"),
        (None, "form"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_path(made: object, path: str) -> None:
    assert path in problems(made)


def test_all_mistakes_are_told_at_once() -> None:
    found = problems(form(field("text", colour=1), field("choice", "g"), applicant={"name": "x"}))
    assert set(found) == {"form/pages/0/fields/1/colour", "form/pages/0/fields/2/options", "form/applicant/name"}


def test_a_condition_that_contradicts_its_own_question_is_refused() -> None:
    made = form(
        field("yesno"),
        field("yesno", "g", show_when={"field": "f", "is": "yes"}),
        field("text", "h", show_when={"all": [{"field": "g", "is": "yes"}, {"field": "f", "is": "no"}]}),
    )
    assert list(problems(made)) == ["form/pages/0/fields/3/show_when"]


def test_a_question_in_a_group_may_look_at_its_neighbours_and_at_the_top_but_not_the_other_way_round() -> None:
    inside = [field("yesno", "together"), field("text", "where", show_when={"field": "together", "is": "no"})]
    group = field("group", "children", item_label={"ja": "お子さま"}, fields=inside)
    parse_form(form(field("yesno"), {**group, "show_when": {"field": "f", "is": "yes"}}))
    late = field("text", "late", show_when={"field": "together", "is": "no"})
    assert list(problems(form(group, late))) == ["form/pages/0/fields/2/show_when/field"]


def test_a_condition_with_too_many_ways_is_refused() -> None:
    questions = [field("yesno", f"q{n}") for n in range(20)]
    some = [{"any": [{"field": f"q{n}", "is": "yes"}, {"field": f"q{n + 1}", "is": "yes"}]} for n in range(0, 20, 2)]
    assert "form/pages/0/fields/21/show_when" in problems(
        form(*questions, field("text", "last", show_when={"all": some}))
    )


def small_logic(seed: int) -> dict[str, Any]:
    random = Random(seed)
    asked: list[dict[str, Any]] = []
    for n in range(random.randint(2, 5)):
        one: dict[str, Any] = {"id": f"q{n}", "type": "yesno", "label": label("質問")}
        if asked and random.random() < 0.6:
            one["show_when"] = condition(random, asked)
        asked.append(one)
    return form(*asked)


@given(SEEDS.map(small_logic))
def test_a_form_is_accepted_exactly_when_every_question_can_be_reached(data: dict[str, Any]) -> None:
    bare = deepcopy(data)
    names = [one["id"] for one in data["pages"][0]["fields"][1:]]
    reached: set[str] = set()
    try:
        parsed = parse_form(data)
    except DefinitionRefused:
        for one in bare["pages"][0]["fields"]:
            one.pop("show_when", None)
        parsed = None
    for given_answers in itertools.product((None, "yes", "no"), repeat=len(names)):
        answers = dict(zip(names, given_answers, strict=True))
        reached |= _reached(data["pages"][0]["fields"][1:], answers)
        if parsed is not None:
            shown = {place.field.id for place in places(parsed, cleaned(parsed, answers))} - {"name"}
            assert shown == _reached(data["pages"][0]["fields"][1:], answers)
    assert (parsed is not None) == (reached == set(names))


def _reached(asked: list[dict[str, Any]], answers: dict[str, str | None]) -> set[str]:
    """An independent reading of the meaning: hidden answers do not count."""

    def true(condition: dict[str, Any], seen: dict[str, str | None]) -> bool:
        if "all" in condition:
            return all(true(one, seen) for one in condition["all"])
        if "any" in condition:
            return any(true(one, seen) for one in condition["any"])
        wanted = condition.get("in", [condition.get("is")])
        return seen.get(condition["field"]) in wanted

    seen: dict[str, str | None] = {}
    for one in asked:
        if "show_when" not in one or true(one["show_when"], seen):
            seen[one["id"]] = answers[one["id"]]
    return set(seen)


@given(JSON)
def test_any_json_is_either_read_or_refused(data: Any) -> None:
    for made in (
        data,
        {"format": 1, "procedure": data, "form": data},
        form(*[data]) if isinstance(data, dict) else data,
    ):
        with pytest.raises(DefinitionRefused):
            parse_definition(made)
        with pytest.raises(DefinitionRefused):
            parse_form(made)


@settings(max_examples=60)
@given(definitions(), st.data())
def test_one_spoilt_value_anywhere_never_crashes_the_reader(definition: dict[str, Any], data: st.DataObject) -> None:
    spots = list(_spots(definition))
    holder, key = data.draw(st.sampled_from(spots))
    holder[key] = data.draw(JSON)
    with suppress(DefinitionRefused):
        parse_form(definition)


def _spots(data: Any) -> Any:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(pairs):
        yield data, key
        yield from _spots(value)


@given(definitions())
def test_the_content_address_does_not_depend_on_the_order_of_keys(definition: dict[str, Any]) -> None:
    turned = _turned(definition)
    assert content_address(turned) == content_address(definition)
    assert json.loads(canonical(definition)) == definition
    definition["pages"][0]["title"]["ja"] += "。"
    assert content_address(turned) != content_address(definition)


def _turned(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _turned(data[key]) for key in reversed(data)}
    return [_turned(one) for one in data] if isinstance(data, list) else data


def test_the_content_address_is_the_sha256_of_canonical_json() -> None:
    # printf '{"a":"窓口","b":[1,true]}' | sha256sum
    assert canonical({"b": [1, True], "a": "窓口"}) == '{"a":"窓口","b":[1,true]}'
    assert (
        content_address({"b": [1, True], "a": "窓口"})
        == "d8b341da91be17539060d50f3690f0ff743ed4016890db3cbab3c8341eee654f"
    )


def test_floats_and_characters_no_database_keeps_are_refused() -> None:
    whole = {"format": 1, "procedure": {"code": "x", "name": {"ja": "x"}}, "form": form()}
    parse_definition(whole)
    for part in ({"rate": 1.5}, {"text": "a\x00"}, {"text": "\ud800"}, {"\udfff": 1}):
        with pytest.raises(DefinitionRefused, match="fees"):
            parse_definition({**whole, "fees": part})
