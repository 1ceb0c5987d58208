"""Which rules a body decides by. All of these join the scope of their caller.

There are two times. ``at`` is the day on which somebody decides: what the body had adopted by then, effective on that
day. The ``on`` of an evaluation is the legal date, which the rules themselves know about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.office.rules import compiled
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.engine import Case, Engine, Result
from madoguchi.office.rules.core.explaining import Explanation, explain
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.in_force import InForce, in_force
from madoguchi.office.rules.models import RuleRevision, RuleText
from madoguchi.office.rules.refusals import NoRules, RevisionUnknown


@dataclass(frozen=True, slots=True)
class Adopted:
    """Rules in force. ``hash``: the SHA-256 of their canonical text, by which a decision remembers them."""

    package_id: str
    hash: str
    rules: Rules
    effective_from: date


@dataclass(frozen=True, slots=True)
class Explained:
    """How an old case came out by the rules of then. ``program`` is None, and the rest empty: 未対応の期間."""

    rules: Rules
    program: Program | None
    result: Result | None
    explanations: Sequence[Explanation]


def rules_in_force(package_id: str, *, at: date) -> Adopted:
    """Return the rules of the body in scope on the day ``at``, by the id of their package or their Japanese title.

    Raises:
        NoRules: it had adopted none.
    """
    found = in_force(at, package_id=package_id) or [each for each in in_force(at) if each.title == package_id]
    if not found:
        raise NoRules(package=package_id, day=at.isoformat())
    return _adopted(found[0])


def adopted_rules(*, at: date) -> list[Adopted]:
    """Return all rules of the body in scope that are in force on the day ``at``, by the ids of their packages."""
    return [_adopted(each) for each in in_force(at)]


def rules_of(revision_hash: str) -> Rules:
    """Return the rules of a hash, for ever: what an old case was decided by.

    Raises:
        RevisionUnknown: the body in scope never had them.
    """
    # A process may know the rules from another body; whether they are of this one is asked each time.
    if not RuleRevision.objects.filter(composed__sha256=revision_hash).exists():
        raise RevisionUnknown(revision=revision_hash)
    return _rules(revision_hash)


def explained(revision_hash: str, case: Case, on: date) -> Explained:
    """Work a case out by the rules of a hash for the legal date ``on``, and say how.

    Raises:
        RevisionUnknown: the body in scope never had them.
        OverrideUnknown, OverrideNotReadable: as :meth:`Engine.run`.
    """
    rules = rules_of(revision_hash)
    program = rules.on(on)
    if program is None:
        return Explained(rules, None, None, ())
    result, trace = Engine(program, on).trace(case)
    return Explained(rules, program, result, explain(program, trace))


def _adopted(row: InForce) -> Adopted:
    return Adopted(row.package_id, row.hash, _rules(row.hash), row.effective_from)


def _rules(sha256: str) -> Rules:
    """The rules of a hash that the body in scope is known to have."""
    return compiled.rules(sha256, lambda: str(RuleText.objects.get(sha256=sha256).text))
