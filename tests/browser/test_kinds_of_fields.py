"""The country's kinds of fields in Chromium: rules read them as the server does, and the device may say where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation.web.middleware import CONTENT_POLICY
from madoguchi.line.forms.core.answers import cleaned
from madoguchi.line.forms.core.definition import content_address, parse_form
from madoguchi.line.forms.core.live import script
from madoguchi.line.forms.core.posted import read_page
from tests.support.forms import TODAY, label
from tests.support.kinds import kinds_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

ADDRESS = "http://127.0.0.1:9/"  # nothing listens; every answer is given below
SOURCE = Path("src/madoguchi")
RULES = {
    "since": "since < 2026年4月1日",
    "days": "days・to >= 2026年5月1日",
    "contact_is": "contact_is = 「child」",
    "effects": "effects・dust <> 「never」",
    "promise": "promise",
    "head": "head = 「港　花子」",
}
POSTED = """() => {
    const all = {};
    for (const [name, value] of new FormData(document.forms[0])) (all[name] ??= []).push(value);
    return all;
}"""


def test_the_script_reads_the_kinds_as_the_server_does(browser: Browser) -> None:
    page_data: dict[str, Any] = kinds_page()
    for name, rule in RULES.items():
        told = label("それに当たる")
        page_data["fields"].append(
            {"id": f"if_{name}", "type": "text", "label": label(name), "show_when": rule, "for_whom": told}
        )
    data = {"pages": [page_data], "applicant": {"name": "head"}}
    form, key = parse_form(data), content_address(data)
    from madoguchi.line.forms.public import page_html

    names = {
        "/runtime.js": SOURCE / "office/rules/static/rules/script_runtime.js",
        "/live.js": SOURCE / "line/forms/static/forms/live.js",
        "/location.js": SOURCE / "ground/ui/static/ui/js/location.js",
    }
    scripts = {name: path.read_text(encoding="utf-8") for name, path in names.items()}
    scripts["/version.js"] = script(form, key).text
    tags = "".join(f'<script src="{name}" defer></script>' for name in scripts)
    html = f"<!doctype html><title>form</title><form>{page_html(key, form, 'kinds', {}, 'ja')}</form>{tags}"

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS[:-1])
        kind, body = ("text/html", html) if path == "/" else ("text/javascript", scripts[path])
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": CONTENT_POLICY}
        route.fulfill(status=200, headers=headers, body=body)

    context = browser.new_context(geolocation={"latitude": 35.6812362, "longitude": 139.7671248})
    context.grant_permissions(["geolocation"])
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        context.route(f"{ADDRESS}**", answer)
        page.goto(ADDRESS)

        def agree(shown: set[str]) -> dict[str, Any]:
            """See that the page shows these questions, and that the server would of what is posted."""
            seen = {name for name in RULES if page.locator(f'[name="if_{name}"]').is_visible()}
            answers, _ = read_page(form, "kinds", page.evaluate(POSTED), {}, today=TODAY)
            hidden = cleaned(form, answers).shown
            assert seen == shown == {name for name in RULES if hidden.field(form.field(f"if_{name}"))}
            return answers

        agree(set())
        page.select_option('[name="since-era"]', "R")
        page.fill('[name="since-year"]', "８")
        page.fill('[name="since-month"]', "3")
        page.fill('[name="head-family"]', "港")
        page.fill('[name="head-given"]', " 花子　")
        page.select_option('[name="days-to-era"]', "W")
        for part, value in (("year", "2026"), ("month", "5"), ("day", "1")):
            page.fill(f'[name="days-to-{part}"]', value)
        agree({"since", "head", "days"})
        page.select_option('[name="contact_is-relation"]', "child")
        page.check('[name="effects-dust"][value="some"]')
        page.check('[name="promise"]')
        page.fill('[name="since-month"]', "4")
        page.fill('[name="head-family"]', "")
        agree({"days", "contact_is", "effects", "promise"})

        page.fill('[name="place-text"]', "中央公園の北の入口")
        page.get_by_role("button", name="今いる場所を使う").click()
        page.get_by_role("status").get_by_text("緯度と経度を入れました。").wait_for()
        answers = agree({"days", "contact_is", "effects", "promise"})
        assert answers["place"] == {
            "text": "中央公園の北の入口", "latitude": "35.681236", "longitude": "139.767125",
        }  # fmt: skip
        assert faults == []
    finally:
        context.close()
