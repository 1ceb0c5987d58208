"""Pages on which an office keeps its procedures: publishing, routes; and work that has stopped."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.fingerprints import fingerprint
from madoguchi.line.forms.core.package_file import Maker, Manifest, write_package
from tests.browser.scenes import Stops, Visit, scene
from tests.support.kinds import kinds_page
from tests.support.sheet_of_allowance import allowance_sheet
from tests.support.visitors import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload


#: The key of a body in another deployment.
SIGNER = Ed25519PrivateKey.from_private_bytes(b"a key of the scenes, 32 bytes lo")


def demo_definition(code: str = "home-helper") -> Any:  # Any: JSON
    """Return the definition of a procedure as the demo publishes it."""
    return json.loads(files("madoguchi_demo").joinpath("procedures", f"{code}.json").read_text("utf-8"))


def give(visitor: Visitor, definition: Any) -> None:  # Any: JSON, right or wrong
    """Choose a definition's file."""
    content = definition if isinstance(definition, bytes) else json.dumps(definition, ensure_ascii=False).encode()
    payload: FilePayload = {"name": "home-helper.json", "mimeType": "application/json", "buffer": content}
    visitor.page.locator("#definition").set_input_files(files=[payload])


def answer_conditions(visitor: Visitor) -> None:
    """Answer the four conditions: three are met, one is not yet."""
    for name in ("digital", "phone", "intuitive"):
        visitor.page.locator(f'input[name="{name}"][value="yes"] + label').click()
    visitor.page.locator('input[name="need"][value="no"] + label').click()
    visitor.page.locator('[name="need-word"]').fill("利用者に聞き取りをして、次の版で見直します。")
    visitor.press("確かめました")


def review_as_another(visit: Visit) -> Visitor:
    """Let the head of the division review what the administrator took in."""
    head = visit(staff="kurosawa")
    head.open("desk/publishing/")
    head.click('#publishing a:has-text("産前産後ヘルパー")')
    head.press("確かめました。公開してよい")
    return head


