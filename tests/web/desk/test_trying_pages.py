"""Rules tried on a household that is typed; cases of a draft added, explained and deleted; old rules asked again."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import now
from madoguchi.office.rules import packages
from madoguchi.office.rules import public as rules
from tests.support import rule_books
from tests.support.rule_books import ALLOWANCE
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from madoguchi.office.rules.models import RuleDraft, RuleRevision
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
RULES = "/minamo/desk/rules"
TRY = f"{RULES}/{ALLOWANCE}/try/"
# Two children, 10 and 17 years old in April 2026, and their mother.
FAMILY = {
    "on": "2026-04-10", "members": "3", "expected": "0",
    "m1-生年月日": "2016-02-29", "m1-groups": "子", "m2-生年月日": "2009-01-01", "m2-groups": "子",
    "m3-生年月日": "1985-05-05",
}  # fmt: skip


@pytest.fixture
def officer(client: Client, staffed: Staffed) -> Client:
    sign_in(client, staffed.account("officer"))
    return client


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product ships 見本手当 alone: 5,000 yen a month for each child under 18."""
    monkeypatch.setattr(packages, "shipped", rule_books.compiled_shipped)


@pytest.fixture
def revision(staffed: Staffed) -> RuleRevision:
    """みなも市 pays 7,000 yen from today on, adopted today."""
    return rule_books.adopt(
        staffed, rule_books.layer(7000, since="2026-04-01"), rule_books.case("いま", "2026-04-10", 7000)
    )


@pytest.fixture
def draft(staffed: Staffed) -> RuleDraft:
    """A draft of 7,000 yen with a case that passes, one that fails, one of a day without rules, one that is no case."""
    actor, at = staffed.actor("officer"), now()
    made = rules.start_draft(package_id=ALLOWANCE, actor=actor, at=at)
    document = rule_books.layer(7000, since="2026-04-01")
    made = rules.save_draft(draft_id=made.id, version=made.version, document=document, note="", actor=actor, at=at)
    cases = [
        rule_books.case("七千円", "2026-04-10", 7000),
        rule_books.case("五千円のまま", "2026-04-10", 5000),
        rule_books.case("前の時代", "2020-04-10", 0),
        "{",
    ]
    return rules.save_cases(draft_id=made.id, version=made.version, cases="\n".join(cases), actor=actor, at=at)


def words(response: Response) -> str:
    body = response.content.decode().partition("<main")[2]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def cases_of(draft: RuleDraft, staffed: Staffed) -> list[dict[str, Any]]:
    text = rules.draft_page(draft.id, staffed.actor("officer")).cases
    return [json.loads(line) for line in text.split("\n") if line.startswith('{"')]


def test_shipped_rules_are_tried_before_anybody_adopts_them(officer: Client) -> None:
    assert "まだ採用していない規則です" in words(officer.get(TRY))
    shown = words(officer.post(TRY, {**FAMILY, "act": "count"}))
    assert "月額 10,000円" in shown  # two children


def test_a_household_is_worked_out_by_the_rules_in_force_with_its_trace(
    officer: Client, revision: RuleRevision
) -> None:
    shown = words(officer.post(TRY, {**FAMILY, "act": "count"}))
    assert "月額 14,000円" in shown
    assert "18歳以上です。 （見本条例 第2条）" in shown  # the mother
    assert "基本額：7,000円（2026-04-01から、出典: みなも市条例 第4条）" in shown
    assert "生年月日：平成28年2月29日" in shown


def test_what_was_left_empty_is_not_known_and_says_so(officer: Client, revision: RuleRevision) -> None:
    shown = words(officer.post(TRY, {**FAMILY, "m1-生年月日": "", "act": "count"}))
    assert "月額 不明" in shown
    assert "生年月日" in shown.partition("月額 不明")[2]


def test_buttons_change_the_form_and_typed_text_stays(officer: Client) -> None:
    more = officer.post(TRY, {**FAMILY, "act": "add_member"})
    assert 'name="m4-生年月日"' in more.content.decode()
    assert 'value="2016-02-29"' in more.content.decode()
    less = officer.post(TRY, {**FAMILY, "act": "remove_member-1"}).content.decode()
    assert 'value="2016-02-29"' not in less
    assert 'value="2009-01-01"' in less
    many = officer.post(TRY, {**FAMILY, "members": "9999", "act": "count"})
    assert many.status_code == 200
    assert "人20" not in words(many)


def test_a_fault_stands_at_its_box(officer: Client) -> None:
    refused = officer.post(TRY, {**FAMILY, "m2-生年月日": "きのう", "on": "あした", "act": "count"})
    assert refused.status_code == 422
    body = refused.content.decode()
    assert 'href="#m2-生年月日"' in body
    assert 'value="きのう"' in body
    assert 'href="#on"' in body


def test_a_day_without_rules_is_told_and_no_number(officer: Client, revision: RuleRevision) -> None:
    shown = words(officer.post(TRY, {**FAMILY, "on": "2020-01-01", "act": "count"}))
    assert "未対応の期間です" in shown


def test_an_old_case_is_worked_out_by_the_rules_of_then(
    officer: Client, revision: RuleRevision, staffed: Staffed, clock: Any
) -> None:
    clock.shift(timedelta(days=40))
    rule_books.adopt(staffed, rule_books.layer(9000, since="2026-04-01"), rule_books.case("今", "2026-04-10", 9000))
    sign_in(officer, staffed.account("officer"))
    assert "月額 18,000円" in words(officer.post(TRY, {**FAMILY, "act": "count"}))
    address = f"{RULES}/{ALLOWANCE}/r/{revision.id}/recount/"
    shown = words(officer.post(address, {**FAMILY, "act": "count"}))
    assert "第1版の規則で計算し直します" in shown
    assert revision.composed.sha256 in shown
    assert "月額 14,000円" in shown
    found = officer.get(f"{RULES}/h/find/?number= {revision.composed.sha256.upper()} ")
    assert found.headers["Location"].endswith(address)
    assert officer.get(f"{RULES}/h/find/?number=abc").status_code == 404
    assert officer.get(f"{RULES}/other/r/{revision.id}/recount/").status_code == 404


