"""Pages and command of linkage, from what waits to the file."""

from __future__ import annotations

import argparse
import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.linkage import commands, services
from madoguchi.line.linkage.models import HandOver
from madoguchi.line.review.models import Case
from tests.db.linkage.results import publish, seal
from tests.support.offices import Office
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from pytest_django import DjangoAssertNumQueries

    from madoguchi.line.forms.models import ProcedureVersion
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/handover/"
LAYOUT = f"{LIST}layouts/jido-teate-nintei/"


def words(response: HttpResponseBase) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())  # type: ignore[attr-defined]


def as_role(client: Client, staffed: Staffed, role: str) -> Client:
    sign_in(client, staffed.account(role))
    return client


def test_from_the_list_over_the_confirmation_to_the_files(
    client: Client, staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    seal(staffed, jido, at=at, seed=1)
    seal(staffed, jido, at=at, seed=2)
    as_role(client, staffed, "chief")

    shown = words(client.get(LIST))
    assert "児童手当 認定結果" in shown
    confirmation = client.get(LAYOUT)
    assert "2件を引き継ぐ" in words(confirmation)
    assert "メールは送りません" in words(confirmation)
    assert "見本の項目定義です" in words(confirmation)

    answer = client.post(f"{LAYOUT}make/")
    assert answer.status_code == 303
    after = client.get(answer.headers["Location"])
    assert "2件を引き継ぎました" in words(after)
    assert "待っている申請はありません" in words(after)

    name = "minamo_jido-teate-nintei_20260415_0001"
    link = re.search(rf'href="([^"]+{name}_nintei\.csv)"', after.content.decode())
    assert link is not None
    download = client.get(link[1])
    assert download.content == (folder / f"{name}_nintei.csv").read_bytes()
    assert download.headers["Content-Disposition"] == f'attachment; filename="{name}_nintei.csv"'
    manifest = client.get(link[1].rpartition("/")[0] + "/manifest.json")
    assert manifest.content == (folder / f"{name}.manifest.json").read_bytes()


def test_with_nothing_waiting_the_pages_say_so(client: Client, staffed: Staffed) -> None:
    as_role(client, staffed, "officer")
    assert "待っている申請はありません" in words(client.get(LIST))
    assert "待っている申請はありません" in words(client.get(LAYOUT))
    refused = client.post(f"{LAYOUT}make/")
    assert refused.status_code == 409
    assert "引き継ぐものがありません" in words(refused)


def test_a_result_that_does_not_fit_is_shown_with_its_reason_and_its_sheet(
    client: Client, staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    bank = {"bank_code": "0001", "branch_code": "001", "kind": "ordinary", "number": "1234567", "holder": "港花子"}
    application = seal(staffed, jido, at=at, bank=bank)
    as_role(client, staffed, "officer")
    page = client.get(LAYOUT)
    assert "引き継げません" in words(page)
    assert "件を引き継ぐ" not in words(page)
    sheet = client.get(f"{LIST}sheets/{application.id}.pdf")
    assert sheet.status_code == 200
    assert sheet.content.startswith(b"%PDF")
    with body_scope(staffed.body):
        read = LoggedEvent.objects.get(matter_id=application.id, name="foundation.record.read")
        assert json.loads(read.facts) == {"purpose": "transcription"}


def test_a_stopped_hand_over_is_shown_and_finished_by_the_same_button(
    client: Client, staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    seal(staffed, jido, at=at)
    services._prepare("jido-teate-nintei", staffed.actor("chief"), at)
    as_role(client, staffed, "chief")
    assert "途中で止まっています" in words(client.get(LIST))
    assert "引き継ぎを終わらせる" in words(client.get(LAYOUT))
    assert client.post(f"{LAYOUT}make/").status_code == 303
    with body_scope(staffed.body):
        assert HandOver.objects.get().state == "done"


def test_another_division_learns_nothing_of_a_stopped_hand_over_and_is_not_held_up_by_it(
    client: Client, staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime
) -> None:
    office = Office(staffed)
    theirs = seal(office.staffed, jido, at=at, seed=1)
    made = services._prepare("jido-teate-nintei", office.actor("chief"), at)[0]
    elsewhere = office.divide("kotsu")
    office.employ("elsewhere", rank="chief", role="chief", division=elsewhere)
    sign_in(client, office.staffed.account("elsewhere"))
    with body_scope(office.body):
        name = HandOver.objects.get(pk=made).name
    for url in (LIST, LAYOUT):
        shown = words(client.get(url))
        assert "途中で止まっ" not in shown
        assert name not in shown
        assert "引き継ぎを終わらせる" not in shown

    assert client.post(f"{LAYOUT}make/").status_code == 409  # nothing of their own waits
    own = seal(office.staffed, jido, at=at, seed=2)
    with body_scope(office.body, write=True):
        Case.objects.filter(application=own).update(division=elsewhere)
    answer = client.post(f"{LAYOUT}make/")

    assert answer.status_code == 303
    shown = words(client.get(answer.headers["Location"]))
    assert "1件を引き継ぎました" in shown
    assert name not in shown
    with body_scope(office.body):
        assert HandOver.objects.get(pk=made).state == "done"
        told = LoggedEvent.objects.filter(name="linkage.result.handed_over").order_by("id")
        assert {(one.matter_id, one.actor_kind) for one in told} == {(theirs.id, "system"), (own.id, "staff")}


def test_a_sheet_without_a_layout_shows_answers_and_decision(staffed: Staffed, at: datetime) -> None:
    from madoguchi.line.linkage import exports, sheets

    application = seal(staffed, publish(staffed, "home-helper", at=at, linkage={}), at=at)
    with body_scope(staffed.body):
        case = Case.objects.get(application=application)
        content = sheets.content(exports.results([case])[0], at)
    labels = {item.label: item.value for group in content.groups for item in group.items}
    assert labels["氏名"] == application.applicant_name
    assert labels["結果"] == "認める（全部）"
    assert labels["1週間の利用時間"] == "4"


def test_a_sheet_has_the_official_names_with_the_meaning_of_codes(
    staffed: Staffed, jido: ProcedureVersion, at: datetime
) -> None:
    from madoguchi.line.linkage import exports, sheets

    application = seal(staffed, jido, at=at, name="渡邉 葵")
    with body_scope(staffed.body):
        content = sheets.content(exports.results([Case.objects.get(application=application)])[0], at)
    items = {item.label: (item.value, item.note) for item in content.groups[0].items}
    assert items["氏名"] == ("渡邉　葵", "")
    assert items["決定区分"] == ("1", "認定")
    assert items["支給月額"] == ("15000", "")


@pytest.mark.parametrize(
    "role, expected",
    [
        ("officer", (200, 409, 404)),
        ("chief", (200, 409, 404)),
        ("manager", (200, 403, 404)),
        ("administrator", (200, 403, 403)),
    ],
)
def test_roles_reach_what_the_table_says(
    client: Client, staffed: Staffed, role: str, expected: tuple[int, int, int]
) -> None:
    as_role(client, staffed, role)
    read, make, sheet = expected
    assert client.get(LIST).status_code == read
    assert client.get(LAYOUT).status_code == read
    assert client.post(f"{LAYOUT}make/").status_code == make
    assert client.get(f"{LIST}sheets/{uuid4()}.pdf").status_code == sheet
    assert client.get(f"{LIST}files/{uuid4()}/manifest.json").status_code == 404


def test_visitors_are_asked_to_sign_in_and_other_staff_see_nothing(
    client: Client, staffed: Staffed, other_body: Staffed
) -> None:
    assert client.get(LIST).status_code == 302
    sign_in(client, other_body.account("chief"))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}layouts/unknown-layout/").status_code == 403


def test_an_unknown_layout_is_not_found(client: Client, staffed: Staffed) -> None:
    as_role(client, staffed, "chief")
    assert client.get(f"{LIST}layouts/unknown-layout/").status_code == 404


def test_the_list_takes_the_same_queries_for_one_result_and_for_many(
    client: Client,
    staffed: Staffed,
    jido: ProcedureVersion,
    at: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for seed in range(8):
        seal(staffed, jido, at=at, seed=seed)
    as_role(client, staffed, "chief")
    client.get(LIST)  # versions are kept in memory from the first time on
    with django_assert_max_num_queries(24):  # session, account, posts: 17 of them before the view
        client.get(LIST)


def test_the_command_hands_over_and_prints_json(
    staffed: Staffed, jido: ProcedureVersion, folder: Path, at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(staffed, jido, at=at)
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(["linkage", "export", "--body", "minamo", "--layout", "jido-teate-nintei", "--json"])

    assert args.run(args) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed["result_count"] == 1
    assert (folder / printed["files"][0]["name"]).is_file()
    with pytest.raises(services.NothingWaits):
        args.run(args)
    args.body = "nowhere"
    with pytest.raises(commands.BodyUnknown, match="nowhere"):
        args.run(args)


def test_nothing_of_the_room_is_untranslated() -> None:
    from madoguchi.ground.ui import catalogues
    from madoguchi.line import linkage

    assert [str(lack) for lack in catalogues.lacks(Path(linkage.__file__).parent)] == []
