"""A form in progress tried with sample answers: its pages, what is refused, its review, and nothing kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.forms.models import Draft
from madoguchi_demo.browser import Page, _Reader
from tests.support.offices import Office
from tests.support.sheets import as_table
from tests.support.workbooks import cells
from tests.web.desk.test_building_pages import manager, page, sent, words  # noqa: F401  the same office

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


def boxes(response: Response) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    content = response.content
    shown = Page("http://minamo.example/", 200, content, "text/html")
    _Reader(shown).feed(content.decode())
    return dict(shown.form(names=["try-answers"]).values)


def walked(client: Client, page: str) -> list[Response]:  # noqa: F811
    """Press 「次へ進む」 until the review."""
    seen = [client.get(f"{page}try/")]
    while 'value="review"' not in seen[-1].content.decode():
        seen.append(client.post(f"{page}try/", boxes(seen[-1])))
        assert seen[-1].status_code == 200, words(seen[-1])
        assert len(seen) < 20
    return seen


def test_sample_answers_lead_through_all_pages_to_the_review(manager: Client, office: Office, page: str) -> None:  # noqa: F811
    manager.post(page)
    assert "答えを入れてためす" in words(manager.get(page))
    seen = walked(manager, page)
    review = words(seen[-1])
    assert "見本 花子" in review
    assert "このままでは申請できません" not in review
    with body_scope(office.body):
        assert not Draft.objects.exists()


def test_what_is_wrong_is_refused_as_residents_see_it(manager: Client, page: str) -> None:  # noqa: F811
    manager.post(page)
    empty = manager.get(f"{page}try/?empty")
    refused = manager.post(f"{page}try/", boxes(empty))
    assert refused.status_code == 422
    assert 'href="#q-' in refused.content.decode()
    changed = boxes(manager.get(f"{page}try/")) | {"try-answers": "forged"}
    assert manager.post(f"{page}try/", changed).status_code == 404


def test_nothing_is_tried_without_work(manager: Client, page: str) -> None:  # noqa: F811
    assert manager.get(f"{page}try/").status_code == 404


def test_the_review_prints_into_the_sheet(manager: Client, office: Office, page: str) -> None:  # noqa: F811
    content = as_table([["助成金交付申請書"], ["氏名", ""], ["電話番号", ""]])
    file = io.BytesIO(content)
    file.name = "様式.xlsx"
    manager.post(f"{page}from-sheet/", {"sheet": file})
    last = walked(manager, page)[-1]
    filled = manager.post(f"{page}try/", {**boxes(last), "go": "sheet"})
    assert [row[1] for row in cells(filled.content)[1:]] == ["見本　花子", "0312345678"]
