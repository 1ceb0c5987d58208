"""Many bodies are founded at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation import founding
from madoguchi.ground.foundation.models import (
    Account,
    ActingOrder,
    Assignment,
    Body,
    BodyCode,
    Division,
    Person,
    Post,
)
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.refusals import EmailTaken
from madoguchi.ground.kernel import codes

pytestmark = pytest.mark.django_db
SINCE = date(2026, 4, 1)


def plain(number: int, *, parent: str | None = None, email: str = "") -> dict[str, Any]:
    slug, base = f"machi-{number}", f"{20_000 + number}"
    return {
        "key": slug, "slug": slug, "kind": "municipality", "name": f"見本{number}町", "name_en": f"Town {number}",
        "code": f"{base}{codes.body_code_check_digit(base)}", "head_title": "町長", "head_name": "見本　太郎",
        "contact": "町役場", "parent": parent,
        "divisions": [
            {"code": "juumin", "name": "住民課", "name_en": "Residents", "mark": "住", "phone": "", "parent": None},
            {"code": "koseki", "name": "戸籍係", "name_en": "Registry", "mark": "戸", "phone": "", "parent": "juumin"},
        ],
        "posts": [
            {"code": "chief", "division": "juumin", "title": "係長", "title_en": "Chief", "rank": "chief",
             "roles": ["chief"]},
            {"code": "officer", "division": "koseki", "title": "担当", "title_en": "Officer", "rank": "officer",
             "roles": ["officer", "counter"]},
        ],
        "people": [{"key": "a", "name": "髙橋　梓", "name_en": "A", "posts": ["officer", "chief"],
                    "email": email or f"A@{slug}.example.jp"}],
        "acting": [{"post": "chief", "deputies": ["officer"]}],
    }  # fmt: skip


def test_each_body_has_its_own_organisation() -> None:
    plains = [plain(0), *(plain(number, parent="machi-0") for number in range(1, 4))]
    made = founding.found_bodies(plains, since=SINCE)
    assert [(body.slug, body.parent and body.parent.slug) for body in made] == [
        ("machi-0", None), ("machi-1", "machi-0"), ("machi-2", "machi-0"), ("machi-3", "machi-0"),
    ]  # fmt: skip
    for body, one in zip(made, plains, strict=True):
        assert BodyCode.objects.get(body=body).code == one["code"]
        with body_scope(body):
            assert {row.code: row.parent and row.parent.code for row in Division.objects.all()} == {
                "juumin": None, "koseki": "juumin",
            }  # fmt: skip
            assert {row.title: row.roles for row in Post.objects.all()} == {
                "係長": ["chief"], "担当": ["officer", "counter"],
            }  # fmt: skip
            person = Person.objects.get()
            assert (person.name, person.account.email) == ("髙橋　梓", f"a@{body.slug}.example.jp")
            assert {row.post.title: row.is_main for row in Assignment.objects.all()} == {"担当": True, "係長": False}
            assert [(row.post.title, row.deputy.title, row.order) for row in ActingOrder.objects.all()] == [
                ("係長", "担当", 1)
            ]


def test_without_a_password_an_account_opens_by_an_identity_provider_alone() -> None:
    founding.found_bodies([plain(0)], since=SINCE)
    founding.found_bodies([plain(1)], since=SINCE, password="a-first-password-of-nobody")
    usable = {row.email: row.has_usable_password() for row in Account.objects.all()}
    assert usable == {"a@machi-0.example.jp": False, "a@machi-1.example.jp": True}


def test_a_portion_is_founded_wholly_or_not_at_all() -> None:
    with pytest.raises(EmailTaken):
        founding.found_bodies([plain(0), plain(1, email="a@MACHI-0.example.jp")], since=SINCE)
    with pytest.raises(codes.BodyCodeMistyped):
        founding.found_bodies([plain(0), {**plain(1), "code": "200019"}], since=SINCE)
    assert not Body.objects.exists()
    assert not Account.objects.exists()


def test_a_further_body_costs_few_statements() -> None:
    with CaptureQueriesContext(connection) as of_one:
        founding.found_bodies([plain(0)], since=SINCE)
    with CaptureQueriesContext(connection) as of_many:
        founding.found_bodies([plain(number) for number in range(1, 21)], since=SINCE)
    each = (len(of_many) - len(of_one)) / 19
    assert each <= (6 if connection.vendor == "postgresql" else 8)
