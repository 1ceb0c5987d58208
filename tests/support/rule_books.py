"""A small shipped package, and a body that adopts rules by two people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation.public import localdate, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import public as rules

if TYPE_CHECKING:
    from madoguchi.office.rules.models import RuleRevision
    from tests.support.bodies import Staffed

ALLOWANCE = "mihon-teate"
TEMPLATES = ("kyufukin", "senketsu")  # shipped for bodies to write their own amounts over; nothing to adopt as it is


def shipped(amount: int = 5000) -> dict[str, Any]:
    """A benefit of so much a month for each child under 18, shipped with the product."""
    dated = {"from": "2024-04-01", "value": amount, "source": "見本の告示", "adopted_by": "同梱"}
    return {
        "format": "madoguchi.rules/1", "id": ALLOWANCE, "title": {"ja": "見本手当", "en": "Sample allowance"},
        "entity": "household", "unit": "month", "groups": ["子"], "birth": "生年月日",
        "inputs": [{"name": "生年月日", "type": "date", "entity": "person"}],
        "parameters": [{"name": "基本額", "type": "yen", "entries": [dated]}],
        "versions": [{"from": "2024-04-01", "definitions": [
            {"name": "対象", "entity": "person", "type": "bool", "expression": "年齢 < 18", "article": "見本条例 第2条",
             "passes": {"ja": "18歳未満です。", "en": "Under 18."},
             "fails": {"ja": "18歳以上です。", "en": "Not under 18."}},
            {"name": "月額", "expression": "基本額 * 数える(子, 対象)", "article": "見本条例 第3条"},
        ]}],
    }  # fmt: skip


def compiled_shipped(amount: int = 5000) -> Mapping[str, rules.Rules]:
    """What takes the place of ``packages.shipped()``."""
    return {ALLOWANCE: rules.compile_package(rules.read_package(shipped(amount)))}


def layer(amount: int = 7000, *, since: str = "2026-05-01", **more: object) -> str:
    """A body's document: another amount from a day on."""
    dated = {"from": since, "value": amount, "source": "みなも市条例 第4条", "adopted_by": "みなも市"}
    return json.dumps(
        {
            "format": "madoguchi.rules/1", "id": ALLOWANCE, "title": {"ja": "見本手当", "en": "Sample allowance"},
            "entity": "household", "unit": "month", "layer": "municipality", "extends": ALLOWANCE,
            "parameters": [{"name": "基本額", "type": "yen", "entries": [dated]}], **more,
        },
        ensure_ascii=False,
    )  # fmt: skip


def case(name: str, on: str, value: object, *, definition: str = "月額") -> str:
    """A golden case: a household with one child of ten years or so."""
    return json.dumps(
        {
            "id": name, "rules": ALLOWANCE, "on": on, "persons": {"子1": {"生年月日": "2016-02-29"}},
            "households": {"世帯": {"members": {"子": ["子1"]}}},
            "expect": [{"entity": "household", "id": "世帯", "definition": definition, "value": value}],
        },
        ensure_ascii=False,
    )  # fmt: skip


def propose(
    staffed: Staffed,
    document: str,
    *cases: str,
    since: date | None = None,
    package_id: str = ALLOWANCE,
    by: str = "officer",
    title: Message | None = None,
    **beginning: Any,
) -> RuleRevision:
    """Let somebody write a draft and propose it, from today on where no day is given. A title begins new rules."""
    at, actor = now(), staffed.actor(by)
    if title is None:
        draft = rules.start_draft(package_id=package_id, actor=actor, at=at, **beginning)
    else:
        draft = rules.start_rules(
            package_id=package_id,
            title=title,
            example=next(iter(rules.Example)),
            unit=next(iter(rules.Unit)),
            actor=actor,
            at=at,
        )
    draft = rules.save_draft(
        draft_id=draft.id, version=draft.version, document=document, note="額を改めた。", actor=actor, at=at
    )
    draft = rules.save_cases(draft_id=draft.id, version=draft.version, cases="\n".join(cases), actor=actor, at=at)
    return rules.propose(
        draft_id=draft.id, version=draft.version, effective_from=since or localdate(at), actor=actor, at=at
    )


def adopt(staffed: Staffed, document: str, *cases: str, by: str = "officer", **more: Any) -> RuleRevision:
    """The same, and the manager approves it."""
    made = propose(staffed, document, *cases, by=by, **more)
    return rules.approve(revision_id=made.id, actor=staffed.actor("manager"), at=now())


def adopt_shipped(staffed: Staffed, package_id: str) -> RuleRevision:
    """Let the body adopt what the product ships, as it is, from today on."""
    at, actor = now(), staffed.actor("officer")
    draft = rules.start_draft(package_id=package_id, actor=actor, at=at)
    draft = rules.save_draft(
        draft_id=draft.id, version=draft.version, document=draft.document, note="そのまま採用する。", actor=actor, at=at
    )
    made = rules.propose(draft_id=draft.id, version=draft.version, effective_from=localdate(at), actor=actor, at=at)
    return rules.approve(revision_id=made.id, actor=staffed.actor("manager"), at=at)


def adopt_all_shipped(staffed: Staffed) -> None:
    """Let the body adopt everything shipped that can be adopted as it is."""
    for package_id in rules.shipped():
        if package_id not in TEMPLATES:
            adopt_shipped(staffed, package_id)
