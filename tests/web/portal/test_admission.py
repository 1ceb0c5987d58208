"""Who asks a body for which too much is asked is told so calmly; the others are served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from madoguchi.ground.foundation import admission, known_bodies
from madoguchi.ground.foundation.admission import BodyBusy, Gate
from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


class _Flooded(Gate):
    """As where みなも市 is asked for so much that no more may wait."""

    def _is_heavy(self, body: str, at: float) -> bool:
        return body == "minamo"


@pytest.fixture
def flooded(
    client: Client, staffed: Staffed, other_body: Staffed, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[None]:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    known_bodies.forget_bodies()
    client.get("/tonari/")  # the process knows the bodies from its first page on
    monkeypatch.setattr(admission, "gate", _Flooded(room=0))
    yield
    known_bodies.forget_bodies()


def test_a_visitor_is_told_to_come_again(client: Client, flooded: None) -> None:
    response = client.get("/minamo/", headers={"accept-language": "ja"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    text = response.content.decode()
    assert BodyBusy.what.ja in text
    assert BodyBusy.mend.ja in text
    assert "Content-Security-Policy" in response
    assert BodyBusy.what.en in client.get("/minamo/", headers={"accept-language": "en"}).content.decode()


def test_a_program_is_told_as_problem_json(client: Client, flooded: None) -> None:
    response = client.post("/minamo/api/v1/applications", "{}", content_type="application/json")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == "foundation.body_busy"


def test_the_others_and_pages_of_no_body_are_served(client: Client, flooded: None) -> None:
    assert client.get("/tonari/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_a_refused_request_asks_the_database_nothing(
    client: Client, flooded: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        client.get("/minamo/")
        client.post("/minamo/api/v1/applications", "{}", content_type="application/json")
