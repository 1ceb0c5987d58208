"""Whoever changes the log is named, even the owner of its tables."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from madoguchi.config.command_line import main
from madoguchi.ground.foundation import events, seals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.models import Body, LoggedEvent, Seal
from madoguchi.ground.foundation.scope import body_scope
from tests.db.foundation.rows import AT, together

pytestmark = pytest.mark.django_db(transaction=True)
Ring = Callable[..., Any]
Change = Callable[[str, list[Any]], None]


@pytest.fixture
def sealed(minamo: Body, tokiwa: Body, ring: Ring) -> list[Any]:
    """Six events of one body under two seals, and one of its neighbour."""
    rung = [ring(minamo, times) for times in range(3)]
    ring(tokiwa)
    assert seals.seal_all(at=AT) == 4
    rung += [ring(minamo, times) for times in range(3, 6)]
    assert seals.seal_all(at=AT) == 3
    return rung


def findings(body: Body, **more: Any) -> list[tuple[str, int | None, Any]]:
    return [(one.kind, one.seal_number, one.event_id) for one in seals.verify(body.id, at=AT, **more)[0]]


def test_an_untouched_log_has_no_findings(sealed: list[Any], minamo: Body, tokiwa: Body) -> None:
    assert seals.verify(minamo.id, at=AT) == ([], 2, 6)
    assert seals.verify(tokiwa.id, at=AT) == ([], 1, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", '{"times":99}'),
        ("name", "tests.bell.muted"),
        ("at", AT - timedelta(days=1)),
        ("recorded_at", AT - timedelta(days=1)),
        ("actor_kind", "staff"),
        ("request_id", "another"),
        ("subject_type", "tests.siren"),
        ("arrival", 77),
    ],
)
def test_an_edited_event_is_named(sealed: list[Any], minamo: Body, as_owner: Change, column: str, value: Any) -> None:
    as_owner(f"UPDATE foundation_loggedevent SET {column} = %s WHERE id = %s", [value, sealed[1].id])
    assert findings(minamo) == [("changed", 1, sealed[1].id)]


def test_an_event_given_to_another_person_is_named(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    as_owner("UPDATE foundation_loggedevent SET actor_person_id = %s WHERE id = %s", [minamo.id, sealed[4].id])
    assert findings(minamo) == [("changed", 2, sealed[4].id)]


def test_a_deleted_event_is_named_by_its_place(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    as_owner("DELETE FROM foundation_loggedevent WHERE id = %s", [sealed[1].id])
    found = seals.verify(minamo.id, at=AT)[0]
    assert [(one.kind, one.seal_number, one.text) for one in found] == [
        ("missing", 1, "the event at place 2 of seal 1 is gone")
    ]


def test_an_inserted_event_is_named(sealed: list[Any], minamo: Body, ring: Ring, as_owner: Change) -> None:
    late = ring(minamo, 9)
    as_owner("UPDATE foundation_loggedevent SET seal_number = 1, leaf_index = 3 WHERE id = %s", [late.id])
    assert findings(minamo) == [("added", 1, late.id)]


def test_swapped_events_are_named(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    swap = "UPDATE foundation_loggedevent SET leaf_index = %s WHERE id = %s"
    for place, row in ((9, sealed[0]), (0, sealed[1]), (1, sealed[0])):
        as_owner(swap, [place, row.id])
    assert sorted(findings(minamo), key=str) == sorted(
        [("moved", 1, sealed[0].id), ("moved", 1, sealed[1].id)], key=str
    )


def test_events_that_changed_their_order_are_named(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    """What readers see: two events of one matter, each in the other's place."""
    place = "UPDATE foundation_loggedevent SET arrival = %s WHERE id = %s"
    as_owner(place, [sealed[5].arrival, sealed[3].id])
    as_owner(place, [sealed[3].arrival, sealed[5].id])
    assert findings(minamo) == [("moved", 2, sealed[3].id), ("moved", 2, sealed[5].id)]


def test_an_event_written_in_later_and_dated_back_is_named(
    sealed: list[Any], minamo: Body, ring: Ring, as_owner: Change
) -> None:
    forged = ring(minamo, 9)
    as_owner("UPDATE foundation_loggedevent SET recorded_at = %s WHERE id = %s", [AT - timedelta(days=1), forged.id])
    assert seals.seal_all(at=AT + timedelta(hours=2)) == 1
    assert findings(minamo) == [("added", 3, forged.id)]


