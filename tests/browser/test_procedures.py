"""An office keeps its procedures: without script, and with nothing but keys."""

from __future__ import annotations

import json

from tests.browser.conftest import Visit
from tests.browser.scenes_procedures import answer_conditions, demo_definition, give
from tests.support.visitors import BODY, PHONE, Visitor, overflow


def test_a_version_is_published_on_a_telephone_without_script_and_residents_get_it(visit: Visit) -> None:
    head = visit(staff="kurosawa", script=False, viewport=PHONE)
    head.open("desk/publishing/")
    head.click('#publishing a:has-text("産前産後ヘルパー")')
    number = head.page.locator("#version-rows tbody tr").count()
    definition = demo_definition()
    definition["procedure"]["summary"] = {"ja": f"第{number + 1}版の概要です。", "en": "Summary", "easy": "まとめ"}
    wrong = json.loads(json.dumps(definition))
    wrong["retention"]["years"] = 0
    give(head, wrong)
    head.press("取り込んで確かめる", status=422)
    assert "retention › years" in head.text()
    give(head, definition)
    head.press("取り込んで確かめる")
    assert not overflow(head.page)
    head.click('main a:has-text("住民の画面を見る")')
    assert f"第{number + 1}版の概要です。" in head.text()
    head.click('main a:has-text("公開の画面に戻る")')
    head.click('main a:has-text("四つの条件を確かめる")')
    answer_conditions(head)
    assert "公開できるほかの人" in head.text()
    assert not overflow(head.page)
    administrator = visit(staff="hayami", script=False)
    administrator.open("desk/publishing/")
    administrator.click('#publishing a:has-text("産前産後ヘルパー")')
    administrator.press("確かめました。公開してよい")
    head.open("desk/publishing/")
    head.click('#publishing a:has-text("産前産後ヘルパー")')
    head.click('main a:has-text("公開の確認へ進む")')
    head.press("公開する", within="main")
    assert head.page.locator("#version-rows tbody tr").count() == number + 1
    resident = visit(script=False)
    resident.open("apply/home-helper/")
    assert f"第{number + 1}版の概要です。" in resident.text()


def test_a_route_is_changed_with_nothing_but_keys_and_set_back(visit: Visit) -> None:
    administrator = visit(staff="hayami")

    def steps() -> list[str]:
        administrator.open("desk/routes/r/chief-manager/")
        cells = administrator.page.locator("#versions-rows tbody tr:first-child td:nth-child(3)")
        return [one.strip() for one in cells.inner_text().split("→")]

    assert steps() == ["係長", "課長"]
    _open_change(administrator)
    administrator.tab_to_button("外す 1番目の段階")
    administrator.key_press()
    administrator.tab_to('[name="label"]')
    administrator.page.keyboard.press("Control+A")
    administrator.page.keyboard.insert_text("課長（専決）")
    administrator.key_press()  # Enter in a box goes on, and moves nothing
    assert "確認" in administrator.heading()
    administrator.tab_to_button("保存する")
    administrator.key_press()
    assert steps() == ["課長（専決）"]

    _open_change(administrator)
    administrator.tab_to_button("段階を加える")
    administrator.key_press()
    administrator.page.locator("#rank-2").select_option("chief")
    administrator.tab_to_button("上へ 2番目の段階")
    administrator.key_press()
    administrator.page.locator("#label-2").fill("課長")
    administrator.tab_to_button("確認へ進む")
    administrator.key_press()
    administrator.tab_to_button("保存する")
    administrator.key_press()
    assert steps() == ["係長", "課長"]


def _open_change(administrator: Visitor) -> None:
    administrator.tab_to(f'main a[href="/{BODY}/desk/routes/r/chief-manager/change/"]')
    administrator.key_press()
