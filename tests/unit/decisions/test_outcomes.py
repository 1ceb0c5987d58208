"""What a decision needs before it is sealed: 行政手続法 第8条, 行政不服審査法 第82条, 行政事件訴訟法 第46条."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.decisions.core import outcomes
from madoguchi.line.decisions.core.outcomes import Outcome, State
from tests.support.procedures import definition

PART = outcomes.parse(definition("jido-teate")["decisions"])
ITEMS: dict[str, Any] = {"monthly_yen": 15_000, "starts_on": "2026-05-01"}
BLANK = st.text(" \t\n\u3000", max_size=3)


@pytest.mark.parametrize(
    "outcome, reasons, appeal, items, missing",
    [
        (Outcome.GRANTED, "", "", ITEMS, 0),
        (Outcome.GRANTED, "", "", {}, 2),
        (Outcome.GRANTED, "", "", {**ITEMS, "starts_on": ""}, 1),
        (Outcome.GRANTED_IN_PART, "理由", "教示", ITEMS, 0),
        (Outcome.GRANTED_IN_PART, "理由", "", ITEMS, 1),
        (Outcome.GRANTED_IN_PART, "", "", {}, 4),
        (Outcome.REFUSED, "理由", "教示", {}, 0),
        (Outcome.REFUSED, "", "教示", {}, 1),
        (Outcome.REFUSED, "", "", {}, 2),
    ],
)
def test_what_is_missing_is_named_one_by_one(
    outcome: Outcome, reasons: str, appeal: str, items: dict[str, Any], missing: int
) -> None:
    found = outcomes.missing(outcome, reasons=reasons, appeal=appeal, items=items, part=PART)
    assert len(found) == missing
    if missing:
        with pytest.raises(outcomes.NotComplete) as refused:
            outcomes.require_complete(outcome, reasons=reasons, appeal=appeal, items=items, part=PART)
        assert all(one.ja in refused.value.why.ja and one.en in refused.value.why.en for one in found)
    else:
        outcomes.require_complete(outcome, reasons=reasons, appeal=appeal, items=items, part=PART)


@given(st.sampled_from(sorted(outcomes.AGAINST)), BLANK, BLANK)
def test_blank_reasons_are_no_reasons(outcome: Outcome, reasons: str, appeal: str) -> None:
    found = outcomes.missing(outcome, reasons=reasons, appeal=appeal, items=ITEMS, part=PART)
    assert [one.ja for one in found] == [outcomes.MISSING["reasons"].ja, outcomes.MISSING["appeal"].ja]


def test_nothing_granted_may_be_nought_yen() -> None:
    assert outcomes.missing(Outcome.GRANTED, reasons="", appeal="", items={**ITEMS, "monthly_yen": 0}, part=PART) == []


def test_what_is_typed_is_stored_as_yen_and_dates() -> None:
    typed = {"monthly_yen": "１５，０００円", "starts_on": "令和8年5月1日", "unknown": "x"}
    assert outcomes.read_items(PART, typed) == ITEMS
    assert outcomes.read_items(PART, {"monthly_yen": " ", "starts_on": "2026-05-01"}) == {"starts_on": "2026-05-01"}


@pytest.mark.parametrize("typed", [{"monthly_yen": "たくさん"}, {"monthly_yen": "1.5"}, {"starts_on": "来月"}])
def test_what_is_no_amount_and_no_day_is_refused(typed: dict[str, str]) -> None:
    with pytest.raises(Refused):
        outcomes.read_items(PART, typed)


def test_the_notice_prints_amounts_and_days_as_the_office_writes_them() -> None:
    lines = [(label.ja, value.ja) for label, value in outcomes.lines(PART, ITEMS)]
    assert lines == [("手当月額", "15,000円"), ("支給開始年月", "令和8年5月")]
    assert outcomes.shown("month", "2026-05-01").ja == "令和8年5月"
    assert outcomes.shown("number", 4).ja == "4"


def test_only_a_draft_is_proposed_and_what_is_sealed_stays() -> None:
    assert set(outcomes.NEXT) == set(State)
    assert outcomes.NEXT[State.SEALED] == frozenset()
    assert State.SEALED not in outcomes.NEXT[State.DRAFT]