def test_cases_come_out_in_four_ways_and_failures_tell_why(officer: Client, draft: RuleDraft) -> None:
    shown = words(officer.get(f"{RULES}/d/{draft.id}/cases/"))
    for one in ("合格 1件", "不合格 1件", "未対応の期間 1件", "事例に直すところがあります 1件"):
        assert one in shown
    assert "月額：5,000円 → 7,000円" in shown
    assert "「五千円のまま」がそうなった理由" in shown
    assert "見本条例 第3条" in shown
    one = words(officer.get(f"{RULES}/d/{draft.id}/cases/2/"))
    assert "期待と違う結果になった理由" in one


def test_what_was_tried_is_kept_as_a_case_of_the_draft(officer: Client, draft: RuleDraft, staffed: Staffed) -> None:
    new = f"{RULES}/d/{draft.id}/cases/new/"
    typed = {**FAMILY, "expected": "1", "e0-definition": "月額", "e0-whose": "世帯", "e0-value": ""}
    tried = officer.post(new, {**typed, "act": "count"})
    assert 'value="14000"' in tried.content.decode()
    refused = officer.post(new, {**typed, "e0-value": "たくさん", "case": "七千円", "act": "keep"})
    assert refused.status_code == 422
    assert "同じ名前の事例があります" in words(refused)
    assert "15,000" in words(refused)
    kept = officer.post(
        new, {**typed, "e0-value": "１４，０００円", "case": "子2人", "source": "見本のしおり", "act": "keep"}
    )
    assert kept.status_code == 303
    assert "合格 2件" in words(officer.get(kept.headers["Location"]))
    (case,) = [each for each in cases_of(draft, staffed) if each["id"] == "子2人"]
    assert case["source"] == "見本のしおり"
    assert case["expect"] == [{"entity": "household", "id": "世帯", "definition": "月額", "value": 14000}]
    again = officer.get(f"{new}?like=1").content.decode()
    assert 'value="2016-02-29"' in again


def test_not_known_can_be_expected_with_its_reasons(officer: Client, draft: RuleDraft, staffed: Staffed) -> None:
    new = f"{RULES}/d/{draft.id}/cases/new/"
    typed = {
        "on": "2026-04-10", "members": "1", "m1-groups": "子", "expected": "1", "e0-definition": "対象",
        "e0-whose": "人1", "e0-value": "不明", "case": "生年月日なし", "act": "keep",
    }  # fmt: skip
    assert officer.post(new, typed).status_code == 303
    (case,) = [each for each in cases_of(draft, staffed) if each["id"] == "生年月日なし"]
    assert case["expect"][0]["reasons"] == [["missing", "生年月日"]]
    assert "合格 2件" in words(officer.get(f"{RULES}/d/{draft.id}/cases/"))


def test_a_case_is_deleted_and_never_another_in_its_place(officer: Client, draft: RuleDraft, staffed: Staffed) -> None:
    address = f"{RULES}/d/{draft.id}/cases/2/"
    found = re.search(r'name="mark" value="([0-9a-f]{16})"', officer.get(address).content.decode())
    assert found is not None
    assert officer.post(address, {"mark": found[1]}).status_code == 303
    assert "五千円のまま" not in words(officer.get(f"{RULES}/d/{draft.id}/cases/"))
    assert officer.post(address, {"mark": found[1]}).status_code == 409
    assert [each["id"] for each in cases_of(draft, staffed)] == ["七千円", "前の時代"]


def test_who_only_reads_may_try_and_may_not_write(client: Client, draft: RuleDraft, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    assert client.get(TRY).status_code == 200
    assert client.get(f"{RULES}/d/{draft.id}/cases/").status_code == 200
    assert client.get(f"{RULES}/d/{draft.id}/cases/new/").status_code == 403
    assert client.post(f"{RULES}/d/{draft.id}/cases/1/", {"mark": ""}).status_code == 403


def test_a_draft_with_faults_is_not_tried_and_says_what_to_mend(
    officer: Client, draft: RuleDraft, staffed: Staffed
) -> None:
    rules.save_draft(
        draft_id=draft.id, version=draft.version, document="{", note="", actor=staffed.actor("officer"), at=now()
    )
    assert "まだ試せません" in words(officer.get(f"{RULES}/d/{draft.id}/cases/new/"))
    assert "まだ確かめていません 3件" in words(officer.get(f"{RULES}/d/{draft.id}/cases/"))


def test_whoever_approves_finds_the_impact_and_the_way_to_work_it_out_again(
    officer: Client, revision: RuleRevision, staffed: Staffed
) -> None:
    adopted = officer.get(f"{RULES}/{ALLOWANCE}/r/{revision.id}/").content.decode()
    assert f"{RULES}/{ALLOWANCE}/r/{revision.id}/recount/" in adopted
    assert "/impact/" not in adopted
    waiting = rule_books.propose(
        staffed, rule_books.layer(9000, since="2026-04-01"), rule_books.case("今", "2026-04-10", 9000)
    )
    shown = officer.get(f"{RULES}/{ALLOWANCE}/r/{waiting.id}/").content.decode()
    (book,) = [each for each in rules.books(staffed.actor("officer"), now()) if each.package_id == ALLOWANCE]
    assert f"{RULES}/d/{book.draft_id}/impact/" in shown
