"""What goes wrong on the way: a second press, a second tab, a session that ended, a cookie that is gone."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.support import journeys
from tests.support.visitors import PHONE, overflow


def test_pressing_twice_sends_once(visit: Visit) -> None:
    email = f"nido-{uuid4().hex[:8]}@resident.example"
    rider, answers = visit(), journeys.rider(31)
    journeys.sign_in_resident(rider, email)
    journeys.begin(rider, "bus-pass", button="申請を始める")
    for _ in journeys.answer_all(rider, answers):
        pass
    posts: list[str] = []
    rider.context.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    with rider.page.expect_navigation():
        rider.page.get_by_role("button", name=journeys.SEND, exact=True).dblclick()
    expect(rider.page.locator("h1")).to_have_text("申請を受け付けました")
    assert len(posts) == 1
    rider.page.go_back()
    rider.open("mypage/")
    assert rider.page.locator('main a[href*="/applications/"]').count() == 1


def test_two_tabs_send_one_application_and_both_show_its_receipt(visit: Visit) -> None:
    rider, answers = visit(bare=True), journeys.rider(32)
    journeys.begin(rider, "bus-pass")
    for _ in journeys.answer_all(rider, answers):
        pass
    review = rider.page.url
    other = rider.context.new_page()
    other.goto(review)
    sent = journeys.send(rider, answers)
    with other.expect_navigation():
        other.locator('main form[action$="/submit/"] button').click()
    assert sent.number in other.locator("main").inner_text()


def test_an_older_tab_neither_overwrites_nor_loses_what_was_typed(visit: Visit) -> None:
    rider, answers = visit(viewport=PHONE), journeys.rider(33)
    journeys.begin(rider, "bus-pass")
    address = rider.page.url
    other = rider.context.new_page()
    other.goto(address)
    rider.fill(journeys.inputs(answers))
    rider.press(journeys.GO_ON)
    other.locator('[name="phone"]').fill("0999-00-7777")
    with other.expect_navigation() as navigation:
        other.get_by_role("button", name=journeys.GO_ON, exact=True).click()
    assert navigation.value.status == 409
    assert other.locator('[name="phone"]').input_value() == "0999-00-7777"
    assert not overflow(other)
    rider.open(address)
    assert rider.page.locator('[name="phone"]').input_value() == answers["phone"]


def test_what_was_typed_outlives_a_session_that_ended(visit: Visit) -> None:
    email = f"tochuu-{uuid4().hex[:8]}@resident.example"
    parent, answers = visit(viewport=PHONE), journeys.parent(34)
    journeys.sign_in_resident(parent, email)
    journeys.begin(parent, "jido-teate", button="申請を始める")
    pages = journeys.answer_all(parent, answers)
    next(pages)
    parent.context.clear_cookies(name="madoguchi_session")
    with parent.page.expect_navigation():
        parent.page.get_by_role("button", name=journeys.GO_ON, exact=True).click()
    assert "いま入力した内容は、この画面に残っています" in parent.text()
    assert not overflow(parent.page)
    with parent.context.expect_page() as opened:
        parent.page.locator('main ol a[href^="/accounts/"]').click()
    tab, page = opened.value, parent.page
    parent.page = tab
    tab.wait_for_load_state("load")
    parent.fill({"email": email})
    parent.press("確認番号を受け取る")
    parent.fill({"code": journeys.mailed_code(parent, email)})
    parent.press("サインイン", within="main")
    parent.page = page
    # The sign-in changed the token against forgery: the page comes once more, with all that was typed.
    parent.press("入力した内容を保存する", status=403)
    assert parent.page.locator('[name="kana"]').input_value() == answers["kana"]
    parent.press(journeys.GO_ON)
    assert parent.heading() == "配偶者"
    parent.click('main a:has-text("前のページへ戻る")')
    assert parent.page.locator('[name="name"]').input_value() == answers["name"]


def test_what_was_typed_outlives_a_lost_csrf_cookie(visit: Visit) -> None:
    rider, answers = visit(), journeys.rider(35)
    journeys.begin(rider, "bus-pass")
    rider.fill(journeys.inputs(answers))
    rider.context.clear_cookies(name="madoguchi_csrf")
    rider.press(journeys.GO_ON, status=403)
    assert rider.page.locator('[name="name"]').input_value() == answers["name"]
    rider.press(journeys.GO_ON)
    assert rider.heading() == "受け取り方法"


def test_a_note_outlives_the_session_of_the_officer(visit: Visit) -> None:
    sent = journeys.apply(visit(), "bus-pass", journeys.rider(36))
    officer = visit(staff="nagumo", viewport=PHONE)
    journeys.find_case(officer, sent)
    note = f"電話で確認しました（{uuid4().hex[:6]}）。"
    session = journeys.write_late_note(officer, note)
    assert "入力した内容は、この画面に残っています" in officer.text()
    assert not overflow(officer.page)
    officer.press("内容を確かめる", status=403)  # too early: nobody is signed in yet
    assert note not in officer.text()
    journeys.come_back(officer, session)
    officer.press("内容を確かめる", status=403)
    assert note in officer.text()
    assert not overflow(officer.page)
    officer.press("もう一度送る")
    assert "/desk/cases/" in officer.page.url
    assert note in officer.text()


def test_the_reasons_of_a_correction_open_with_its_field_by_keys_and_without_script(visit: Visit) -> None:
    parent = visit(bare=True)
    sent = journeys.apply(parent, "jido-teate", journeys.parent(37))
    officer = visit(staff="hoshino", viewport=PHONE, script=False)
    journeys.start_case(officer, sent)
    officer.open(f"{sent.case}correction/")
    reasons = officer.page.locator("select:visible")
    assert reasons.count() == 0
    box = officer.page.locator('[name="choose-bank"]')
    box.focus()
    officer.page.keyboard.press("Space")
    assert reasons.count() == 1
    officer.page.keyboard.press("Tab")
    assert officer.page.evaluate("document.activeElement.name") == "reason-bank"
    box.focus()
    officer.page.keyboard.press("Space")
    assert reasons.count() == 0
    height = officer.page.evaluate("document.documentElement.scrollHeight")
    assert height < 4500  # 10,800 px when every field showed its reason and note


def test_a_code_opens_the_draft_on_another_device(visit: Visit) -> None:
    rider, answers = visit(viewport=PHONE), journeys.rider(36)
    journeys.begin(rider, "bus-pass")
    rider.fill(journeys.inputs(answers))
    rider.press("保存して、あとで続ける")
    code = rider.page.locator("#resume-code").inner_text()
    rider.press("この端末から外す")
    library = visit(bare=True)
    library.open("apply/resume/")
    library.fill({"code": code.lower().replace("-", " ")})
    library.press("続きを開く")
    assert library.heading() == "受け取り方法"
