"""Drafting a decision, sending it for approval, sealing it, issuing its notice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    Body,
    Division,
    body_scope,
    localdate,
    namings,
    people,
    permissions,
    require_scope,
    retention,
    update_rows,
)
from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.decisions import events as told
from madoguchi.line.decisions import proposed
from madoguchi.line.decisions.core import outcomes
from madoguchi.line.decisions.core.outcomes import Outcome, State
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.decisions.parts import part_of
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents


class ApplicationTakenBack(Refused):
    """The applicant withdrew a moment ago."""

    code = "decisions.application_taken_back"
    what = Message("決裁に回せません。", "It cannot be sent for approval.")
    why = Message("申請者が申請を取り下げました。", "The applicant has withdrawn the application.")
    mend = Message(
        "画面を読み込み直してください。案件はまもなく「取下げ」になります。",
        "Reload the page; the case will show it soon.",
    )


class OutcomeUnknown(Refused):
    """The procedure does not know this outcome."""

    code = "decisions.outcome_unknown"
    status = 422
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("この手続きにない結果です。", "The procedure does not have this outcome.")
    mend = Message("一覧から選んでください。", "Choose from the list.")


class DraftChanged(Refused):
    """A colleague saved another draft meanwhile."""

    code = "decisions.draft_changed"
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("開いている間に、ほかの人が処分案を変更しました。", "Somebody else changed the draft meanwhile.")
    mend = Message(
        "最新の処分案を確かめてから、もう一度操作してください。", "Look at the latest draft and do it again."
    )


def draft_disposition(
    *,
    case_id: UUID,
    outcome: str,
    items: Mapping[str, str],
    reasons: str,
    appeal: str,
    actor: Actor,
    at: datetime,
    draft_version: int | None = None,
    marks: Collection[str] = (),
    marks_reason: str = "",
) -> Disposition:
    """Save a draft of the decision; nothing need be complete yet.

    Args:
        items: what was typed, by the id of the procedure's grant items.
        marks: those of ``approval.MARKS`` that hold for the matter; others are not kept.
        marks_reason: why; everybody in the route reads it.
        draft_version: version of the draft the person saw, 0 where there was none; None where no page was shown.

    Raises:
        OutcomeUnknown, SealedAlready, DraftChanged, review.NotAllowedNow (the case has ended),
        kernel refusals for amounts and dates.
    """
    with body_scope(actor.body_id, write=True):
        case = _locked_case(case_id, actor)
        part = part_of(case)
        if outcome not in part.outcomes:
            raise OutcomeUnknown(pointer="outcome")
        row = Disposition.objects.locked().filter(case=case).first() or Disposition(
            case=case, application_id=case.application_id
        )
        if State(row.state) != State.DRAFT:
            raise outcomes.SealedAlready
        if review.State(case.state) not in review.OPEN:
            raise review.not_allowed(review.State(case.state))
        _require_draft_seen(row, draft_version)
        row.outcome, row.reasons, row.appeal = outcome, reasons.strip(), appeal.strip()
        row.items = {} if outcome == Outcome.REFUSED else outcomes.read_items(part, items)
        row.marks = [mark for mark in approval.MARKS if mark in marks]
        row.marks_reason = marks_reason.strip() if row.marks else ""
        row.version = 1 if row._state.adding else row.version + 1
        row.save()
        events.record(told.DRAFTED, subject=row, actor=actor, at=at, matter_id=case.application_id, outcome=outcome)
        return row


def _locked_case(case_id: UUID, actor: Actor) -> review.Case:
    case: review.Case | None = review.Case.objects.locked().filter(pk=case_id).first()
    if case is None:
        raise review.CaseUnknown
    permissions.require(actor, "decisions.disposition.draft", division_id=case.division_id)
    return case


def _require_draft_seen(row: Disposition, seen: int | None) -> None:
    if seen is not None and seen != (0 if row._state.adding else row.version):
        raise DraftChanged


def propose(
    *, case_id: UUID, case_version: int, actor: Actor, at: datetime, draft_version: int | None = None
) -> Disposition:
    """Send the drafted decision for approval (起案); the case goes into approval with it.

    Args:
        case_version: of the case, as the person saw it.
        draft_version: of the draft, as the person saw it; None where no page was shown.

    Raises:
        NotComplete: reasons, instruction on appeal or a decided item is missing.
        SealedAlready, DraftChanged, review.ChangedMeanwhile, approval.RouteUnknown, approval.NobodyDecides
        ApplicationTakenBack: the applicant withdrew and the news is on its way.
    """
    with body_scope(actor.body_id, write=True):
        _locked_case(case_id, actor)
        case = review.mark(case_id, review.State.PROPOSED, version=case_version, actor=actor, at=at)
        row: Disposition | None = Disposition.objects.locked().filter(case=case).first()
        part = part_of(case)
        if row is None:
            raise outcomes.NotComplete(missing="結果が選ばれていません。", missing_en="No outcome was chosen.")
        if State(row.state) != State.DRAFT:
            raise outcomes.SealedAlready
        _require_draft_seen(row, draft_version)
        outcomes.require_complete(
            Outcome(row.outcome), reasons=row.reasons, appeal=row.appeal, items=row.items, part=part,
            marks=row.marks, marks_reason=row.marks_reason,
        )  # fmt: skip
        version = forms.version(case.procedure_version_id)
        application = intake.application(case.application_id)
        if application.state == intake.State.WITHDRAWN:
            raise ApplicationTakenBack
        proposal = approval.propose(
            subject=row,
            matter_id=case.application_id,
            title=f"{version.name.ja}（受付番号 {application.receipt_shown}）",
            lines=proposed.lines_of(row, part, application, version),
            route=str(version.part("approval")["route"]),
            division_id=case.division_id,
            actor=actor,
            at=at,
            facts=proposed.facts_of(row, part, version),
        )
        row.state, row.proposal_id = State.PROPOSED.value, proposal.id
        row.save(update_fields=["state", "proposal_id"])
        return row


def proposal_ended(disposition_id: UUID, *, at: datetime) -> None:
    """The proposal came back or was withdrawn: the decision is a draft again. Joins the subscription's write scope."""
    scope = require_scope(write=True)
    row = Disposition.objects.locked().select_related("case").get(pk=disposition_id)
    row.state, row.proposal_id = State.DRAFT.value, None
    row.save(update_fields=["state", "proposal_id"])
    if row.case.state == review.State.PROPOSED:  # else the application itself was taken back
        review.mark(row.case_id, review.State.IN_REVIEW, version=None, actor=Actor.system(scope.body_id), at=at)


