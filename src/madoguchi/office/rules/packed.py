"""Rules that travel: what a body decides by, with its golden cases; those of another body are taken as a draft."""

from datetime import date, datetime
from typing import NamedTuple

from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.office.rules import packages
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core.composing import hash_of
from madoguchi.office.rules.core.drafting import look, readable
from madoguchi.office.rules.core.findings import Finding
from madoguchi.office.rules.draft_services import begin
from madoguchi.office.rules.in_force import in_force
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from madoguchi.office.rules.starting import require_usable


class RulesPacked(NamedTuple):
    """A whole document in its canonical text, and golden cases, one a line."""

    package_id: str
    document: str
    cases: str


class RulesStanding(NamedTuple):
    """How rules that came from elsewhere stand to the body's own. ``is_same``: it decides by them already."""

    is_same: bool
    has_own: bool
    faults: tuple[Finding, ...]


def packed_rules(name: str, *, at: date) -> RulesPacked | None:
    """Return the rules of an id or Japanese title that the body in scope decides by on a day; None: it has none."""
    found = [each for each in in_force(at) if name in (each.package_id, each.title)]
    if not found:
        return None
    rows = RuleRevision.objects.filter(composed__sha256=found[0].hash).select_related("composed", "cases")
    row = rows.order_by("-number")[0]
    return RulesPacked(found[0].package_id, row.composed.text, row.cases.text)


def are_rules_known(name: str, *, at: date) -> bool:
    """Whether the body in scope decides by rules of this id or title on a day, or the product ships them."""
    if any(name in (each.package_id, each.title) for each in in_force(at)):
        return True
    return any(name in (rules.package.id, rules.package.title.ja) for rules in packages.shipped().values())


def standing(packed: RulesPacked, *, at: date) -> RulesStanding:
    """Return what is wrong with rules that came from elsewhere, and whether the body in scope decides by them."""
    looked = look(packed.document, packed.cases, packed.package_id, packages.shipped())
    own = in_force(at, package_id=packed.package_id)
    digest = "" if looked.composed is None else hash_of(looked.composed.text)
    return RulesStanding(any(each.hash == digest for each in own), bool(own), looked.faults)


def may_draft(actor: Actor) -> bool:
    """Whether somebody may begin a draft of rules."""
    return permissions.allowed(actor, may.WRITE)


def draft_packed(packed: RulesPacked, *, note: str, actor: Actor, at: datetime) -> RuleDraft:
    """Begin a draft with rules that came from elsewhere; who approves is another person, as always.

    Raises:
        DraftExists, PackageIdNotUsable
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, may.WRITE)
        require_usable(packed.package_id)
        return begin(packed.package_id, readable(packed.document), packed.cases, None, actor, at, note=note)
