"""Rules on the screen: found, read, changed from a day on, proposed and approved by a second person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.office.rules import public as rules
from tests.support.rule_books import adopt_shipped
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/rules/"
ONE = f"{LIST}jido-teate/"


@pytest.fixture
def officer(client: Client, staffed: Staffed) -> Client:
    sign_in(client, staffed.account("officer"))
    return client


@pytest.fixture
def client_of(staffed: Staffed) -> Callable[[str], Client]:
    """Sign somebody else in, in a browser of their own."""

    def signed_in(role: str) -> Client:
        client = Client()
        sign_in(client, staffed.account(role))
        return client

    return signed_in


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_the_list_parts_what_is_adopted_from_what_is_offered(officer: Client, staffed: Staffed) -> None:
    before = words(officer.get(LIST))
    assert "この団体の規則" not in before
    adopt_shipped(staffed, "jido-teate")
    own, _, offered = words(officer.get(LIST)).partition("まだ採用していない規則")
    assert "児童手当 jido-teate 使用中 第1版" in own
    assert "就学援助" in offered
    assert "児童手当" not in offered
    assert "児童手当" not in words(officer.get(f"{LIST}?q=就学")).partition("<main")[2]
    assert "見つかりませんでした" in words(officer.get(f"{LIST}?q=ない規則"))


def test_a_rule_reads_as_values_with_days_and_as_sentences(officer: Client, staffed: Staffed) -> None:
    assert "まだ採用していません" in words(officer.get(ONE))
    adopt_shipped(staffed, "jido-teate")
    shown = words(officer.get(ONE))
    assert "まだ採用していません" not in shown
    assert "児童手当法" in shown
    assert officer.get(f"{LIST}nothing/").status_code == 404


VALUE = "第三子以降の額"


def begun(officer: Client) -> str:
    """Press the button that begins a draft; returns its address."""
    return officer.post(f"{ONE}start/").headers["Location"]


def version(response: Response) -> str:
    found = re.search(r'name="version" value="(\d+)"', response.content.decode())
    assert found
    return found[1]


def changed(officer: Client, draft: str, **typed: str) -> Response:
    form = {
        "start": "2027-04-01",
        "value": "35,000円",
        "source": "みなも市子ども条例 第4条",
        "adopted_by": "みなも市議会",
    }
    address = f"{draft}value/{VALUE}/"
    return officer.post(address, {**form, "version": version(officer.get(address)), **typed})


def in_force(staffed: Staffed, on: date) -> Any:  # Any: the value of the parameter
    with body_scope(staffed.body):
        adopted = rules.rules_in_force("jido-teate", at=localdate(now()))
    (found,) = [one for one in adopted.rules.package.parameters if one.name == VALUE]
    entry = found.on(on)
    assert entry is not None
    return entry.value


def test_an_officer_changes_a_value_from_a_day_on_and_a_manager_approves(
    officer: Client, staffed: Staffed, client_of: Callable[[str], Client]
) -> None:
    adopt_shipped(staffed, "jido-teate")
    draft = begun(officer)
    assert begun(officer) == draft  # there is one draft: the button goes on with it
    response = changed(officer, draft)
    assert response.headers["Location"] == draft
    shown = words(officer.get(draft))
    assert "35,000円" in shown
    assert "30,000円" in shown
    assert "第1版と比べています" in shown
    sent = {"version": version(officer.get(f"{draft}propose/")), "note": "条例の改正。", "effective_from": "2020-01-01"}
    refused = officer.post(f"{draft}propose/", sent)
    assert refused.status_code == 422
    assert "効力を持つ日が、きょうより前です" in words(refused)
    assert "条例の改正。" in words(refused)
    today = {"effective_from": localdate(now()).isoformat(), "version": version(refused)}
    assert "何を変えたかが書かれていません" in words(officer.post(f"{draft}propose/", {**sent, **today, "note": " "}))
    today["version"] = version(officer.get(f"{draft}propose/"))
    revision = officer.post(f"{draft}propose/", {**sent, **today}).headers["Location"]
    assert "第2版として承認を求めた" in words(officer.get(draft))
    assert officer.get(f"{revision}approve/").status_code == 403
    manager = client_of("manager")
    assert "件の変更" in words(manager.get(f"{revision}approve/"))
    assert manager.post(f"{revision}approve/", {"sure": "1"}).headers["Location"] == revision
    assert "採用済み" in words(manager.get(revision))
    assert in_force(staffed, date(2027, 4, 1)) == 35000
    assert in_force(staffed, date(2027, 3, 31)) == 30000
    assert "第2版" in words(officer.get(f"{ONE}history/"))


def test_a_wrong_value_is_told_beside_its_box_and_what_was_typed_stays(officer: Client) -> None:
    draft = begun(officer)
    refused = changed(officer, draft, value="たくさん", start="", source="")
    assert refused.status_code == 422
    assert "「円」として読める値を入れてください" in words(refused)
    assert "日を選んでください" in words(refused)
    assert "根拠になる条例・告示などを入れてください" in words(refused)
    assert 'value="たくさん"' in refused.content.decode()


def test_two_officers_do_not_overwrite_each_other(
    officer: Client, staffed: Staffed, client_of: Callable[[str], Client]
) -> None:
    draft = begun(officer)
    seen = version(officer.get(f"{draft}value/{VALUE}/"))
    changed(client_of("chief"), draft, value="31,000")
    late = changed(officer, draft, value="32,000", version=seen)
    assert late.status_code == 409
    assert "ほかの人がこの下書きを保存しました" in words(late)
    assert 'value="32,000"' in late.content.decode()


def test_a_value_of_the_draft_is_taken_back(officer: Client) -> None:
    draft = begun(officer)
    changed(officer, draft)
    address = f"{draft}value/{VALUE}/"
    officer.post(address, {"version": version(officer.get(address)), "take_back": "2027-04-01"})
    assert "製品に付いている規則のままです" in words(officer.get(draft))
    assert officer.post(address, {"version": "3", "take_back": "2027-04-01"}).status_code == 404


def test_a_proposal_is_sent_back_with_a_reason_and_withdrawn(
    officer: Client, staffed: Staffed, client_of: Callable[[str], Client]
) -> None:
    made = propose_shipped(staffed)
    address = f"{LIST}jido-teate/r/{made.id}/"
    manager = client_of("manager")
    assert "理由がありません" in words(manager.post(f"{address}send-back/", {"comment": ""}))
    manager.post(f"{address}send-back/", {"comment": "根拠が足りません。"})
    assert "根拠が足りません。" in words(officer.get(address))
    again = propose_shipped(staffed)
    officer.post(f"{LIST}jido-teate/r/{again.id}/withdraw/", {"comment": "出し直します。"})
    assert "取下げ" in words(officer.get(f"{LIST}jido-teate/r/{again.id}/"))
    assert officer.get(f"{LIST}shugaku-enjo/r/{again.id}/").status_code == 404


def test_a_draft_is_thrown_away_after_being_asked(officer: Client) -> None:
    draft = begun(officer)
    officer.post(f"{draft}discard/", {"version": version(officer.get(f"{draft}discard/"))})
    assert officer.get(draft).status_code == 404


def propose_shipped(staffed: Staffed) -> Any:
    book = next(one for one in rules.books(staffed.actor("officer"), now()) if one.package_id == "jido-teate")
    actor, at = staffed.actor("officer"), now()
    draft_id = book.draft_id or rules.start_draft(package_id="jido-teate", actor=actor, at=at).id
    page = rules.draft_page(draft_id, actor)
    saved = rules.save_draft(
        draft_id=draft_id, version=page.version, document=page.document, note="採用する。", actor=actor, at=at
    )
    return rules.propose(draft_id=draft_id, version=saved.version, effective_from=localdate(at), actor=actor, at=at)


def test_any_two_revisions_are_compared_and_values_come_as_a_spreadsheet(officer: Client, staffed: Staffed) -> None:
    first = adopt_shipped(staffed, "jido-teate")
    draft = begun(officer)
    changed(officer, draft)
    form = officer.get(f"{draft}propose/")
    sent = {"version": version(form), "note": "改正。", "effective_from": localdate(now()).isoformat()}
    second = officer.post(f"{draft}propose/", sent).headers["Location"].split("/")[-2]
    assert "比べる版を2つ選んでください" in words(officer.get(f"{ONE}difference/?old={first.id}&new=x"))
    both = words(officer.get(f"{ONE}difference/?old={second}&new={first.id}"))
    assert "35,000円 30,000円" in both
    rows = officer.get(f"{ONE}values.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("名前,説明,番号")
    assert any(row.startswith(f"{VALUE},") and "2024-10-01" in row and '"30,000円"' in row for row in rows)


def test_the_text_underneath_is_kept_as_typed_even_when_it_cannot_be_read(officer: Client) -> None:
    draft = begun(officer)
    address = f"{draft}text/"
    officer.post(address, {"version": version(officer.get(address)), "document": "{ではない"})
    assert "書かれている内容を読み取れません" in words(officer.get(draft))
    assert "値を表示できません" in words(officer.get(draft))
    assert "{ではない" in words(officer.get(address))
    assert officer.get(f"{draft}value/{VALUE}/").status_code == 422
    late = officer.post(address, {"version": "1", "document": "{まだ"})
    assert late.status_code == 409
    assert "{まだ" in words(late)
