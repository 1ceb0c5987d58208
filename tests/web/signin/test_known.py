"""What a visitor without account proved to know lies in a signed cookie for an hour."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import UUID, uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from time_machine import Traveller

from madoguchi.ground.foundation.signin import services
from madoguchi.ground.foundation.web.requests import KNOWN_COOKIE, known_applications

BODY, OTHER = uuid4(), uuid4()


def visit(cookies: SimpleCookie) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    return request


def remember(request: HttpRequest, body: UUID, application: UUID) -> HttpRequest:
    response = HttpResponse()
    services.remember_known(response, request, body_id=body, application_id=application)
    return visit(response.cookies)


def test_the_newest_five_are_known_and_only_at_their_body() -> None:
    request = visit(SimpleCookie())
    applications = [uuid4() for _ in range(6)]
    for application in applications:
        request = remember(request, BODY, application)
    assert known_applications(request, BODY) == frozenset(applications[1:])
    assert known_applications(request, OTHER) == frozenset()


def test_the_same_application_is_kept_once() -> None:
    application = uuid4()
    request = remember(remember(visit(SimpleCookie()), BODY, application), BODY, application)
    assert known_applications(request, BODY) == frozenset({application})
    assert len(services._known(request)) == 1  # type: ignore[arg-type]


def test_an_hour_later_nothing_is_known(clock: Traveller) -> None:
    request = remember(visit(SimpleCookie()), BODY, uuid4())
    clock.shift(timedelta(hours=1, seconds=1))
    assert known_applications(request, BODY) == frozenset()
    assert known_applications(remember(request, BODY, UUID(int=1)), BODY) == frozenset({UUID(int=1)})


def test_a_cookie_changed_by_hand_is_worth_nothing() -> None:
    request = remember(visit(SimpleCookie()), BODY, uuid4())
    request.COOKIES[KNOWN_COOKIE] = "x" + request.COOKIES[KNOWN_COOKIE]
    assert known_applications(request, BODY) == frozenset()


@pytest.mark.parametrize("secure", [True, False])
def test_scripts_and_other_sites_do_not_get_the_cookie(settings: object, secure: bool) -> None:
    settings.SESSION_COOKIE_SECURE = secure  # type: ignore[attr-defined]
    response = HttpResponse()
    services.remember_known(response, visit(SimpleCookie()), body_id=BODY, application_id=uuid4())
    cookie = response.cookies[KNOWN_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], bool(cookie["secure"])) == (
        True, "Lax", 3600, secure,
    )  # fmt: skip


def test_what_is_forgotten_is_gone() -> None:
    response = HttpResponse()
    services.forget_known(response)
    assert response.cookies[KNOWN_COOKIE]["max-age"] == 0
