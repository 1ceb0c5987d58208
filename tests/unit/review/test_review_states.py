"""The table of a case's states, and the part of a definition that review reads."""

from __future__ import annotations

import pytest

from madoguchi.line.review.core import part, states
from madoguchi.line.review.core.states import State
from tests.support.procedures import definition

ALLOWED = {
    ("received", "in_review"), ("received", "withdrawn"),
    ("in_review", "returned"), ("in_review", "proposed"), ("in_review", "withdrawn"),
    ("returned", "in_review"), ("returned", "withdrawn"),
    ("proposed", "in_review"), ("proposed", "decided"), ("proposed", "withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("wanted", State)
def test_the_table_is_the_one_the_office_agreed_on(now: State, wanted: State) -> None:
    if (now.value, wanted.value) in ALLOWED:
        states.check(now, wanted)
        return
    with pytest.raises(states.NotAllowedNow) as refused:
        states.check(now, wanted)
    assert states.LABELS[now].ja in refused.value.why.ja
    assert states.LABELS[now].en in refused.value.why.en


def test_withdrawal_is_possible_from_every_open_state_and_ends_it() -> None:
    assert {now for now in State if State.WITHDRAWN in states.NEXT[now]} == states.OPEN
    assert set(State) - {State.DECIDED, State.WITHDRAWN} == states.OPEN
    assert set(states.LABELS) == set(states.NEXT) == set(State)


def test_every_procedure_knows_the_reason_other() -> None:
    read = part.parse(definition("jido-teate")["review"])
    assert read.period_days == 15
    assert [one.id for one in read.reasons] == ["unclear", "mismatch", "missing", "not_own_account", "other"]
    assert read.reason("other") is part.OTHER
    assert read.reason("because") is None
    assert {one.id: one.fields for one in read.checks}["account"] == ("bank", "bank_photo")


def test_a_text_without_english_falls_back_to_japanese() -> None:
    assert part.message({"ja": "確認"}).text("en") == "確認"
