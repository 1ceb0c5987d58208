"""Pages on which an administrator keeps what an office stands on: its name and head, who acts for whom, what moves."""

from __future__ import annotations

from tests.browser.scenes import Stops, Visit, scene
from tests.browser.scenes_staff import NEXT_MONTH
from tests.support import journeys


@scene("desk:naming", "desk:change_naming")
def a_new_head(visit: Visit) -> Stops:
    """Another head takes office on a day to come; the plan is looked over, saved and taken back."""
    administrator = visit(staff="hayami")
    administrator.open("desk/body-name/")
    yield "naming", administrator
    administrator.open("desk/body-name/change/")
    yield "naming-form", administrator
    administrator.fill({"head_name": "", "valid_from": journeys.TODAY.isoformat()})
    administrator.press("内容を確かめる", status=422)
    yield "naming-errors", administrator
    administrator.fill({"head_name": "川端　澪", "valid_from": NEXT_MONTH})
    administrator.press("内容を確かめる")
    yield "naming-sure", administrator
    administrator.press("この内容で保存する")
    yield "naming-planned", administrator
    administrator.press("予定を取りやめる 川端　澪")
    yield "naming-withdrawn", administrator


@scene("desk:acting", "desk:acting_post", "desk:change_acting")
def who_acts_for_whom(visit: Visit) -> Stops:
    """An administrator looks who would act, and plans another order for a chief."""
    administrator = visit(staff="hayami")
    administrator.open("desk/acting/")
    yield "acting", administrator
    administrator.click('main th a:has-text("係長")')
    yield "acting-post", administrator
    administrator.click('main a:has-text("順位を変える")')
    yield "acting-form", administrator
    administrator.fill({"valid_from": ""})
    administrator.press("内容を確かめる", status=422)
    yield "acting-errors", administrator
    administrator.fill({"valid_from": NEXT_MONTH})
    administrator.page.locator("#deputy-1").select_option(index=2)
    administrator.page.locator("#deputy-2").select_option(index=4)
    administrator.press("内容を確かめる")
    yield "acting-sure", administrator
    administrator.press("この内容で保存する")
    yield "acting-planned", administrator
    administrator.press(f"予定を取りやめる {NEXT_MONTH}")
    yield "acting-withdrawn", administrator
    head = visit(staff="kurosawa")
    head.open("desk/acting/")
    yield "acting-read", head


@scene("desk:procedure_moves", "desk:procedure_move")
def another_division(visit: Visit) -> Stops:
    """A procedure is to go to another division next month; the plan is taken back."""
    administrator = visit(staff="hayami")
    administrator.open("desk/procedure-divisions/")
    yield "procedure-divisions", administrator
    administrator.click('main th a:has-text("児童手当")')
    yield "procedure-move", administrator
    administrator.press("どうなるかを確かめる", status=422)
    yield "procedure-move-errors", administrator
    administrator.page.locator("#division").select_option(index=1)
    administrator.fill({"valid_from": NEXT_MONTH, "cases": "move"})
    administrator.press("どうなるかを確かめる")
    yield "procedure-move-sure", administrator
    administrator.press("所管課を変える")
    yield "procedure-move-planned", administrator
    administrator.press("予定を取りやめる")
    yield "procedure-move-withdrawn", administrator


@scene("desk:series", "desk:look_at_series")
def document_numbers(visit: Visit) -> Stops:
    """An administrator looks at the numbers, and at another mark for the next fiscal year."""
    administrator = visit(staff="hayami")
    administrator.open("desk/series/")
    yield "series", administrator
    administrator.press("内容を確かめる", status=422)
    yield "series-errors", administrator
    administrator.page.locator("#code").select_option(index=1)
    administrator.page.locator("#year").select_option(index=2)
    administrator.fill({"prefix": "みな新"})
    administrator.press("内容を確かめる")
    yield "series-sure", administrator
