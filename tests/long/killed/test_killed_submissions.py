"""The web process is killed (kill -9) at marked points of a submission: one application, one receipt, one mail.

What people do then is what a browser and a good API client do: the same again. Whatever the point, there is no
application or one, the repeat gives the number of the one, and one mail tells it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

import httpx
import pytest
from django.core.mail import EmailMessage

from madoguchi_demo import applicants
from madoguchi_demo.browser import Page
from tests.long.killed.applicant import PHOTOS, Applicant
from tests.long.killed.marks import ANSWERED, BEGUN, choose
from tests.long.killed.serving import COUNT

if TYPE_CHECKING:
    from madoguchi.line.intake.models import Application
    from tests.long.killed.conftest import Serve
    from tests.support.offices import Office

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
POINTS = 20
PAGE_POINTS = 4
CUT = (HTTPException, URLError, ConnectionError, httpx.TransportError)  # what a client sees when the server dies


def killed_at(mark: str, folder: Path, press: Callable[[], Any]) -> None:
    """Do something that posts; the process that serves it kills itself at ``mark``."""
    (folder / "kill").write_text(mark)
    with pytest.raises(CUT):
        press()
    assert not (folder / "kill").exists(), "the post never came to the server"


def counted(folder: Path, press: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Do something that posts, calmly; return what it gave and the marks that were passed."""
    (folder / "kill").write_text(COUNT)
    given = press()
    assert not (folder / "kill").exists(), "the post never came to the server"
    return given, (folder / "marks").read_text().splitlines()


def with_address(office: Office, email: str) -> list[Application]:
    from madoguchi.ground.foundation.public import body_scope
    from madoguchi.line.intake.models import Application

    with body_scope(office.body):
        return list(Application.objects.filter(email=email))


def assert_one_of_each(office: Office, receipts: dict[str, str], mails: list[EmailMessage]) -> None:
    """Each address: one application with this number, one event, its files readable, one mail with the number."""
    from madoguchi.ground.foundation.models import LoggedEvent
    from madoguchi.ground.foundation.public import body_scope, files
    from madoguchi.line.intake.models import Attachment
    from tests.support.offices import deliver

    deliver()
    for email, number in receipts.items():
        (application,) = with_address(office, email)
        assert application.receipt_number == number
        with body_scope(office.body):
            told = LoggedEvent.objects.filter(matter_id=application.id, name="intake.application.submitted")
            assert told.count() == 1
            for attachment in Attachment.objects.filter(application=application):
                files.read(attachment.file_id)  # its bytes, checked against their hash
        (mail,) = (one for one in mails if one.to == [email])
        assert f"{number[:4]}-{number[4:8]}-{number[8:]}" in mail.body


def assert_before_or_after(mark: str, marks: list[str], count: int) -> None:
    """A point before the last commit leaves nothing, one after it leaves the application; in it either."""
    begins = max(place for place, one in enumerate(marks) if "_commit:call" in one)
    ends = max(place for place, one in enumerate(marks) if "_commit:return" in one)
    place = marks.index(mark)
    assert count in ((0,) if place <= begins else (1,) if place >= ends else (0, 1)), mark


class System:
    """Another system that applies for residents through the API."""

    def __init__(self, client: httpx.Client, base: str, token: str, answers: dict[str, Any]) -> None:
        client.base_url, client.headers["Authorization"] = httpx.URL(base), f"Bearer {token}"
        self.client, self.answers = client, answers

    def upload(self, number: int) -> dict[str, list[str]]:
        """Send the photos ahead; return their ids by field."""
        return {name: [self.photo(number, name)["id"]] for name in PHOTOS}

    def photo(self, number: int, name: str) -> dict[str, Any]:
        content = applicants.photo(Random(f"{number}{name}"))
        response = self.client.post("files", params={"name": f"{name}.png"}, content=content)
        assert response.status_code == 201, response.text
        kept: dict[str, Any] = response.json()
        return kept

    def apply(self, email: str, photos: dict[str, list[str]]) -> httpx.Response:
        answers = {**self.answers, "email": email, **photos}
        content = json.dumps({"procedure": "jido-teate", "answers": answers}, ensure_ascii=False)
        return self.client.post(
            "applications",
            content=content.encode(),
            headers={"Idempotency-Key": f"key-of-{email}", "Content-Type": "application/json"},
        )


