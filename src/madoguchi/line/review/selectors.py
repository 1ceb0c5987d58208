"""Reading cases: the inbox, one case, the overdue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from madoguchi.ground.foundation.public import Actor, body_scope, calendars, localdate, people, permissions
from madoguchi.ground.kernel import codes, kana
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.review.core import part, processing_period, successors
from madoguchi.line.review.core.states import LABELS, OPEN, State
from madoguchi.line.review.models import Case
from madoguchi.line.review.pauses import pauses_of


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    id: UUID
    application_id: UUID
    receipt_number: str
    applicant_name: str
    procedure: str
    channel: str
    state: State
    state_label: Message
    assignee: str
    arrived_on: date
    due_on: date | None
    is_overdue: bool
    version: int

    @property
    def receipt_shown(self) -> str:
        """The receipt number in groups of four."""
        return codes.format_receipt_number(codes.ReceiptNumber(self.receipt_number))


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases with the counts beside the filters."""

    rows: tuple[CaseRow, ...]
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class CheckShown:
    """An item of the check list with its result."""

    id: str
    label: Message
    fields: tuple[str, ...]
    result: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note of a colleague."""

    person: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case."""

    id: UUID
    application_id: UUID
    procedure_version_id: UUID
    division_id: UUID
    division: str
    state: State
    state_label: Message
    assignee_id: UUID | None
    assignee: str
    clock: processing_period.Clock
    arrived_on: date
    checks: tuple[CheckShown, ...]
    reasons: tuple[part.Reason, ...]
    notes: tuple[NoteShown, ...]
    version: int


PAGE = 50


def cases(
    actor: Actor,
    *,
    on: date,
    state: str = "",
    mine: bool = False,
    overdue: bool = False,
    query: str = "",
    start: int = 0,
    most: int = PAGE,
) -> CaseList:
    """Return the cases this person may see, the most urgent first.

    Args:
        state: one of the states; empty: all open ones.
        query: a receipt number (or its beginning), or words of a name as written or in kana.
    """
    with body_scope(actor.body_id):
        seen = Case.objects.all()
        permissions.require(actor, "review.case.read")
        if not permissions.of_whole_body(actor, "review.case.read"):
            seen = seen.filter(division_id__in=permissions.divisions_of(actor, "review.case.read"))
        counts = {one.value: 0 for one in State}
        for row in seen.values("state").annotate(count=Count("id")).order_by("state"):
            counts[row["state"]] = row["count"]
        found = seen.filter(state=state) if state else seen.filter(state__in=[one.value for one in OPEN])
        if mine:
            found = found.filter(assignee_id=actor.person_id)
        if overdue:
            found = found.filter(due_on__lt=on, state__in=[one.value for one in OPEN])
        if query:
            digits = "".join(char for char in kana.to_half_width_digits(query) if char.isdigit())
            found = found.filter(application__receipt_number__startswith=digits) if digits else _named(found, query)
        counts["overdue"] = seen.filter(due_on__lt=on, state__in=[one.value for one in OPEN]).count()
        counts["mine"] = seen.filter(assignee_id=actor.person_id, state__in=[one.value for one in OPEN]).count()
        rows = found.select_related("application", "procedure", "assignee").order_by(
            F("due_on").asc(nulls_last=True), "arrived_on", "id"
        )  # a stopped clock is not urgent; left to themselves, the two databases disagree where NULL stands
        return CaseList(tuple(_row(row, on) for row in rows[start : start + most]), found.count(), counts)


def _named(found: QuerySet[Case], query: str) -> QuerySet[Case]:
    for word in query.replace("\u3000", " ").split()[:5]:
        as_kana = kana.to_full_katakana(word)
        found = found.filter(
            Q(application__applicant_name__contains=word) | Q(application__applicant_kana__contains=as_kana)
        )
    return found


def _row(row: Case, on: date) -> CaseRow:
    state = State(row.state)
    return CaseRow(
        row.id,
        row.application_id,
        row.application.receipt_number,
        row.application.applicant_name,
        row.procedure.name,
        row.application.channel,
        state,
        LABELS[state],
        row.assignee.name if row.assignee else "",
        row.arrived_on,
        row.due_on,
        row.due_on is not None and row.due_on < on and state in OPEN,
        row.version,
    )


