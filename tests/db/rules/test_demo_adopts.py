"""The demo's municipalities have rules in force, adopted by two people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.config.demo.adopting import adopt_rules
from madoguchi.config.demo_accounts import world
from madoguchi.ground.foundation.public import body_scope, founding, localdate, now
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.models import RuleRevision

pytestmark = pytest.mark.django_db


def test_every_municipality_of_the_demo_adopts_what_it_uses() -> None:
    at = now()
    today, allowances = localdate(at), set()
    for plain in world()["bodies"]:
        body = founding.found_body(plain, since=today - timedelta(days=9), password="a-first-password-of-nobody")
        adopt_rules(body, plain["rules"], at=at)
        with body_scope(body):
            found = {each.package_id: each for each in rules.adopted_rules(at=today)}
            acted = RuleRevision.objects.values_list("proposed_by_id", "approved_by_id")
            assert all(None not in pair and len(set(pair)) == 2 for pair in acted)
        assert sorted(found) == sorted([] if plain["rules"] is None else plain["rules"]["adopted"])
        if "jido-teate" in found:
            assert found["jido-teate"].rules.on(date(2026, 4, 1)) is not None
            allowances.add(found["jido-teate"].hash)
        if "kyufukin-minamo" in found:
            assert found["kyufukin-minamo"].rules.package.title.ja.startswith("みなも市物価高騰対策給付金")
    assert len(allowances) == 1  # the same content has the same address in every body
