"""What is said of a question, asked by a form: nothing is lost on the way there and back."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core import editing
from madoguchi.line.forms.core.checks import check_page
from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.settings_form import PAGE_ID, settings_answers, settings_form, settings_of
from madoguchi.office.rules.language import print_expression
from tests.support.forms import definition as random_form

TODAY = date(2026, 4, 1)


@given(seed=st.integers(0, 10**6))
def test_settings_asked_and_answered_leave_the_form_as_it_was(seed: int) -> None:
    form: dict[str, Any] = random_form(Random(seed))
    before = parse_form(form)
    for page in form["pages"]:
        asked = [(f"page:{page['id']}", page, None)]
        asked += [(field["id"], field, Kind(field["type"])) for field in page["fields"]]
        asked += [
            (f"{field['id']}/{inner['id']}", inner, Kind(inner["type"]))
            for field in page["fields"]
            for inner in field.get("fields", ())
        ]
        for place, data, kind in asked:
            condition = before.page(page["id"]).show_when if kind is None else before.field(place).show_when
            answers = settings_answers(data, "" if condition is None else print_expression(condition), kind)
            assert check_page(settings_form(kind), PAGE_ID, answers, today=TODAY) == (), place
            form = editing.change(form, place, settings_of(answers, kind))

    assert parse_form(form) == before


@pytest.mark.parametrize("kind", [None, *Kind])
def test_a_text_that_is_needed_is_asked_for(kind: Kind | None) -> None:
    found = check_page(settings_form(kind), PAGE_ID, {}, today=TODAY)

    assert ("title_ja" if kind is None else "label_ja") in [error.path for error in found]


def test_options_without_a_value_get_a_free_one() -> None:
    options = [{"ja": "一"}, {"value": "option_2", "ja": "二"}, {"ja": "三"}]
    settings: Any = settings_of({"label_ja": "?", "options": options}, Kind.CHOICE)

    assert [one["value"] for one in settings["options"]] == ["option_1", "option_2", "option_3"]


def test_what_is_left_empty_is_taken_away() -> None:
    settings = settings_of({"label_ja": "氏名", "required": "no"}, Kind.NAME)

    assert settings["label"] == {"ja": "氏名"}
    assert {key for key, value in settings.items() if value is not None} == {"label"}
