"""Packages lost, repeated, early, cut short, changed, forged: no harm, and every one is told."""

from __future__ import annotations

import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from madoguchi.ground.foundation import events, retention
from madoguchi.ground.foundation.models import Crossing, LoggedEvent, SentPackage, StoredFile, TakenPackage
from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.ground.foundation.zones import contents, courier, crossings, sealing, sending, taking_in
from madoguchi.ground.foundation.zones.refusals import KeyMissing, NotApart
from madoguchi.ground.kernel.ids import uuid7
from madoguchi.line.intake import public as intake
from madoguchi.line.review.models import Case
from madoguchi.office.approval import events as approval_told

if TYPE_CHECKING:
    import time_machine

    from tests.support.apart import Apart, Side
    from tests.support.offices import Office

STREAM = UUID(int=1)
pytestmark = pytest.mark.django_db(transaction=True)


def _packed(side: Side) -> list[Path]:
    """What the side put out now, the packages only."""
    side.work()
    return [path for path in side.carry() if "receipt" not in path.name]


def _cases(apart: Apart, office: Office) -> int:
    with apart.lgwan.here(), body_scope(office.body):
        return Case.objects.count()


def _apply(apart: Apart, office: Office, seed: int) -> intake.Application:
    with apart.internet.here():
        return office.apply(seed=seed)


def test_a_repeated_package_does_nothing(apart: Apart, office: Office, tmp_path: Path) -> None:
    _apply(apart, office, 1)
    (path,) = _packed(apart.internet)
    kept = shutil.copy(path, tmp_path / path.name)
    apart.lgwan.work()
    before = _log(apart.lgwan, office)

    shutil.copy(kept, path)
    with apart.lgwan.here():
        assert taking_in.receive(now()).repeated == 1

    assert _log(apart.lgwan, office) == before
    assert not path.exists()


def _log(side: Side, office: Office) -> list[str]:
    with side.here(), body_scope(office.body):
        return [str(one) for one in LoggedEvent.objects.order_by("arrival").values_list("id", flat=True)]


def test_a_package_that_comes_early_waits_for_the_one_before(apart: Apart, office: Office, tmp_path: Path) -> None:
    _apply(apart, office, 1)
    (first,) = _packed(apart.internet)
    held = shutil.move(first, tmp_path / first.name)
    _apply(apart, office, 2)
    (second,) = _packed(apart.internet)
    with apart.lgwan.here():
        assert taking_in.receive(now()).waiting == 1
    assert second.exists()
    assert _cases(apart, office) == 0

    shutil.move(held, first)
    with apart.lgwan.here():
        assert taking_in.receive(now()).taken == 2
    apart.lgwan.work()
    assert _cases(apart, office) == 2


def test_a_lost_package_is_asked_for_and_sent_again(
    apart: Apart, office: Office, clock: time_machine.Traveller
) -> None:
    _apply(apart, office, 1)
    (lost,) = _packed(apart.internet)
    lost.unlink()
    _apply(apart, office, 2)
    _packed(apart.internet)
    clock.shift(timedelta(seconds=11))
    apart.lgwan.work()
    apart.lgwan.carry()  # the receipt names what is missing
    assert [path.name for path in _packed(apart.internet)] == [lost.name]
    apart.lgwan.work()
    assert _cases(apart, office) == 2


def test_the_last_package_lost_is_sent_again_after_a_while(
    apart: Apart, office: Office, clock: time_machine.Traveller
) -> None:
    _apply(apart, office, 1)
    (lost,) = _packed(apart.internet)
    lost.unlink()
    assert _packed(apart.internet) == []
    clock.shift(sending.AGAIN_AFTER)
    assert [path.name for path in _packed(apart.internet)] == [lost.name]
    apart.lgwan.work()
    assert _cases(apart, office) == 1


def test_bytes_are_kept_until_the_other_side_has_them(apart: Apart, office: Office) -> None:
    _apply(apart, office, 1)
    (path,) = _packed(apart.internet)
    kept = apart.internet.folder / "kept" / path.name
    assert kept.read_bytes() == path.read_bytes()
    apart.exchange()
    assert not kept.exists()
    with apart.internet.here():
        assert not SentPackage.objects.filter(acknowledged_at=None).exists()
        assert not Crossing.objects.exists()


