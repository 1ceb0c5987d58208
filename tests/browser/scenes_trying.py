"""Pages on which rules are tried: a household typed, cases of a draft, its impact on a register, an old revision."""

from __future__ import annotations

from tests.browser.scenes import Stops, Visit, scene

RULE = "shogaiji-fukushi-teate"  # no other scene writes a draft of it
AMOUNT = "手当額"


@scene(
    "desk:rule_try", "desk:rule_recount", "desk:rule_cases", "desk:rule_new_case", "desk:rule_case", "desk:rule_impact",
)  # fmt: skip
def trying(visit: Visit) -> Stops:
    """An officer tries a rule, changes an amount, keeps a case, sees whom it touches."""
    officer = visit(staff="hoshino")
    officer.open(f"desk/rules/{RULE}/try/")
    yield "try", officer
    officer.fill({"m1-生年月日": "2015-06-01", "m1-重度の障害": "はい", "m1-施設に入所": "いいえ"})
    officer.fill({"m1-障害年金を受給": "いいえ", "m1-所得": "たくさん", "m1-扶養親族等の数": "0"})
    officer.press("人を加える")
    officer.press("計算する", within=".m-actions", status=422)
    yield "try-error", officer
    officer.fill({"m1-所得": "0"})
    officer.press("計算する", within=".m-actions")
    yield "try-unknown", officer
    officer.press("この人を外す 人2")
    officer.fill({"on": "2025-10-01"})
    officer.press("計算する", within=".m-actions")
    yield "try-result", officer
    officer.open(f"desk/rules/{RULE}/")
    officer.press("下書きを作って変える", within="main")
    draft = officer.page.url.partition("/desk/rules/d/")[2].split("/")[0]
    officer.open(f"desk/rules/d/{draft}/value/{AMOUNT}/")
    officer.fill(
        {"start": "2025-09-01", "value": "17,200円", "source": "みなも市条例 第3条", "adopted_by": "みなも市議会"}
    )
    officer.press("下書きに保存する", within="main")
    officer.open(f"desk/rules/d/{draft}/cases/")
    yield "cases", officer
    officer.click("#cases tbody a")
    yield "case", officer
    officer.open(f"desk/rules/d/{draft}/cases/new/")
    officer.fill({"on": "2025-10-01", "m1-生年月日": "2015-06-01", "m1-重度の障害": "はい", "m1-施設に入所": "いいえ"})
    officer.fill({"m1-障害年金を受給": "いいえ", "m1-所得": "0", "m1-扶養親族等の数": "0"})
    officer.press("計算する", within=".m-actions")
    yield "new-case", officer
    officer.press("確認事例として残す", within="main", status=422)
    yield "new-case-error", officer
    officer.fill({"case": "10歳の子、所得なし", "source": "みなも市 手当のしおり"})
    officer.press("確認事例として残す", within="main")
    yield "cases-one-more", officer
    officer.open(f"desk/rules/d/{draft}/impact/")
    yield "impact", officer
    officer.click('#changes a:has-text("世帯番号を見る")')
    yield "impact-examples", officer
    officer.open(f"desk/rules/d/{draft}/impact/?on=2020-01-01")
    yield "impact-not-covered", officer
    officer.open(f"desk/rules/{RULE}/history/")
    revision = officer.page.locator('main a[href*="/r/"]').first.get_attribute("href") or ""
    officer.open(f"desk/rules/{RULE}/r/{revision.partition('/r/')[2].split('/')[0]}/recount/")
    yield "recount", officer
