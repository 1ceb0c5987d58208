"""Whom to tell of a benefit: a list made and opened, why, who does not want to be told, the registers."""

from __future__ import annotations

from playwright.sync_api import FilePayload

from tests.browser.scenes import Stops, Visit, scene
from tests.support import journeys

TYPED = {"rules": "jido-teate", "on": journeys.TODAY.isoformat(), "purpose": "児童手当法に基づく、未申請の世帯への案内"}


@scene("desk:outreach", "desk:new_outreach", "desk:outreach_list", "desk:outreach_households", "desk:outreach_why")
def whom_to_tell(visit: Visit) -> Stops:
    """A chief makes a list, looks at its households, and says why one of them is told; an officer may not open it."""
    chief = visit(staff="kiryu")
    chief.open("desk/outreach/new/")
    yield "new", chief
    chief.press("使うものを確かめる", status=422)
    yield "new-errors", chief
    chief.fill({**TYPED, "rules": "juminzei-hikazei"})
    chief.press("使うものを確かめる", status=422)
    yield "new-definition", chief
    chief.fill(TYPED)
    chief.press("使うものを確かめる")
    yield "sure", chief
    chief.press("一覧を作る", within="main")
    yield "list", chief
    page = chief.page.url
    chief.open(f"{page}households/")
    yield "households", chief
    household = chief.page.locator("#households tbody a").first.inner_text()
    chief.open(f"{page}households/?q=ないない")
    yield "households-none", chief
    chief.open(f"{page}households/?tab=check")
    yield "households-check", chief
    chief.open(f"{page}households/?print=1")
    yield "households-print", chief
    chief.open(f"desk/outreach/why/?household={household}")
    yield "why", chief
    chief.open("desk/outreach/why/?household=S9999999", status=404)
    yield "why-unknown", chief
    chief.open("desk/outreach/why/?household=", status=422)
    yield "why-error", chief
    chief.open("desk/outreach/")
    yield "lists", chief
    officer = visit(staff="hoshino")
    officer.open(page)
    yield "list-read", officer


@scene("desk:opt_outs", "desk:withdraw_opt_out", "desk:outreach_registers")
def told_and_not_told(visit: Visit) -> Stops:
    """The counter records who does not want to be told; an administrator imports who applied elsewhere."""
    counter = visit(staff="tokita")
    counter.open("desk/outreach/opt-outs/")
    yield "opt-outs", counter
    counter.press("申出を記録する", status=422)
    yield "opt-outs-error", counter
    counter.fill({"about": "household", "number": "S0000240"})
    counter.press("申出を記録する")
    yield "opt-outs-recorded", counter
    counter.press("取り消す S0000240 すべての手当")
    yield "withdraw", counter
    counter.press("申出を取り消す")
    counter.open("desk/outreach/opt-outs/?q=S9")
    yield "opt-outs-none", counter
    administrator = visit(staff="hayami")
    administrator.open("desk/outreach/registers/")
    yield "registers", administrator
    administrator.press("一覧を取り込む", status=422)
    yield "registers-errors", administrator
    for name, text, status in (
        ("registers-faults", "世帯番号\n,\n\n,\n", 422),
        ("registers-filled", "世帯番号\nS0000239\n", 200),
    ):
        administrator.fill({"rules": "jido-teate", "as_of": journeys.TODAY.isoformat()})
        file = FilePayload(name="applied.csv", mimeType="text/csv", buffer=text.encode())
        administrator.page.locator('input[type="file"]').set_input_files(file)
        administrator.press("一覧を取り込む", status=status)
        yield name, administrator


@scene("desk:outreach", "desk:new_outreach", "desk:outreach_why")
def whom_to_tell_without_a_register(visit: Visit) -> Stops:
    """A town that has imported no register yet is told what to do."""
    manager = visit()
    journeys.sign_in_elsewhere(manager, "morino", "tsukishiro")
    for name, address in (("lists", ""), ("new", "new/"), ("why", "why/")):
        manager.open(f"/morino/desk/outreach/{address}")
        yield name, manager
