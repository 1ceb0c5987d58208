"""New rules of a body: with a worked example, or as a copy; names and codes stand once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import packages, refusals
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from tests.support.bodies import Staffed
from tests.support.rule_books import ALLOWANCE, adopt, case, compiled_shipped, layer

pytestmark = pytest.mark.django_db
NEW = case("五月", "2026-05-01", 7000)


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "shipped", compiled_shipped)


@pytest.fixture
def by(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("officer"), "at": now()}


def start(package_id: str, title: str, **by: Any) -> RuleDraft:
    return rules.start_rules(
        package_id=package_id, title=Message(title, ""), example=rules.Example.FEE, unit=rules.Unit.ONCE, **by
    )


def adopted(draft: RuleDraft, staffed: Staffed, **by: Any) -> RuleRevision:
    saved = rules.save_draft(
        draft_id=draft.id, version=draft.version, document=draft.document, note="新しく定める。", **by
    )
    made = rules.propose(draft_id=draft.id, version=saved.version, effective_from=localdate(by["at"]), **by)
    return rules.approve(revision_id=made.id, actor=staffed.actor("manager"), at=by["at"])


@pytest.mark.parametrize("example", rules.Example)
def test_every_example_can_be_proposed_as_it_is_and_pays_nothing_before_it_has_values(
    staffed: Staffed, by: dict[str, Any], example: rules.Example
) -> None:
    draft = rules.start_rules(
        package_id="minamo-2026", title=Message(" みなも市の手当 ", "Minamo"), example=example,
        unit=rules.Unit.YEAR, **by,
    )  # fmt: skip
    adopted(draft, staffed, **by)
    with body_scope(staffed.body):
        found = rules.rules_in_force("みなも市の手当", at=localdate(now())).rules.package
    assert (found.id, found.unit, found.title.en) == ("minamo-2026", rules.Unit.YEAR, "Minamo")
    assert all(not each.entries for each in found.parameters)


def test_rules_are_copied_with_their_cases_under_a_name_of_their_own(staffed: Staffed, by: dict[str, Any]) -> None:
    adopt(staffed, layer(), NEW)
    draft = rules.copy_rules(package_id="mine", title=Message("写した手当", "Copy"), copied_from=ALLOWANCE, **by)
    adopted(draft, staffed, **by)
    with body_scope(staffed.body):
        copy, first = (rules.rules_in_force(each, at=localdate(now())) for each in ("写した手当", "見本手当"))
    assert (copy.package_id, first.package_id) == ("mine", ALLOWANCE)
    day = date(2026, 5, 1)
    child = rules.Case(members={"子1": {"生年月日": "2016-02-29"}}, groups={"子": ["子1"]})
    programs = [each.rules.on(day) for each in (copy, first)]
    assert [rules.Engine(each, day).run(child).whole["月額"] for each in programs if each] == [7000, 7000]
    with pytest.raises(refusals.NoRules):
        rules.copy_rules(package_id="other", title=Message("他", ""), copied_from="nothing", **by)


def test_a_shipped_rule_is_copied_as_a_layer_over_it(by: dict[str, Any]) -> None:
    draft = rules.copy_rules(package_id="mine", title=Message("写した手当", ""), copied_from=ALLOWANCE, **by)
    looked = rules.look_at(draft.document, "mine")
    assert looked.upper is not None
    assert (looked.upper.id, looked.findings) == (ALLOWANCE, ())


@pytest.mark.parametrize(
    ("package_id", "title", "refusal"),
    [
        ("../専決", "手当", refusals.PackageIdNotUsable),
        ("a" * 61, "手当", refusals.PackageIdNotUsable),
        ("mine", " ", refusals.TitleMissing),
        ("mine", "あ" * 201, refusals.TitleMissing),
        (ALLOWANCE, "手当", refusals.PackageIdTaken),
        ("mine", "見本手当", refusals.TitleTaken),
        ("begun", "手当", refusals.PackageIdTaken),
        ("mine", " はじめた手当", refusals.TitleTaken),
    ],
)
def test_a_code_or_name_that_cannot_be_is_refused_and_names_what_has_it(
    by: dict[str, Any], package_id: str, title: str, refusal: type[Exception]
) -> None:
    start("begun", "はじめた手当", **by)
    with pytest.raises(refusal):
        start(package_id, title, **by)


def test_two_rules_of_one_name_are_never_adopted_in_one_body(staffed: Staffed, by: dict[str, Any]) -> None:
    one, other = start("one", "甲手当", **by), start("other", "乙手当", **by)
    other.document = other.document.replace("乙手当", "甲手当")
    waiting = rules.save_draft(draft_id=other.id, version=1, document=other.document, note="名前を改めた。", **by)
    made = rules.propose(draft_id=other.id, version=waiting.version, effective_from=localdate(now()), **by)
    adopted(one, staffed, **by)  # while the other waits
    with pytest.raises(refusals.TitleTaken) as refused:
        rules.approve(revision_id=made.id, actor=staffed.actor("manager"), at=now())
    assert "one" in refused.value.why.ja
    rules.send_back(revision_id=made.id, comment="名前が重なる。", actor=staffed.actor("manager"), at=now())
    with pytest.raises(refusals.TitleTaken):
        rules.propose(draft_id=other.id, version=waiting.version, effective_from=localdate(now()), **by)
