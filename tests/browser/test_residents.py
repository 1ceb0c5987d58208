"""Residents on their way through: a small phone, no script, no mouse, no account."""

from __future__ import annotations

import re
from uuid import uuid4

from tests.browser.conftest import Visit
from tests.support import journeys
from tests.support.visitors import PHONE, Visitor, overflow

HREFS = "all => all.map(one => one.getAttribute('href'))"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ]")
ENGLISH = """() => {
  const main = document.querySelector('main').cloneNode(true);
  for (const one of main.querySelectorAll('[lang=ja], dd')) one.remove();
  return main.textContent.replace(/\\s+/g, ' ');
}"""
MAIN_BUTTON = "main form button:not([aria-hidden], [formnovalidate])"
SMALL = {"width": 320, "height": 640}


def english(visitor: Visitor) -> str:
    """Return the words of an English page that are not marked as Japanese, nor typed by the person."""
    return str(visitor.page.evaluate(ENGLISH))


def test_a_rider_without_account_applies_on_a_phone_of_320_px(visit: Visit) -> None:
    rider, answers = visit(viewport=SMALL), journeys.rider(1)
    rider.open("")
    rider.fill({"q": "ばす"})
    rider.press("探す")
    rider.click('main a[href*="/procedures/bus-pass/"]')
    rider.click('main a[href*="/apply/bus-pass/"]')
    rider.press("サインインせずに申請する")
    for address in journeys.answer_all(rider, answers):
        assert not overflow(rider.page), address
    assert answers["name"] in rider.page.locator("main").inner_text()  # as written, with its wide space
    sent = journeys.send(rider, answers)
    assert rider.heading() == "申請を受け付けました"
    journeys.look_up(rider, sent)
    assert not overflow(rider.page)


def test_the_same_without_scripts(visit: Visit) -> None:
    rider, answers = visit(script=False, viewport=PHONE), journeys.rider(2)
    rider.open("")
    rider.fill({"q": "バス"})
    rider.press("探す")
    rider.click('main a[href*="/procedures/bus-pass/"]')
    rider.click('main a[href*="/apply/bus-pass/"]')
    rider.press("サインインせずに申請する")
    rider.press(journeys.GO_ON, status=422)  # nothing filled in: the summary says so, and links to the boxes
    summary = rider.page.locator(".m-error-summary")
    assert summary.locator("a").count() >= 5
    assert all(rider.page.locator(link).count() == 1 for link in summary.locator("a").evaluate_all(HREFS))
    for _ in journeys.answer_all(rider, answers):
        pass
    sent = journeys.send(rider, answers)
    journeys.look_up(rider, sent)
    assert not rider.page.locator("[data-madoguchi-print]").first.is_visible()  # a button that could do nothing


def test_a_parent_without_scripts_sends_photos_and_adds_and_takes_away_a_child(visit: Visit) -> None:
    parent, answers = visit(script=False), journeys.parent(3, children=2)
    journeys.begin(parent, "jido-teate")
    seen = []
    for address in journeys.answer_all(parent, answers):
        seen.append(address)
        if parent.page.locator('[name="children-remove"]').count():
            assert parent.page.locator('[name="children-1-name"]').input_value() == answers["children"][1]["name"]
            parent.click('[name="children-add"]')
            parent.click('[name="children-remove"][value="2"]')
            assert parent.page.locator('[name$="-kana"][name^="children-"]').count() == 2
            parent.fill(journeys.inputs(answers))
    assert len(seen) == 6
    assert parent.page.locator("main").inner_text().count("photo-1.png") == 2
    journeys.send(parent, answers)


def test_a_rider_applies_with_nothing_but_keys_and_always_sees_the_focus(visit: Visit) -> None:
    rider, answers = visit(), journeys.rider(4)
    rider.open("apply/bus-pass/")
    rider.page.keyboard.press("Tab")
    rider.page.keyboard.press("Enter")  # the first stop leads past the header, to the content
    assert rider.page.evaluate("document.activeElement.id") == "main"
    rider.tab_to_button("サインインせずに申請する")
    rider.key_press("Space")
    rider.tab_to_button(journeys.GO_ON)
    rider.key_press("Enter", status=422)
    assert rider.page.evaluate("document.activeElement.className").startswith("m-error-summary")
    rider.page.keyboard.press("Tab")  # the first link of the summary …
    rider.page.keyboard.press("Enter")
    rider.page.wait_for_function("document.activeElement.name === 'name'")  # … leads into the first box
    rider.page.keyboard.press("Shift+Tab")
    named = journeys.inputs(answers)
    for _ in range(2):
        rider.key_in(named)
        rider.tab_to_button(journeys.GO_ON)
        rider.key_press()
    assert "/review/" in rider.page.url, rider.text()
    rider.tab_to_button(journeys.SEND)
    rider.key_press()
    assert rider.heading() == "申請を受け付けました"


