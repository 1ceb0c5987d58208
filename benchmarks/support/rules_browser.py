"""A form in Chromium: the page of ours, and what the thread of a page spends on typing in it."""

import os
from pathlib import Path
from typing import Any

from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.live import script
from support import ROOT
from support.figures import Spent
from support.rules_form import answered, changes

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


def our_page(folder: Path, form: Form, key: str) -> dict[str, tuple[str, str]]:
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


class Typing:
    """The page in Chromium."""

    def __init__(self, files: dict[str, tuple[str, str]], type_in: str = TYPE_IN) -> None:
        """Open a page of files by path; ``type_in`` is a function that answers questions on it."""
        from playwright.sync_api import sync_playwright

        from tests.conftest import CHROMIUM
        from tests.support.visitors import ARGUMENTS

        def answer(route: Any) -> None:
            kind, body = files[route.request.url.removeprefix(ADDRESS[:-1])]
            route.fulfill(status=200, headers={"Content-Type": f"{kind}; charset=utf-8"}, body=body)

        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        self._type_in = type_in
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
            self._page.evaluate(self._type_in, typed)
            done += len(typed)
        return Spent(done, self._spent() - start, 0.0)

    def load(self) -> Spent:
        """Load the page anew, up to the first picture of it after its scripts have run."""
        start = self._spent()
        self._page.goto(ADDRESS)
        self._page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return Spent(1, self._spent() - start, 0.0)

    def boxes(self) -> int:
        """How many boxes there are to answer in."""
        found: int = self._page.evaluate("document.querySelectorAll('input, select, textarea').length")
        return found

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
