"""Drafting a decision, sending it for approval, sealing it, issuing its notice."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_noop as _  # stored in Japanese; shown in the reader's language

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    Body,
    body_scope,
    localdate,
    people,
    permissions,
    require_scope,
    retention,
)
from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.decisions import events as told
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
) -> Disposition:
    """Save a draft of the decision; nothing need be complete yet.

    Args:
        items: what was typed, by the id of the procedure's grant items.
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
            Outcome(row.outcome), reasons=row.reasons, appeal=row.appeal, items=row.items, part=part
        )
        version = forms.version(case.procedure_version_id)
        application = intake.application(case.application_id)
        if application.state == intake.State.WITHDRAWN:
            raise ApplicationTakenBack
        proposal = approval.propose(
            subject=row,
            matter_id=case.application_id,
            title=f"{version.name.ja}（受付番号 {application.receipt_shown}）",
            lines=_lines(row, part, application, version),
            route=str(version.part("approval")["route"]),
            division_id=case.division_id,
            actor=actor,
            at=at,
        )
        row.state, row.proposal_id = State.PROPOSED.value, proposal.id
        row.save(update_fields=["state", "proposal_id"])
        return row


def _lines(
    row: Disposition, part: outcomes.DecisionPart, application: intake.ApplicationView, version: forms.PinnedVersion
) -> list[tuple[str, str]]:
    """Everything the deciders read, in the order of the notice; the number of the revision says which answers."""
    found = [
        (_("手続き"), version.name.ja),
        (_("受付番号"), application.receipt_shown),
        (_("申請者"), application.applicant_name),
        (_("到達日"), wareki.format_date(application.arrived_on)),
        (_("申請内容"), f"第{application.revision}版"),
        (_("結果"), outcomes.LABELS[Outcome(row.outcome)].ja),
        *((label.ja, value.ja) for label, value in outcomes.lines(part, row.items)),
    ]
    if row.reasons:
        found.append((_("理由"), row.reasons))
    if row.appeal:
        found.append((_("教示"), row.appeal))
    return found


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


def seal(disposition_id: UUID, *, at: datetime) -> None:
    """The proposal was decided: seal the decision and end the case. Joins the subscription's write scope.

    Where the applicant took the application back before, nothing is decided: the withdrawal came first.

    Raises:
        NotComplete: what the law wants in the notice is missing after all.
        SealedAlready: it is not in approval.
    """
    scope = require_scope(write=True)
    row = Disposition.objects.locked().select_related("case").get(pk=disposition_id)
    case, system = row.case, Actor.system(scope.body_id)
    if intake.application(case.application_id).state == intake.State.WITHDRAWN:
        row.state, row.proposal_id = State.DRAFT.value, None
        row.save(update_fields=["state", "proposal_id"])
        return
    version = forms.version(case.procedure_version_id)
    outcomes.require_complete(
        Outcome(row.outcome),
        reasons=row.reasons,
        appeal=row.appeal,
        items=row.items,
        part=outcomes.parse(version.part("decisions")),
    )
    if State.SEALED not in outcomes.NEXT[State(row.state)]:
        raise outcomes.SealedAlready
    row.state, row.sealed_at, row.decided_on = State.SEALED.value, at, localdate(at)
    row.save(update_fields=["state", "sealed_at", "decided_on"])
    review.mark(case.id, review.State.DECIDED, version=None, actor=system, at=at)
    intake.close(application_id=case.application_id)
    retention.keep_until(
        case.application_id, retention.end_on(row.decided_on, int(str(version.part("retention")["years"])))
    )
    events.record(
        told.SEALED,
        subject=row,
        actor=system,
        at=at,
        matter_id=case.application_id,
        outcome=row.outcome,
        procedure=version.procedure_code,
    )


def issue_notice(disposition_id: UUID, *, at: datetime) -> None:
    """Issue the numbered notice of a sealed decision. Joins the subscription's write scope."""
    scope = require_scope(write=True)
    row = Disposition.objects.locked().select_related("case").get(pk=disposition_id)
    if row.document_id is not None:
        return
    system = Actor.system(scope.body_id)
    division = people.division(row.case.division_id)
    document = documents.issue(
        notice_of(row, Body.objects.get(pk=scope.body_id), decided_on=localdate(row.sealed_at)),
        series=division.code,
        matter_id=row.application_id,
        actor=system,
        at=at,
    )
    row.document_id = document.id
    row.save(update_fields=["document_id"])
    events.record(
        told.NOTIFIED,
        subject=row,
        actor=system,
        at=at,
        matter_id=row.application_id,
        document=document.id,
        number=document.number_text,
    )


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


def notice_of(row: Disposition, body: Body, *, decided_on: date) -> documents.Notice:
    """Return what the notice of a decision says (inside a scope)."""
    version = forms.version(row.case.procedure_version_id)
    application = intake.application(row.application_id)
    division = people.division(row.case.division_id)
    outcome = Outcome(row.outcome)
    address = _address(version, application)
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
                *(
                    (label.ja, value.ja)
                    for label, value in outcomes.lines(outcomes.parse(version.part("decisions")), row.items)
                ),
            )
        ),
        reasons=tuple(line for line in row.reasons.splitlines() if line.strip()),
        appeal=tuple(line for line in row.appeal.splitlines() if line.strip()),
        inquiry=documents.Inquiry(office=f"{body.name}　{division.name}", address=body.contact, phone=division.phone),
    )


def _address(version: forms.PinnedVersion, application: intake.ApplicationView) -> tuple[str, tuple[str, ...]]:
    field_id = version.form.applicant.address
    found = intake.answers(application.id).get(field_id) if field_id else None
    if not isinstance(found, dict):
        return "", ()
    code = str(found.get("postal_code", ""))
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 else code, tuple(
        str(found[key]) for key in ("text", "building") if found.get(key)
    )


ERASED = "（保存期間満了により消去）"


def erase_matter(matter_id: UUID) -> int:
    """Erase what a decision says in words and amounts (inside a write scope); outcome and day stay for counting."""
    require_scope(write=True)
    row = Disposition.objects.locked().filter(application_id=matter_id).first()
    if row is None:
        return 0
    row.items, row.reasons, row.appeal = {}, ERASED if row.reasons else "", ERASED if row.appeal else ""
    row.save(update_fields=["items", "reasons", "appeal"])
    return 1
