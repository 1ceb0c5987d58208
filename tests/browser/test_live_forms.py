"""The rules of a form while somebody types, as the server has them afterwards; and the same form without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.browser.conftest import Visit
from tests.support import journeys
from tests.support.visitors import PHONE, Visitor, overflow

COUNTED = "#q-counted_children"
TOO_OLD = "18歳になったあとの3月31日を過ぎたお子さま"


def at_children(visitor: Visitor, answers: Mapping[str, Any]) -> None:
    """Begin 児童手当 and answer up to the page of the children."""
    journeys.begin(visitor, "jido-teate")
    before = {name: value for name, value in answers.items() if name not in ("children", "older")}
    for _ in journeys.answer_all(visitor, before):
        if "/p/children/" in visitor.page.url:
            return
    raise AssertionError("no page asks for children")


def child(year: str, month: str = "5", day: str = "1", *, era: str = "W", index: int = 0) -> dict[str, str]:
    """Return a birth date as it is typed."""
    name = f"children-{index}-birth_date"
    return {f"{name}-era": era, f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}


def test_questions_amounts_and_warnings_follow_what_is_typed_and_the_server_agrees(visit: Visit) -> None:
    parent, answers = visit(viewport=PHONE), journeys.parent(5)
    at_children(parent, answers)
    page = parent.page
    older_count = page.locator('[name="older_count"]')
    assert not older_count.is_visible()
    assert not page.locator('[name="children-0-address-text"]').is_visible()
    assert page.locator(COUNTED).inner_text().endswith("をお答えいただくと計算します）")

    parent.fill({**child("２０２４"), "older": "yes"})  # wide digits, as telephones write them
    assert older_count.is_visible()
    assert page.locator(COUNTED).inner_text() == "（「上のお子さまの人数」をお答えいただくと計算します）"
    parent.fill({"older_count": "2"})
    assert page.locator(COUNTED).inner_text() == "3人"
    parent.fill({"children-0-together": "no"})
    assert page.locator('[name="children-0-address-text"]').is_visible()
    parent.fill({"children-0-together": "yes", "older": "no"})
    assert not page.locator('[name="children-0-address-text"]').is_visible()
    assert not older_count.is_enabled()  # hidden boxes are not sent
    assert page.locator(COUNTED).inner_text() == "1人"

    warning = page.locator('[data-madoguchi-check="children-0-birth_date/0"]')
    assert not warning.is_visible()
    parent.fill(child("15", era="H"))
    assert warning.is_visible()
    assert TOO_OLD in warning.inner_text()
    parent.press(journeys.GO_ON, status=422)
    assert TOO_OLD in page.locator(".m-error-summary").inner_text()
    assert warning.count() == 0  # the server has said so

    parent.fill({**child("2024"), "older": "yes"})
    parent.fill({"older_count": "2"})
    assert page.locator(COUNTED).inner_text() == "3人"
    assert not overflow(page)
    named = {name: value for name, value in journeys.inputs(answers).items() if not name.startswith("children-0-birth")}
    parent.fill({**named, "older": "yes"})
    parent.press(journeys.GO_ON)
    for _ in journeys.answer_all(parent, {**answers, "children": [{}], "older": "yes"}):
        pass
    assert "第3子以降を数えるときのお子さまの人数 3人" in parent.text()


def test_without_script_every_question_is_there_with_a_word_on_for_whom_it_is(visit: Visit) -> None:
    parent, answers = visit(script=False, viewport=PHONE), journeys.parent(6)
    at_children(parent, answers)
    page = parent.page
    assert page.locator('[name="older_count"]').is_visible()
    assert "で「はい」を選んだ方だけお答えください。" in parent.text()
    assert not page.locator("[data-madoguchi-check]").first.is_visible()
    parent.fill({**journeys.inputs(answers), **child("2003")})
    parent.press(journeys.GO_ON, status=422)
    assert TOO_OLD in page.locator(".m-error-summary").inner_text()
    assert page.locator(COUNTED).inner_text() == "1人"
    parent.fill({**child("2024"), "older": "yes", "older_count": "2"})
    parent.press(journeys.GO_ON)
    for _ in journeys.answer_all(parent, {**answers, "children": [{}], "older": "yes"}):
        pass
    assert "第3子以降を数えるときのお子さまの人数 3人" in parent.text()
