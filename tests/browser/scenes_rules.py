"""Rules of a body: read, changed by one person, approved by another."""

from __future__ import annotations

from tests.browser.scenes import Stops, Visit, scene
from tests.support.visitors import Visitor

AMOUNT = "第三子以降の額"


def change_amount(officer: Visitor, amount: str) -> None:
    """Begin a draft of 児童手当 and give it another amount from next April but one on."""
    officer.open("desk/rules/jido-teate/")
    officer.press("下書きを作って変える")
    officer.click(f'main a:has-text("値を変える {AMOUNT}")')
    officer.fill({"start": "2028-04-01", "value": amount, "source": "子ども条例 第4条", "adopted_by": "みなも市議会"})
    officer.press("下書きに保存する")


@scene(
    "desk:home", "desk:rules", "desk:rule", "desk:rule_draft", "desk:rule_draft_parameter", "desk:rule_propose",
    "desk:rule_draft_new_definition", "desk:rule_draft_definition", "desk:rule_draft_text", "desk:rule_difference",
    "desk:rule_discard", "desk:rule_revision", "desk:rule_approve", "desk:rule_send_back", "desk:rule_withdraw",
    "desk:rule_history", "desk:rule_new", "desk:rule_draft_states", "desk:rule_draft_state",
)  # fmt: skip
def rules(visit: Visit) -> Stops:
    """An officer changes an amount; the manager sends it back once, then approves."""
    officer, manager = visit(staff="hoshino"), visit(staff="kurosawa")
    officer.open("desk/rules/")
    yield "list", officer
    officer.open("desk/rules/?q=%E3%81%AA%E3%81%84%E8%A6%8F%E5%89%87")
    yield "list-none", officer
    yield from _new_rules(officer)
    officer.open("desk/rules/kyufukin/")
    yield "offered", officer
    officer.open("desk/rules/kyufukin/history/")
    yield "history-empty", officer
    officer.open("desk/rules/jido-teate/")
    yield "rule", officer
    officer.press("下書きを作って変える")
    yield "draft-begun", officer
    officer.click(f'main a:has-text("値を変える {AMOUNT}")')
    yield "value", officer
    officer.fill({"value": "たくさん"})
    officer.press("下書きに保存する", status=422)
    yield "value-wrong", officer
    officer.fill({"start": "2028-04-01", "value": "35,000", "source": "子ども条例 第4条", "adopted_by": "みなも市議会"})
    officer.press("下書きに保存する")
    yield "draft", officer
    yield from _definitions(officer)
    yield from _states(officer)
    officer.click('main a:has-text("原文を見る")')
    yield "text", officer
    officer.click('main a:has-text("やめて戻る")')
    officer.click('main a:has-text("下書きを捨てる")')
    yield "discard", officer
    officer.click('main a:has-text("やめて戻る")')
    officer.click('main .m-actions a:has-text("承認を求める")')
    yield "propose", officer
    officer.press("承認を求める", within="main .m-actions", status=422)
    yield "propose-errors", officer
    officer.fill({"note": "令和10年度から第3子以降を上乗せする。"})
    officer.press("承認を求める", within="main .m-actions")
    yield "proposed", officer
    officer.click('main a:has-text("取り下げる")')
    yield "withdraw", officer
    manager.open("desk/")
    yield "home-waiting", manager
    manager.click("#rules a")
    yield "waiting", manager
    manager.click('main a:has-text("差し戻す")')
    yield "send-back", manager
    manager.press("差し戻す", within="main .m-actions", status=422)
    yield "send-back-no-reason", manager
    manager.fill({"comment": "議決の日を書いてください。"})
    manager.press("差し戻す", within="main .m-actions")
    yield "sent-back", manager
    officer.open("desk/rules/jido-teate/")
    officer.click('main .m-tabs a:has-text("下書き")')
    officer.click('main .m-actions a:has-text("承認を求める")')
    officer.fill({"note": "令和10年度から第3子以降を上乗せする（令和8年3月議決）。"})
    officer.press("承認を求める", within="main .m-actions")
    officer.open("desk/rules/jido-teate/")
    yield "rule-waiting", officer
    manager.open("desk/")
    manager.click("#rules a")
    manager.click('main a:has-text("承認の確認へ進む")')
    yield "approve", manager
    manager.press("承認する", within="main")
    yield "approved", manager
    manager.open("desk/rules/jido-teate/history/")
    yield "history", manager
    manager.click('main a:has-text("版を比べる")')
    yield "difference-begun", manager
    for name, number in (("old", 3), ("new", 1)):
        manager.page.locator(f"#{name}").select_option(index=number)
    manager.press("比べる", within="main")
    yield "difference", manager