@pytest.mark.parametrize("mishap", ["cut short", "changed", "empty"])
def test_a_damaged_package_is_laid_aside_and_comes_again(
    apart: Apart, office: Office, clock: time_machine.Traveller, mishap: str
) -> None:
    _apply(apart, office, 1)
    (path,) = _packed(apart.internet)
    whole = path.read_bytes()
    path.write_bytes(
        {"cut short": whole[:-100], "changed": whole[:400] + bytes([whole[400] ^ 1]) + whole[401:], "empty": b""}[
            mishap
        ]
    )
    with apart.lgwan.here():
        assert taking_in.receive(now()).refused == 1
    assert apart.lgwan.refused == [path.name]
    assert "madoguchi" in (apart.lgwan.folder / "refused" / f"{path.name}.txt").read_text()
    assert _cases(apart, office) == 0

    clock.shift(sending.AGAIN_AFTER)
    apart.exchange()
    assert _cases(apart, office) == 1


def test_nothing_is_readable_on_the_way(apart: Apart, office: Office) -> None:
    application = _apply(apart, office, 1)
    (path,) = _packed(apart.internet)
    assert application.applicant_name.encode() not in path.read_bytes()
    assert application.receipt_number.encode() not in path.read_bytes()


def test_a_package_sealed_with_another_key_is_not_taken_in(apart: Apart, office: Office, tmp_path: Path) -> None:
    _apply(apart, office, 1)
    (path,) = _packed(apart.internet)
    sealing.make_keys(tmp_path / "thief")
    shutil.copy(apart.lgwan.folder / "own.pub", tmp_path / "thief" / "peer.pub")
    thief = sealing.read_keys(tmp_path / "thief")
    path.write_bytes(_forged(apart, office, contents.Contents(), thief))
    with apart.lgwan.here():
        assert taking_in.receive(now()).refused == 1
        assert not TakenPackage.objects.exists()


def _forged(apart: Apart, office: Office, what: contents.Contents, keys: sealing.Keys, **header: object) -> bytes:
    head = {
        "from": "internet", "body": office.body.id, "acknowledged": None, "stream": STREAM, "number": 1,
        "previous": sending.NO_PACKAGE, **header,
    }  # fmt: skip
    return sealing.seal(head, what.encoded(), keys)


def _arrive(apart: Apart, sealed: bytes) -> taking_in.Received:
    """Let a package come from the internet side, which was broken into: it is sealed with its keys."""
    apart.lgwan.incoming.mkdir(parents=True, exist_ok=True)
    (apart.lgwan.incoming / f"forged-{uuid4()}{courier.SUFFIX}").write_bytes(sealed)
    with apart.lgwan.here():
        return taking_in.receive(now())


def test_a_zone_that_was_broken_into_writes_only_what_is_its_own(apart: Apart, office: Office) -> None:
    keys = sealing.read_keys(apart.internet.folder)
    with apart.internet.here(), body_scope(office.body):
        how = crossings.table("forms.procedureversion")
        assert how is not None
        version = how.model._default_manager.order_by("id")[0]
        published = contents.plain_row(version, how)
        row = LoggedEvent.objects.filter(name="forms.version.published")[0]
    changed = contents.PlainRow(published.table, uuid4(), published.body_id, {**published.values, "number": 2})
    rows = contents.Contents(rows={(changed.table, changed.id): changed})
    assert _arrive(apart, _forged(apart, office, rows, keys)).refused == 1

    approved = events.RecordedEvent(
        uuid4(), approval_told.DECIDED, office.body.id, row.subject_type, row.subject_id, None, now(), "staff", None,
        None, None, {"proposal": "x", "rank": "manager", "is_acting": False, "content_hash": "x"},
    )  # fmt: skip
    told = contents.Contents(events=[contents.PlainEvent(approved, "")])
    assert _arrive(apart, _forged(apart, office, told, keys)).refused == 1
    with apart.lgwan.here():
        assert not TakenPackage.objects.exists()


