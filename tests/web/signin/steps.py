"""The steps of sign-in as a browser takes them, and an office to sign in to."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from madoguchi.ground.foundation.models import Account, Assignment, Body, Division, Person, Post
from madoguchi.ground.foundation.scope import body_scope

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "wakaba-no-yama-2026"
STAFF = "tanaka@minamo.example"
DESK = "/minamo/desk/people/"


@dataclass(frozen=True)
class Office:
    """A body, its division and a post for an administrator."""

    body: Body
    division: Division
    post: Post


def make_office(slug: str, name: str) -> Office:
    body = Body.objects.create(
        key=slug,
        slug=slug,
        kind="municipality",
        name=name,
        name_en=slug.title(),
        head_title=f"{name}長",
        contact="電話 000-000-0000",
    )
    with body_scope(body, write=True):
        division = Division.objects.create(
            code="somu",
            name="総務課",
            name_en="General affairs",
            mark="総",
            phone="000-000-0001",
            valid_from=date(2020, 4, 1),
        )
        post = Post.objects.create(
            division=division,
            title="総務課長",
            title_en="Manager",
            rank="manager",
            roles=["administrator"],
            valid_from=date(2020, 4, 1),
        )
    return Office(body, division, post)


def employ(office: Office, account: Account | None, name: str, *, from_on: date = date(2026, 4, 1)) -> Person:
    """Put somebody in the office's post."""
    with body_scope(office.body, write=True):
        person: Person = Person.objects.create(account=account, name=name, name_en="")
        Assignment.objects.create(person=person, post=office.post, valid_from=from_on)
    return person


def code_now(secret: str = SECRET) -> str:
    """Return what the app shows now (RFC 6238 with allauth's own arithmetic, checked in a test against the RFC)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_password(client: Client, *, email: str = STAFF, password: str = PASSWORD, next: str = "", **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, "next": next}, **more)


def set_up_app(client: Client, *, email: str) -> str:
    """Set the app up as somebody new who signs in for the first time; return its secret."""
    give_password(client, email=email)
    page = client.get(client.get(DESK)["Location"]).content.decode()
    secret = "".join(re.findall(r"\b[A-Z2-7]{4}\b", page))
    assert client.post("/accounts/second-factor/set-up/", {"code": code_now(secret)}).status_code == 302
    return secret


def give_totp(client: Client, code: str | None = None) -> Any:
    return client.post("/accounts/second-factor/", {"code": code or code_now()})


def ask_for_code(client: Client, email: str, next: str = "", **more: Any) -> Any:
    return client.post("/accounts/code/", {"email": email, "next": next}, **more)


def give_code(client: Client, code: str, next: str = "") -> Any:
    return client.post("/accounts/code/confirm/", {"code": code, "next": next})


def mailed_code() -> str:
    """Return the code of the last mail."""
    found = re.search(r"^\s*(\d{4}-\d{4})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found.group(1)
