"""What the division does with a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    body_scope,
    localdate,
    people,
    permissions,
    require_scope,
    retention,
    update_rows,
)
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import due_dates
from madoguchi.line.review import events as told
from madoguchi.line.review.core import part, states
from madoguchi.line.review.core.states import State
from madoguchi.line.review.models import Case, CaseNote, ClockPause
from madoguchi.line.review.pauses import pauses_of
from madoguchi.line.review.refusals import (
    AnswerByPast,
    CaseUnknown,
    ChangedMeanwhile,
    CheckUnknown,
    NoteEmpty,
    NothingAsked,
    NotOfDivision,
    ReasonUnknown,
)

RESULTS = ("ok", "ng", "na")


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of a bulk act: how many were done, and which were refused why."""

    done: int
    refused: tuple[tuple[UUID, Refused], ...]


def open_case(application_id: UUID, *, at: datetime) -> Case:
    """Open the case of an application that arrived. Joins the subscription's write scope."""
    scope = require_scope(write=True)
    application = intake.application(application_id)
    version = forms.version(application.version_id)
    review = part.parse(version.part("review"))
    named = people.division_by_code(review.division)
    division = people.division(inventory.moves.division_after_moves(application.procedure_id, named.id))
    due_on = due_dates.due_on(application.arrived_on, review.period_days, ())
    case: Case = Case.objects.create(
        application_id=application_id,
        procedure_id=application.procedure_id,
        procedure_version_id=application.version_id,
        division=division,
        arrived_on=application.arrived_on,
        period_days=review.period_days,
        due_on=due_on,
        opened_at=at,
    )
    events.record(
        told.OPENED,
        subject=case,
        actor=Actor.system(scope.body_id),
        at=at,
        matter_id=application_id,
        division=division.id,
        due_on=due_on,
    )
    return case


def assign(*, cases: Sequence[tuple[UUID, int]], person_id: UUID, actor: Actor, at: datetime) -> Bulk:
    """Give cases to one person of their division; those that cannot be given are named and the rest is done.

    Args:
        cases: id and version of each, as the person saw them.
    """
    with body_scope(actor.body_id, write=True):
        refused: list[tuple[UUID, Refused]] = []
        colleagues: dict[UUID, set[UUID]] = {}
        for case_id, version in sorted(cases):
            try:
                case = _locked(case_id, version, actor, "review.case.assign")
                if State(case.state) not in states.OPEN:
                    raise states.not_allowed(State(case.state))
                _require_colleague(person_id, case.division_id, localdate(at), colleagues)
            except Refused as refusal:
                refused.append((case_id, refusal))
                continue
            case.assignee_id = person_id
            _save(case, "assignee")
            events.record(
                told.ASSIGNED, subject=case, actor=actor, at=at, matter_id=case.application_id, assignee=person_id
            )
        return Bulk(len(cases) - len(refused), tuple(refused))


def _require_colleague(person_id: UUID, division_id: UUID, on: date, known: dict[UUID, set[UUID]]) -> None:
    if division_id not in known:
        known[division_id] = {holder.person_id for holder in people.holders(on=on, division_id=division_id)}
    if person_id not in known[division_id]:
        raise NotOfDivision(pointer="person")


def start(*, case_id: UUID, version: int, actor: Actor, at: datetime) -> Case:
    """Begin to review (審査着手); whoever starts an unassigned case gets it."""
    with body_scope(actor.body_id, write=True):
        case = _locked(case_id, version, actor, "review.case.work")
        if case.state != State.RECEIVED:  # a returned case goes on by an answer, a proposed one by its approval
            raise states.not_allowed(State(case.state))
        case.state = State.IN_REVIEW.value
        case.assignee_id = case.assignee_id or actor.person_id
        _save(case, "state", "assignee")
        events.record(
            told.STARTED, subject=case, actor=actor, at=at, matter_id=case.application_id, period_days=case.period_days
        )
        return case


def record_check(
    *, case_id: UUID, version: int, check_id: str, result: str, note: str, actor: Actor, at: datetime
) -> Case:
    """Record one item of the check list: see :func:`record_checks`."""
    return record_checks(case_id=case_id, version=version, results={check_id: (result, note)}, actor=actor, at=at)


