"""Staff at work: the keyboard for the officer, a telephone for the approver, the counter for those who come."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import FilePayload

from tests.browser.conftest import Visit
from tests.support import journeys
from tests.support.visitors import BODY, DESK, PHONE, Visitor, overflow

VALID_UNTIL = date(journeys.TODAY.year + 2, 3, 31).isoformat()
STARTS_ON = date(journeys.TODAY.year + journeys.TODAY.month // 12, journeys.TODAY.month % 12 + 1, 1).isoformat()


def test_an_officer_works_from_inbox_to_proposal_with_nothing_but_keys(visit: Visit) -> None:
    rider = visit(bare=True)
    sent = journeys.apply(rider, "bus-pass", journeys.rider(21))
    officer = visit(staff="nagumo")
    journeys.find_case(officer, sent)  # once the background work has made it a case

    officer.open("desk/")
    keys = officer.page.keyboard
    officer.page.locator('[data-madoguchi-key^="g "]').first.wait_for()
    go = officer.page.locator(f'nav a[href$="/{BODY}/desk/cases/"]').get_attribute("data-madoguchi-key")
    assert go
    keys.press("g")
    officer.key_press(go.removeprefix("g "))
    keys.press("/")
    keys.insert_text(sent.number)
    officer.key_press("Enter")
    keys.press("j")
    officer.key_press("Enter")
    assert sent.case in officer.page.url

    officer.key_press("s")
    for box in officer.page.locator('[name^="check-"][value="ok"]').all():
        officer.key_in({box.get_attribute("name") or "": "ok"})
    officer.tab_to_button("確認結果を保存")
    officer.key_press()
    assert officer.page.locator('[name^="check-"][value="ok"]:checked').count() == 2

    officer.key_press("r")  # a correction
    officer.tab_to('[name="choose-address"]')
    keys.press("Space")
    officer.key_in({"reason-address": "address", "note-address": "番地まで入力してください。"})
    officer.tab_to_button("補正を依頼する")
    officer.key_press()
    assert "補正" in officer.page.locator(".m-chip").first.inner_text()

    rider.open(journeys.tracker_of(rider, sent))
    rider.click('main a:has-text("内容を直す")')
    rider.press("内容を直す")
    rider.fill({"address-postal_code": "9990012", "address-text": "陽向県みなも市港南1丁目2番3号"})
    rider.press(journeys.GO_ON)
    rider.press("この内容で送信する")
    journeys.wait_for_state(officer, sent, "in_review")

    officer.open(sent.case)
    officer.key_press("d")
    officer.key_in({"outcome": "granted", "item-valid_until": VALID_UNTIL})
    officer.tab_to_button("処分案を保存")
    officer.key_press()
    officer.key_press("p")
    assert "決裁中です" in officer.text()


def test_a_deputy_approves_for_the_absent_head_on_a_telephone(visit: Visit) -> None:
    applicant = visit(bare=True)
    sent = journeys.apply(applicant, "jido-teate", journeys.parent(22))
    officer = visit(staff="hoshino", bare=True)
    journeys.start_case(officer, sent)
    journeys.draft_and_propose(officer, sent, {"monthly_yen": "15,000", "starts_on": STARTS_ON})
    journeys.approve(visit(staff="kiryu", bare=True), sent)

    deputy = visit(staff="asahina", viewport=PHONE)
    deputy.open("desk/approvals/")
    assert not overflow(deputy.page)
    journeys.open_proposal(deputy, sent)
    assert not overflow(deputy.page)
    assert "黒澤　恵子に代わって決裁する（代決）" in deputy.page.locator("main").inner_text()
    deputy.fill({"comment": "確認しました。"})
    deputy.world.age_sign_in(deputy)
    deputy.press("代決する", status=403)
    assert not overflow(deputy.page)
    assert "確認しました。" in deputy.text()
    journeys.prove_again(deputy)
    assert "確認しました。" in deputy.page.locator("#acts").inner_text()
    journeys.wait_for_state(officer, sent, "decided")
    head = visit(staff="kurosawa", bare=True)
    head.open("desk/approvals/")
    head.click(f'main a:has-text("{sent.number}")')
    head.press("後閲した")
    assert "後閲" in head.page.locator("#acts").inner_text()


def test_the_counter_enters_an_application_for_somebody_who_has_come(visit: Visit) -> None:
    answers = journeys.rider(23)
    counter = visit(staff="tokita")
    counter.open("desk/enter/")
    counter.fill({"procedure": "bus-pass", "channel": "counter"})
    counter.press("入力を始める")
    for address in journeys.answer_all(counter, answers):
        assert "/desk/enter/" in address
    sent = journeys.send(counter, answers, button="受け付ける")
    assert "窓口" in counter.page.locator("main").inner_text()
    pdf = counter.context.request.get(counter.page.locator('main a[href$="receipt.pdf"]').get_attribute("href") or "")
    assert pdf.body().startswith(b"%PDF-")
    resident = visit()
    journeys.look_up(resident, sent)
    assert "窓口" in resident.text()


def test_two_officers_do_not_overwrite_each_other(visit: Visit) -> None:
    sent = journeys.apply(visit(bare=True), "bus-pass", journeys.rider(24))
    officer = visit(staff="nagumo")
    journeys.start_case(officer, sent)
    colleague = visit(staff="mizuno", bare=True)
    colleague.open(sent.case)
    officer.fill({"check-age": "ok"})
    officer.press("確認結果を保存")
    colleague.fill({"check-age": "ng", "note-age": "住民基本台帳と合いません。"})
    colleague.press("確認結果を保存", status=409)
    assert colleague.page.locator('[name="note-age"]').input_value() == "住民基本台帳と合いません。"


def test_the_list_of_keys_opens_closes_and_can_be_switched_off(visit: Visit) -> None:
    officer = visit(staff="nagumo", viewport=DESK)
    officer.open("desk/")
    shortcuts, keys = officer.page.locator("#shortcuts"), officer.page.keyboard
    keys.press("?")
    assert shortcuts.is_visible()
    listed = shortcuts.locator("kbd").all_inner_texts()
    used = [one for key in keys_of(officer) for one in key.split()]
    assert set(used) <= set(listed), "a key that works is not in the list"
    keys.press("Escape")
    assert not shortcuts.is_visible()
    keys.press("?")
    officer.page.locator("#shortcuts-on").click(force=True)
    keys.press("Escape")
    keys.press("?")
    assert not shortcuts.is_visible()


def keys_of(visitor: Visitor) -> list[str]:
    """Return the keys that do something on this page."""
    found = visitor.page.locator("[data-madoguchi-key]").evaluate_all("all => all.map(one => one.dataset.madoguchiKey)")
    return [str(key) for key in found]


def test_who_got_a_notice_sees_that_it_is_genuine(visit: Visit) -> None:
    applicant = visit(bare=True)
    sent = journeys.apply(applicant, "bus-pass", journeys.rider(25))
    officer = visit(staff="nagumo", bare=True)
    journeys.start_case(officer, sent)
    journeys.draft_and_propose(officer, sent, {"valid_until": VALID_UNTIL})
    journeys.approve(visit(staff="mizuno", bare=True), sent)
    journeys.wait_for_state(officer, sent, "decided")

    def issued() -> str:
        journeys.look_up(applicant, sent)
        link = applicant.page.locator('main a[href$="/notice/"]')
        return (link.get_attribute("href") or "") if link.count() else ""

    notice = applicant.context.request.get(journeys.wait_for(issued)).body()
    code = journeys.code_in(notice)
    somebody = visit()
    somebody.open("verify/")
    somebody.fill({"code": code.lower().replace("-", "")})
    somebody.press("確かめる")
    assert "この確認番号の文書は発行されています" in somebody.text()
    assert sent.name not in somebody.page.locator("main").inner_text()  # no names
    for content, words in ((notice, "発行したファイルと同じです"), (notice + b" ", "発行したファイルと違います")):
        file: FilePayload = {"name": "notice.pdf", "mimeType": "application/pdf", "buffer": content}
        somebody.page.locator("#pdf").set_input_files(file)
        somebody.press("見比べる")
        assert words in somebody.text()


def test_receipt_and_tracker_keep_on_paper_what_a_person_must_keep(visit: Visit) -> None:
    applicant, answers = visit(), journeys.rider(26)
    sent = journeys.apply(applicant, "bus-pass", answers)
    paper = journeys.printed(applicant)
    kept = ("0999-00-1210", "コミュニティバス乗車券 発行申請", sent.number)
    assert not journeys.missing(paper, [*kept, sent.name, "結果をお知らせする予定", "/status/"])
    journeys.look_up(applicant, sent)
    paper = journeys.printed(applicant)
    assert not journeys.missing(paper, [*kept, "いまの状況", "結果の見込み", answers["phone"]])
    applicant.page.emulate_media(media="print")
    hidden = applicant.page.locator(".m-header__tools, .m-actions, [data-madoguchi-print]")
    assert not any(one.is_visible() for one in hidden.all()), "buttons on paper"
    assert re.search(r"令和\d+年", paper)


def test_a_chief_makes_a_list_of_whom_to_tell_with_nothing_but_keys(visit: Visit) -> None:
    chief = visit(staff="kiryu")
    chief.open("desk/outreach/")
    keys = chief.page.keyboard
    chief.key_press("n")
    assert chief.page.url.endswith("/outreach/new/")
    chief.key_in({"rules": "jido-teate"})
    chief.tab_to('[name="on"]')
    keys.type(journeys.TODAY.strftime("%m%d%Y"))
    chief.key_in({"purpose": "児童手当法に基づく、未申請の世帯への案内"})
    chief.tab_to_button("使うものを確かめる")
    chief.key_press()
    assert "台帳から使う項目 生年月日" in chief.text()
    chief.tab_to_button("一覧を作る")
    chief.key_press()
    chief.key_press("o")
    first = chief.page.locator("#households tbody a").first.inner_text()
    keys.press("/")
    keys.insert_text(first)
    chief.key_press("Enter")
    assert chief.page.locator("#households tbody tr").count() == 1
    chief.tab_to(f'main a:has-text("{first}")')
    chief.key_press()
    assert f"世帯 {first}" in chief.text()
    assert "対象で、まだ申請していないため、お知らせする世帯です。" in chief.text()


def test_a_list_is_made_and_saved_without_scripts_on_a_telephone(visit: Visit) -> None:
    chief = visit(staff="kiryu", viewport=PHONE, script=False)
    chief.open("desk/outreach/new/")
    assert not overflow(chief.page)
    chief.fill({"rules": "jido-teate", "on": journeys.TODAY.isoformat(), "purpose": "児童手当法に基づく案内"})
    chief.press("使うものを確かめる")
    chief.press("一覧を作る", within="main")
    with chief.page.expect_download() as saved:
        chief.page.get_by_role("button", name="CSVで保存").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == "世帯番号,区分,金額（円）,理由"
    assert len(lines) > 100