def test_events_that_waited_for_a_worker_that_was_away_are_no_finding(minamo: Body, ring: Ring, clock: Any) -> None:
    ring(minamo)
    assert seals.seal_all(at=AT) == 1
    clock.shift(timedelta(hours=3))
    ring(minamo, 2)
    clock.shift(timedelta(hours=5))
    ring(minamo, 3)
    assert seals.seal_all(at=AT + timedelta(hours=9)) == 2
    assert seals.verify(minamo.id, at=AT + timedelta(hours=9)) == ([], 2, 3)


def test_an_event_put_under_no_place_of_a_seal_is_named(
    sealed: list[Any], minamo: Body, ring: Ring, as_owner: Change
) -> None:
    late = ring(minamo, 9)
    as_owner("UPDATE foundation_loggedevent SET seal_number = %s WHERE id = %s", [2, late.id])
    assert findings(minamo) == [("added", 2, late.id)]


def test_what_is_no_text_at_all_is_named_too(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    if connection.vendor == "sqlite":  # any bytes fit into its columns
        as_owner("UPDATE foundation_loggedevent SET facts = CAST(x'ff00fe' AS TEXT) WHERE id = %s", [sealed[1].id])
    else:
        as_owner("UPDATE foundation_loggedevent SET facts = '' WHERE id = %s", [sealed[1].id])
    assert findings(minamo) == [("changed", 1, sealed[1].id)]


def test_a_log_that_is_sealed_while_it_is_verified_is_sound(
    sealed: list[Any], minamo: Body, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New seals after the last one was read are no seals that were cut off."""
    waiting = ring(minamo, 7)
    look = seals._beyond_last_seal

    def after_a_seal(last: int, at: Any) -> Any:
        together(lambda: seals.seal_all(at=AT))
        return look(last, at)

    monkeypatch.setattr(seals, "_beyond_last_seal", after_a_seal)
    assert seals.verify(minamo.id, at=AT) == ([], 2, 6)
    with body_scope(minamo):
        assert LoggedEvent.objects.get(pk=waiting.id).seal_number == 3


def test_a_lost_last_seal_is_named(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    as_owner("DELETE FROM foundation_seal WHERE body_id = %s AND number = 2", [minamo.id])
    assert findings(minamo) == [("cut_off", 2, row.id) for row in sealed[3:]]


def test_a_lost_first_seal_breaks_the_chain(sealed: list[Any], minamo: Body, as_owner: Change) -> None:
    as_owner("DELETE FROM foundation_seal WHERE body_id = %s AND number = 1", [minamo.id])
    assert ("broken_chain", 2, None) in findings(minamo)


@pytest.mark.parametrize("column", ["root", "previous_root"])
def test_an_edited_seal_is_named(sealed: list[Any], minamo: Body, as_owner: Change, column: str) -> None:
    as_owner(f"UPDATE foundation_seal SET {column} = %s WHERE body_id = %s AND number = 2", ["f" * 64, minamo.id])
    assert ("changed", 2, None) in findings(minamo)


def test_an_event_that_nobody_seals_is_named(minamo: Body, ring: Ring) -> None:
    waiting = ring(minamo)
    assert seals.verify(minamo.id, at=AT + timedelta(seconds=60))[0] == []
    assert [one.event_id for one in seals.verify(minamo.id, at=AT + timedelta(seconds=61))[0]] == [waiting.id]


def _cut_off(minamo: Body, as_owner: Change) -> None:
    as_owner("DELETE FROM foundation_loggedevent WHERE body_id = %s AND seal_number = 2", [minamo.id])
    as_owner("DELETE FROM foundation_seal WHERE body_id = %s AND number = 2", [minamo.id])


def test_a_log_cut_off_with_its_seal_is_caught_by_the_exported_root(
    sealed: list[Any], minamo: Body, as_owner: Change
) -> None:
    exported = seals.exported_roots(minamo.id)
    _cut_off(minamo, as_owner)
    assert findings(minamo) == []  # the log itself cannot know
    assert findings(minamo, exported=exported) == [("cut_off", 2, None)]


def test_an_owner_who_seals_again_is_caught_by_the_exported_root(
    sealed: list[Any], minamo: Body, as_owner: Change
) -> None:
    exported = seals.exported_roots(minamo.id)
    as_owner("UPDATE foundation_loggedevent SET facts = %s WHERE id = %s", ['{"times":99}', sealed[4].id])
    unseal = "UPDATE foundation_loggedevent SET seal_number = NULL, leaf_index = NULL"
    as_owner(f"{unseal} WHERE body_id = %s AND seal_number = 2", [minamo.id])
    as_owner("DELETE FROM foundation_seal WHERE body_id = %s AND number = 2", [minamo.id])
    assert seals.seal_all(at=AT) == 3
    assert findings(minamo) == []
    assert findings(minamo, exported=exported) == [("changed", 2, None)]


def test_the_command_names_what_was_changed_and_fails(
    sealed: list[Any], minamo: Body, as_owner: Change, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["events", "export-root"]) == 0
    roots = tmp_path / "roots.json"
    roots.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["events", "verify", "--against", str(roots), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True

    as_owner("UPDATE foundation_loggedevent SET facts = %s WHERE id = %s", ['{"times":99}', sealed[4].id])

    assert main(["events", "verify", "--body", "minamo"]) == 1
    shown = capsys.readouterr()
    assert str(sealed[4].id) in shown.err
    assert "問題 1" in shown.out
    assert main(["events", "verify", "--body", "tokiwa"]) == 0
    capsys.readouterr()

    _cut_off(minamo, as_owner)
    assert main(["events", "verify", "--json"]) == 0
    assert main(["events", "verify", "--against", str(roots)]) == 1


def test_the_command_helps_with_a_wrong_slug_or_file(
    minamo: Body, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["events", "verify", "--body", "nowhere"]) == 2
    shown = capsys.readouterr().err
    assert "nowhere" in shown
    assert "minamo" in shown
    broken = tmp_path / "roots.json"
    broken.write_text('{"format": "madoguchi-roots/1", "roots": [{"body_id": "x"}]}')
    assert main(["events", "verify", "--against", str(broken)]) == 2
    assert "export-root" in capsys.readouterr().err


def test_the_product_itself_cannot_change_the_log(sealed: list[Any], minamo: Body) -> None:
    for statement in (
        "UPDATE foundation_loggedevent SET facts = '{}'",
        "DELETE FROM foundation_loggedevent",
        "UPDATE foundation_seal SET root = 'x'",
        "DELETE FROM foundation_seal",
    ):
        with pytest.raises(DatabaseError), body_scope(minamo, write=True), connection.cursor() as cursor:
            cursor.execute(statement)
    assert findings(minamo) == []


@pytest.mark.real_time
def test_concurrent_commits_are_all_sealed_once(minamo: Body, tokiwa: Body, ring: Ring) -> None:
    def many() -> None:
        for times in range(10):
            ring(minamo, times)  # of one subject, by all at once

    def sealing() -> None:
        for _ in range(10):
            seals.seal_all(at=AT)

    together(many, many, many, sealing, sealing)
    seals.seal_all(at=AT)

    found, _, events_checked = seals.verify(minamo.id, at=AT)
    assert (found, events_checked) == ([], 30)
    with body_scope(minamo):
        assert len(set(LoggedEvent.objects.values_list("arrival", flat=True))) == 30
        assert sum(Seal.objects.values_list("event_count", flat=True)) == 30


@pytest.mark.postgres
def test_an_event_committed_late_goes_under_the_next_seal(
    minamo: Body, tokiwa: Body, ring: Ring, rung: events.Event
) -> None:
    early_is_open, may_commit = threading.Event(), threading.Event()

    def early() -> None:
        with body_scope(minamo, write=True):
            events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, times=1)
            early_is_open.set()
            assert may_commit.wait(20)

    def later() -> None:
        assert early_is_open.wait(20)
        ring(minamo, 2, subject=tokiwa)
        assert seals.seal_all(at=AT) == 1
        may_commit.set()

    together(early, later)
    assert seals.seal_all(at=AT) == 1
    assert seals.verify(minamo.id, at=AT) == ([], 2, 2)
