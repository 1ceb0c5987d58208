"""A body that the operator founds on a page: what is refused, what is made, what the logs say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import URLResolver, get_resolver

from madoguchi.ground.foundation import founding, new_bodies, permissions
from madoguchi.ground.foundation.models import Account, Assignment, Body, BodyCode, Division, LoggedEvent, Person
from madoguchi.ground.foundation.new_bodies import Typed
from madoguchi.ground.foundation.public import Actor, ActorKind, Role, body_scope, now, people

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 15)
# 48202 × 6 5 4 3 2 = 24+40+8+0+4 = 76; 76 mod 11 = 10; 11 - 10 = 1: worked by hand.
TYPED = Typed(
    kind="municipality", name="見本町", name_en="Mihon Town", slug="mihon", code="482021", head_title="見本町長",
    head_name="見本　太郎", contact="見本町役場　電話 0999-00-0000", division_name="情報課", division_name_en="IT",
    division_code="joho", division_mark="見情", post_title="情報係", post_title_en="Administrator",
    person_name="髙橋　梓", person_name_en="Azusa Takahashi", email="Azusa@mihon.example.jp",
)  # fmt: skip


def operator_of(body: Body) -> Actor:
    return Actor(
        kind=ActorKind.STAFF, body_id=body.id, person_id=None, divisions=frozenset(), roles=frozenset({Role.OPERATOR})
    )


@pytest.fixture
def operator(staffed: Staffed) -> Actor:
    return operator_of(staffed.body)


def test_a_body_is_founded_with_its_first_administrator(operator: Actor) -> None:
    body, password = new_bodies.found(TYPED, actor=operator, at=now())
    assert (body.slug, body.key, body.is_trial) == ("mihon", "mihon", False)
    assert BodyCode.objects.get(body=body).code == "482021"
    account = Account.objects.get(email="azusa@mihon.example.jp")
    assert account.check_password(password)
    with body_scope(body):
        person = Person.objects.get()
        assert (person.name, person.account_id) == ("髙橋　梓", account.id)
        assert (Division.objects.get().code, Assignment.objects.get().valid_from) == ("joho", DAY)
        actor = people.staff_actor(account.id, body.id, on=DAY)
        assert people.sign_in_count(on=DAY) == 1
    assert actor is not None
    assert actor.roles == {Role.ADMINISTRATOR}  # no operator: the deployment stays with those who run it


def test_both_logs_say_who_founded_it(operator: Actor) -> None:
    body, _ = new_bodies.found(TYPED, actor=operator, at=now())
    for scope, kind in ((operator.body_id, "staff"), (body.id, "system")):
        with body_scope(scope):
            row = LoggedEvent.objects.get(name="foundation.body.founded")
            assert (row.subject_id, row.actor_kind) == (body.id, kind)
            assert json.loads(row.facts) == {"by_body_id": str(operator.body_id)}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("kind", "town", new_bodies.NO_KIND),
        ("parent", "nowhere", new_bodies.NO_PARENT),
        ("name", " ", new_bodies.EMPTY.with_facts(label_ja="団体名", label_en="Name")),
        ("name", "町" * 101, new_bodies.TOO_LONG.with_facts(most=100)),
        ("slug", "Mihon", new_bodies.SLUG_NOT_SO),
        ("slug", "accounts", new_bodies.SLUG_NOT_SO),
        ("slug", "mihon-old-1", new_bodies.SLUG_NOT_SO),
        ("slug", "tonari", new_bodies.SLUG_TAKEN.with_facts(slug="tonari")),
        ("code", "", new_bodies.CODE_MISSING),
        ("code", "48202", new_bodies.CODE_LENGTH),
        ("code", "482022", new_bodies.CODE_MISTYPED),
        ("division_code", "情報", new_bodies.DIVISION_CODE_NOT_SO),
        ("email", "azusa", new_bodies.EMAIL_NOT_SO),
        ("email", "CHIEF@minamo.example.jp", new_bodies.EMAIL_TAKEN),
    ],
)
def test_what_cannot_stay_is_said_beside_its_field(
    operator: Actor, other_body: Staffed, field: str, typed: str, said: object
) -> None:
    wrong = replace(TYPED, **{field: typed})
    assert new_bodies.faults(wrong, on=DAY) == {field: said}
    with pytest.raises(new_bodies.NotFounded):
        new_bodies.found(wrong, actor=operator, at=now())
    assert not Body.objects.filter(name="見本町").exists()
    assert not Account.objects.filter(email__startswith="azusa").exists()


def test_a_union_needs_no_code_and_full_width_digits_are_read(operator: Actor) -> None:
    assert new_bodies.faults(replace(TYPED, kind="union", code=""), on=DAY) == {}
    body, _ = new_bodies.found(replace(TYPED, code="４８２０２１"), actor=operator, at=now())
    assert BodyCode.objects.get(body=body).code == "482021"


def test_codes_fit_prefecture_and_kind(operator: Actor) -> None:
    # 48000: 24+40 = 64; 64 mod 11 = 9; 11 - 9 = 2. 47202: 24+35+8+0+4 = 71; 71 mod 11 = 5; 11 - 5 = 6.
    prefecture = replace(TYPED, kind="prefecture", slug="hinata", name="陽向県", email="first@hinata.example.jp")
    assert new_bodies.faults(prefecture, on=DAY) == {"code": new_bodies.CODE_OF_PREFECTURE}
    new_bodies.found(replace(prefecture, code="480002"), actor=operator, at=now())
    beneath = replace(TYPED, parent="hinata")
    assert new_bodies.faults(replace(beneath, code="472026"), on=DAY) == {
        "code": new_bodies.CODE_ELSEWHERE.with_facts(prefix="48")
    }
    body, _ = new_bodies.found(beneath, actor=operator, at=now())
    assert body.parent is not None
    assert body.parent.slug == "hinata"
    again = replace(beneath, slug="mihon2", email="other@mihon.example.jp")
    assert new_bodies.faults(again, on=DAY) == {"code": new_bodies.CODE_TAKEN.with_facts(name="見本町")}


def test_what_somebody_else_took_meanwhile_leaves_nothing_behind(
    operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_bodies.found(TYPED, actor=operator, at=now())
    monkeypatch.setattr(new_bodies, "faults", lambda typed, on: {})  # looked at before the other one was saved
    for taken in (TYPED, replace(TYPED, slug="mihon2", code=""), replace(TYPED, slug="mihon3", email="b@mihon.jp")):
        with pytest.raises(new_bodies.TakenMeanwhile):
            new_bodies.found(taken, actor=operator, at=now())
    assert list(Body.objects.filter(slug__startswith="mihon").values_list("slug", flat=True)) == ["mihon"]


def test_the_operator_alone_founds(staffed: Staffed) -> None:
    for role in ("officer", "chief", "manager", "administrator"):
        with pytest.raises(permissions.NotPermitted):
            new_bodies.found(TYPED, actor=staffed.actor(role), at=now())


def test_no_body_takes_an_address_of_the_deployment() -> None:
    own, waiting = set(), list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        first = str(one.pattern).partition("/")[0]
        if isinstance(one, URLResolver) and not str(one.pattern):
            waiting += one.url_patterns
        elif first and not first.startswith("<"):
            own.add(first)
    assert own | {"static"} == founding.RESERVED
    assert not any(founding.is_slug(word) for word in own)
