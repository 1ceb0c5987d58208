"""``madoguchi clients``: who may send applications."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from madoguchi.config.command_line import main
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.intake import client_services

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Body

pytestmark = pytest.mark.django_db


def test_a_client_is_added_listed_and_stopped(body: Body, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clients", "add", "--body", "minamo", "--json", "ポータル"]) == 0
    token = json.loads(capsys.readouterr().out)["token"]
    client_id = client_services.client_of_token(body.id, token)
    assert client_id is not None

    assert main(["clients", "list", "--body", "minamo"]) == 0
    listed = capsys.readouterr().out
    assert "ポータル" in listed
    assert token not in listed
    assert main(["clients", "stop", "--body", "minamo", "ポータル"]) == 0
    client_services.forget_clients()

    assert client_services.client_of_token(body.id, token) is None
    with body_scope(body):
        names = set(LoggedEvent.objects.values_list("name", flat=True))
    assert {"intake.client.added", "intake.client.stopped"} <= names & set(events.declared)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["add", "--body", "nowhere", "x"], "nowhere"),
        (["stop", "--body", "minamo", "だれか"], "だれか"),
    ],
)
def test_a_wrong_name_is_explained(
    body: Body, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["clients", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_name_is_taken_once(body: Body, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clients", "add", "--body", "minamo", "ポータル"]) == 0
    assert main(["clients", "add", "--body", "minamo", "ポータル"]) == 2
    assert "すでに使われています" in capsys.readouterr().err
