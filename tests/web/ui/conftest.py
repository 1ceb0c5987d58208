"""Requests as the look sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation


@dataclass(frozen=True)
class City:
    name: str = "みなも市"
    name_en: str = "Minamo City"
    slug: str = "minamo"
    contact: str = "みなも市役所 市民課\n電話 000-111-2222"
    is_trial: bool = False


@dataclass(frozen=True)
class Person:
    name: str = "水野 葵"


@pytest.fixture(autouse=True)
def addresses(settings: object) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.web.ui.urls"  # type: ignore[attr-defined]
    with translation.override("ja"):
        yield


@pytest.fixture
def request_in() -> object:
    """``request_in("en", "/minamo/desk/")``: a request of the sample city in a language."""

    def make(language: str = "ja", path: str = "/minamo/") -> HttpRequest:
        request = RequestFactory().get(path)
        request.public_body = City()  # type: ignore[attr-defined]
        request.actor = Person()  # type: ignore[attr-defined]
        request.language = language  # type: ignore[attr-defined]
        translation.activate(language)
        return request

    return make