@scene(
    "desk:publishing", "desk:publishing_procedure", "desk:preview", "desk:preview_page", "desk:publish",
    "desk:publishing_conditions", "desk:published_version", "desk:reception", "desk:schedule_version", "intake:start",
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
    asking = demo_definition()
    asking["form"]["pages"].insert(0, kinds_page())
    give(administrator, asking)
    administrator.press("取り込んで確かめる")
    administrator.click('main a:has-text("住民の画面を見る")')
    administrator.click('main a:has-text("次のページの見本")')
    administrator.page.locator("main summary").click()
    yield "preview-kinds", administrator
    administrator.click('main a:has-text("公開の画面に戻る") >> nth=0')
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
    administrator.click('main a:has-text("四つの条件を確かめる")')
    yield "conditions", administrator
    administrator.press("確かめました", status=422)
    yield "conditions-missing", administrator
    answer_conditions(administrator)
    yield "confirmed", administrator
    head = review_as_another(visit)
    yield "reviewed", head
    administrator.open("desk/publishing/")
    administrator.click('#publishing a:has-text("産前産後ヘルパー")')
    administrator.click('main a:has-text("公開の確認へ進む")')
    yield "confirm", administrator
    administrator.press("この日時に公開する", status=422)
    yield "no-time", administrator
    administrator.page.locator("#day").fill(str(datetime.now(UTC).date() + timedelta(days=30)))
    administrator.page.locator("#time").fill("09:00")
    administrator.press("この日時に公開する")
    yield "scheduled", administrator
    administrator.press("公開の予定をやめる")
    administrator.click('main a:has-text("公開の確認へ進む")')
    administrator.press("公開する", within="main")
    yield "published", administrator
    administrator.click("#version-rows tbody tr:first-child a")
    yield "version", administrator
    administrator.click(".m-breadcrumb a >> nth=-1")
    administrator.click('main a:has-text("受付期間を決める")')
    administrator.page.locator("#closes_day").fill("2020-01-01")
    administrator.page.locator("#closes_time").fill("17:00")
    administrator.press("受付期間を決める", status=422)
    yield "reception-refused", administrator
    administrator.page.locator("#closes_day").fill(str(datetime.now(UTC).date() + timedelta(days=60)))
    administrator.press("受付期間を決める")
    yield "reception-set", administrator
    resident = visit()
    resident.open("apply/home-helper/")
    yield "reception-told", resident
    administrator.click('main a:has-text("受付期間を決める")')
    for bound in ("closes_day", "closes_time"):
        administrator.page.locator(f"#{bound}").fill("")
    administrator.press("受付期間を決める")


@scene(
    "desk:form", "desk:form_item", "desk:form_remove", "desk:form_steps", "desk:form_preview", "desk:form_preview_page",
    "desk:form_give_up", "desk:form_comments", "desk:form_facts", "desk:form_texts",
)  # fmt: skip
def building(visit: Visit) -> Stops:
    """A form is made question by question."""
    administrator = visit(staff="hayami")
    administrator.open("desk/publishing/")
    administrator.click('#publishing a:has-text("産前産後ヘルパー")')
    administrator.click('main a:has-text("様式を画面でつくる・直す")')
    yield "before", administrator
    administrator.press("編集を始める")
    yield "form", administrator
    administrator.page.locator("#need-new").fill("上のお子さまの人数")
    administrator.page.locator("#need-kind").select_option("number")
    administrator.page.locator('form:has(#need-new) button:has-text("質問を足す")').click()
    yield "new-question", administrator
    administrator.page.locator("[name=label_ja]").fill("")
    administrator.press("保存する", status=422)
    yield "refused", administrator
    administrator.page.locator("[name=label_ja]").fill("上のお子さまの人数")
    administrator.press("保存する")
    administrator.click('main a:has-text("様式に戻る")')
    administrator.click('main a:has-text("いまの時期")')
    yield "choice", administrator
    administrator.page.locator("#comment").fill("「妊娠中」と「産後」で、聞くことを分けますか。")
    administrator.press("コメントを書く")
    administrator.page.locator('textarea[id^="comment-"]').fill("次の質問で分けています。")
    administrator.click('button:has-text("返事を書く")')
    yield "comments", administrator
    administrator.click('main a:has-text("選択肢をまとめて貼る")')
    yield "options", administrator
    administrator.click('main a:has-text("様式に戻る")')
    administrator.click('.m-title-line a:has-text("コメント")')
    yield "all-comments", administrator
    administrator.click('a:has-text("様式をつくる")')
    administrator.page.locator('tr:has(a:has-text("いまの時期")) a:has-text("消す")').click()
    yield "remove", administrator
    administrator.press("消す", within="main")
    yield "faults", administrator
    administrator.press("元に戻す")
    administrator.page.locator("#q").fill("時期")
    administrator.press("検索する", within="main")
    yield "found", administrator
    administrator.page.locator('label[for="chosen-at-stage"]').click()
    administrator.page.locator("#gather-into").select_option("section")
    administrator.page.locator("#gather-title").fill("使う理由")
    administrator.press("まとめる・動かす")
    yield "gathered", administrator
    administrator.click('main a:has-text("編集の記録")')
    yield "steps", administrator
    administrator.click('a:has-text("様式をつくる")')
    administrator.click('main a:has-text("様式の翻訳")')
    administrator.click('main a:has-text("ベトナム語")')
    yield "texts", administrator
    administrator.click('a:has-text("様式をつくる")')
    administrator.click('main a:has-text("住民の画面を見る")')
    yield "preview", administrator
    administrator.click('main a:has-text("次のページの見本")')
    yield "preview-page", administrator
    administrator.click('main a:has-text("様式の編集に戻る")')
    administrator.click('main a:has-text("手続きの説明、申請者、審査・決裁などを決める")')
    yield "facts", administrator
    administrator.page.locator("[name=review_period_days]").fill("")
    administrator.press("保存する", status=422)
    yield "facts-refused", administrator
    administrator.click('main a:has-text("様式に戻る")')
    administrator.click('main a:has-text("編集をやめる")')
    yield "give-up", administrator
    administrator.press("編集をやめる", within="main")


@scene("desk:form", "desk:form_from_sheet", "desk:form_sheet", "desk:form_try")
def sheets(visit: Visit) -> Stops:
    """A form begins with the office's own Excel file, is compared with it, and tried."""
    administrator = visit(staff="hayami")
    administrator.open("desk/publishing/")
    administrator.click('#publishing a:has-text("産前産後ヘルパー")')
    administrator.click('main a:has-text("様式を画面でつくる・直す")')
    administrator.click('main a:has-text("いまある様式")')
    yield "choose", administrator
    administrator.page.set_input_files("#sheet", {"name": "x.xlsx", "mimeType": "", "buffer": b"PK"})
    administrator.press("読み取って下書きを作る", status=422)
    yield "refused", administrator
    book = {"name": "様式第1号.xlsx", "mimeType": "", "buffer": allowance_sheet()}
    administrator.page.set_input_files("#sheet", book)
    administrator.press("読み取って下書きを作る")
    yield "compare", administrator
    administrator.page.locator('li:has-text("職業") button:has-text("外す")').click()
    yield "dropped", administrator
    administrator.press("見比べて確かめた")
    yield "compared", administrator
    administrator.click('main a:has-text("答えを入れてためす")')
    yield "try", administrator
    while administrator.page.locator(following := 'main button:not([aria-hidden]):has-text("次へ進む")').count():
        administrator.click(following)
    yield "try-review", administrator
    administrator.page.locator('main a:has-text("様式の編集に戻る")').first.click()
    administrator.click('main a:has-text("編集をやめる")')
    administrator.press("編集をやめる", within="main")


@scene("desk:unify", "desk:unify_form", "desk:unify_held")
def unifying(visit: Visit) -> Stops:
    """Forms of the city are compared; a common form of two is proposed."""
    officer = visit(staff="hoshino")
    officer.open("desk/unify/")
    yield "shared", officer
    officer.click('main a:has-text("共通の様式の案")')
    yield "choose", officer
    officer.open("desk/unify/form/?p=bus-pass", status=422)
    yield "too-few", officer
    officer.open("desk/unify/form/?p=bus-pass&p=home-helper&p=jido-teate")
    yield "form", officer
    officer.click('main a:has-text("すでにある情報")')
    yield "held", officer


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


def packed(definition: Any, version: tuple[int, int, int]) -> bytes:  # Any: JSON
    """Return a package as a prefecture of another deployment writes it."""
    facts = definition["procedure"]
    manifest = Manifest(
        id=f"kirinooka/{facts['code']}", version=version, number=version[1] + 1, title=Message(**facts["name"]),
        licence="CC-BY-4.0", made_by=Maker(key="kirinooka", name="桐ノ岡県", name_en="Kirinooka", code=""),
        made_at="2026-04-01T00:00:00Z", upstream=None, signer=SIGNER.public_key().public_bytes_raw(),
    )  # fmt: skip
    steps = [{"rank": "chief", "label": "係長"}, {"rank": "manager", "label": "課長"}]
    route = json.dumps({"code": "chief-manager", "name": "係長・課長", "steps": steps}, ensure_ascii=False)
    parts = {"definition.json": canonical(definition), "routes/chief-manager.json": route}
    return write_package(manifest, parts, SIGNER.sign)


def give_package(visitor: Visitor, content: bytes) -> None:
    """Choose a package's file and send it."""
    payload: FilePayload = {"name": "a.madoguchi-package", "mimeType": "application/json", "buffer": content}
    visitor.page.locator("#package").set_input_files(files=[payload])
    visitor.press("受け取って確かめる")


@scene("desk:adopt_package", "desk:confirm_signer", "desk:package", "desk:publishing_procedure")
def adopted_package(visit: Visit) -> Stops:
    """A city gets a procedure of a prefecture as a package, confirms its key, overrides it, takes a later one."""
    administrator, manager = visit(staff="hayami"), visit(staff="saionji")
    administrator.open("desk/publishing/")
    administrator.click('#publishing a:has-text("バス")')
    place = administrator.page.url
    administrator.click('main a:has-text("ほかの団体のパッケージを採用する")')
    yield "empty", administrator
    administrator.press("受け取って確かめる", status=422)
    yield "no-file", administrator
    theirs = demo_definition("bus-pass")
    give_package(administrator, packed(theirs, (1, 0, 0)))
    yield "unknown-signer", administrator
    administrator.page.fill("#fingerprint", "0000")
    administrator.press("この鍵を確かめた", status=422)
    yield "other-fingerprint", administrator
    for person in (administrator, manager):
        person.open(f"{place}package/")
        person.page.fill("#fingerprint", fingerprint(SIGNER.public_key().public_bytes_raw()))
        person.press("この鍵を確かめた")
        yield "one-has-confirmed" if person is administrator else "first", person
    manager.press("採用して、公開前の版にする")
    ours = demo_definition("bus-pass")
    ours["form"]["pages"][0]["fields"][0]["help"] = {"ja": "市の説明です。", "en": "The city's words."}
    administrator.open(place)
    give(administrator, ours)
    administrator.press("取り込んで確かめる")
    administrator.click('main a:has-text("四つの条件を確かめる")')
    answer_conditions(administrator)
    manager.open(place)
    manager.press("確かめました。公開してよい")
    administrator.open(place)
    administrator.click('main a:has-text("公開の確認へ進む")')
    administrator.press("公開する", within="main")
    yield "follows", administrator
    fields = theirs["form"]["pages"][0]["fields"]
    fields[0]["help"] = {"ja": "県の説明です。", "en": "The prefecture's words."}
    fields.append(
        {"id": "memo", "type": "long_text", "label": {"ja": "ご希望", "en": "Wishes", "easy": "してほしい こと"}}
    )
    theirs["review"]["period_days"] += 1
    administrator.open(f"{place}package/")
    give_package(administrator, packed(theirs, (1, 1, 0)))
    yield "compared", administrator
    administrator.press("採用して、公開前の版にする", status=422)
    yield "not-chosen", administrator
    for choice in administrator.page.locator('input[type="radio"][value="ours"][name*="/help/"]').all():
        choice.click(force=True)
    administrator.press("採用して、公開前の版にする")
    administrator.open(f"{place}package/")
    yield "adopted", administrator
    administrator.press("このパッケージを取り消す")
