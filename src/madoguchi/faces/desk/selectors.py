"""What staff see: a person's home, and one case with everything about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions, reading
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
from madoguchi.office.messages import public as messages


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for a person today."""

    to_approve: tuple[approval.ProposalRow, ...]
    to_confirm: tuple[approval.ProposalRow, ...]
    mine: review.CaseList | None
    counts: Mapping[str, int]
    overdue: tuple[review.CaseRow, ...]
    failed_messages: int


def home(actor: Actor, at: datetime) -> HomePage:
    """Return a person's home: approvals, own cases, what is overdue, what could not be delivered."""
    on = localdate(at)
    may_read = permissions.allowed(actor, "review.case.read")
    mine = review.cases(actor, on=on, mine=True, most=10) if may_read else None
    overdue = review.cases(actor, on=on, overdue=True, most=10).rows if may_read else ()
    may_messages = permissions.allowed(actor, "messages.outgoing.manage")
    return HomePage(
        to_approve=tuple(approval.waiting_for(actor, at)),
        to_confirm=tuple(approval.to_confirm(actor)),
        mine=mine,
        counts=mine.counts if mine else {},
        overdue=overdue,
        failed_messages=len(messages.not_delivered(actor.body_id)) if may_messages else 0,
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a case's history."""

    at: datetime
    label: Message
    detail: Message | None
    who: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A field that a correction changed."""

    label: Message
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A correction with what came of it."""

    correction: intake.CorrectionView
    fields: tuple[tuple[str, str, str], ...]  # label, reason, note
    changes: tuple[ChangeShown, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything about one case."""

    case: review.CaseView
    application: intake.ApplicationView
    procedure_name: Message
    version_number: int
    channel: Message
    sections: tuple[forms.Section, ...]
    asked_paths: tuple[str, ...]
    attachments: tuple[intake.AttachmentView, ...]
    corrections: tuple[CorrectionShown, ...]
    decision: decisions.DecisionForm
    proposal_id: UUID | None
    proposal_state: str
    documents: tuple[documents.DocumentRow, ...]
    messages: tuple[messages.OutgoingRow, ...]
    history: tuple[Happened, ...]
    colleagues: tuple[people.Holder, ...]
    may_work: bool
    may_assign: bool
    may_draft: bool
    answer_fields: tuple[tuple[str, str], ...]  # path and label of what a correction may ask for


def case_page(case_id: UUID, actor: Actor, *, at: datetime, language: str) -> CasePage:
    """Return one case; that this person looked is recorded, and the applicant may see it.

    Raises:
        review.Case.DoesNotExist, NotPermitted
    """
    on = localdate(at)
    with body_scope(actor.body_id, write=True):
        case = review.case_view(case_id, actor, on=on)
        row = review.Case.objects.get(pk=case_id)
        reading.record(actor=actor, subject=row, matter_id=case.application_id, purpose="review", at=at)
        application = intake.application(case.application_id)
        version = forms.version(case.procedure_version_id)
        attachments = tuple(intake.attachments(case.application_id))
        names = {str(one.file_id): one.name for one in attachments}
        answers = intake.answers(case.application_id)
        latest = approval.latest_of(decision.id) if (decision := decisions.disposition_of(case.application_id)) else None
        open_correction = intake.open_correction_of(case.application_id)
        return CasePage(
            case=case,
            application=application,
            procedure_name=version.name,
            version_number=version.number,
            channel=intake.CHANNELS[application.channel],
            sections=forms.summary(version.form, answers, language, file_names=names),
            asked_paths=tuple(item["path"] for item in open_correction.items) if open_correction else (),
            attachments=attachments,
            corrections=tuple(_corrections(case, application, version, names, language)),
            decision=decisions.decision_form(row),
            proposal_id=latest.id if latest else None,
            proposal_state=latest.state if latest else "",
            documents=tuple(documents.documents_of(case.application_id)),
            messages=tuple(messages.of_matter(case.application_id)),
            history=tuple(history(case.application_id, reader=events.Reader.STAFF)),
            colleagues=tuple(_colleagues(case.division_id, on)),
            may_work=permissions.allowed(actor, "review.case.work", division_id=case.division_id),
            may_assign=permissions.allowed(actor, "review.case.assign", division_id=case.division_id),
            may_draft=permissions.allowed(actor, "decisions.disposition.draft", division_id=case.division_id),
            answer_fields=tuple(
                (item.path, f"{item.item} {item.label}".strip())
                for section in forms.summary(version.form, answers, language)
                for item in section.rows
            ),
        )


def recorded_checks(case_id: UUID, actor: Actor) -> dict[str, tuple[str, str]]:
    """Return result and note of every item of a case's check list as recorded so far."""
    with body_scope(actor.body_id):
        row = review.Case.objects.get(pk=case_id)
        return {
            check.id: (check.result, check.note) for check in review.case_view(case_id, actor, on=row.arrived_on).checks
        }


def _colleagues(division_id: UUID, on: date) -> list[people.Holder]:
    seen: dict[UUID, people.Holder] = {}
    for holder in people.holders(on=on, division_id=division_id):
        seen.setdefault(holder.person_id, holder)
    return list(seen.values())


def _corrections(
    case: review.CaseView, application: intake.ApplicationView, version: forms.PinnedVersion, names: Mapping[str, str], language: str
) -> list[CorrectionShown]:
    reasons = {reason.id: reason.label.text(language) for reason in case.reasons}
    shown = []
    for correction in intake.corrections(application.id):
        changes: list[ChangeShown] = []
        if correction.answered_revision is not None:
            before = intake.answers(application.id, correction.answered_revision - 1)
            after = intake.answers(application.id, correction.answered_revision)
            for change in forms.difference(version.form, before, after):
                field = version.form.field(change.path)
                changes.append(
                    ChangeShown(
                        change.label,
                        forms.shown(field, change.before, language, file_names=names),
                        forms.shown(field, change.after, language, file_names=names),
                    )
                )
        fields = tuple(
            (forms.field_label(version.form, item["path"]).text(language), reasons.get(item["reason"], item["reason"]), item["note"])
            for item in correction.items
        )
        shown.append(CorrectionShown(correction, fields, tuple(changes)))
    return shown


def history(matter_id: UUID, *, reader: events.Reader) -> list[Happened]:
    """Return what happened in a matter, with the names of staff (inside a scope)."""
    happened = events.timeline(matter_id, reader=reader)
    names = people.names({event.actor_person_id for event in happened if event.actor_person_id is not None})
    who = {"resident": "申請者", "visitor": "申請者", "client": "外部システム", "system": "自動処理"}
    return [
        Happened(
            event.at, event.label, event.detail,
            names.get(event.actor_person_id, "") if event.actor_person_id else who.get(event.actor_kind, ""), event.name,
        )
        for event in happened
    ]  # fmt: skip