def application_withdrawn(application_id: UUID, *, at: datetime) -> None:
    """The applicant took it back: nothing is left to approve. Joins the subscription's write scope."""
    scope = require_scope(write=True)
    row = Disposition.objects.filter(application_id=application_id, state=State.PROPOSED.value).first()
    if row is not None:
        approval.drop(subject_id=row.id, actor=Actor.system(scope.body_id), at=at)


def seal(decided: Mapping[UUID, datetime]) -> None:
    """The proposals on these dispositions were decided, each at its time: seal the decisions and end the cases.

    Where the applicant took the application back before, nothing is decided: the withdrawal came first. Joins the
    subscription's write scope.

    Raises:
        NotComplete: what the law wants in the notice is missing after all.
        SealedAlready: it is not in approval.
    """
    system = Actor.system(require_scope(write=True).body_id)
    rows = _locked(decided)
    applications = intake.applications(row.application_id for row in rows)
    taken_back = [row for row in rows if applications[row.application_id].state == intake.State.WITHDRAWN]
    sealed = [row for row in rows if applications[row.application_id].state != intake.State.WITHDRAWN]
    for row in taken_back:
        row.state, row.proposal_id = State.DRAFT.value, None
        row.save(update_fields=["state", "proposal_id"])
    for row in sealed:
        _seal(row, decided[row.id])
    update_rows(sealed, "state", "sealed_at", "decided_on")
    review.mark_decided({row.case_id: decided[row.id] for row in sealed}, actor=system)
    intake.close([row.application_id for row in sealed])
    versions = {row.id: forms.version(row.case.procedure_version_id) for row in sealed}
    retention.keep_all_until(
        {
            row.application_id: retention.end_on(
                localdate(decided[row.id]), int(str(versions[row.id].part("retention")["years"]))
            )
            for row in sealed
        }
    )
    events.record_all(
        [
            events.Happening(
                told.SEALED, row, decided[row.id],
                {"outcome": row.outcome, "procedure": versions[row.id].procedure_code}, row.application_id,
            )
            for row in sealed
        ],
        actor=system,
    )  # fmt: skip


def _locked(ids: Collection[UUID]) -> list[Disposition]:
    """Lock dispositions and return them with their cases, in the order of the ids: the order of their drafts."""
    rows = list(Disposition.objects.locked().select_related("case").filter(pk__in=list(ids)).order_by("id"))
    if len(rows) < len(ids):
        raise Disposition.DoesNotExist(f"{len(ids) - len(rows)} of {len(ids)} dispositions are gone")
    return rows


def _seal(row: Disposition, at: datetime) -> None:
    outcomes.require_complete(
        Outcome(row.outcome), reasons=row.reasons, appeal=row.appeal, items=row.items, part=part_of(row.case)
    )
    if State.SEALED not in outcomes.NEXT[State(row.state)]:
        raise outcomes.SealedAlready
    row.state, row.sealed_at, row.decided_on = State.SEALED.value, at, localdate(at)