def _new_rules(officer: Visitor) -> Stops:
    """Rules that were not there: what cannot be is told, a draft is begun with an example, another with a copy."""
    officer.open("desk/rules/")
    officer.click('main a:has-text("新しい規則をつくる")')
    yield "new", officer
    officer.fill({"title": "児童手当", "package_id": "応援", "example": "household-benefit"})
    officer.press("下書きをつくる", status=409)
    yield "new-wrong", officer
    officer.fill({"title": "みなも市子育て応援手当", "package_id": "kosodate-ouen", "unit": "month"})
    officer.press("下書きをつくる")
    yield "new-draft", officer
    officer.open("desk/rules/jido-teate/")
    officer.click('main a:has-text("これを写してつくる")')
    yield "copy", officer


def _states(officer: Visitor) -> Stops:
    """What was saved: undone, done again, looked at."""
    officer.press("元に戻す")
    yield "draft-undone", officer
    officer.press("やり直す")
    officer.click('main a:has-text("保存した状態を見る")')
    yield "states", officer
    officer.click('#states a:has-text("2回目")')
    yield "state", officer
    officer.click('main a:has-text("保存した状態に戻る")')
    officer.click('#states a:has-text("3回目")')
    yield "state-faults", officer
    officer.click('main a:has-text("保存した状態に戻る")')
    officer.click('main a:has-text("下書きに戻る")')


def _definitions(officer: Visitor) -> Stops:
    """A definition of the draft's own: as formula, as rows, as a table, with faults; and taken away again."""
    officer.click('main a:has-text("式で定義を加える")')
    yield "definition", officer
    officer.fill({"name": "市の対象", "formula": "年齢 < ない名前 かつ 1", "entity": "person"})
    officer.press("確かめる", within="main .m-actions", status=422)
    yield "definition-wrong", officer
    officer.press("下書きに保存する")
    yield "draft-faults", officer
    officer.click('main a:has-text("この定義を直す") >> nth=0')
    officer.click('main a:has-text("文の行で書く")')
    yield "rows-not-possible", officer
    officer.click('main .m-tabs a:has-text("式で書く")')
    officer.fill({"formula": "年齢 < 18 かつ (年齢 >= 3 または 年齢 = 1)"})
    officer.press("確かめる", within="main .m-actions")
    yield "definition-read", officer
    officer.press("下書きに保存する")
    officer.click('main #own a:has-text("市の対象")')
    officer.click('main a:has-text("文の行で書く")')
    yield "rows", officer
    officer.page.locator("#row-item-1").fill("ない名前")
    officer.press("確かめる", within="main .m-actions", status=422)
    yield "rows-wrong", officer
    officer.press("この定義を消す")
    officer.click('main a:has-text("表で定義を加える")')
    officer.fill({"name": "段階", "entity": "person", "hit": "unique", "column": "年齢"})
    officer.press("行を加える")
    for box, text in (("0-0", "3未満"), ("0-1", "1"), ("1-0", "2以上18未満"), ("1-1", "2")):
        officer.page.locator(f"#cell-{box}").fill(text)
    officer.press("確かめる", within="main .m-actions", status=422)
    yield "table-overlaps", officer
    officer.click('main a:has-text("やめて戻る")')
