"""Reading: the newest register, lists that were made, who does not want to be told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.beside.outreach import registers
from madoguchi.beside.outreach.kept_lists import RunView, view
from madoguchi.beside.outreach.models import About, AppliedList, OptOut, Register, Run
from madoguchi.beside.outreach.refusals import RunUnknown
from madoguchi.beside.outreach.registers import RegisterSnapshot
from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Adopted

READ = "outreach.list.read"
MANAGE = "outreach.register.manage"


@dataclass(frozen=True, slots=True)
class OptedOut:
    """Somebody who does not want to be told; of any benefit where ``rules`` is empty."""

    about: About
    number: str
    rules: str
    recorded_at: datetime
    recorded_by: UUID | None


@dataclass(frozen=True, slots=True)
class RegisterKept:
    """A register as the list of registers shows it; ``imported_by`` is None where the command line did."""

    as_of: date
    imported_at: datetime
    imported_by: UUID | None
    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class AppliedElsewhere:
    """The list of who applied for one benefit elsewhere that holds."""

    rules: str
    as_of: date
    imported_at: datetime
    imported_by: UUID | None
    count: int


def latest_register() -> RegisterSnapshot | None:
    """Return the newest register of the body in scope: the latest day, of one day the last import."""
    return registers.newest()


def runs(actor: Actor) -> list[RunView]:
    """Return the lists there are, the newest first.

    Raises:
        NotPermitted
    """
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        return [view(row) for row in Run.objects.order_by("-asked_at", "-id")]


def run(run_id: UUID, actor: Actor) -> RunView:
    """Return one list, without its households.

    Raises:
        NotPermitted, RunUnknown
    """
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        row = Run.objects.filter(pk=run_id).first()
    if row is None:
        raise RunUnknown
    return view(row)


def rules_for_lists(*, at: date) -> list[Adopted]:
    """Return the rules in force of the body in scope by which lists can be made: all but those about applications."""
    return [each for each in rules.adopted_rules(at=at) if each.rules.package.entity != rules.Entity.APPLICATION]


def opted_out(actor: Actor, *, number: str = "") -> list[OptedOut]:
    """Return who does not want to be told, the newest first.

    Args:
        number: a part of the number wanted.

    Raises:
        NotPermitted
    """
    permissions.require(actor, "outreach.opt_out.record")
    with body_scope(actor.body_id):
        found = OptOut.objects.filter(withdrawn_at=None)
        if number:
            found = found.filter(number__contains=number)
        return [
            OptedOut(About(row.about), row.number, row.rules, row.recorded_at, row.recorded_by_id)
            for row in found.order_by("-recorded_at", "-id")
        ]


def registers_kept(actor: Actor) -> list[RegisterKept]:
    """Return the registers there are, the newest first.

    Raises:
        NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id):
        return [
            RegisterKept(row.as_of, row.imported_at, row.imported_by_id, row.household_count, row.person_count)
            for row in Register.objects.order_by("-as_of", "-imported_at", "-id")
        ]


def applied_elsewhere(actor: Actor) -> list[AppliedElsewhere]:
    """Return the newest list of who applied elsewhere for each benefit.

    Raises:
        NotPermitted
    """
    permissions.require(actor, MANAGE)
    found: dict[str, AppliedElsewhere] = {}
    with body_scope(actor.body_id):
        rows = AppliedList.objects.order_by("rules", "-as_of", "-imported_at", "-id")
        for row in rows.defer("households", "persons"):
            found.setdefault(
                row.rules, AppliedElsewhere(row.rules, row.as_of, row.imported_at, row.imported_by_id, row.count)
            )
    return list(found.values())