def case_view(case_id: UUID, actor: Actor, *, on: date) -> CaseView:
    """Return one case to somebody of its division or an auditor (inside a scope).

    The clock of a case that has ended stands where it ended.

    Raises:
        Case.DoesNotExist, NotPermitted
    """
    row = Case.objects.select_related("division", "assignee").get(pk=case_id)
    permissions.require(actor, "review.case.read", division_id=row.division_id)
    review = part.parse(forms.version(row.procedure_version_id).part("review"))
    pauses = pauses_of(row)
    on = localdate(row.ended_at) if row.ended_at else on
    until = processing_period.horizon(row.arrived_on, row.period_days, pauses, on)
    stands = processing_period.clock(
        row.arrived_on,
        period_days=row.period_days,
        pauses=pauses,
        closed=calendars.closed_days(row.arrived_on, until),
        on=on,
    )
    recorded: dict[str, Any] = row.checks
    checks = tuple(
        CheckShown(
            one.id,
            one.label,
            one.fields,
            recorded.get(one.id, {}).get("result", ""),
            recorded.get(one.id, {}).get("note", ""),
        )
        for one in review.checks
    )
    notes = tuple(
        NoteShown(note.person.name, note.text, note.at)
        for note in row.notes.select_related("person").order_by("at", "id")
    )
    state = State(row.state)
    return CaseView(
        row.id,
        row.application_id,
        row.procedure_version_id,
        row.division_id,
        row.division.name,
        state,
        LABELS[state],
        row.assignee_id,
        row.assignee.name if row.assignee else "",
        stands,
        row.arrived_on,
        checks,
        review.reasons,
        notes,
        row.version,
    )


@dataclass(frozen=True, slots=True)
class InHand:
    """An open case of somebody, and who might take it over."""

    id: UUID
    version: int
    receipt_shown: str
    procedure: str
    division_id: UUID
    due_on: date | None
    successor_id: UUID | None


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who leaves, or has left, with open cases."""

    person_id: UUID
    name: str
    left_on: date
    case_count: int


def in_hand(person_id: UUID, *, on: date) -> list[InHand]:
    """Return the open cases of a person with proposed successors, the most urgent first (inside a scope)."""
    rows = list(
        Case.objects.filter(assignee_id=person_id, ended_at__isnull=True)
        .select_related("application", "procedure")
        .order_by(F("due_on").asc(nulls_last=True), "arrived_on", "id")
    )
    posts = people.last_posts(person_id)
    candidates = {division_id: _candidates(person_id, division_id, posts, on) for division_id in {
        row.division_id for row in rows
    }}  # fmt: skip
    proposed = successors.propose([(row.id, row.division_id) for row in rows], candidates)
    return [
        InHand(
            row.id, row.version, codes.format_receipt_number(codes.ReceiptNumber(row.application.receipt_number)),
            row.procedure.name, row.division_id, row.due_on, proposed[row.id],
        )
        for row in rows
    ]  # fmt: skip


def _candidates(person_id: UUID, division_id: UUID, posts: Mapping[UUID, str], on: date) -> list[successors.Candidate]:
    holders = {one.person_id: one for one in reversed(people.holders(on=on, division_id=division_id))}
    holders.pop(person_id, None)
    loads = dict(
        Case.objects.filter(assignee_id__in=holders, ended_at__isnull=True)
        .order_by("assignee_id")
        .values_list("assignee_id")
        .annotate(count=Count("id"))
    )
    return [
        successors.Candidate(
            one.person_id, one.post_id in posts, one.rank in posts.values(), one.is_absent, loads.get(one.person_id, 0)
        )
        for one in sorted(holders.values(), key=lambda one: (one.person_name, one.person_id))
    ]


def leavers(actor: Actor) -> list[Leaver]:
    """Return who leaves, or has left, with open cases that the actor may give to others (inside a scope)."""
    mine = [one for one in actor.divisions if permissions.allowed(actor, "review.case.assign", division_id=one)]
    found = (
        Case.objects.filter(division_id__in=mine, ended_at__isnull=True, assignee__left_on__isnull=False)
        .order_by("assignee__left_on", "assignee_id")
        .values_list("assignee_id", "assignee__name", "assignee__left_on")
        .annotate(count=Count("id"))
    )
    return [Leaver(*one) for one in found]


def divisions_of(application_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the division of each of these applications' cases (inside a scope).

    Raises:
        Case.DoesNotExist: the worker has not opened one of them yet.
    """
    wanted = set(application_ids)
    found = Case.objects.filter(application_id__in=wanted)
    divisions = dict(found.values_list("application_id", "division_id"))
    if len(divisions) < len(wanted):
        raise Case.DoesNotExist(f"{len(wanted) - len(divisions)} of {len(wanted)} applications have no case")
    return divisions


def case_of(application_id: UUID) -> Case:
    """Return the case of an application (inside a scope).

    Raises:
        Case.DoesNotExist: the worker has not opened it yet.
    """
    found: Case = Case.objects.get(application_id=application_id)
    return found


def counts_by_version(procedure_id: UUID) -> Mapping[UUID, tuple[int, int]]:
    """Return how many cases of a procedure are pinned to each version: those still open, and all (inside a scope)."""
    rows = Case.objects.filter(procedure_id=procedure_id).order_by("procedure_version_id")
    counted = rows.values_list("procedure_version_id").annotate(
        open=Count("id", filter=Q(state__in=[state.value for state in OPEN])), all=Count("id")
    )
    return {version_id: (still_open, everything) for version_id, still_open, everything in counted}
