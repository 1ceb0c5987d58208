"""Every save of a draft is kept as a state; people go back and forward, and write on from any."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.rules import draft_states, packages, refusals
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.models import RuleDraft, RuleDraftState
from tests.support.bodies import Staffed
from tests.support.rule_books import ALLOWANCE, adopt, case, compiled_shipped, layer

pytestmark = pytest.mark.django_db
NEW = case("五月", "2026-05-01", 7000)


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "shipped", compiled_shipped)


@pytest.fixture
def draft(staffed: Staffed) -> RuleDraft:
    return rules.start_draft(package_id=ALLOWANCE, actor=staffed.actor("officer"), at=now())


def save(draft: RuleDraft, staffed: Staffed, amount: int, *, by: str = "officer") -> None:
    """Save an amount in what the draft is now."""
    page = rules.draft_page(draft.id, staffed.actor(by))
    rules.save_draft(
        draft_id=draft.id, version=page.version, document=layer(amount), note="", actor=staffed.actor(by), at=now()
    )


def go(draft: RuleDraft, staffed: Staffed, number: int | None, *, by: str = "officer") -> rules.DraftPage:
    page = rules.draft_page(draft.id, staffed.actor(by))
    assert number is not None
    rules.go_to_state(draft_id=draft.id, version=page.version, number=number, actor=staffed.actor(by), at=now())
    return rules.draft_page(draft.id, staffed.actor(by))


def amount(page: rules.DraftPage) -> Any:
    entries = json.loads(page.document)["parameters"]
    return entries[0]["entries"][0]["value"] if entries else None


def test_saves_are_undone_and_done_again_one_by_one(staffed: Staffed, draft: RuleDraft) -> None:
    for each in (6000, 7000, 8000):
        save(draft, staffed, each)
    page = rules.draft_page(draft.id, staffed.actor("officer"))
    assert (amount(page), page.redo) == (8000, None)
    seen = []
    while page.undo is not None:
        page = go(draft, staffed, page.undo)
        seen.append(amount(page))
    while page.redo is not None:
        page = go(draft, staffed, page.redo)
        seen.append(amount(page))
    assert seen == [7000, 6000, None, 6000, 7000, 8000]
    with body_scope(staffed.body):
        last = LoggedEvent.objects.filter(name="rules.draft.went_back").order_by("-id").first()
    assert last is not None
    facts = json.loads(last.facts)
    assert (facts["state"], facts["version"]) == (4, 10)


def test_who_writes_after_going_back_loses_nothing_that_was_left(
    staffed: Staffed, draft: RuleDraft, clock: time_machine.Traveller
) -> None:
    for each in (6000, 7000):
        save(draft, staffed, each)
    go(draft, staffed, 2)
    clock.shift(60)
    save(draft, staffed, 9000, by="chief")
    page = rules.draft_page(draft.id, staffed.actor("officer"))
    assert (amount(page), page.undo, page.redo) == (9000, 2, None)
    states = rules.draft_states(draft.id, staffed.actor("officer"))
    assert [(row.number, row.is_current) for row in states.rows] == [(4, True), (3, False), (2, False), (1, False)]
    assert states.rows[0].saved_by == staffed.people["chief"].name
    assert [words.ja for words in states.rows[0].touched] == ["値「基本額」"]
    assert amount(go(draft, staffed, 3)) == 7000  # the branch that was left


def test_going_back_is_refused_where_another_saved_where_it_waits_and_where_there_is_nothing(
    staffed: Staffed, draft: RuleDraft
) -> None:
    save(draft, staffed, 7000)
    by: dict[str, Any] = {"draft_id": draft.id, "actor": staffed.actor("officer"), "at": now()}
    with pytest.raises(refusals.DraftChangedMeanwhile):
        rules.go_to_state(version=1, number=1, **by)
    for number in (2, 3, 99):  # the current one, and none
        with pytest.raises(refusals.StateNotThere):
            rules.go_to_state(version=2, number=number, **by)
    rules.save_cases(version=2, cases=NEW, **by)
    document = rules.draft_page(draft.id, by["actor"]).document
    saved = rules.save_draft(version=3, document=document, note="額を改めた。", **by)
    rules.propose(version=saved.version, effective_from=now().date(), **by)
    with pytest.raises(refusals.ProposalWaits):
        rules.go_to_state(version=saved.version, number=1, **by)


def test_a_save_that_changes_nothing_makes_no_state_and_cases_are_told(staffed: Staffed, draft: RuleDraft) -> None:
    by: dict[str, Any] = {"draft_id": draft.id, "actor": staffed.actor("officer"), "at": now()}
    rules.save_draft(version=1, document=draft.document, note="", **by)
    rules.save_cases(version=2, cases=NEW, **by)
    rules.save_cases(version=3, cases=f"{NEW}\n{case('六月', '2026-06-01', 1)}", **by)
    page = rules.draft_state(draft.id, 3, staffed.actor("officer"))
    assert [row.number for row in page.states.rows] == [3, 2, 1]
    assert page.before is not None
    assert rules.case_changes(page.before, page.after) == ([], ["六月"])
    assert [each.ja for each in page.row.touched] == ["確認事例（加えた1件、変えた0件、消した0件）"]


def test_no_more_states_are_kept_than_a_hundred_nor_more_than_so_many_characters(
    staffed: Staffed, draft: RuleDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_states, "MOST_STATES", 3)
    for each in (5000, 6000, 7000, 8000):
        save(draft, staffed, each)
    states = rules.draft_states(draft.id, staffed.actor("officer"))
    assert [row.number for row in states.rows] == [5, 4, 3]
    assert not states.rows[-1].touched  # what it was made from is gone
    with pytest.raises(refusals.StateNotThere):
        rules.draft_state(draft.id, 2, staffed.actor("officer"))
    monkeypatch.setattr(draft_states, "MOST_CHARACTERS", 10)
    save(draft, staffed, 9000)
    page = rules.draft_page(draft.id, staffed.actor("officer"))
    assert (amount(page), page.undo) == (9000, None)


def test_states_stay_as_written_and_go_with_their_draft(staffed: Staffed, draft: RuleDraft) -> None:
    save(draft, staffed, 7000)
    with body_scope(staffed.body, write=True):
        states = RuleDraftState.objects.filter(draft=draft)
        for change in ({"document": "{}"}, {"saved_by": None}, {"after": 5}):
            with pytest.raises(DatabaseError, match="stay as written"), transaction.atomic():
                states.update(**change)
    page = rules.draft_page(draft.id, staffed.actor("officer"))
    rules.discard_draft(draft_id=draft.id, version=page.version, actor=staffed.actor("officer"), at=now())
    with body_scope(staffed.body):
        assert not RuleDraftState.objects.exists()
    adopt(staffed, layer(), NEW)
    with body_scope(staffed.body):
        assert not RuleDraftState.objects.exists()


def test_a_draft_begun_before_states_were_kept_has_its_content_as_the_first(staffed: Staffed, draft: RuleDraft) -> None:
    with body_scope(staffed.body, write=True):
        RuleDraftState.objects.all().delete()
        RuleDraft.objects.update(state=0)
    page = rules.draft_page(draft.id, staffed.actor("officer"))
    assert (page.undo, page.redo) == (None, None)
    save(draft, staffed, 7000)
    page = rules.draft_page(draft.id, staffed.actor("officer"))
    assert amount(go(draft, staffed, page.undo)) is None
