"""Pages on which an office keeps its procedures: publishing, routes; and work that has stopped."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tests.browser.scenes import Stops, Visit, scene
from tests.support.visitors import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload


def demo_definition() -> Any:  # Any: JSON
    """Return the definition of 産前産後ヘルパー as the demo publishes it."""
    return json.loads(files("madoguchi_demo").joinpath("procedures", "home-helper.json").read_text("utf-8"))


def give(visitor: Visitor, definition: Any) -> None:  # Any: JSON, right or wrong
    """Choose a definition's file."""
    content = definition if isinstance(definition, bytes) else json.dumps(definition, ensure_ascii=False).encode()
    payload: FilePayload = {"name": "home-helper.json", "mimeType": "application/json", "buffer": content}
    visitor.page.locator("#definition").set_input_files(files=[payload])


@scene(
    "desk:publishing", "desk:publishing_procedure", "desk:preview", "desk:preview_page", "desk:publish",
)  # fmt: skip
def publishing(visit: Visit) -> Stops:
    """A procedure gets its next version."""
    administrator = visit(staff="hayami")
    administrator.open("desk/publishing/")
    yield "list", administrator
    administrator.click('#publishing a:has-text("産前産後ヘルパー")')
    yield "procedure", administrator
    administrator.press("取り込んで確かめる", status=422)
    yield "no-file", administrator
    definition = demo_definition()
    wrong = json.loads(json.dumps(definition))
    wrong["review"]["division"] = "nobody"
    wrong["form"]["pages"][0]["fields"][0]["type"] = "names"
    give(administrator, wrong)
    administrator.press("取り込んで確かめる", status=422)
    yield "refused", administrator
    fields = definition["form"]["pages"][0]["fields"]
    fields.append(
        {"id": "memo", "type": "long_text", "label": {"ja": "ご希望", "en": "Wishes", "easy": "してほしい こと"}}
    )
    fields[0]["help"] = {"ja": "住民票のとおりに書いてください。", "en": "As in the register.", "easy": "住民票と 同じ"}
    definition["review"]["period_days"] += 2
    give(administrator, definition)
    administrator.press("取り込んで確かめる")
    yield "prepared", administrator
    administrator.open("desk/publishing/")
    yield "list-waiting", administrator
    administrator.click('#publishing a:has-text("産前産後ヘルパー")')
    administrator.click('main a:has-text("住民の画面を見る")')
    yield "preview", administrator
    administrator.click('main a:has-text("次のページの見本")')
    yield "preview-page", administrator
    administrator.click('main a:has-text("公開の画面に戻る")')
    administrator.click('main a:has-text("公開の確認へ進む")')
    yield "confirm", administrator
    administrator.press("公開する", within="main")
    yield "published", administrator


@scene("desk:operation", "desk:operation_tasks")
def stopped_work(visit: Visit) -> Stops:
    """Work has stopped: the operator cancels it, after being asked."""
    operator = visit(staff="hayami")
    if operator.world.data is None:
        return
    operator.world.stop_a_task()
    operator.open("desk/operation/")
    yield "stopped", operator
    operator.press("選んだ作業をやり直す", status=422)
    yield "nothing-chosen", operator
    operator.page.locator('[name="task"]').first.click(force=True)
    operator.press("選んだ作業をやり直す")
    yield "try-again", operator
    operator.open("desk/operation/")
    operator.page.locator('[name="task"]').first.click(force=True)
    operator.press("選んだ作業を取りやめる")
    yield "cancel", operator
    operator.press("取りやめる", within="main")
    yield "none", operator


@scene("desk:routes", "desk:route", "desk:new_route", "desk:change_route", "desk:save_route")
def routes(visit: Visit) -> Stops:
    """A route is looked at, another one registered, moved about, refused and saved."""
    administrator = visit(staff="hayami")
    administrator.open("desk/routes/")
    yield "list", administrator
    administrator.click('#routes a:has-text("係長→課長")')
    yield "route", administrator
    administrator.click('main a:has-text("ルートを変える")')
    yield "change", administrator
    administrator.press("確認へ進む", within=".m-actions", status=409)
    yield "change-nothing", administrator
    administrator.open("desk/routes/new/")
    yield "new", administrator
    administrator.press("確認へ進む", within=".m-actions", status=422)
    yield "new-errors", administrator
    administrator.fill({"code": "chief-only", "name": "係長専決"})
    administrator.page.locator("#rank-1").select_option("manager")
    administrator.press("段階を加える")
    administrator.page.locator("#rank-2").select_option("chief")
    administrator.press("確認へ進む", within=".m-actions", status=422)
    yield "downwards", administrator
    administrator.press("下へ 1番目の段階")
    yield "moved", administrator
    administrator.press("外す 2番目の段階")
    administrator.press("確認へ進む", within=".m-actions")
    yield "confirm", administrator
    administrator.page.locator('[name="code"]').evaluate("(one) => one.value = 'chief-manager'")
    administrator.press("保存する", within="main", status=422)
    yield "taken", administrator
    administrator.fill({"code": "chief-only"})
    administrator.press("確認へ進む", within=".m-actions")
    administrator.press("保存する", within="main")
    yield "saved", administrator
    administrator.page.locator("#division").select_option(label="こども課")
    administrator.press("この課で見る")
    yield "in-a-division", administrator
