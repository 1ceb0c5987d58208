"""A resident who applies for 児童手当 on the pages of a real server, with photos."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import urlsplit

from madoguchi_demo import applicants
from madoguchi_demo.browser import Browser, Page

PHOTOS = ("identity_photo", "bank_photo")
BEGIN, GO_ON, SEND = "サインインせずに申請する", "保存して次へ進む", "申請する"


class Applicant:
    """A resident at a browser, who fills in 児童手当 and sends it."""

    def __init__(self, base: str, form: Any, answers: dict[str, Any]) -> None:  # Any: forms' Form
        self.browser, self.form, self.answers = Browser(base), form, answers

    def begin(self) -> Page:
        page = self.browser.open("/minamo/apply/jido-teate/")
        return self.browser.send(page, page.form(button=BEGIN), button=BEGIN)

    def fill(self, page: Page, number: int) -> Page:
        """Fill in one page and go on."""
        from madoguchi.line.forms import public as forms

        page_id = urlsplit(page.url).path.rstrip("/").rpartition("/")[2]
        values = forms.page_inputs(self.form, page_id, self.answers)
        photos = {
            name: (f"{name}.png", applicants.photo(Random(f"{number}{name}")))
            for name in PHOTOS
            if name in page.form(button=GO_ON).names
        }
        after = self.browser.send(page, page.form(button=GO_ON), values, button=GO_ON, files=photos or None)
        assert after.url != page.url, f"{page.url} asks again: {after.text[:600]}"
        return after

    def to(self, part: str, number: int) -> Page:
        """Begin and fill in page after page up to the one whose address holds ``part``, or that takes photos."""
        page = self.begin()
        while f"/{part}/" not in page.url and not (part == "photos" and self.takes_photos(page)):
            page = self.fill(page, number)
        return page

    def on(self, page: Page, number: int) -> Page:
        while "/review/" not in page.url:
            page = self.fill(page, number)
        return page

    def takes_photos(self, page: Page) -> bool:
        return any(name in one.names for one in page.forms for name in PHOTOS)

    def send(self, review: Page) -> Page:
        return self.browser.send(review, review.form(action="/submit/"), button=SEND)