def test_an_api_submission_with_files(
    office: Office, serve: Serve, tmp_path: Path, mailoutbox: list[EmailMessage]
) -> None:
    from madoguchi.ground.foundation.public import localdate, now
    from tests.support.clients import add_client

    token = add_client("ポータル", office.founder).token
    answers = applicants.parent(Random(1), today=localdate(now()))
    receipts: dict[str, str] = {}
    with serve() as base, httpx.Client(timeout=30) as client:
        system = System(client, f"{base}/minamo/api/v1/", token, answers)
        for email in ("warm@example.jp", "p0@example.jp"):  # the first of a process reads what the others find read
            photos = system.upload(len(email))
            first, marks = counted(tmp_path, lambda email=email, photos=photos: system.apply(email, photos))  # type: ignore[misc]
            assert first.status_code == 201, first.text
            receipts[email] = first.json()["receipt_number"]
        points = choose(marks, POINTS)
        assert (len(points), points[0], points[-1]) == (POINTS, BEGUN, ANSWERED)
        for number, mark in enumerate(points, 1):
            email = f"p{number}@example.jp"
            photos = system.upload(number)
            killed_at(mark, tmp_path, lambda email=email, photos=photos: system.apply(email, photos))  # type: ignore[misc]
            there = with_address(office, email)
            assert_before_or_after(mark, marks, len(there))
            again = system.apply(email, photos)
            assert again.status_code == (200 if there else 201), (mark, again.text)
            receipts[email] = again.json()["receipt_number"]
            assert {one.receipt_number for one in there} <= {receipts[email]}
            assert system.apply(email, photos).json()["receipt_number"] == receipts[email]

        _, marks = counted(tmp_path, lambda: system.photo(99, "identity_photo"))
        for number, mark in enumerate(choose(marks, PAGE_POINTS), 100):
            email = f"p{number}@example.jp"
            killed_at(mark, tmp_path, lambda number=number: system.photo(number, "identity_photo"))  # type: ignore[misc]
            receipts[email] = system.apply(email, system.upload(number)).json()["receipt_number"]
    assert_one_of_each(office, receipts, mailoutbox)


def test_a_submission_on_the_pages_with_files(
    office: Office, serve: Serve, tmp_path: Path, mailoutbox: list[EmailMessage]
) -> None:
    from madoguchi.ground.foundation.public import body_scope, localdate, now
    from madoguchi.line.forms import public as forms

    with body_scope(office.body):
        form = forms.published("jido-teate", on=now()).form
    answers = applicants.parent(Random(2), today=localdate(now()))
    receipts: dict[str, str] = {}

    def resident(number: int) -> tuple[str, Applicant]:
        email = f"r{number}@example.jp"
        return email, Applicant(base, form, {**answers, "email": email})

    def receipt(page: Page, email: str) -> None:
        (application,) = with_address(office, email)
        number = application.receipt_number
        assert f"{number[:4]}-{number[4:8]}-{number[8:]}" in page.text, page.text[:600]
        receipts[email] = number

    with serve() as base:
        for number in (98, 0):  # the first of a process reads what the others find read
            email, person = resident(number)
            review = person.to("review", number)
            page, marks = counted(tmp_path, lambda person=person, review=review: person.send(review))  # type: ignore[misc]
            receipt(page, email)
        points = choose(marks, POINTS)
        assert (len(points), points[0], points[-1]) == (POINTS, BEGUN, ANSWERED)
        for number, mark in enumerate(points, 1):
            email, person = resident(number)
            review = person.to("review", number)
            killed_at(mark, tmp_path, lambda person=person, review=review: person.send(review))  # type: ignore[misc]
            there = with_address(office, email)
            assert_before_or_after(mark, marks, len(there))
            receipt(person.send(review), email)
            assert {one.receipt_number for one in there} <= {receipts[email]}
            receipt(person.send(review), email)  # pressed once more

        _, person = resident(97)
        first = person.begin()
        _, marks = counted(tmp_path, lambda: person.fill(first, 97))
        for number, mark in enumerate(choose(marks, PAGE_POINTS), 200):
            email, person = resident(number)
            page = person.begin()
            killed_at(mark, tmp_path, lambda person=person, page=page, number=number: person.fill(page, number))  # type: ignore[misc]
            receipt(person.send(person.on(person.fill(page, number), number)), email)  # the same press goes on

        _, person = resident(99)
        photos = person.to("photos", 99)
        _, marks = counted(tmp_path, lambda: person.fill(photos, 99))
        for number, mark in enumerate(choose(marks, PAGE_POINTS), 100):
            email, person = resident(number)
            photos = person.to("photos", number)
            killed_at(mark, tmp_path, lambda person=person, photos=photos, number=number: person.fill(photos, number))  # type: ignore[misc]
            # The same press again. Where the first was saved, the page tells so and shows what there is now.
            again = _pressed_again(person, photos, number)
            receipt(person.send(person.on(again, number)), email)
    assert_one_of_each(office, receipts, mailoutbox)


def _pressed_again(person: Applicant, photos: Page, number: int) -> Page:
    try:
        return person.fill(photos, number)
    except AssertionError:
        return person.fill(person.browser.open(photos.url), number)
