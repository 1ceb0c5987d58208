"""``madoguchi clients``: who may send applications."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from madoguchi.config.command_line import main
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.clients import tokens
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.refusals import ClientNotAuthenticated

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Body

pytestmark = pytest.mark.django_db


def test_a_client_is_added_listed_rotated_and_stopped(body: Body, capsys: pytest.CaptureFixture[str]) -> None:
    def issue(made: dict[str, str]) -> tokens.Issued:
        key, secret = made["client_id"], made["client_secret"]
        return tokens.issue(body_id=body.id, key=key, secret=secret, wanted=None, at=now())

    assert main(["clients", "add", "--body", "minamo", "--json", "--scope", "documents:read", "ポータル"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert issue(made).scopes == {Scope.DOCUMENTS}

    assert main(["clients", "list", "--body", "minamo"]) == 0
    listed = capsys.readouterr().out
    assert "ポータル" in listed
    assert made["client_id"] in listed
    assert made["client_secret"] not in listed
    assert main(["clients", "rotate", "--body", "minamo", "--json", "ポータル"]) == 0
    rotated = json.loads(capsys.readouterr().out)
    assert issue(rotated)
    assert main(["clients", "stop", "--body", "minamo", "ポータル"]) == 0
    for old in (made, rotated):
        with pytest.raises(ClientNotAuthenticated):
            issue(old)
    with body_scope(body):
        names = set(LoggedEvent.objects.values_list("name", flat=True))
    assert {"clients.client.added", "clients.secret.rotated", "clients.client.stopped"} <= names


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
