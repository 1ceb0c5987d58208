"""Towns, banks and branches are filled in at the press of a button; what is odd is asked about once, not refused."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.intake.models import Application
from madoguchi.office.directories import public as directories
from madoguchi.office.directories.public import Directory
from tests.support.procedures import definition
from tests.web.intake.steps import PERSON, RECEIVING, Resident, text

pytestmark = pytest.mark.django_db
ACCOUNT = {"id": "bank", "type": "bank_account", "label": {"ja": "振込口座", "en": "Account"}}


def holds(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


def offers(response: Any, name: str) -> list[str]:
    return re.findall(rf'name="{name}-take" value="([^"]*)"', response.content.decode())


@pytest.fixture
def listed() -> None:
    """The demo's directories are in use."""
    folder, at = files("madoguchi_demo") / "directories", now()
    for directory, name in (
        (Directory.POSTAL, "utf_ken_all.csv"),
        (Directory.TOWNS, "mt_town.csv"),
        (Directory.BANKS, "banks.csv"),
    ):
        content = [(name, (folder / name).read_bytes())]
        directories.take_in(directory=directory, files=content, as_of=localdate(at) - timedelta(1), at=at)


def person(**changes: str) -> dict[str, str]:
    return {**PERSON, **{f"address-{part}": value for part, value in changes.items()}}


def test_without_directories_the_page_is_as_it_was(resident: Resident) -> None:
    draft_id = resident.begin()
    assert "address-find" not in resident.page(draft_id, "person").content.decode()
    assert resident.save(draft_id, "person", {**person(text="どこか1-2"), "address-find": "1"}).status_code == 303
    assert resident.save(draft_id, "person", person(text="どこか1-2")).status_code == 303
    assert "もう一度確かめてください" not in text(resident.review(draft_id))


def test_a_button_fills_in_the_town_and_keeps_what_was_typed(resident: Resident, listed: None) -> None:
    draft_id = resident.begin()
    assert 'name="address-find"' in resident.page(draft_id, "person").content.decode()
    fields = {
        "address-postal_code": "９９９－００１１",
        "address-text": "",
        "kana": "みなと はなこ",
        "address-find": "1",
    }
    found = resident.save(draft_id, "person", fields)
    assert found.status_code == 200
    assert holds(found, "address-text") == "陽向県みなも市緑町"
    assert holds(found, "kana") == "ミナト　ハナコ"
    assert "住所を入れました" in text(found)
    again = resident.save(draft_id, "person", {**fields, "address-text": "3-4-5"})
    assert holds(again, "address-text") == "陽向県みなも市緑町3-4-5"


def test_a_shared_postal_code_and_a_typed_beginning_offer_towns(resident: Resident, listed: None) -> None:
    draft_id = resident.begin()
    shared = resident.save(draft_id, "person", {**person(postal_code="9990018", text=""), "address-find": "1"})
    assert offers(shared, "address") == ["9990018 陽向県みなも市東川端", "9990018 陽向県みなも市西川端"]
    chosen = resident.save(
        draft_id,
        "person",
        {**person(postal_code="9990018", text="7番地"), "address-take": "9990018 陽向県みなも市西川端"},
    )
    assert holds(chosen, "address-text") == "陽向県みなも市西川端7番地"
    begun = resident.save(draft_id, "person", {**person(postal_code="", text="みなも市港"), "address-find": "1"})
    assert "9990012 陽向県みなも市港南一丁目" in offers(begun, "address")
    unknown = resident.save(draft_id, "person", {**person(postal_code="1112222", text=""), "address-find": "1"})
    assert "一覧に見つかりませんでした" in text(unknown)
    assert holds(unknown, "address-postal_code") == "1112222"


def test_a_postal_code_of_elsewhere_is_asked_about_once_and_may_stay(resident: Resident, listed: None) -> None:
    draft_id = resident.begin()
    odd = person(postal_code="9990011")
    asked = resident.save(draft_id, "person", odd)
    assert asked.status_code == 422
    assert "（〒999-0011）は陽向県みなも市緑町ですが、住所は〒000-0001 陽向県みなも市汐見町のようです" in text(asked)
    other = resident.save(draft_id, "person", {**odd, "address-postal_code": "9990012", "sure": holds(asked, "sure")})
    assert other.status_code == 422  # another doubt is asked about too
    assert resident.save(draft_id, "person", {**odd, "sure": holds(asked, "sure")}).status_code == 303
    resident.save(draft_id, "receiving", RECEIVING)
    assert "もう一度確かめてください" in text(resident.review(draft_id))
    resident.send(draft_id)
    assert resident.count() == 1


