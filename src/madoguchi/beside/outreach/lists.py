"""Lists of whom to tell: made once, kept as they were made, taken out, and explained household by household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from madoguchi.beside.outreach import events as told
from madoguchi.beside.outreach import registers
from madoguchi.beside.outreach.applicants import Numbers, applied, elsewhere, opted_out
from madoguchi.beside.outreach.core import outcomes
from madoguchi.beside.outreach.core.outcomes import Outcome
from madoguchi.beside.outreach.core.packing import Array
from madoguchi.beside.outreach.kept_lists import Line, Outcomes, RunView, packed, view
from madoguchi.beside.outreach.known_rules import outcome as outcome_of
from madoguchi.beside.outreach.known_rules import usable
from madoguchi.beside.outreach.models import PURPOSE_MOST, Register, Run, RunContent
from madoguchi.beside.outreach.refusals import (
    NoPurpose,
    NoRegister,
    NotCovered,
    NotForHouseholds,
    RunUnknown,
)
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, ActorKind, body_scope, localdate, permissions, who_looked
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Adopted, Columns, Entity, Level, Program, rules_in_force

MAKE: Final = "outreach.list.make"
READ: Final = "outreach.list.read"
OPEN: Final = "outreach.list.open"
EXPLAIN: Final = "outreach.household.explain"


def make_list(
    *, rules: str, on: date, purpose: str, actor: Actor, at: datetime, definition: str | None = None
) -> RunView:
    """Work out for every household of the newest register whether it is to be told of a benefit, and keep that.

    Told are those who are entitled, have not applied and have not opted out. Where it is not known whether a household
    is entitled it is to be checked, with the reasons.

    Args:
        rules: id or Japanese title of the rules of the body.
        on: the day asked about (基準日 of the rules).
        purpose: by which law and what for the register is used, at most 300 characters.
        definition: what tells who is entitled, where it is not what the rules themselves name.

    Raises:
        NotPermitted, NoPurpose, NoRegister, NoRules, NotCovered, NotForHouseholds, DefinitionUnknown
        RegisterOfOtherRules: the rules name an input of the register with two types.
    """
    permissions.require(actor, MAKE)
    purpose = _purpose(purpose)
    with body_scope(actor.body_id):
        chosen, program, wanted, snapshot = _basis(rules, on, definition, at)
        register = snapshot.columns([program])
        has_applied, does_not_want = applied(chosen.rules, on), opted_out(chosen.package_id)
    result, marks = _worked_out(program, on, wanted, register, (has_applied, does_not_want))
    content, counts, yen = packed(register.households, marks, result)
    with body_scope(actor.body_id, write=True):
        row = Run(
            rules=chosen.package_id, title=chosen.rules.package.title.ja, rules_hash=chosen.hash, definition=wanted,
            on=on, purpose=purpose, asked_at=at, asked_by_id=actor.person_id,
            register_key=snapshot.id, register_as_of=snapshot.as_of,
            household_count=len(marks), told_count=counts[Outcome.TOLD], check_count=counts[Outcome.CHECK],
            applied_count=counts[Outcome.APPLIED], opted_out_count=counts[Outcome.OPTED_OUT],
            not_entitled_count=counts[Outcome.NOT_ENTITLED], told_yen=yen,
            reasons=[[each.code.value, each.subject] for each in program.reasons.all], sha256=content.sha256,
        )  # fmt: skip
        row.save(force_insert=True)
        RunContent.objects.create(
            run=row, households=content.households, marks=content.marks, amounts=content.amounts,
            reasons=content.reasons, sets=content.sets,
        )  # fmt: skip
        events.record(
            told.LIST_MADE, subject=row, actor=actor, at=at, rules=row.rules, rules_hash=row.rules_hash,
            register=row.register_key, register_as_of=row.register_as_of, on=on, told=row.told_count,
            to_check=row.check_count, applied=row.applied_count, opted_out=row.opted_out_count,
            not_entitled=row.not_entitled_count, sha256=row.sha256,
        )  # fmt: skip
    return view(row)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a list would be made from.

    Attributes:
        inputs: the fields of the register that the rules read.
        applied_as_of: the day of the list of who applied elsewhere; None: there is none.
    """

    rules: str
    title: str
    effective_from: date
    rules_hash: str
    definition: str
    on: date
    purpose: str
    register: registers.RegisterSnapshot
    inputs: tuple[str, ...]
    applied_as_of: date | None
    applied_count: int


