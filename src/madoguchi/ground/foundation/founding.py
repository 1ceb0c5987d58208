"""Founding bodies: the first rows that no signed-in person can make (body, divisions, posts, people).

A prefecture with all its municipalities, or every municipality of the country, is founded in one go: the rows of a
body are one statement on PostgreSQL, and what belongs to no body is written for many bodies at once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models, transaction

from madoguchi.ground.foundation import events, first_passwords, trials
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
from madoguchi.ground.foundation.statements import insert
from madoguchi.ground.foundation.zones import sending
from madoguchi.ground.kernel import codes

Plain = Mapping[str, Any]  # Any: JSON
AT_ONCE = 100  # bodies in one transaction: on SQLite nobody else writes meanwhile
# First parts of addresses that are the deployment's own.
RESERVED = frozenset({"accounts", "demo", "gallery", "healthz", "metrics", "readyz", "static", "ui"})
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,19}")


def is_slug(text: str) -> bool:
    """Whether a new body's addresses may begin so: 2 to 20 letters, digits and hyphens, and no address of our own."""
    return bool(_SLUG.fullmatch(text)) and text not in RESERVED and trials.OLD not in text


def found_body(
    plain: Plain, *, since: date, password: str | None, totp_secret: str | None = None, is_trial: bool = False
) -> Body:
    """Make one body: see :func:`found_bodies`."""
    return found_bodies([plain], since=since, password=password, totp_secret=totp_secret, is_trial=is_trial)[0]


def found_bodies(
    plains: Iterable[Plain],
    *,
    since: date,
    password: str | None = None,
    totp_secret: str | None = None,
    is_trial: bool = False,
) -> list[Body]:
    """Make bodies with their organisation from plain data, and an account for each of their people.

    Saved in portions of :data:`AT_ONCE` bodies, each wholly or not at all.

    Args:
        plains: each ``key, slug, kind, name, name_en, head_title, head_name, contact``, ``code`` (or None),
            ``parent`` (the key of a body that is there or comes before, or None), and lists
            ``divisions, posts, people, acting`` as in ``demo/madoguchi_demo/world.json``.
        since: the day all of it begins.
        password: the first password of every account, hashed anew for each, which takes half a second; each holder
            chooses another at the first sign-in, within a week of ``since`` or of now. None: none has one, and an
            identity provider lets them in.
        is_trial: bodies for vendors to try things out in (試験用の団体), which they stay for ever.
        totp_secret: a shared second factor, for demonstrations only, where the password is shared for good too; None:
            each sets up his own at the first sign-in.

    Raises:
        kernel refusals: a code whose check digit is wrong.
        EmailTaken: two people, or somebody who is known already, have the same address.
    """
    rest, made = iter(plains), list[Body]()
    while portion := list(islice(rest, AT_ONCE)):
        made += _found_portion(portion, since, password, totp_secret, is_trial)
    return made


@transaction.atomic
def _found_portion(
    plains: Sequence[Plain], since: date, password: str | None, totp_secret: str | None, is_trial: bool
) -> Sequence[Body]:
    parents = Body.objects.filter(key__in={plain["parent"] for plain in plains}).in_bulk(field_name="key")
    bodies = dict(parents)
    for plain in plains:
        names = ("key", "slug", "kind", "name", "name_en", "head_title", "head_name", "contact")
        parent = bodies[plain["parent"]] if plain["parent"] else None
        bodies[plain["key"]] = Body(parent=parent, is_trial=is_trial, **{name: plain[name] for name in names})
    made = [bodies[plain["key"]] for plain in plains]
    Body.objects.bulk_create(made)
    BodyCode.objects.bulk_create(
        BodyCode(body=body, code=codes.parse_body_code(plain["code"]), valid_from=since)
        for body, plain in zip(made, plains, strict=True)
        if plain["code"] is not None
    )
    emails = [person["email"] for plain in plains for person in plain["people"]]
    until = None if totp_secret else first_passwords.ends_at(events.utc_now(), from_on=since)
    accounts = iter(
        signin.create_staff_accounts(
            emails=emails, password=password, first_password_until=until, totp_secret=totp_secret
        )
    )
    for body, plain in zip(made, plains, strict=True):
        own = {person["key"]: next(accounts).id for person in plain["people"]}
        with body_scope(body, write=True):
            insert(*_organisation(plain, own, since))
        sending.queue_reference(body.id, at=events.utc_now())
    return made


def _organisation(plain: Plain, accounts: Mapping[str, UUID], since: date) -> list[models.Model]:
    """Return the rows of a body's divisions, posts and people, those of one table side by side."""
    divisions: dict[str, Division] = {}
    for one in plain["divisions"]:
        parent = divisions[one["parent"]] if one["parent"] else None
        facts = {name: one[name] for name in ("code", "name", "name_en", "mark", "phone")}
        divisions[one["code"]] = Division(parent=parent, valid_from=since, **facts)
    posts: dict[str, Post] = {}
    for one in plain["posts"]:
        facts = {name: one[name] for name in ("title", "title_en", "rank", "roles")}
        posts[one["code"]] = Post(division=divisions[one["division"]], valid_from=since, **facts)
    people = {
        one["key"]: Person(account_id=accounts[one["key"]], name=one["name"], name_en=one["name_en"])
        for one in plain["people"]
    }
    assignments = [
        Assignment(person=people[one["key"]], post=posts[code], is_main=number == 0, valid_from=since)
        for one in plain["people"]
        for number, code in enumerate(one["posts"])
    ]
    acting = [
        ActingOrder(post=posts[one["post"]], deputy=posts[code], order=order, valid_from=since)
        for one in plain["acting"]
        for order, code in enumerate(one["deputies"], start=1)
    ]
    return [*divisions.values(), *posts.values(), *people.values(), *assignments, *acting]
