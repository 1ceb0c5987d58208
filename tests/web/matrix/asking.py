"""Every address of the product, asked by everybody: what the tests of this folder share."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.db import connections, transaction
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import NOW
from tests.support.bodies import NEVER_SHOWN, OTHER_SLUG
from tests.support.city import City, build
from tests.support.kept import forget_kept
from tests.web.matrix.named import ROLES, arguments, clients, know

TABLE = Path(__file__).with_name("matrix.csv")
METHODS = ("GET", "POST")
_HELPFUL = (400, 409, 413, 415, 422)  # refusals of what was sent, to somebody who may send it
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What みなも市's people wrote. Nothing of it may reach a page as markup, and no spreadsheet may run it.
HOSTILE = "=1+1<script>alert('と')</script>\"'>&{{7*7}}"
# Addresses without ``access``, each with its reason.
WITHOUT_ACCESS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of the URL conf."""

    name: str
    view: Callable[..., HttpResponseBase]
    parameters: frozenset[str]

    @property
    def is_of_a_body(self) -> bool:
        return "body" in self.parameters

    @property
    def named(self) -> frozenset[str]:
        """The parameters that name something of a body."""
        return self.parameters - {"body"}


def addresses() -> list[Address]:
    """Return every address of the URL conf, by name.

    Raises:
        ValueError: one without a name, or two of one name.
    """
    found = sorted(_walk(get_resolver().url_patterns, "", frozenset()), key=lambda one: one.name)
    names = [one.name for one in found]
    if "" in names or len(set(names)) != len(names):
        raise ValueError(f"every address has a name of its own: {[name for name in names if names.count(name) > 1]}")
    return found


def _walk(patterns: list[Any], namespace: str, outer: frozenset[str]) -> Iterator[Address]:
    for one in patterns:
        # not pattern.converters: Django shares that dict between all routes of one text, and adds to it
        parameters = outer | frozenset(_PARAMETER.findall(str(one.pattern)))
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, inner, parameters)
        elif isinstance(one, URLPattern):
            yield Address(f"{namespace}{one.name or ''}", one.callback, parameters)


@dataclass(frozen=True, slots=True)
class Cities:
    """Both cities, and for each role who asks as it in ``mine``."""

    mine: City
    other: City
    browsers: Mapping[str, Client]
    kept: Mapping[str, str]  # the cookies of each role before anything was asked

    def url(self, address: Address, *, ids_of: City | None = None) -> str:
        """Return the address in みなも市, with ids of みなも市 or of another."""
        given = arguments(ids_of or self.mine, address.name, address.named)
        if address.is_of_a_body:
            given["body"] = self.mine.slug
        return reverse(address.name, kwargs=given)

    def ask(self, role: str, method: str, url: str, **more: Any) -> Any:
        """Ask as a role, and undo whatever the answer wrote."""
        return self.ask_with(self.browser(role, url), method, url, **more)

    def browser(self, role: str, url: str = "") -> Client:
        """Return the browser of a role as it was at first; a ``knower``'s knows the application in ``url``."""
        browser = self.browsers[role]
        browser.cookies = SimpleCookie(self.kept[role])
        if role == "knower" and (application := _application_in(url, self.mine)):
            know(browser, self.mine, application)
        return browser

    def ask_with(self, browser: Client, method: str, url: str, **more: Any) -> Any:
        """Ask with a browser of one's own, and undo whatever the answer wrote."""
        send = browser.get if method == "GET" else browser.post
        with transaction.atomic():
            response = send(url, **more)
            transaction.set_rollback(True)
        return response


def _application_in(url: str, city: City) -> Any:
    return next((one.id for one in city.applications.values() if str(one.id) in url), None)


def outcome(response: Any) -> str:
    """Return what an answer amounts to, in the words of the table."""
    status: int = response.status_code
    words = {401: "unauth", 403: "denied", 404: "missing", 405: "wrong_method", 503: "not_ready"}
    if status in words:
        return words[status]
    if status == 302 and response.url.startswith("/accounts/"):
        return "sign_in"
    if status < 300 or status in (302, 303, *_HELPFUL):
        return "ok"
    return f"status_{status}"


@contextmanager
def built(folder: Path) -> Iterator[Cities]:
    """Build both cities; committed, with files in ``folder``. The database is not cleaned up here."""
    local = {
        "BACKEND": "madoguchi.ground.foundation.filing.storages.FolderStorage",
        "OPTIONS": {"location": folder / "files"},
    }
    forget_kept()
    with override_settings(STORAGES={**settings.STORAGES, "documents": local}, HANDOVER_FOLDER=folder / "handover"):
        with time_machine.travel(NOW, tick=False):
            other = build(OTHER_SLUG, "となり町", mark=NEVER_SHOWN, seed=100)
            mine = build("minamo", "みなも市", mark=HOSTILE)
            browsers = clients(mine, other)
        kept = {role: browser.cookies.output(header="", sep=";") for role, browser in browsers.items()}
        connections.close_all()
        yield Cities(mine, other, browsers, kept)
    forget_kept()


Row = dict[str, str]


@cache
def table() -> dict[tuple[str, str], Row]:
    """Return the committed table: expected outcome per role, by name and method."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        return {(row["name"], row["method"]): row for row in csv.DictReader(opened)}


def write(rows: list[Row]) -> None:
    """Write the table anew."""
    with TABLE.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, ["name", "method", *ROLES], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