def definitions_to_choose(*, rules: str, on: date, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Return which definitions could tell who is entitled, where the rules themselves name none; nothing where they do.

    Raises:
        NotPermitted, NoRules, NotCovered, NotForHouseholds
    """
    permissions.require(actor, MAKE)
    with body_scope(actor.body_id):
        chosen = rules_in_force(rules, at=localdate(at))
        program = _program(chosen, on)
    return () if chosen.rules.package.asked else usable(program)


def prepare_list(
    *, rules: str, on: date, purpose: str, actor: Actor, at: datetime, definition: str | None = None
) -> Prepared:
    """Return what :func:`make_list` would use, with its refusals; nothing is read of anybody.

    Raises:
        NotPermitted, NoPurpose, NoRegister, NoRules, NotCovered, NotForHouseholds, DefinitionUnknown
    """
    permissions.require(actor, MAKE)
    purpose = _purpose(purpose)
    with body_scope(actor.body_id):
        chosen, program, wanted, snapshot = _basis(rules, on, definition, at)
        has_applied = elsewhere(chosen.rules, on)
    return Prepared(
        chosen.package_id, chosen.rules.package.title.ja, chosen.effective_from, chosen.hash, wanted, on, purpose,
        snapshot, tuple(dict.fromkeys(each.name for each in program.inputs)),
        None if has_applied is None else has_applied.as_of, 0 if has_applied is None else has_applied.count,
    )  # fmt: skip


def open_list(*, run_id: UUID, actor: Actor, at: datetime) -> tuple[RunView, list[Line]]:
    """Return whom to tell, then whom to check, of a list; that it was taken out is an event.

    Raises:
        NotPermitted, RunUnknown
    """
    permissions.require(actor, OPEN)
    with body_scope(actor.body_id, write=True):
        row = _run(run_id)
        events.record(told.LIST_OPENED, subject=row, actor=actor, at=at, told=row.told_count, to_check=row.check_count)
        lines = Outcomes.of(row)
    return view(row), [*lines.lines(Outcome.TOLD), *lines.lines(Outcome.CHECK)]


def look_at_list(
    *, run_id: UUID, outcome: Outcome, part: str = "", page: int = 1, size: int, actor: Actor, at: datetime
) -> tuple[RunView, list[Line], int]:
    """Return a page of the households of one outcome of a list, and how many there are; looking is in the read log.

    Args:
        part: a part of the numbers of the households wanted.
        page: which page, from 1; the last where there are fewer.
        size: households of a page.

    Raises:
        NotPermitted, RunUnknown
    """
    permissions.require(actor, OPEN)
    with body_scope(actor.body_id, write=True):
        row = _run(run_id)
        lines, total = Outcomes.of(row).some(outcome, part, page, size)
        who_looked.record(actor=actor, subject=row, matter_id=row.id, purpose="outreach", at=at)
    return view(row), lines, total


@dataclass(frozen=True, slots=True)
class Why:
    """What came out for a household, and how by the register of then: None where that was removed, or the household."""

    run: RunView
    line: Line
    steps: tuple[rules.Explanation, ...] | None


def explain_household(*, household: str, run_id: UUID | None, actor: Actor, at: datetime) -> Why:
    """Return why a household was told or not; looking is written to the read log.

    Args:
        run_id: the list; the newest where it is None.

    Raises:
        NotPermitted, RunUnknown, HouseholdUnknown
    """
    permissions.require(actor, EXPLAIN)
    with body_scope(actor.body_id, write=True):
        row = _run(run_id)
        line = Outcomes.of(row).line(household)
        snapshot = registers.find(row.register_key)
        case = None if snapshot is None else snapshot.household(household)
        of_then = rules.rules_of(row.rules_hash)
        matter = _matter(actor, household)
        if actor.kind == ActorKind.STAFF:
            who_looked.record(actor=actor, subject=row, matter_id=matter, purpose="outreach", at=at)
        else:
            events.record(told.HOUSEHOLD_EXPLAINED, subject=row, actor=actor, at=at, matter_id=matter)
    program = of_then.on(row.on)
    if case is None or program is None:
        return Why(view(row), line, None)
    _, trace = rules.Engine(program, row.on, [row.definition]).trace(case)
    return Why(view(row), line, tuple(rules.explain(program, trace)))


def _purpose(given: str) -> str:
    purpose = given.strip()
    if not 0 < len(purpose) <= PURPOSE_MOST:
        raise NoPurpose(most=PURPOSE_MOST)
    return purpose


def _basis(
    rules: str, on: date, definition: str | None, at: datetime
) -> tuple[Adopted, Program, str, registers.RegisterSnapshot]:
    """The rules in force, as they hold on the day asked about, what tells who is entitled, and the newest register."""
    chosen = rules_in_force(rules, at=localdate(at))
    program = _program(chosen, on)
    wanted = outcome_of(chosen.rules, program, definition)
    snapshot = registers.newest()
    if snapshot is None:
        raise NoRegister
    return chosen, program, wanted, snapshot


def note_seen(*, register_id: UUID, households: Sequence[str], actor: Actor, at: datetime) -> None:
    """Write to the read log that somebody saw the numbers of these households of a register.

    Raises:
        NotPermitted, NoRegister
    """
    permissions.require(actor, EXPLAIN)
    with body_scope(actor.body_id, write=True):
        row = Register.objects.filter(pk=register_id).first()
        if row is None:
            raise NoRegister
        for each in households:
            who_looked.record(actor=actor, subject=row, matter_id=_matter(actor, each), purpose="rules", at=at)


def _matter(actor: Actor, household: str) -> UUID:
    """By which looks at one household are found; without the deployment's secret it tells nobody its number."""
    return UUID(bytes=salted_hmac(str(actor.body_id), household, algorithm="sha256").digest()[:16])


def _program(chosen: Adopted, on: date) -> Program:
    if chosen.rules.package.entity == Entity.APPLICATION:
        raise NotForHouseholds(rules=chosen.rules.package.title.ja)
    program = chosen.rules.on(on)
    if program is None:
        raise NotCovered(rules=chosen.rules.package.title.ja, on=on.isoformat())
    return program


def _worked_out(
    program: Program, on: date, wanted: str, register: rules.Register, named: tuple[Numbers, Numbers]
) -> tuple[outcomes.Result, Array]:
    """What the rules say of each household, and its marks. ``named``: who has applied, who does not want to be told.

    What is a household's own is settled by any member who is named; what is a person's, by that person alone.
    """
    column, definition = Columns(program, on, [wanted]).run(register).columns[wanted], program.definition[wanted]
    data, bits = column.data, column.bits
    offsets = register.offsets if definition.level == Level.MEMBER else None
    persons = [outcomes.places(register.persons, each.persons) for each in named]
    if offsets is not None and any(each.persons for each in named):
        gone = outcomes.dealt_with(data, bits, offsets, persons[0] | persons[1])
        data, bits = outcomes.without(data, bits, gone)
        persons = [each & ~gone for each in persons]
    result = outcomes.result(data, bits, offsets, is_amount=definition.type.kind == rules.Kind.YEN)
    applied, opted = (
        outcomes.places(register.households, each.households) | outcomes.of_households(members, register.offsets)
        for each, members in zip(named, persons, strict=True)
    )
    return result, outcomes.marked(result.verdicts, applied, opted)


def _run(run_id: UUID | None) -> Run:
    found = Run.objects.order_by("-asked_at", "-id")
    row: Run | None = (found if run_id is None else found.filter(pk=run_id)).first()
    if row is None:
        raise RunUnknown
    return row
