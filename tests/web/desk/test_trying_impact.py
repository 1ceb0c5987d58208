"""What a draft would do to a register, on the screen: counts, yen, examples that are written down, and a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.beside.outreach import public as outreach
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, body_scope, now
from madoguchi.office.rules import packages
from madoguchi.office.rules import public as rules
from tests.support import rule_books
from tests.support.registers import write_json_lines
from tests.support.rule_books import ALLOWANCE
from tests.support.sign_in import sign_in
from tests.support.workbooks import cells

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, staffed: Staffed) -> Client:
    sign_in(client, staffed.account("officer"))
    return client


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product ships 見本手当 alone: 5,000 yen a month for each child under 18."""
    monkeypatch.setattr(packages, "shipped", rule_books.compiled_shipped)


@pytest.fixture
def draft(staffed: Staffed) -> str:
    """みなも市 pays 6,000 yen since today; a draft makes it 7,000 from May on, for those under 16."""
    rule_books.adopt(staffed, rule_books.layer(6000, since="2026-04-01"), rule_books.case("いま", "2026-04-10", 6000))
    actor, at = staffed.actor("officer"), now()
    made = rules.start_draft(package_id=ALLOWANCE, actor=actor, at=at)
    document = rule_books.shipped(6000)
    (before,) = document["versions"]
    under_16 = [{**before["definitions"][0], "expression": "年齢 < 16"}, before["definitions"][1]]
    document["versions"] = [{**before, "to": "2026-05-01"}, {"from": "2026-05-01", "definitions": under_16}]
    (entry,) = document["parameters"][0]["entries"]
    later = {**entry, "from": "2026-05-01", "value": 7000}
    document["parameters"][0]["entries"] = [{**entry, "to": "2026-05-01"}, later]
    text = json.dumps(document, ensure_ascii=False)
    rules.save_draft(draft_id=made.id, version=made.version, document=text, note="", actor=actor, at=at)
    return f"/minamo/desk/rules/d/{made.id}/impact"


@pytest.fixture
def take(staffed: Staffed, tmp_path: Path) -> Callable[[list[dict[str, Any]]], None]:
    def imported(households: list[dict[str, Any]]) -> None:
        file = write_json_lines(tmp_path / "register.jsonl", households)
        actor = Actor.system(staffed.body.id)
        outreach.import_register(files=[file], as_of=date(2026, 4, 1), actor=actor, at=now())

    return imported


def household(number: str, *births: str | None) -> dict[str, Any]:
    members = [
        {"id": f"P{number}{place}", "groups": ["子"], **({} if born is None else {"生年月日": born})}
        for place, born in enumerate(births)
    ]
    return {"id": number, "members": members}


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


TOWN = [
    household("S1", "2020-01-01"),  # 6,000 → 7,000
    household("S2", "2020-01-01", "2022-01-01"),  # 12,000 → 14,000
    household("S3", "2009-01-01"),  # 17 years old: 6,000 → 0
    household("S4", "2009-01-01", "2020-01-01"),  # 12,000 → 7,000
    household("S5", "1990-01-01"),  # 0 → 0
    household("S6", None),  # nobody knows
]


def test_counts_and_yen_of_a_hand_counted_town(
    officer: Client, draft: str, take: Callable[[list[dict[str, Any]]], None]
) -> None:
    take(TOWN)
    shown = words(officer.get(f"{draft}/?on=2026-06-01"))
    counts = ("新しく対象になる 0", "対象でなくなる 1", "増える 2", "減る 1", "変わらない 1", "どちらも不明 1")
    for one in counts:
        assert one in shown
    assert "1か月の額 36,000円 28,000円 -8,000円" in shown
    assert "1年の額 432,000円 336,000円 -96,000円" in shown
    assert "不利になる世帯" in shown
    assert "S3" not in shown


def test_the_day_proposed_is_one_on_which_something_changes(
    officer: Client, draft: str, take: Callable[[list[dict[str, Any]]], None]
) -> None:
    take(TOWN)
    assert 'value="2026-05-01"' in officer.get(f"{draft}/").content.decode()
    refused = officer.get(f"{draft}/?on=tomorrow")
    assert refused.status_code == 422
    assert 'value="tomorrow"' in refused.content.decode()


def test_examples_are_numbers_of_households_and_looking_is_written_down(
    officer: Client, draft: str, take: Callable[[list[dict[str, Any]]], None], staffed: Staffed
) -> None:
    take(TOWN)
    shown = words(officer.get(f"{draft}/?on=2026-06-01&change=more"))
    assert "S1 S2" in shown
    assert "S3" not in shown
    with body_scope(staffed.body):
        read = LoggedEvent.objects.filter(name="foundation.record.read")
        assert read.count() == 2
    officer.get(f"{draft}/?on=2026-06-01&change=gained")
    with body_scope(staffed.body):
        assert LoggedEvent.objects.filter(name="foundation.record.read").count() == 2


def test_the_file_holds_numbers_and_no_household(
    officer: Client, draft: str, take: Callable[[list[dict[str, Any]]], None]
) -> None:
    take(TOWN)
    text = officer.get(f"{draft}.csv?on=2026-06-01").content.decode("utf-8-sig")
    assert "減る,1\r\n" in text
    assert "1年の額 差,-96000\r\n" in text
    assert "S1" not in text
    rows = cells(officer.get(f"{draft}.xlsx?on=2026-06-01").content)
    assert ["減る", 1] in rows
    assert ["1年の額 差", -96000] in rows
    assert len(rows) == len(text.splitlines())


def test_without_a_register_the_page_says_what_to_do(officer: Client, draft: str) -> None:
    shown = words(officer.get(f"{draft}/"))
    assert "台帳がまだありません" in shown
    assert "madoguchi outreach import" in shown


def test_what_stands_in_the_way_is_told(
    officer: Client, draft: str, take: Callable[[list[dict[str, Any]]], None], staffed: Staffed
) -> None:
    take(TOWN)
    assert "未対応の期間" in words(officer.get(f"{draft}/?on=2020-01-01"))
    actor, at = staffed.actor("officer"), now()
    (book,) = [each for each in rules.books(actor, at) if each.package_id == ALLOWANCE]
    assert book.draft_id is not None
    rules.save_draft(draft_id=book.draft_id, version=2, document="{", note="", actor=actor, at=at)
    assert "直すところがあるため" in words(officer.get(f"{draft}/"))


def test_who_may_not_read_lists_of_the_register_sees_no_impact(client: Client, staffed: Staffed, draft: str) -> None:
    sign_in(client, staffed.account("administrator"))
    assert client.get(f"{draft}/").status_code == 403