def test_another_bodys_row_and_a_package_of_our_own_are_refused(apart: Apart, office: Office) -> None:
    application = _apply(apart, office, 1)
    keys = sealing.read_keys(apart.internet.folder)
    with apart.internet.here(), body_scope(office.body):
        how = crossings.table("intake.application")
        assert how is not None
        plain = contents.plain_row(intake.Application.objects.get(pk=application.id), how)
    foreign = contents.PlainRow(plain.table, plain.id, uuid4(), plain.values)
    assert _arrive(apart, _forged(apart, office, contents.Contents({(plain.table, plain.id): foreign}), keys)).refused
    assert _arrive(apart, _forged(apart, office, contents.Contents(), keys, **{"from": "lgwan"})).refused == 1


def test_the_internet_cannot_close_an_application_or_ask_for_a_correction(apart: Apart, office: Office) -> None:
    application = _apply(apart, office, 1)
    apart.exchange()
    with apart.lgwan.here():
        office.start(application)
        office.ask(application)
    apart.exchange()
    keys = sealing.read_keys(apart.internet.folder)
    with apart.internet.here(), body_scope(office.body):
        own, asked = (
            contents.plain_row(row, how)
            for row in intake.crossing_rows(application.id)
            if (how := crossings.table(row._meta.label_lower)) is not None
        )
    closed = contents.PlainRow(own.table, own.id, own.body_id, {**own.values, "state": "closed"})
    another = contents.PlainRow(
        asked.table, uuid4(), asked.body_id, {**asked.values, "number": 2, "answered_at": now()}
    )
    new = {"stream": uuid7()}
    wrong = contents.Contents({(another.table, another.id): another})
    assert _arrive(apart, _forged(apart, office, wrong, keys, **new)).refused == 1
    wrong = contents.Contents({(closed.table, closed.id): closed})
    assert _arrive(apart, _forged(apart, office, wrong, keys, **new)).taken == 1
    with apart.lgwan.here(), body_scope(office.body):
        assert intake.application(application.id).state == intake.State.RETURNED


def test_a_package_that_does_not_follow_the_chain_is_refused(apart: Apart, office: Office) -> None:
    keys = sealing.read_keys(apart.internet.folder)
    assert _arrive(apart, _forged(apart, office, contents.Contents(), keys, previous="f" * 64)).refused == 1
    assert _arrive(apart, _forged(apart, office, contents.Contents(), keys)).taken == 1
    again = _forged(apart, office, contents.Contents(), keys)  # number 1 once more, with other bytes
    assert _arrive(apart, again).refused == 1


def test_a_file_whose_bytes_are_no_picture_is_refused(apart: Apart, office: Office) -> None:
    keys = sealing.read_keys(apart.internet.folder)
    content = b"#!/bin/sh\n"
    digest = sha256(content).hexdigest()
    how = crossings.table("foundation.storedfile")
    assert how is not None
    file = StoredFile(
        body_id=office.body.id, sha256=digest, size=len(content), media_type="image/png", name="a", stored_at=now()
    )
    row = contents.plain_row(file, how)
    what = contents.Contents({(row.table, row.id): row}, files={digest: content})
    assert _arrive(apart, _forged(apart, office, what, keys)).refused == 1


def test_both_move_the_same_application_before_they_hear_of_each_other(apart: Apart, office: Office) -> None:
    application = _apply(apart, office, 1)
    apart.exchange()
    with apart.lgwan.here():
        office.start(application)
        office.ask(application)
    with apart.internet.here():
        office.withdraw(application)
    apart.exchange()
    for side in (apart.internet, apart.lgwan):
        with side.here(), body_scope(office.body):
            assert intake.application(application.id).state == intake.State.WITHDRAWN
    with apart.lgwan.here():
        assert office.case(application).state == "withdrawn"


def test_a_withdrawal_that_comes_after_the_outcome_changes_nothing(apart: Apart, office: Office) -> None:
    application = _apply(apart, office, 1)
    apart.exchange()
    with apart.lgwan.here():
        office.start(application)
        office.draft(application)
        office.approve(office.propose(application), "chief", "manager")
    apart.lgwan.work()
    with apart.internet.here():
        office.withdraw(application)
    apart.lgwan.carry()
    apart.exchange()
    for side in (apart.internet, apart.lgwan):
        with side.here(), body_scope(office.body):
            assert intake.application(application.id).state == intake.State.CLOSED
    with apart.lgwan.here():
        assert office.case(application).state == "decided"


