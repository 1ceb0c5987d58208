"""What one answer costs in a form of 700 fields and 100 rules, on the server and in Chromium.

The server works everything out anew (what is shown, refused, calculated), as it does when a page is saved. The browser
has one page with all of it: an input changes, and the script of the version works out what hangs on it and shows, hides
and fills in; every task of the page counts, laying out included. Both must come to the same in the end.
"""

import os
import resource
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from support import ROOT
from support.accounting import MEGABYTE
from support.figures import Spent, arguments, figure, say, show
from support.rules_form import RULES, TODAY, answered, changes, definition

from madoguchi.line.forms.core.answers import cleaned
from madoguchi.line.forms.core.definition import content_address, parse_definition
from madoguchi.line.forms.core.fields import Form, Kind
from madoguchi.line.forms.core.live import script
from madoguchi.line.forms.core.summary import amount_words

TARGET_MS = 5.0
ADDRESS = "http://127.0.0.1:9/"  # nothing listens; every answer is given below
TYPE_IN = """(changes) => {
    const form = document.querySelector("form");
    for (const [name, value] of changes) {
        const box = form.elements.namedItem(name);
        let from = box;
        if (box instanceof RadioNodeList) {
            from = [...box].find((one) => one.value === value);
            from.checked = true;
        } else box.value = value;
        from.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""
SEEN = """() => {
    const all = (boxes) => [...document.querySelectorAll(boxes)];
    return {
        hidden: all("[data-madoguchi-shown][hidden]").map((box) => box.dataset.madoguchiShown),
        refused: all("[data-madoguchi-check]:not([hidden])").map((line) => line.dataset.madoguchiCheck),
        worked: all("[data-madoguchi-result]").map((box) => [box.dataset.madoguchiResult, box.textContent]),
    };
}"""


def main() -> None:
    """Measure both; no database takes part."""
    args = arguments(__doc__, seconds=1.0)
    say("rules_form")
    data = definition()
    form, key = parse_definition(data).form, content_address(data)
    server: list[Spent] = []
    browser: list[Spent] = []
    with tempfile.TemporaryDirectory() as folder:
        page = _page(Path(folder), form, key)
        typing = _Typing(page)
        try:
            for _ in range(args.rounds):
                server.append(_work_out(form, args.seconds))
                browser.append(typing.round(args.seconds))
            _compare(form, typing.seen())
        finally:
            typing.close()
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    for name, ours, other, other_name in (
        ("rules_form", server, browser, "Chromium"),
        ("rules_form_browser", browser, server, "the server"),
    ):
        pairs = list(zip(ours, other, strict=True))
        found = figure(
            name, pairs, other_name=other_name, unit="ms per answer", peak_mb=mb, database="none", target=TARGET_MS,
            target_of="ours",
        )  # fmt: skip
        show(found, as_json=args.json)


def _work_out(form: Form, seconds: float) -> Spent:
    """Change one answer after the other and work everything out each time, round and round."""
    answers, done = answered(), 0
    start = process_time()
    while process_time() - start < seconds:
        for field, value in changes():
            answers[field] = value
            kept = cleaned(form, answers)
            list(form.logic.broken(kept, today=TODAY))
            form.logic.calculated(kept)
            done += 1
    return Spent(done, process_time() - start, 0.0)


def _page(folder: Path, form: Form, key: str) -> dict[str, tuple[str, str]]:
    """Return the files of one page with all questions and its scripts, by path."""
    os.environ.update(MADOGUCHI_DATA=str(folder), DJANGO_SETTINGS_MODULE="madoguchi.config.settings")
    import django

    django.setup()
    from madoguchi.line.forms.public import page_html

    source = ROOT / "src" / "madoguchi"
    questions = page_html(key, form, form.pages[0].id, answered(), "ja")
    scripts = {
        "/runtime.js": (source / "office/rules/static/rules/script_runtime.js").read_text(encoding="utf-8"),
        "/live.js": (source / "line/forms/static/forms/live.js").read_text(encoding="utf-8"),
        "/version.js": script(form, key).text,
    }
    tags = "".join(f'<script src="{name}" defer></script>' for name in scripts)
    html = f"<!doctype html><title>form</title><form>{questions}</form>{tags}"
    return {"/": ("text/html", html), **{name: ("text/javascript", text) for name, text in scripts.items()}}


class _Typing:
    """The page in Chromium."""

    def __init__(self, files: dict[str, tuple[str, str]]) -> None:
        from playwright.sync_api import sync_playwright

        from tests.conftest import CHROMIUM
        from tests.support.visitors import ARGUMENTS

        def answer(route: Any) -> None:
            kind, body = files[route.request.url.removeprefix(ADDRESS[:-1])]
            route.fulfill(status=200, headers={"Content-Type": f"{kind}; charset=utf-8"}, body=body)

        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        self._page = self._chromium.new_page()
        self._page.route(f"{ADDRESS}**", answer)
        self._page.goto(ADDRESS)
        self._tools = self._page.context.new_cdp_session(self._page)
        self._tools.send("Performance.enable", {"timeDomain": "threadTicks"})  # CPU time of the page's thread

    def round(self, seconds: float) -> Spent:
        """Change one answer after the other, round and round."""
        typed = [(name, str(value)) for name, value in changes()]
        done, start = 0, self._spent()
        while self._spent() - start < seconds:
            self._page.evaluate(TYPE_IN, typed)
            done += len(typed)
        return Spent(done, self._spent() - start, 0.0)

    def seen(self) -> dict[str, Any]:
        """What is hidden, refused and worked out on the page now."""
        found: dict[str, Any] = self._page.evaluate(SEEN)
        return found

    def _spent(self) -> float:
        metrics = self._tools.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")

    def close(self) -> None:
        self._chromium.close()
        self._playwright.stop()


def _compare(form: Form, seen: dict[str, Any]) -> None:
    """Raise RuntimeError unless the page shows what the server works out of the same answers."""
    answers = answered() | dict(changes())
    kept = cleaned(form, answers)
    wanted = {
        "hidden": sorted(field.id for field in form.fields() if not kept.shown.field(field)),
        "refused": sorted(f"{one.path}/0" for one in form.logic.broken(kept, today=TODAY)),
    }
    calculated = form.logic.calculated(kept)
    worked = dict(seen["worked"])
    for field in form.fields():
        if field.kind is Kind.CALCULATION and kept.shown.field(field):
            value = calculated[field.id]
            if not isinstance(value, int) or worked[field.id] != amount_words(field).ja.replace("{n}", f"{value:,}"):
                raise RuntimeError(f"{field.id}: the server has {value}, the browser {worked[field.id]}")
    for part, names in wanted.items():
        if sorted(seen[part]) != names or not names:
            raise RuntimeError(f"{part}: the server has {names}, the browser {sorted(seen[part])}")
    if len(form.logic.written.rules) != RULES:
        raise RuntimeError(f"{len(form.logic.written.rules)} rules")


if __name__ == "__main__":
    main()
