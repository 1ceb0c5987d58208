"""The paper form that residents print: of the version that is open, in their language, with where to hand it in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from django.test import Client

from madoguchi.faces.portal.web import paper_views
from madoguchi.line.forms import paper
from tests.web.portal.town import Town

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
PAGE = "/minamo/procedures/bus-pass/"


def text_of(response: Response) -> str:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def test_the_page_of_a_procedure_leads_to_its_paper_form_in_both_sizes(client: Client, town: Town) -> None:
    html = client.get(PAGE).content.decode()
    assert "紙の様式を印刷する" in html
    found = {size: client.get(f"{PAGE}{name}") for size, name in (("a", "form.pdf"), ("b", "form-large.pdf"))}
    for name, response in zip(("form.pdf", "form-large.pdf"), found.values(), strict=True):
        assert f'href="{PAGE}{name}"' in html
        assert "コミュニティバス乗車券発行申請" in text_of(response)
        assert "提出先：みなも市" in text_of(response)
        assert response["Content-Disposition"].startswith("attachment")
    assert found["a"].content != found["b"].content


def test_the_form_is_in_the_language_of_the_page_and_set_once(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.cookies["language"] = "en"
    first = client.get(f"{PAGE}form.pdf")
    assert "Dateofbirth" in text_of(first)
    assert "Handitinat:" in text_of(first)
    monkeypatch.setattr(paper.documents, "set_paper", _never)
    assert client.get(f"{PAGE}form.pdf").content == first.content


def _never(_sheet: Any) -> None:
    raise AssertionError("it was set again")


def test_what_is_not_there_or_asked_too_often_is_told(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/minamo/procedures/nothing/form.pdf").status_code == 404
    assert client.get("/minamo/procedures/gomi-ticket/form.pdf").status_code == 409  # it takes no applications yet
    monkeypatch.setattr(paper_views, "MOST", 2)
    assert client.get(f"{PAGE}form.pdf").status_code == 429
