"""Tokens over HTTP: client credentials in, a bearer token out, and what ends it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.clients import services, tasks, tokens
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.models import AccessToken, ClientSecret
from tests.support.clients import Known, add_client
from tests.support.kept import forget_kept

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def basic(key: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}


def ask(known: Known, content: str = "grant_type=client_credentials", *, path: str = "token", **more: Any) -> Any:
    headers = more.pop("headers", None) or basic(known.key, known.secret)
    return Client().post(f"/minamo/api/v1/{path}", content, content_type=FORM, headers=headers, **more)


def changes(token: str, slug: str = "minamo") -> Any:
    return Client().get(f"/{slug}/api/v1/changes", headers={"Authorization": f"Bearer {token}"})


def test_a_client_gets_a_token_that_opens_what_it_may_do(known: Known) -> None:
    response = ask(known)

    answered = response.json()
    assert response.status_code == 200
    assert (answered["token_type"], answered["expires_in"]) == ("Bearer", 1800)
    assert set(answered["scope"].split()) == {one.value for one in Scope}
    assert response.headers["Cache-Control"] == "no-store"
    assert changes(answered["access_token"]).status_code == 200


def test_a_token_carries_less_when_less_is_asked_for(known: Known) -> None:
    token = ask(known, "grant_type=client_credentials&scope=documents:read").json()["access_token"]

    refused = changes(token)
    assert refused.status_code == 403
    assert refused.json()["code"] == "clients.scope_missing"
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "content, status, error",
    [
        ("grant_type=password", 400, "unsupported_grant_type"),
        ("", 400, "invalid_request"),
        ("grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
        ("grant_type=client_credentials&scope=admin", 400, "invalid_scope"),
        ("grant_type=client_credentials&scope=" + "a" * 9000, 400, "invalid_request"),
        ("grant_type=client_credentials%00", 400, "invalid_request"),
    ],
)
def test_errors_are_as_the_rfc_has_them(known: Known, content: str, status: int, error: str) -> None:
    response = ask(known, content)

    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")
    assert response.json()["error"] == error
    assert response.json()["mend"]["ja"]


@pytest.mark.parametrize("given", ["", "Basic", "Basic !!!", "Basic OnM=", "Bearer x", "Basic /////w=="])
def test_a_wrong_secret_is_refused_and_says_how(known: Known, given: str) -> None:
    response = ask(known, headers={"Authorization": given})

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


def test_guessing_is_slowed_down_and_the_right_secret_is_not(known: Known) -> None:
    statuses = [ask(known, headers=basic(known.key, f"wrong-{number}")).status_code for number in range(31)]

    assert statuses == [401] * 30 + [429]
    assert ask(known).status_code == 200


def test_a_token_ends_after_half_an_hour(known: Known, clock: Traveller) -> None:
    assert changes(known.token).status_code == 200
    clock.shift(tokens.GOOD_FOR)

    assert changes(known.token).status_code == 401


def test_a_token_is_given_back(known: Known) -> None:
    assert changes(known.token).status_code == 200
    assert ask(known, f"token={known.token}", path="token/revoke").status_code == 200
    assert changes(known.token).status_code == 401
    assert ask(known, "token=unknown", path="token/revoke").status_code == 200


def test_nobody_gives_back_anothers_token(office: Office, known: Known) -> None:
    other = add_client("別のシステム", office.founder)

    assert ask(other, f"token={known.token}", path="token/revoke").status_code == 200
    assert changes(known.token).status_code == 200


def test_the_old_secret_is_good_for_a_day_after_a_rotation(office: Office, known: Known, clock: Traveller) -> None:
    made = services.rotate_secret(client_id=known.id, actor=office.founder, at=now())
    new = Known(known.id, made.key, made.secret, "")

    assert (ask(known).status_code, ask(new).status_code) == (200, 200)
    assert changes(known.token).status_code == 200
    clock.shift(timedelta(hours=24))
    assert (ask(known).status_code, ask(new).status_code) == (401, 200)


def test_a_second_rotation_does_not_lengthen_the_first_secrets_life(
    office: Office, known: Known, clock: Traveller
) -> None:
    services.rotate_secret(client_id=known.id, actor=office.founder, at=now())
    clock.shift(timedelta(hours=20))
    services.rotate_secret(client_id=known.id, actor=office.founder, at=now())
    clock.shift(timedelta(hours=5))

    assert ask(known).status_code == 401


def test_a_stopped_client_gets_nothing_more(office: Office, known: Known) -> None:
    services.stop_client(client_id=known.id, actor=office.founder, at=now())

    assert ask(known).status_code == 401
    assert changes(known.token).status_code == 401


def test_what_is_taken_away_is_gone_from_tokens_too(office: Office, known: Known) -> None:
    services.set_scopes(client_id=known.id, scopes=[Scope.SEND], actor=office.founder, at=now())
    forget_kept()

    assert changes(known.token).status_code == 403


def test_neither_secret_nor_token_is_kept(office: Office, known: Known) -> None:
    with body_scope(office.body):
        kept = [*ClientSecret.objects.order_by("id").values(), *AccessToken.objects.order_by("id").values()]
        logged = list(LoggedEvent.objects.filter(name__startswith="clients.").values_list("name", "facts"))

    text = json.dumps([kept, logged], default=str)
    assert known.secret not in text
    assert known.token not in text
    assert {"clients.client.added", "clients.token.issued"} <= {name for name, _ in logged}


def test_beyond_its_rate_a_client_is_told_when_to_come_back(office: Office, clock: Traveller) -> None:
    slow = add_client("ゆっくり", office.founder, requests_per_minute=2)

    first, second, third = (changes(slow.token) for _ in range(3))
    assert [one.status_code for one in (first, second, third)] == [200, 200, 429]
    assert (first.headers["RateLimit-Remaining"], second.headers["RateLimit-Remaining"]) == ("1", "0")
    assert third.headers["Retry-After"] == third.headers["RateLimit-Reset"] == "60"
    assert third.json()["code"] == "clients.too_many_requests"
    clock.shift(timedelta(seconds=60))
    assert changes(slow.token).status_code == 200


def test_a_client_of_another_body_is_nobody_here(office: Office, other_body: Any) -> None:
    from madoguchi.ground.foundation.public import Actor

    theirs = add_client("隣", Actor.system(other_body.body.id))

    assert changes(theirs.token).status_code == 401
    assert ask(theirs).status_code == 401


def test_what_ended_is_swept(office: Office, known: Known, clock: Traveller) -> None:
    services.rotate_secret(client_id=known.id, actor=office.founder, at=now())
    clock.shift(timedelta(days=3))
    tasks.sweep(now())

    with body_scope(office.body):
        assert AccessToken.objects.count() == 0
        assert ClientSecret.objects.count() == 1