def record_checks(
    *, case_id: UUID, version: int, results: Mapping[str, tuple[str, str]], actor: Actor, at: datetime
) -> Case:
    """Record items of the check list, all or none: by its id, the result (ok, ng or na) and the note of each.

    Items that stand as given already are left alone; where every one does, nothing is written.

    Raises:
        CheckUnknown, ChangedMeanwhile, states.NotAllowedNow
    """
    with body_scope(actor.body_id, write=True):
        case = _locked(case_id, version, actor, "review.case.work")
        if case.state != State.IN_REVIEW:
            raise states.not_allowed(State(case.state))
        known = {check.id for check in part.parse(forms.version(case.procedure_version_id).part("review")).checks}
        for check_id, (result, _note) in results.items():
            if check_id not in known or result not in RESULTS:
                raise CheckUnknown(pointer=f"check-{check_id}")
        given = {check_id: {"result": result, "note": note.strip()} for check_id, (result, note) in results.items()}
        changed = {check_id: one for check_id, one in given.items() if case.checks.get(check_id) != one}
        if not changed:
            return case
        case.checks = {**case.checks, **changed}
        _save(case, "checks")
        for check_id, one in changed.items():
            events.record(
                told.CHECKED, subject=case, actor=actor, at=at, matter_id=case.application_id, check=check_id,
                result=one["result"],
            )  # fmt: skip
        return case


def request_correction(
    *,
    case_id: UUID,
    version: int,
    items: Sequence[Mapping[str, str]],
    note: str,
    answer_by: date | None,
    actor: Actor,
    at: datetime,
) -> Case:
    """Ask the applicant to put fields right (補正); the clock stops until he answers.

    Args:
        items: ``path``, ``reason`` (an id of the procedure's reasons) and ``note`` of each field.
        answer_by: the day we ask him to answer by; the application does not lapse then.

    Raises:
        NothingAsked, ReasonUnknown, AnswerByPast, ChangedMeanwhile, states.NotAllowedNow

    Source:
        行政手続法 第7条.
    """
    with body_scope(actor.body_id, write=True):
        case = _locked(case_id, version, actor, "review.case.work")
        states.check(State(case.state), State.RETURNED)
        _check_items(case, items)
        if answer_by is not None and answer_by < localdate(at):
            raise AnswerByPast(pointer="answer_by")
        correction = intake.open_correction(
            application_id=case.application_id, items=items, note=note, answer_by=answer_by, actor=actor, at=at
        )
        ClockPause.objects.create(case=case, from_on=localdate(at))
        case.state, case.due_on = State.RETURNED.value, None
        _save(case, "state", "due_on")
        events.record(
            told.CORRECTION_REQUESTED,
            subject=case,
            actor=actor,
            at=at,
            matter_id=case.application_id,
            number=correction.number,
            paths=[item["path"] for item in items],
            reasons=[item["reason"] for item in items],
        )
        return case


def _check_items(case: Case, items: Sequence[Mapping[str, str]]) -> None:
    if not items:
        raise NothingAsked
    version = forms.version(case.procedure_version_id)
    review = part.parse(version.part("review"))
    for item in items:
        if review.reason(item["reason"]) is None:
            raise ReasonUnknown(item=item["reason"])
        try:
            version.form.field(item["path"])
        except KeyError:
            raise ReasonUnknown(item=item["path"]) from None


def resume(application_id: UUID, *, at: datetime) -> Case:
    """Go on after a correction was answered. Joins the subscription's write scope.

    An answer whose news arrives after the withdrawal that followed it changes nothing.
    """
    scope = require_scope(write=True)
    case: Case = Case.objects.locked().get(application_id=application_id)
    if case.state == State.WITHDRAWN:
        return case
    states.check(State(case.state), State.IN_REVIEW)
    pause = case.pauses.get(until_on=None)
    pause.until_on = localdate(at)
    pause.save(update_fields=["until_on"])
    case.state = State.IN_REVIEW.value
    case.due_on = due_on = due_dates.due_on(case.arrived_on, case.period_days, pauses_of(case))
    _save(case, "state", "due_on")
    events.record(
        told.RESUMED, subject=case, actor=Actor.system(scope.body_id), at=at, matter_id=application_id, due_on=due_on
    )
    return case


