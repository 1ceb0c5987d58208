"""The demo's municipalities adopt rules: one of them writes and proposes, the head of the division approves."""

import json
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, Body, body_scope, localdate, people
from madoguchi.office.rules import public as rules

_NOTE = "同梱の規則を確かめ、そのまま採用する。"
_OWN_NOTE = "団体の規程や要綱に合わせて、額などを定める。"


def adopt_rules(body: Body, plain: dict[str, Any] | None, *, at: datetime) -> None:
    """Let a body adopt the rules that the world names, in force from that day on; None: it has none."""
    if plain is None:
        return
    writer, approver = (_actor(body, plain["division"], rank, localdate(at)) for rank in ("officer", "manager"))
    for package_id in plain["adopted"]:
        proposed = _proposed(package_id, writer, at)
        rules.approve(revision_id=proposed, actor=approver, at=at)


def _proposed(package_id: str, writer: Actor, at: datetime) -> UUID:
    """The id of a proposal: the shipped rules as they are, or the body's own document where the demo holds one."""
    own = files("madoguchi_demo").joinpath("rules")
    if own.joinpath(f"{package_id}.json").is_file():
        text = own.joinpath(f"{package_id}.json").read_text("utf-8")
        cases, note = own.joinpath(f"{package_id}.cases.jsonl").read_text("utf-8"), _OWN_NOTE
        read = rules.read_package(json.loads(text))
        begun: dict[str, Any] = {"title": read.title, "copied_from": read.extends or ""}
    else:
        text, cases, note, begun = "", "", _NOTE, {}
    if package_id in rules.shipped():
        draft = rules.start_draft(package_id=package_id, actor=writer, at=at)
    else:
        draft = rules.copy_rules(package_id=package_id, **begun, actor=writer, at=at)
    text, cases = text or draft.document, cases or draft.cases
    by: dict[str, Any] = {"draft_id": draft.id, "actor": writer, "at": at}
    rules.save_draft(version=draft.version, document=text, note=note, **by)
    rules.save_cases(version=draft.version + 1, cases=cases, **by)
    return rules.propose(version=draft.version + 2, effective_from=localdate(at), **by).id


def _actor(body: Body, division_code: str, rank: str, on: date) -> Actor:
    """Who holds the first post of a rank in a division."""
    with body_scope(body):
        division = people.division_by_code(division_code)
        holder = people.holders(on=on, rank=rank, division_id=division.id)[0]
        account_id = people.person(holder.person_id).account_id
        actor = None if account_id is None else people.staff_actor(account_id, body.id, on=on)
    if actor is None:
        raise LookupError("the demo's staff hold posts and accounts throughout")
    return actor
