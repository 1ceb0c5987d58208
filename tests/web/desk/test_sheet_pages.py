"""A form begun with the office's own file: read, compared, published, and its answers printed into the file."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.models import LoggedEvent, StoredFile
from madoguchi.ground.foundation.public import Actor, body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import Sheet, WorkInProgress
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from tests.support import workbooks
from tests.support.offices import CODE, Office, deliver
from tests.support.sheet_of_allowance import allowance_sheet
from tests.support.sheets import as_table
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client, office: Office) -> Client:
    sign_in(client, office.staffed.account("manager"))
    return client


@pytest.fixture
def page(office: Office) -> str:
    with body_scope(office.body):
        return f"/minamo/desk/forms/{inventory.by_code(CODE).id}/"


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def sent(client: Client, address: str, content: bytes, name: str = "様式第1号.xlsx") -> Response:
    return client.post(address, {"sheet": SimpleUploadedFile(name, content)})


def acted(client: Client, office: Office, address: str, **fields: Any) -> Response:
    with body_scope(office.body):
        revision = WorkInProgress.objects.values_list("revision", flat=True).get()
    return client.post(address, {"revision": str(revision), **fields})


def work(office: Office, page: str) -> forms.Work:
    with body_scope(office.body):
        found = forms.work_in_progress(page.split("/")[-2], on=now().date())  # type: ignore[arg-type]
    assert found
    return found


def test_a_form_is_begun_with_a_sheet_and_compared_with_it(manager: Client, office: Office, page: str) -> None:
    assert "いまある様式（Excel・PDF・Word）から始める" in words(manager.get(page))
    assert manager.get(f"{page}from-sheet/").status_code == 200
    assert sent(manager, f"{page}from-sheet/", allowance_sheet()).headers["Location"] == f"{page}sheet/"

    shown = manager.get(f"{page}sheet/")
    assert "確かめるまで、公開の準備に出せません。" in words(shown)
    assert "<svg" in shown.content.decode()
    assert "フリガナ" in words(shown)
    assert "人が確かめるまで" in words(manager.get(page))
    assert acted(manager, office, f"{page}hand-in/").status_code == 422

    changed = acted(manager, office, f"{page}sheet/", act="kind occupation", kind="text")
    assert changed.status_code == 303
    acted(manager, office, f"{page}sheet/", act="required occupation")
    acted(manager, office, f"{page}sheet/", act="drop branch_name")
    outline = work(office, page).outline
    one = outline.item("occupation")
    assert (one.kind, one.is_required, "options" in one.data) == ("text", True, False)
    assert "branch_name" not in {item.place for item in outline.everything()}
    assert "外しました" in words(manager.get(f"{page}sheet/"))

    assert acted(manager, office, f"{page}sheet/", act="compared").headers["Location"] == page
    assert acted(manager, office, f"{page}sheet/", act="compared").status_code == 409
    assert "様式と見比べる" in words(manager.get(page))
    with body_scope(office.body):
        names = list(LoggedEvent.objects.filter(name__startswith="forms.").values_list("name", flat=True))
    assert "forms.sheet.compared" in names


def test_the_file_and_its_map_are_kept_and_go_with_work_that_is_given_up(
    manager: Client, office: Office, page: str
) -> None:
    content = allowance_sheet()
    sent(manager, f"{page}from-sheet/", content)
    with body_scope(office.body):
        sheet = Sheet.objects.get()
    file = manager.get(f"{page}sheets/{sheet.id}/file/")
    assert file.content == content
    assert "attachment" in file.headers["Content-Disposition"]
    told = json.loads(manager.get(f"{page}sheets/{sheet.id}/map.json").content)
    assert told["map"]["entries"]
    assert "様式第1号.xlsx" in words(manager.get(f"{page}from-sheet/"))
    assert "すでに編集中です" in words(manager.get(f"{page}from-sheet/"))
    assert sent(manager, f"{page}from-sheet/", content).status_code == 409

    acted(manager, office, f"{page}give-up/")
    with body_scope(office.body):
        assert not Sheet.objects.exists()
    assert manager.get(f"{page}sheets/{sheet.id}/file/").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.xlsx", "文字も枠もありません"),
        (b"PK\x03\x04nonsense", "x.xlsx", "ファイルが壊れています"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "パスワード"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "古い形式"),
        (b"hello", "x.txt", "ファイルが壊れています"),
        (None, "x.pdf", "中身"),
    ],
    ids=["empty", "broken", "locked", "old", "text", "another-name"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_beside_its_box(
    manager: Client, office: Office, page: str, content: bytes | None, name: str, said: str
) -> None:
    refused = sent(manager, f"{page}from-sheet/", allowance_sheet() if content is None else content, name)
    assert 400 <= refused.status_code < 500
    assert said in words(refused)
    assert 'href="#sheet"' in refused.content.decode()
    with body_scope(office.body):
        assert not WorkInProgress.objects.exists()
        assert not StoredFile.objects.filter(name=name).exists()
    assert manager.post(f"{page}from-sheet/").status_code == 422


def test_what_is_no_form_begins_with_a_warning(manager: Client, page: str) -> None:
    rows = [["当番表"], ["月", "火", "水"], ["", "", ""], ["", "", ""]]
    assert sent(manager, f"{page}from-sheet/", as_table(rows)).status_code == 303
    assert "様式ではないファイルのようです" in words(manager.get(f"{page}sheet/"))


def test_nobody_elsewhere_sees_a_sheet(client: Client, manager: Client, office: Office, page: str) -> None:
    sent(manager, f"{page}from-sheet/", allowance_sheet())
    with body_scope(office.body):
        sheet = Sheet.objects.get()
    other = Client()
    sign_in(other, office.staffed.account("officer"))
    for address in ("from-sheet/", "sheet/", f"sheets/{sheet.id}/file/", f"sheets/{sheet.id}/map.json"):
        assert other.get(f"{page}{address}").status_code == 403, address


def test_answers_go_back_into_the_sheet_once_it_is_published(manager: Client, office: Office, page: str) -> None:
    rows = [["子育て助成金交付申請書"], ["氏名", ""], ["生年月日", ""], ["電話番号", ""], ["申請理由", ""]]
    sent(manager, f"{page}from-sheet/", as_table(rows))
    definition = dict(work(office, page).definition)
    definition.pop("linkage", None)  # it and the check list name questions of the form before
    definition["review"] = {**definition["review"], "checks": []}  # type: ignore[dict-item]
    forms.publish(procedure_code=CODE, definition=definition, actor=office.staffed.actor("manager"), at=now())
    typed = {"name": "青葉　花子", "birth_date": "1990-04-01", "phone": "0312345678", "why": "転入したため"}
    application = intake.submit_answers(
        procedure_code=CODE, answers=typed, delivery=intake.Delivery(channel="web"),
        actor=Actor.visitor(office.body.id), at=now(),
    ).application  # fmt: skip
    deliver()
    case = f"/minamo/desk/cases/{office.case(application).id}/"

    assert f"{case}sheet/" in manager.get(case).content.decode()
    assert "すべての答えを書き込めます" in words(manager.get(f"{case}sheet/"))
    filled = manager.post(f"{case}sheet/")
    assert [cells[1] for cells in workbooks.cells(filled.content)[1:]] == [
        "青葉　花子", "平成2年4月1日", "0312345678", "転入したため",
    ]  # fmt: skip
