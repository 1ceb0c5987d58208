"""Rules in Chromium under the product's own Content-Security-Policy: static files alone, no code made from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from madoguchi.ground.foundation.web.middleware import CONTENT_POLICY
from madoguchi.office.rules.core.script import RUNTIME, to_script
from tests.support.vectors import read_vectors

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

ADDRESS = "http://127.0.0.1:9/"  # nothing listens; every answer is given below
PAGE = "<!doctype html><title>rules</title>" + "".join(
    f'<script src="/{name}.js"></script>' for name in ("runtime", "rules", "probe")
)
PROBE = "try { eval('1'); globalThis.policy = 'open'; } catch { globalThis.policy = 'closed'; }"
ASK = """(given) => given.map(([key, on, whole]) => {
    const session = madoguchiRules.open(key, on);
    for (const [name, value] of Object.entries(whole)) session.put(name, value);
    session.settle();
    const value = session.value("結果");
    return madoguchiRules.isUnknown(value) ? session.reasons(value) : value;
})"""


def test_rules_run_under_the_strict_policy(browser: Browser) -> None:
    vectors = [each for each in read_vectors() if not (each.is_of_members or each.case.members)]
    files = {
        "/": ("text/html", PAGE),
        "/runtime.js": ("text/javascript", RUNTIME.read_text(encoding="utf-8")),
        "/rules.js": ("text/javascript", "".join(to_script(each.program, each.id) for each in vectors)),
        "/probe.js": ("text/javascript", PROBE),
    }

    def answer(route: Route) -> None:
        kind, body = files[route.request.url.removeprefix(ADDRESS[:-1])]
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": CONTENT_POLICY}
        route.fulfill(status=200, headers=headers, body=body)

    context = browser.new_context()
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        context.route(f"{ADDRESS}**", answer)
        page.goto(ADDRESS)
        found = page.evaluate(ASK, [[each.id, each.on.isoformat(), dict(each.case.whole)] for each in vectors])
        assert page.evaluate("policy") == "closed"
        assert [each for each in faults if "unsafe-eval" not in each] == []  # the probe's
    finally:
        context.close()

    assert len(vectors) > 400
    for vector, value in zip(vectors, found, strict=True):
        wanted = vector.expected["reasons"] if isinstance(vector.expected, dict) else vector.expected
        assert (sorted(value) if isinstance(value, list) else value) == wanted, vector.id
        assert type(value) is type(wanted), vector.id
