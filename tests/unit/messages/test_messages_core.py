"""Templates and retries: plain words in, plain words out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.messages.core import retries, templates


@pytest.fixture
def template() -> Iterator[templates.Template]:
    made = templates.Template(
        "tests.hello",
        Message("【{body}】お知らせ", "[{body}] News", easy="お知らせ（{body}）"),
        Message("{body}からです。\n{link}", "From {body}.\n{link}"),
    )
    yield made
    del templates.declared["tests.hello"]


def test_attempts_are_spread_over_more_than_a_day_and_then_a_person_has_to_look() -> None:
    waits = [wait for attempts in range(1, retries.ATTEMPTS_AT_MOST) if (wait := retries.wait_after(attempts))]
    assert waits == sorted(waits)
    assert len(waits) == 9
    assert sum(waits, timedelta()) == timedelta(hours=25, minutes=21)
    assert [retries.wait_after(attempts) for attempts in (10, 11, 100)] == [None] * 3


def test_words_follow_the_readers_language(template: templates.Template) -> None:
    facts = {"body": "みなも市", "link": "https://example.jp/"}
    assert templates.fill(template, facts, "ja").subject == "【みなも市】お知らせ"
    assert templates.fill(template, facts, "en").body == "From みなも市.\nhttps://example.jp/"
    easy = templates.fill(template, facts, "ja-easy")
    assert (easy.subject, easy.body) == ("お知らせ（みなも市）", "みなも市からです。\nhttps://example.jp/")


def test_a_mark_without_a_fact_is_a_fault(template: templates.Template) -> None:
    with pytest.raises(KeyError):
        templates.fill(template, {"body": "みなも市"}, "ja")


@given(st.text())
def test_no_fact_can_forge_a_header(fact: str) -> None:
    made = templates.Template.__new__(templates.Template)  # not declared: a hundred of them
    object.__setattr__(made, "code", "tests.forged")
    object.__setattr__(made, "subject", Message("件名 {body}", "Subject {body}"))
    object.__setattr__(made, "body", Message("{body}", "{body}"))
    filled = templates.fill(made, {"body": fact}, "ja")
    assert len(filled.subject.splitlines()) == 1
    assert filled.body == fact


def test_a_fact_is_not_filled_again(template: templates.Template) -> None:
    filled = templates.fill(template, {"body": "{link}", "link": "x"}, "ja")
    assert filled.subject == "【{link}】お知らせ"


def test_a_code_names_one_template_only(template: templates.Template) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        templates.Template("tests.hello", Message("あ", "a"), Message("い", "b"))