def add_note(*, case_id: UUID, text: str, actor: Actor, at: datetime) -> CaseNote:
    """Leave a note for colleagues; the applicant does not see it in the tracker."""
    with body_scope(actor.body_id, write=True):
        case = _found(Case.objects.filter(pk=case_id).first())
        permissions.require(actor, "review.case.work", division_id=case.division_id)
        if not text.strip():
            raise NoteEmpty(pointer="text")
        note: CaseNote = CaseNote.objects.create(case=case, person_id=actor.person_id, text=text.strip(), at=at)
        events.record(told.NOTED, subject=case, actor=actor, at=at, matter_id=case.application_id)
        return note


def mark(case_id: UUID, state: State, *, version: int | None, actor: Actor, at: datetime) -> Case:
    """Move a case as approval and decision go on. Joins the deciding room's write scope.

    Args:
        state: PROPOSED, IN_REVIEW (the proposal came back), DECIDED or WITHDRAWN.
        version: as the person saw it; None where no person is looking (a subscription).
    """
    require_scope(write=True)
    case = _found(Case.objects.locked().filter(pk=case_id).first())
    if version is not None and case.version != version:
        raise ChangedMeanwhile
    states.check(State(case.state), state)
    case.state = state.value
    if state not in states.OPEN:
        case.ended_at = at
        events.record(told.ENDED, subject=case, actor=actor, at=at, matter_id=case.application_id, state=state.value)
    _save(case, "state", "ended_at")
    return case


def mark_decided(ended: Mapping[UUID, datetime], *, actor: Actor) -> None:
    """End cases whose outcome is there, each at its time. Joins the deciding room's write scope.

    Raises:
        NotAllowedNow: one of them has ended already, or is not in approval.
    """
    require_scope(write=True)
    cases = list(Case.objects.locked().filter(pk__in=list(ended)).order_by("id"))
    for case in cases:
        states.check(State(case.state), State.DECIDED)
        case.state, case.ended_at, case.version = State.DECIDED.value, ended[case.id], case.version + 1
    events.record_all(
        [
            events.Happening(told.ENDED, case, ended[case.id], {"state": State.DECIDED.value}, case.application_id)
            for case in cases
        ],
        actor=actor,
    )
    update_rows(cases, "state", "ended_at", "version")


def withdrawn(application_id: UUID, *, at: datetime) -> None:
    """End the case of an application that was taken back. Joins the subscription's write scope.

    Its records are kept as long as those of a decided one. Where the zones are apart the news may come when the outcome
    is there already: then the outcome stands.
    """
    scope = require_scope(write=True)
    case = Case.objects.locked().get(application_id=application_id)
    if case.state == State.DECIDED:
        return
    case.pauses.filter(until_on=None).update(until_on=localdate(at))
    years = int(str(forms.version(case.procedure_version_id).part("retention")["years"]))
    retention.keep_until(application_id, retention.end_on(localdate(at), years))
    mark(case.id, State.WITHDRAWN, version=None, actor=Actor.system(scope.body_id), at=at)


def _found(case: Case | None) -> Case:
    if case is None:
        raise CaseUnknown
    return case


def _locked(case_id: UUID, version: int, actor: Actor, action: str) -> Case:
    case = _found(Case.objects.locked().filter(pk=case_id).first())
    permissions.require(actor, action, division_id=case.division_id)
    if case.version != version:
        raise ChangedMeanwhile
    return case


def _save(case: Case, *fields: str) -> None:
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def erase_matter(matter_id: UUID) -> int:
    """Erase notes and what checks say in words (inside a write scope); states and days stay for counting."""
    require_scope(write=True)
    case = Case.objects.locked().filter(application_id=matter_id).first()
    if case is None:
        return 0
    count: int = case.notes.all().delete()[0]
    case.checks = {check_id: {**found, "note": ""} for check_id, found in case.checks.items()}
    case.save(update_fields=["checks"])
    return count + 1