def issue_notices(sealed: Mapping[UUID, datetime]) -> None:
    """Issue the numbered notices of sealed decisions, each at its time. Joins the subscription's write scope."""
    scope = require_scope(write=True)
    system = Actor.system(scope.body_id)
    rows = [row for row in _locked(sealed) if row.document_id is None]
    if not rows:
        return
    contents = notices_of(rows, Body.objects.get(pk=scope.body_id), sealed)
    issued = documents.issue_all(
        [
            documents.Order(content=content, series=division_code, matter_id=row.application_id, at=sealed[row.id])
            for row, (content, division_code) in zip(rows, contents, strict=True)
        ],
        actor=system,
    )
    for row, document in zip(rows, issued, strict=True):
        row.document_id = document.id
    update_rows(rows, "document_id")
    events.record_all(
        [
            events.Happening(
                told.NOTIFIED, row, sealed[row.id], {"document": document.id, "number": document.number_text},
                row.application_id,
            )
            for row, document in zip(rows, issued, strict=True)
        ],
        actor=system,
    )  # fmt: skip


_TITLES = {
    Outcome.GRANTED: "{procedure}について（決定）",
    Outcome.GRANTED_IN_PART: "{procedure}について（一部決定）",
    Outcome.REFUSED: "{procedure}について（却下）",
}
_OPENINGS = {
    Outcome.GRANTED: "{arrived}に届いた申請について、次のとおり決定しましたので通知します。",
    Outcome.GRANTED_IN_PART: "{arrived}に届いた申請について、次のとおり一部を認めることに決定しましたので、"
    "理由とともに通知します。",
    Outcome.REFUSED: "{arrived}に届いた申請について、次の理由により認めないことに決定しましたので通知します。",
}


def notices_of(
    rows: Sequence[Disposition], body: Body, sealed: Mapping[UUID, datetime]
) -> list[tuple[documents.Notice, str]]:
    """Return what the notice of each decision says, with its division's code (inside a scope)."""
    applications = intake.applications(row.application_id for row in rows)
    answers = intake.newest_answers(applications)
    divisions = {division_id: people.division(division_id) for division_id in {row.case.division_id for row in rows}}
    days = {row.id: localdate(sealed[row.id]) for row in rows}
    called = {day: namings.naming_on(body, day) for day in set(days.values())}
    return [
        (
            _notice_of(row, called[days[row.id]], divisions[row.case.division_id], applications[row.application_id],
                       answers[row.application_id], days[row.id]),
            divisions[row.case.division_id].code,
        )
        for row in rows
    ]  # fmt: skip


def _notice_of(
    row: Disposition,
    body: namings.Naming,
    division: Division,
    application: intake.ApplicationView,
    answers: Mapping[str, object],
    decided_on: date,
) -> documents.Notice:
    version = forms.version(row.case.procedure_version_id)
    outcome = Outcome(row.outcome)
    address = _address(answers.get(version.form.applicant.address or ""))
    return documents.Notice(
        title=_TITLES[outcome].format(procedure=version.name.ja),
        issued_on=decided_on,
        recipient=documents.Recipient(name=application.applicant_name, postal_code=address[0], address=address[1]),
        sender=documents.Sender(title=body.head_title, name=body.head_name),
        body=(_OPENINGS[outcome].format(arrived=wareki.format_date(application.arrived_on)),),
        items=tuple(
            documents.Item(label=label, value=value)
            for label, value in (
                ("受付番号", application.receipt_shown),
                ("結果", outcomes.LABELS[outcome].ja),
                *((label.ja, value.ja) for label, value in outcomes.lines(part_of(row.case), row.items)),
            )
        ),
        reasons=tuple(line for line in row.reasons.splitlines() if line.strip()),
        appeal=tuple(line for line in row.appeal.splitlines() if line.strip()),
        inquiry=documents.Inquiry(office=f"{body.name}　{division.name}", address=body.contact, phone=division.phone),
    )


def _address(answer: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(answer, dict):
        return "", ()
    code = str(answer.get("postal_code", ""))
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 else code, tuple(
        str(answer[key]) for key in ("text", "building") if answer.get(key)
    )


ERASED = "（保存期間満了により消去）"


def erase_matter(matter_id: UUID) -> int:
    """Erase what a decision says in words and amounts (inside a write scope); outcome and day stay for counting."""
    require_scope(write=True)
    row = Disposition.objects.locked().filter(application_id=matter_id).first()
    if row is None:
        return 0
    row.items = {}
    row.reasons, row.appeal, row.marks_reason = (
        ERASED if text else "" for text in (row.reasons, row.appeal, row.marks_reason)
    )
    row.save(update_fields=["items", "reasons", "appeal", "marks_reason"])
    return 1
