"""What people do with registers: import them, remove old ones, say who applied elsewhere, who does not want to be told.

Each opens a scope of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.beside.outreach import events as told
from madoguchi.beside.outreach import importing, registers
from madoguchi.beside.outreach.applied_files import read_applied
from madoguchi.beside.outreach.core.fields import is_id
from madoguchi.beside.outreach.core.packing import pack_ids
from madoguchi.beside.outreach.known_rules import known
from madoguchi.beside.outreach.models import About, AppliedList, OptOut, Register, RegisterPart, Run
from madoguchi.beside.outreach.refusals import (
    AsOfLater,
    HouseholdUnknown,
    ImportedAlready,
    NotOptedOut,
    NumberNotUsable,
    OptedOutAlready,
)
from madoguchi.beside.outreach.registers import RegisterSnapshot
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.office.rules.public import rules_in_force

MANAGE: Final = "outreach.register.manage"
RECORD: Final = "outreach.opt_out.record"


def import_register(*, files: Sequence[Path], as_of: date, actor: Actor, at: datetime) -> RegisterSnapshot:
    """Take a register in, whole or not at all.

    Args:
        files: CSV tables (``.csv``) or JSON Lines (any other name), as docs/operate/outreach.md describes them.
        as_of: the day whose state they tell.

    Raises:
        NotPermitted, AsOfLater, ImportedAlready, FileUnreadable, NotText
        FilesNotRead: with every fault, line by line.
    """
    permissions.require(actor, MANAGE)
    _require_past(as_of, at)
    with body_scope(actor.body_id):
        fields, birth = known(at=localdate(at))
    made, sha256 = importing.read_register(files, fields, birth)
    with body_scope(actor.body_id, write=True):
        row = Register(
            as_of=as_of, imported_at=at, imported_by_id=actor.person_id, sha256=sha256,
            household_count=len(made.households), person_count=len(made.persons), birth=birth,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise ImportedAlready(as_of=as_of) from error
        _save(row.id, registers.parts_of(made))
        events.record(
            told.REGISTER_IMPORTED, subject=row, actor=actor, at=at, as_of=as_of, households=row.household_count,
            persons=row.person_count, sha256=sha256,
        )  # fmt: skip
        return RegisterSnapshot.of(row)


def import_applied(*, file: Path, rules: str, as_of: date, actor: Actor, at: datetime) -> int:
    """Take in who has applied for a benefit elsewhere; the newest list holds. Return how many it names.

    Raises:
        NotPermitted, AsOfLater, FileUnreadable, NotText, NoRules
        FilesNotRead: with every fault, line by line.
    """
    permissions.require(actor, MANAGE)
    _require_past(as_of, at)
    with body_scope(actor.body_id):
        benefit = rules_in_force(rules, at=localdate(at)).package_id
    households, persons = read_applied(file)
    with body_scope(actor.body_id, write=True):
        row = AppliedList(
            rules=benefit, as_of=as_of, imported_at=at, imported_by_id=actor.person_id,
            count=len(households) + len(persons), households=pack_ids(households), persons=pack_ids(persons),
        )  # fmt: skip
        events.record(
            told.APPLIED_IMPORTED, subject=row, actor=actor, at=at, new=[row], rules=benefit, as_of=as_of,
            count=row.count,
        )  # fmt: skip
        return row.count


def remove_registers(*, before: date, actor: Actor, at: datetime) -> int:
    """Remove registers, and lists of who applied elsewhere, as of days before one; the newest of each stays.

    Returns:
        How many registers and lists went.

    Raises:
        NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        lists = 0
        newest = registers.newest()
        old = list(Register.objects.filter(as_of__lt=before).order_by("as_of", "imported_at"))
        gone = [row for row in old if newest is None or row.id != newest.id]
        kept: set[str] = set()
        for each in AppliedList.objects.defer("households", "persons").order_by("-as_of", "-imported_at", "-id"):
            if each.rules in kept and each.as_of < before:
                events.record(
                    told.APPLIED_REMOVED, subject=each, actor=actor, at=at, rules=each.rules, as_of=each.as_of,
                    count=each.count,
                )  # fmt: skip
                each.delete()
                lists += 1
            kept.add(each.rules)
        for row in gone:
            events.record(
                told.REGISTER_REMOVED, subject=row, actor=actor, at=at, as_of=row.as_of,
                households=row.household_count, persons=row.person_count,
            )  # fmt: skip
            row.delete()
        return len(gone) + lists