def test_after_a_restore_both_begin_anew_and_agree(apart: Apart, office: Office, tmp_path: Path) -> None:
    """The office's zone loses what it took in; the internet sends it all once more, under new numbers."""
    before = _apply(apart, office, 1)
    (lost,) = _packed(apart.internet)
    kept = shutil.copy(lost, tmp_path / lost.name)
    apart.exchange()
    with apart.lgwan.here():  # as a backup of this morning would have it
        TakenPackage.objects.all().delete()
    after = _apply(apart, office, 2)
    apart.exchange()
    assert _cases(apart, office) == 1  # package 2 waits for package 1, which nobody has any more

    for side in (apart.internet, apart.lgwan):
        with side.here():
            assert sending.begin_anew(office.body.id, at=now()) > 0
    shutil.copy(kept, apart.lgwan.incoming / lost.name)  # somebody finds the old one: it belongs to a stream given up
    apart.exchange()
    assert _cases(apart, office) == 2
    assert list(apart.lgwan.incoming.glob("*.madoguchi")) == []
    with apart.lgwan.here(), body_scope(office.body):
        assert {row.id for row in intake.Application.objects.order_by("id")} == {before.id, after.id}
        assert LoggedEvent.objects.filter(name="intake.application.submitted").count() == 2
    for side in (apart.internet, apart.lgwan):
        assert [path.read_text() for path in (side.folder / "refused").glob("*.txt")] == []


def _new_keys(apart: Apart) -> None:
    """Replace both sides' keys as zones.md says."""
    for side in (apart.internet, apart.lgwan):
        for name in (sealing.OWN, sealing.OWN_PUBLIC):
            (side.folder / name).unlink()
        sealing.make_keys(side.folder)
    for side in (apart.internet, apart.lgwan):
        shutil.copy(side.other.folder / sealing.OWN_PUBLIC, side.folder / sealing.PEER)


def test_keys_are_replaced_when_nothing_is_on_its_way(apart: Apart, office: Office) -> None:
    _apply(apart, office, 1)
    apart.exchange()
    _new_keys(apart)
    _apply(apart, office, 2)
    apart.exchange()
    assert _cases(apart, office) == 2
    assert apart.internet.refused == apart.lgwan.refused == []


def test_what_was_on_its_way_while_keys_were_replaced_crosses_when_begun_anew(apart: Apart, office: Office) -> None:
    _apply(apart, office, 1)
    _packed(apart.internet)
    _new_keys(apart)
    _apply(apart, office, 2)
    apart.exchange()
    assert _cases(apart, office) == 0, "what was sealed for the old key does not open, and the rest waits for it"
    assert len(apart.lgwan.refused) > 0
    for side in (apart.internet, apart.lgwan):
        with side.here():
            sending.begin_anew(office.body.id, at=now())
    apart.exchange()
    assert _cases(apart, office) == 2


def test_what_retention_erases_goes_in_both_zones(apart: Apart, office: Office, clock: time_machine.Traveller) -> None:
    application = _apply(apart, office, 1)
    apart.exchange()
    with apart.lgwan.here():
        office.start(application)
        office.draft(application)
        office.approve(office.propose(application), "chief", "manager")
    apart.exchange()
    clock.shift(timedelta(days=366 * 7))
    with apart.lgwan.here():
        (due,) = retention.due(office.body.id, on=localdate(now()))
        retention.erase(office.body.id, due, at=now())
    apart.exchange()
    for side in (apart.internet, apart.lgwan):
        with side.here(), body_scope(office.body):
            assert intake.application(application.id).applicant_name == "（消去済み）"
            assert not StoredFile.objects.exists()


def test_without_a_key_nothing_moves(apart: Apart, office: Office) -> None:
    (apart.internet.folder / "peer.pub").unlink()
    with apart.internet.here(), pytest.raises(KeyMissing):
        sending.send(now())


@pytest.mark.django_db
def test_together_nothing_is_sent() -> None:
    with pytest.raises(NotApart):
        sending.send(now())
    with pytest.raises(NotApart):
        taking_in.receive(now())