def test_a_parent_signs_in_goes_on_later_and_corrects_what_the_office_asks(visit: Visit) -> None:
    email = f"kazoku-{uuid4().hex[:8]}@resident.example"
    parent, answers = visit(viewport=PHONE), journeys.parent(5, children=2, email=email)
    journeys.sign_in_resident(parent, email)
    journeys.begin(parent, "jido-teate", button="申請を始める")
    pages = journeys.answer_all(parent, answers)
    for _ in range(3):
        next(pages)
    parent.press("保存して、あとで続ける")
    assert parent.heading() == "保存しました。あとで続けられます"

    elsewhere = visit(bare=True)
    journeys.sign_in_resident(elsewhere, email)
    elsewhere.click('main a:has-text("続きから書く")')
    assert elsewhere.heading() == "振込口座"  # the first page that is not answered
    elsewhere.click('main a:has-text("お子さま")')
    assert elsewhere.page.locator('[name="children-1-name"]').input_value() == answers["children"][1]["name"]
    for _ in journeys.answer_all(elsewhere, answers):
        pass
    sent = journeys.send(elsewhere, answers)

    officer = visit(staff="hoshino", bare=True)
    journeys.start_case(officer, sent)
    journeys.ask_for_correction(officer, sent, "bank", "not_own_account")

    parent.open("mypage/")
    parent.click(f'main li:has-text("{sent.number}") a')
    assert "口座の名義が請求者ご本人と異なります。" in parent.text()
    parent.click('main a:has-text("内容を直す")')
    parent.press("内容を直す")
    parent.fill({"bank-number": "7654321"})
    parent.press(journeys.GO_ON)
    assert "7654321" in parent.page.locator("table").inner_text()
    parent.press("この内容で送信する")
    assert parent.heading() == "補正の内容を送信しました"
    journeys.wait_for_state(officer, sent, "in_review")
    officer.open(sent.case)
    assert officer.page.locator("ins", has_text="7654321").count() == 1


def test_language_and_size_of_text_stay_chosen_to_the_end(visit: Visit) -> None:
    rider, answers = visit(viewport=PHONE), journeys.rider(6)
    rider.open("")
    for menu, choice in (("Language", "English"), ("Text size", "Largest")):
        rider.page.locator("summary", has_text=menu).click()
        rider.press(choice, within=".m-preferences")
    rider.open("apply/bus-pass/")
    assert rider.heading() == "Community bus pass: application"
    rider.click(MAIN_BUTTON)
    for _ in range(2):
        assert not JAPANESE.search(english(rider)), english(rider)
        rider.fill(journeys.inputs(answers))
        rider.click(MAIN_BUTTON)
    assert "/review/" in rider.page.url
    assert not overflow(rider.page)
    rider.click('main form[action$="/submit/"] button')
    assert not JAPANESE.search(english(rider)), english(rider)
    html = rider.page.locator("html")
    assert html.get_attribute("lang") == "en"
    assert html.get_attribute("data-text-size") == "largest"
    heading, number = rider.heading(), rider.page.locator("#receipt-number").inner_text()
    rider.page.locator("summary", has_text="Language").click()
    rider.press("やさしい日本語", within=".m-preferences")
    assert html.get_attribute("lang") == "ja"
    assert number in rider.text()
    assert rider.heading() not in (heading, "申請を受け付けました")  # a text of its own, not the official one


def test_benefits_are_found_on_a_phone_without_scripts_and_with_the_keyboard_alone(visit: Visit) -> None:
    born = {"children-0-era": "W", "children-0-year": "2025", "children-0-month": "2", "children-0-day": "3"}
    parent = visit(script=False, viewport=PHONE)
    parent.open("")
    parent.click('main a[href$="/benefits/"]')
    parent.press("質問をはじめる")
    parent.fill(born)
    parent.press("ここまでの答えで結果を見る")  # skips what is not sent yet: nothing is guessed of it
    assert "もらえそうな手当が" not in parent.text()
    parent.press("質問の続きに答える")
    parent.fill(born)
    parent.press("次へ進む")
    parent.fill({"s-pregnancy": "no"})
    parent.press("次へ進む")
    assert parent.heading() == "調べた結果"
    assert "15,000円" in parent.text()
    assert not overflow(parent.page)

    typist = visit()
    typist.open("benefits/")
    typist.tab_to_button("質問をはじめる")
    typist.key_press()
    typist.key_in(born)
    typist.tab_to_button("次へ進む")
    typist.key_press()
    assert typist.heading() == "当てはまることを教えてください"