def remove_lists(*, before: date, actor: Actor, at: datetime) -> int:
    """Remove lists made before a day, with what came out for each household; return how many.

    Raises:
        NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        gone = [row for row in Run.objects.order_by("asked_at") if localdate(row.asked_at) < before]
        for row in gone:
            events.record(
                told.LIST_REMOVED, subject=row, actor=actor, at=at, rules=row.rules, on=row.on, sha256=row.sha256
            )
            row.delete()
        return len(gone)


def erase_household(*, household: str, actor: Actor, at: datetime) -> int:
    """Take a household and its members out of every register; return out of how many.

    What lists say of it stays as long as they do: that it was told, or why not.

    Raises:
        NotPermitted, HouseholdUnknown
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        changed: list[Register] = []
        for row in Register.objects.locked().order_by("as_of"):
            persons = registers.take_out(row.id, household)
            if persons is not None:
                row.household_count -= 1
                row.person_count -= persons
                row.save(update_fields=["household_count", "person_count"])
                changed.append(row)
        if not changed:
            raise HouseholdUnknown(household=household)
        events.record(told.HOUSEHOLD_ERASED, subject=changed[-1], actor=actor, at=at, registers=len(changed))
        return len(changed)


def opt_out(*, about: About, number: str, rules: str, actor: Actor, at: datetime) -> None:
    """Record that a household or person does not want to be told of a benefit; of any, where ``rules`` is empty.

    Raises:
        NotPermitted, NumberNotUsable, OptedOutAlready, NoRules
    """
    permissions.require(actor, RECORD)
    _require_number(number)
    with body_scope(actor.body_id, write=True):
        benefit = rules_in_force(rules, at=localdate(at)).package_id if rules else ""
        row = OptOut(about=about, number=number, rules=benefit, recorded_at=at, recorded_by_id=actor.person_id)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise OptedOutAlready from error
        events.record(told.OPTED_OUT, subject=row, actor=actor, at=at, rules=benefit)


def withdraw_opt_out(*, about: About, number: str, rules: str, actor: Actor, at: datetime) -> None:
    """Record that a household or person wants to be told again.

    Raises:
        NotPermitted, NumberNotUsable, NotOptedOut, NoRules
    """
    permissions.require(actor, RECORD)
    _require_number(number)
    with body_scope(actor.body_id, write=True):
        benefit = rules_in_force(rules, at=localdate(at)).package_id if rules else ""
        row = OptOut.objects.locked().filter(about=about, number=number, rules=benefit, withdrawn_at=None).first()
        if row is None:
            raise NotOptedOut
        row.withdrawn_at, row.withdrawn_by_id = at, actor.person_id
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        events.record(told.OPT_OUT_WITHDRAWN, subject=row, actor=actor, at=at, rules=benefit)


def _require_past(as_of: date, at: datetime) -> None:
    if as_of > localdate(at):
        raise AsOfLater(as_of=as_of, today=localdate(at))


def _require_number(number: str) -> None:
    if not is_id(number):
        raise NumberNotUsable


def _save(register_id: UUID, parts: Iterable[RegisterPart]) -> None:
    """Save parts a few at a time: a register is tens of megabytes."""
    waiting: list[RegisterPart] = []
    for part in parts:
        part.register_id = register_id
        waiting.append(part)
        if len(waiting) == 50:
            RegisterPart.objects.bulk_create(waiting)
            waiting = []
    RegisterPart.objects.bulk_create(waiting)
