"""A result leaves once, in files that are whole or not there, whatever happens half-way."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.events import Mark, Reader
from madoguchi.ground.foundation.public import Actor, Division, NotPermitted, body_scope
from madoguchi.line.linkage import services
from madoguchi.line.linkage.models import HandOver, HandOverRow
from madoguchi.line.linkage.public import State, hand_over, history, open_file, waiting, waiting_for
from madoguchi.office.layouts.core import handover as placing
from madoguchi.office.layouts.public import LayoutUnknown
from tests.db.linkage.results import publish, seal
from tests.support.bodies import SINCE

if TYPE_CHECKING:
    from madoguchi.line.forms.models import ProcedureVersion
    from madoguchi.line.intake.models import Application
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
JIDO = "jido-teate-nintei"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / name).read_bytes().decode()
    assert "\r\n" in text
    return list(csv.DictReader(io.StringIO(text)))


def told(staffed: Staffed, application: Application) -> list[events.RecordedEvent]:
    with body_scope(staffed.body):
        return [
            one
            for one in events.timeline(application.id, reader=Reader.APPLICANT)
            if one.event.mark is Mark.HANDED_OVER
        ]


def make(staffed: Staffed, at: datetime, layout: str = JIDO) -> services.Made:
    return hand_over(layout_code=layout, actor=staffed.actor("chief"), at=at)


def test_grants_and_refusals_leave_in_two_files_with_a_manifest(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    granted = seal(staffed, jido, at=at, seed=1, name="渡邉 葵")
    refused = seal(staffed, jido, at=at + timedelta(hours=1), seed=2, outcome="refused")

    made = make(staffed, at + timedelta(hours=2))  # 12:00 in Japan

    name = "minamo_jido-teate-nintei_20260415_0001"
    assert (made.name, made.result_count, made.left, made.was_prepared) == (name, 2, (), False)
    first, second = rows(folder, f"{name}_nintei.csv")
    assert (first["受付番号"], first["氏名"], first["決定区分"]) == (granted.receipt_number, "渡邉　葵", "1")
    assert (first["支給月額"], first["支給開始年月"], first["認定年月日"]) == ("15000", "2026-05", "2026-04-15")
    assert (first["操作年月日"], first["操作時刻"]) == ("2026-04-15", "12:00:00")
    assert (second["受付番号"], second["決定区分"], second["却下理由"]) == (
        refused.receipt_number,
        "2",
        "所得の申告が確認できないため",
    )
    assert (second["支給月額"], second["認定年月日"]) == ("", "")
    children = rows(folder, f"{name}_jido.csv")
    assert [one["児童_連番"] for one in children if one["受付番号"] == granted.receipt_number] == [
        str(number + 1) for number in range(int(first["児童数"]))
    ]
    manifest = json.loads((folder / f"{name}.manifest.json").read_text())
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        one["name"]: hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() for one in made.files
    }
    assert manifest["extra"]["results"] == 2


def test_the_applicant_is_told_once_with_digest_and_layout(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    application = seal(staffed, jido, at=at)
    made = make(staffed, at)
    (event,) = told(staffed, application)
    assert event.label.ja == "担当システムへ引き継ぎました"
    assert event.facts == {"hand_over": str(made.id), "layout": JIDO, "sha256": made.files[0]["sha256"]}


def test_what_left_does_not_leave_again_and_the_next_file_has_the_next_number(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    seal(staffed, jido, at=at, seed=1)
    make(staffed, at)
    with pytest.raises(services.NothingWaits):
        make(staffed, at)
    later = seal(staffed, jido, at=at, seed=2)
    made = make(staffed, at)
    assert made.name.endswith("_0002")
    assert [row["受付番号"] for row in rows(folder, f"{made.name}_nintei.csv")] == [later.receipt_number]


def test_a_second_row_for_a_result_and_a_second_prepared_hand_over_break_the_table(
    staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    seal(staffed, jido, at=at)
    made = make(staffed, at)
    with body_scope(staffed.body, write=True):
        row = HandOverRow.objects.get(hand_over_id=made.id)
        again: dict[str, Any] = {
            "application_id": row.application_id,
            "layout_code": JIDO,
            "row_key": "",
            "revision": 1,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOverRow.objects.create(hand_over_id=made.id, position=2, **again)
        plain: dict[str, Any] = {
            "layout_code": JIDO, "layout_version": "1.0", "profile": "", "files": [], "result_count": 0,
            "division_ids": [], "folder": "", "made_at": at,
        }  # fmt: skip
        HandOver.objects.create(number=7, name="a", **plain)
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.create(number=8, name="b", **plain)
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.filter(number=7).update(state=State.DONE.value)


def test_a_claim_that_another_run_made_first_is_a_refusal(
    staffed: Staffed, jido: ProcedureVersion, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(staffed, jido, at=at)

    def claimed_meanwhile(*_: object) -> None:
        raise IntegrityError("hand_over_result_once")

    monkeypatch.setattr(services, "_claim", claimed_meanwhile)
    with pytest.raises(services.TakenMeanwhile):
        make(staffed, at)


class Killed(BaseException):
    """The process dies here: nothing catches it."""


def kill(*_: object, **__: object) -> None:
    raise Killed


def test_killed_before_the_files_nothing_is_handed_over_and_the_next_run_finishes(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = seal(staffed, jido, at=at, seed=1)
    with monkeypatch.context() as patch:
        patch.setattr(services, "_place", kill)
        with pytest.raises(Killed):
            make(staffed, at)
    assert told(staffed, application) == []
    assert not folder.exists()
    assert [one.stopped for one in waiting(staffed.actor("chief"))] == ["minamo_jido-teate-nintei_20260415_0001"]

    late = seal(staffed, jido, at=at, seed=2)
    made = make(staffed, at + timedelta(days=1))

    assert (made.was_prepared, made.result_count, made.name) == (True, 1, "minamo_jido-teate-nintei_20260415_0001")
    assert len(told(staffed, application)) == 1
    assert told(staffed, late) == []  # it waits for the next one
    assert [one.count for one in waiting(staffed.actor("chief"))] == [1]


def test_killed_while_the_files_appear_the_next_run_sweeps_and_places_the_same_bytes(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = seal(staffed, jido, at=at)
    place = placing._place

    def dies_at_the_manifest(where: Path, name: str, content: bytes) -> None:
        if name.endswith(placing.MANIFEST_SUFFIX):
            raise Killed
        place(where, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(placing, "_place", dies_at_the_manifest)
        with pytest.raises(Killed):
            make(staffed, at)
    assert placing.waiting(folder) == ()  # a receiver sees nothing: no manifest names the files that lie there
    half = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    assert half

    made = make(staffed, at + timedelta(days=1))

    assert placing.waiting(folder) == (made.name,)
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == half
    assert len(told(staffed, application)) == 1


def test_killed_after_the_files_the_next_run_recognises_them_and_tells_once(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = seal(staffed, jido, at=at)
    with monkeypatch.context() as patch:
        patch.setattr(services, "_finish", kill)
        with pytest.raises(Killed):
            make(staffed, at)
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert told(staffed, application) == []

    make(staffed, at + timedelta(days=1))

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == there
    assert len(told(staffed, application)) == 1


def test_two_runs_that_finish_the_same_hand_over_tell_once(
    staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    application = seal(staffed, jido, at=at)
    made = make(staffed, at)
    services._finish(made.id, list(map(dict, made.files)), "{}", staffed.actor("chief"), at)
    assert len(told(staffed, application)) == 1


def test_a_folder_that_cannot_be_written_loses_nothing(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    application = seal(staffed, jido, at=at)
    folder.parent.write_text("a file where the folder should be")
    with pytest.raises(services.FolderNotWritable):
        make(staffed, at)
    folder.parent.unlink()
    make(staffed, at)
    assert len(told(staffed, application)) == 1


def test_a_result_that_does_not_fit_stays_and_is_named_while_the_rest_leaves(
    staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    fits = seal(staffed, jido, at=at, seed=1)
    bank = {"bank_code": "0001", "branch_code": "001", "kind": "ordinary", "number": "1234567", "holder": "港花子"}
    not_fitting = seal(staffed, jido, at=at, seed=2, bank=bank)

    made = make(staffed, at)

    assert [one.receipt_number for one in made.left] == [not_fitting.receipt_number]
    assert made.left[0].problems
    assert len(told(staffed, fits)) == 1
    assert told(staffed, not_fitting) == []
    shown = waiting_for(staffed.actor("chief"), JIDO, at=at)
    assert (shown.fits, [bool(one.problems) for one in shown.results]) == (0, [True])
    with pytest.raises(services.NothingFits, match=not_fitting.receipt_number):
        make(staffed, at)


def test_a_layout_without_a_decision_item_takes_no_refusals(staffed: Staffed, at: datetime) -> None:
    helper = publish(staffed, "home-helper", at=at)
    seal(staffed, helper, at=at, seed=1, outcome="refused")
    assert waiting(staffed.actor("chief")) == []
    seal(staffed, helper, at=at, seed=2)
    assert make(staffed, at, "shori-jokyo").result_count == 1


def test_a_file_opened_later_has_the_same_bytes_and_the_log_notes_who_looked(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    seal(staffed, jido, at=at)
    made = make(staffed, at)
    name = made.files[0]["name"]
    content = open_file(hand_over_id=made.id, name=name, actor=staffed.actor("officer"), at=at + timedelta(days=300))
    assert content == (folder / name).read_bytes()
    with body_scope(staffed.body):
        from madoguchi.ground.foundation.models import LoggedEvent

        assert LoggedEvent.objects.filter(name="linkage.file.opened").count() == 1
    with pytest.raises(HandOver.DoesNotExist):
        open_file(hand_over_id=made.id, name="passwd", actor=staffed.actor("officer"), at=at)


def test_a_file_whose_records_changed_is_not_shown_as_the_one_handed_over(
    staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    application = seal(staffed, jido, at=at)
    made = make(staffed, at)
    with body_scope(staffed.body, write=True):
        application.revisions.all().delete()  # as erasure does
    with pytest.raises(services.ContentChanged):
        open_file(hand_over_id=made.id, name=made.files[0]["name"], actor=staffed.actor("officer"), at=at)


def test_another_divisions_results_neither_leave_nor_show(staffed: Staffed, at: datetime) -> None:
    with body_scope(staffed.body, write=True):
        traffic = Division.objects.create(
            code="kotsu", name="交通政策課", name_en="Traffic", mark="交", phone="", valid_from=SINCE
        )
    seal(staffed, publish(staffed, "bus-pass", at=at, division=traffic), at=at)
    chief = staffed.actor("chief")
    assert waiting(chief) == []
    with pytest.raises(services.NothingWaits):
        make(staffed, at, "community-bus-hakko")
    made = hand_over(layout_code="community-bus-hakko", actor=Actor.system(staffed.body.id), at=at)
    assert history(chief) == []
    assert [one.id for one in history(staffed.actor("administrator"))] == [made.id]
    with pytest.raises(NotPermitted):
        open_file(hand_over_id=made.id, name=made.files[0]["name"], actor=chief, at=at)


def test_who_may_only_read_cannot_hand_over(staffed: Staffed, jido: ProcedureVersion, at: datetime) -> None:
    seal(staffed, jido, at=at)
    for role in ("manager", "administrator"):
        with pytest.raises(NotPermitted):
            hand_over(layout_code=JIDO, actor=staffed.actor(role), at=at)


def test_a_layout_that_nobody_knows_is_named(staffed: Staffed, at: datetime) -> None:
    with pytest.raises(LayoutUnknown, match="mystery"):
        make(staffed, at, "mystery")
