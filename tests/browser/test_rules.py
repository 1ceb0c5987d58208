"""A threshold of a rule is changed by an officer and approved by the head, with nothing but keys."""

from __future__ import annotations

from tests.browser.conftest import Visit

AMOUNT = "三歳以上の額"


def test_an_officer_changes_an_amount_and_the_head_approves_with_keys_alone(visit: Visit) -> None:
    officer, head = visit(staff="hoshino"), visit(staff="kurosawa")
    officer.open("desk/rules/jido-teate/")
    officer.tab_to_button("下書きを作って変える")
    officer.key_press()
    officer.tab_to(f'main a:has-text("値を変える {AMOUNT}")')
    officer.key_press()
    officer.key_in({"value": "12,000", "source": "子ども条例 第4条"})
    officer.key_press()  # Enter in a box saves
    assert "12,000円" in officer.text()
    officer.tab_to('main a:has-text("承認を求める")')
    officer.key_press()
    officer.tab_to("#note")
    officer.page.keyboard.insert_text("3歳以上を改める。")
    officer.tab_to_button("承認を求める")
    officer.key_press()
    assert "承認待ち" in officer.text()

    head.open("desk/")
    head.tab_to("#rules a")
    head.key_press()
    head.tab_to('main a:has-text("承認の確認へ進む")')
    head.key_press()
    head.tab_to_button("承認する")
    head.key_press()
    assert "採用済み" in head.text()
    officer.open("desk/rules/jido-teate/")
    assert "12,000円" in officer.text()