@pytest.mark.parametrize(
    "written", ["みなも市汐見町一丁目2番3号", "陽向県みなも市 汐見町１－２－３", "みなも市大字汐見町5"]
)
def test_spellings_that_agree_are_not_asked_about(resident: Resident, listed: None, written: str) -> None:
    assert resident.save(resident.begin(), "person", person(text=written)).status_code == 303


def test_bank_and_branch_are_found_by_name_and_named_on_the_review(resident: Resident, listed: None) -> None:
    made = definition("bus-pass")
    made["form"]["pages"].append({"id": "money", "title": {"ja": "口座", "en": "Account"}, "fields": [ACCOUNT]})
    forms.publish(procedure_code="bus-pass", definition=made, actor=resident.office.founder, at=now())
    draft_id = resident.begin()
    resident.save(draft_id, "person", PERSON)
    resident.save(draft_id, "receiving", RECEIVING)
    several = resident.save(draft_id, "money", {"bank-query": "信金", "bank-find": "1", "bank-number": "１２３"})
    assert offers(several, "bank") == ["9101"]
    assert holds(several, "bank-number") == "123"
    branches = resident.save(draft_id, "money", {"bank-take": "9101", "bank-number": "123"})
    assert offers(branches, "bank") == ["9101-001", "9101-007", "9101-008"]
    chosen = resident.save(draft_id, "money", {"bank-query": "みなも　駅前", "bank-find": "1"})
    assert offers(chosen, "bank") == ["9001-010"]
    filled = resident.save(draft_id, "money", {"bank-take": "9001-010"})
    assert (holds(filled, "bank-bank_code"), holds(filled, "bank-branch_code")) == ("9001", "010")
    account = {
        "bank-bank_code": "9001",
        "bank-branch_code": "010",
        "bank-kind": "ordinary",
        "bank-holder": "ミナト　ハナコ",
    }
    assert resident.save(draft_id, "money", {**account, "bank-number": "1234567"}).status_code == 303
    assert "みなも銀行 駅前支店" in text(resident.review(draft_id))
    unknown = resident.save(draft_id, "money", {**account, "bank-number": "1234567", "bank-branch_code": "999"})
    assert "支店コード999が、みなも銀行の一覧にありません" in text(unknown)


def test_sign_and_number_of_the_post_bank_become_an_account(resident: Resident, listed: None) -> None:
    made = definition("bus-pass")
    made["form"]["pages"][0]["fields"].append(ACCOUNT)
    forms.publish(procedure_code="bus-pass", definition=made, actor=resident.office.founder, at=now())
    draft_id = resident.begin()
    found = resident.save(draft_id, "person", {**PERSON, "bank-query": "10120 12345671", "bank-find": "1"})
    assert [holds(found, f"bank-{part}") for part in ("bank_code", "branch_code", "number")] == [
        "9900",
        "018",
        "1234567",
    ]
    holder = {"bank-bank_code": "9900", "bank-branch_code": "018", "bank-kind": "ordinary", "bank-number": "1234567"}
    assert resident.save(draft_id, "person", {**PERSON, **holder, "bank-holder": "ミナト　ハナコ"}).status_code == 303
    resident.save(draft_id, "receiving", RECEIVING)
    resident.send(draft_id)
    with body_scope(resident.office.body):
        answers = intake.answers(Application.objects.get().id)
    assert answers["bank"]["branch_code"] == "018"  # type: ignore[index, call-overload]


def test_many_options_are_a_list(resident: Resident) -> None:
    made = definition("bus-pass")
    for count, kind in ((11, "radio"), (12, "select")):
        options = [{"value": f"o{n}", "label": {"ja": f"地区{n}", "en": f"District {n}"}} for n in range(count)]
        field = {"id": "ward", "type": "choice", "label": {"ja": "地区", "en": "District"}, "options": options}
        made["form"]["pages"][1]["fields"] = [one for one in made["form"]["pages"][1]["fields"] if one["id"] != "ward"]
        made["form"]["pages"][1]["fields"].append(field)
        forms.publish(procedure_code="bus-pass", definition=made, actor=resident.office.founder, at=now())
        draft_id = resident.begin()
        resident.save(draft_id, "person", PERSON)
        shown = resident.page(draft_id, "receiving").content.decode()
        assert ('<select class="m-select__box" id="q-ward"' in shown) == (kind == "select")
        resident.save(draft_id, "receiving", {**RECEIVING, "ward": "o10"})
        assert "地区10" in text(resident.review(draft_id))
