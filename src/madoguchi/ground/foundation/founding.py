"""Founding a body: the first rows that no signed-in person can make (body, divisions, posts, people)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.models import (
    ActingOrder,
    Assignment,
    Body,
    BodyCode,
    Division,
    Person,
    Post,
)
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin import services as signin
from madoguchi.ground.foundation.zones import sending
from madoguchi.ground.kernel import codes

Plain = Mapping[str, Any]  # Any: JSON


def found_body(
    plain: Plain, *, since: date, password: str, totp_secret: str | None = None, is_trial: bool = False
) -> Body:
    """Make a body with its organisation from plain data, and an account for each of its people.

    Args:
        plain: ``key, slug, kind, name, name_en, head_title, head_name, contact``, ``code`` (or None), ``parent`` (a
            key or None) and lists ``divisions, posts, people, acting`` as in ``demo/madoguchi_demo/world.json``.
        since: the day all of it begins.
        password: the first password of every account.
        is_trial: a body for vendors to try things out in (試験用の団体), which it stays for ever.
        totp_secret: a shared second factor, for demonstrations only; None: each sets up his own at the first sign-in.

    Raises:
        kernel refusals: a code whose check digit is wrong.
    """
    with transaction.atomic():
        body = Body.objects.create(
            parent=Body.objects.get(key=plain["parent"]) if plain["parent"] else None,
            is_trial=is_trial,
            **{
                name: plain[name]
                for name in ("key", "slug", "kind", "name", "name_en", "head_title", "head_name", "contact")
            },
        )
        if plain["code"] is not None:
            BodyCode.objects.create(body=body, code=codes.parse_body_code(plain["code"]), valid_from=since)
        accounts = {
            one["key"]: signin.create_staff_account(email=one["email"], password=password, totp_secret=totp_secret)
            for one in plain["people"]
        }
        with body_scope(body, write=True):
            _found_organisation(plain, {key: account.id for key, account in accounts.items()}, since)
        sending.queue_reference(body.id, at=events.utc_now())
    return body


def _found_organisation(plain: Plain, accounts: Mapping[str, UUID], since: date) -> None:
    divisions: dict[str, Division] = {}
    for one in plain["divisions"]:
        divisions[one["code"]] = Division.objects.create(
            parent=divisions[one["parent"]] if one["parent"] else None,
            valid_from=since,
            **{name: one[name] for name in ("code", "name", "name_en", "mark", "phone")},
        )
    posts: dict[str, Post] = {}
    for one in plain["posts"]:
        posts[one["code"]] = Post.objects.create(
            division=divisions[one["division"]],
            valid_from=since,
            **{name: one[name] for name in ("title", "title_en", "rank", "roles")},
        )
    for one in plain["people"]:
        person = Person.objects.create(account_id=accounts[one["key"]], name=one["name"], name_en=one["name_en"])
        for number, code in enumerate(one["posts"]):
            Assignment.objects.create(person=person, post=posts[code], is_main=number == 0, valid_from=since)
    for one in plain["acting"]:
        for order, code in enumerate(one["deputies"], start=1):
            ActingOrder.objects.create(post=posts[one["post"]], deputy=posts[code], order=order)
