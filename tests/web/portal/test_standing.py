"""What an applicant is told follows from the marks of the events he may see."""

from __future__ import annotations

import pytest

from madoguchi.faces.portal.core.standing import AFTER, COMING, WORDS, Step, step_of
from madoguchi.ground.foundation.events import Mark


def test_the_core_knows_the_marks_of_the_log() -> None:
    assert set(AFTER) <= {mark.value for mark in Mark}
    # 引継ぎ is told by no applicant-visible event
    assert {mark.value for mark in Mark} - set(AFTER) == {"handed_over"}


def test_every_step_has_words_in_three_languages() -> None:
    assert set(WORDS) == set(COMING) == set(Step)
    for words in WORDS.values():
        for message in (words.chip, words.now, words.next, words.doing):
            assert all((message.ja, message.en, message.easy))


@pytest.mark.parametrize(
    ("marks", "step"),
    [
        ([], Step.ARRIVED),
        (["arrived"], Step.ARRIVED),
        (["arrived", "review_started"], Step.REVIEW),
        (["arrived", "review_started", "correction_asked"], Step.CORRECTION),
        (["arrived", "review_started", "correction_asked", "correction_answered"], Step.REVIEW),
        (["arrived", "review_started", "proposed"], Step.APPROVAL),
        (["arrived", "review_started", "proposed", "approved"], Step.APPROVAL),
        (["arrived", "review_started", "proposed", "approved", "decided"], Step.DECIDED),
        (["arrived", "review_started", "proposed", "approved", "decided", "notified"], Step.NOTIFIED),
        (["arrived", "withdrawn"], Step.WITHDRAWN),
        (["arrived", "handed_over"], Step.ARRIVED),
    ],
)
def test_the_last_mark_that_says_something_decides(marks: list[str], step: Step) -> None:
    assert step_of(marks) is step


def test_only_a_correction_is_the_applicants_turn() -> None:
    assert [step for step, words in WORDS.items() if words.is_yours] == [Step.CORRECTION]
