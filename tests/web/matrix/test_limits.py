"""The rates on docs/operate/limits.md are those that are kept, each counted by asking."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.ground.kernel import codes
from madoguchi.line.intake import draft_services
from tests.architecture.house import ROOT
from tests.web.matrix.asking import Cities

PAGE = (ROOT / "docs" / "operate" / "limits.md").read_text(encoding="utf-8")
BIRTH = {"birth_date-era": "W", "birth_date-year": "1901", "birth_date-month": "1", "birth_date-day": "1"}


def said(what: str) -> list[int]:
    """Return the numbers that the page gives for a rate."""
    row = re.search(rf"^\| {what} \| (.*) \|$", PAGE, re.MULTILINE)
    assert row is not None, what
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", row[1])]


def count(ask: Callable[[], int], most: int) -> None:
    """Ask until the limit and once more."""
    answers = [ask() for _ in range(most + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


def test_every_limit_named_for_operators_is_kept(db: None, cities: Cities) -> None:
    known = cities.mine.applications["new"].receipt_number
    per_number, minutes, per_address = said("looking up an application by receipt number")
    assert minutes == 15

    def look_up(number: str) -> int:
        return Client().post("/minamo/status/", {"number": number, **BIRTH}).status_code

    count(lambda: look_up(known), per_number)
    count(lambda: look_up(codes.new_receipt_number()), per_address - per_number - 1)  # the tries above count too
    starts, _ = said("starting an application")
    count(lambda: Client().post("/minamo/apply/bus-pass/", {"who": "self"}).status_code, starts)
    resumes, _ = said("trying resume codes")
    count(lambda: Client().post("/minamo/apply/resume/", {"code": "AAAA-BBBB-CCCC"}).status_code, resumes)
    verifying, _ = said("verifying a document")
    count(lambda: Client().get("/minamo/verify/AAAA-BBBB-CCCC-DDDD/").status_code, verifying)
    assert said("uploads to one draft") == [draft_services.MOST_UPLOADS]


def test_another_address_is_not_held_up(db: None, cities: Cities, settings: pytest.FixtureRequest) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    resumes, _ = said("trying resume codes")

    def resume(address: str) -> int:
        browser = Client(headers={"x-forwarded-for": address})
        return browser.post("/minamo/apply/resume/", {"code": "AAAA-BBBB-CCCC"}).status_code

    count(lambda: resume("192.0.2.1"), resumes)
    assert resume("192.0.2.2") != 429
