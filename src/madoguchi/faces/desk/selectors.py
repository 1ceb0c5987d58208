"""What staff see: a person's home, and one case with everything about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.core.cache import cache

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    body_scope,
    files,
    localdate,
    people,
    permissions,
    retention,
    who_looked,
)
from madoguchi.ground.kernel import pdf_pages
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
from madoguchi.office.messages import public as messages
from madoguchi.office.rules import public as rules


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for a person today."""

    to_approve: tuple[approval.ProposalRow, ...]
    to_confirm: tuple[approval.ProposalRow, ...]
    rules_to_approve: tuple[rules.RevisionRow, ...]
    mine: review.CaseList | None
    counts: Mapping[str, int]
    overdue: tuple[review.CaseRow, ...]
    failed_messages: int


PAGES_KEPT_SECONDS = 60 * 60 * 24 * 30
RESULTS = {"ok": Message("よい", "OK"), "ng": Message("よくない", "Not OK"), "na": Message("対象外", "Not applicable")}


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
        rules_to_approve=tuple(rules.proposals_for(actor)),
        mine=mine,
        counts=mine.counts if mine else {},
        overdue=overdue,
        failed_messages=len(messages.not_delivered(actor)) if may_messages else 0,
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

    panel_id: str
    correction: intake.CorrectionView
    fields: tuple[tuple[str, str, str], ...]  # label, reason, note
    changes: tuple[ChangeShown, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One item of the check list with the names of its inputs."""

    field_id: str
    note_id: str
    label: Message
    result: str
    result_label: str
    note: str


@dataclass(frozen=True, slots=True)
class AttachmentShown:
    """A file of the application. ``pages``: of a PDF, None where it does not say."""

    file_id: UUID
    label: str
    name: str
    size: int
    is_image: bool
    is_open: bool  # False: not scanned yet, or infected
    pages: int | None
    notes: tuple[Message, ...]


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
    attachments: tuple[AttachmentShown, ...]
    corrections: tuple[CorrectionShown, ...]
    decision: decisions.DecisionForm
    proposal_id: UUID | None
    proposal_state: str
    documents: tuple[documents.DocumentRow, ...]
    messages: tuple[messages.OutgoingRow, ...]
    history: tuple[Happened, ...]
    check_rows: tuple[CheckRow, ...]
    results: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]  # id and name of those who may get the case
    may_work: bool
    may_assign: bool
    may_draft: bool
    may_open_files: bool
    may_hold: bool
    is_held: bool
    has_sheet: bool  # whether the answers can be printed into the office's own file
    note: str = ""  # as typed, where it was refused

    @property
    def draft_version(self) -> int:
        """Version of the drafted decision, 0 where there is none."""
        return self.decision.draft.version if self.decision.draft else 0

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done."""
        return self.case.state not in (review.State.DECIDED, review.State.WITHDRAWN)

    @property
    def assignee_value(self) -> str:
        """The assignee as the choice of people knows him."""
        return str(self.case.assignee_id or "")


def case_page(case_id: UUID, actor: Actor, *, at: datetime, language: str) -> CasePage:
    """Return one case; that this person looked is recorded, and the applicant may see it.

    Raises:
        review.Case.DoesNotExist, NotPermitted
    """
    on = localdate(at)
    with body_scope(actor.body_id, write=True):
        case = review.case_view(case_id, actor, on=on)
        row = review.Case.objects.get(pk=case_id)
        who_looked.record(actor=actor, subject=row, matter_id=case.application_id, purpose="review", at=at)
        application = intake.application(case.application_id)
        version = forms.version(case.procedure_version_id)
        attachments = tuple(intake.attachments(case.application_id))
        names = {str(one.file_id): one.name for one in attachments}
        answers, origins = intake.answers_and_origins(case.application_id)
        latest = (
            approval.latest_of(decision.id) if (decision := decisions.disposition_of(case.application_id)) else None
        )
        open_correction = intake.open_correction_of(case.application_id)
        results = {key: label.text(language) for key, label in RESULTS.items()}
        return CasePage(
            case=case,
            application=application,
            procedure_name=version.name,
            version_number=version.number,
            channel=intake.CHANNELS[application.channel],
            sections=forms.summary(version.form, answers, language, file_names=names, origins=origins),
            asked_paths=tuple(item["path"] for item in open_correction.items) if open_correction else (),
            attachments=tuple(_attachment(one, version.form, language) for one in attachments),
            corrections=tuple(_corrections(case, application, version, names, language)),
            decision=decisions.decision_form(row),
            proposal_id=latest.id if latest else None,
            proposal_state=latest.state if latest else "",
            documents=tuple(documents.documents_of(case.application_id)),
            messages=tuple(messages.of_matter(case.application_id)),
            history=tuple(history(case.application_id, reader=events.Reader.STAFF)),
            check_rows=tuple(
                CheckRow(
                    f"check-{one.id}", f"note-{one.id}", one.label, one.result, results.get(one.result, ""), one.note
                )
                for one in case.checks
            ),
            results=tuple(results.items()),
            people=colleagues({case.division_id}, on),
            may_work=permissions.allowed(actor, "review.case.work", division_id=case.division_id),
            may_assign=permissions.allowed(actor, "review.case.assign", division_id=case.division_id),
            may_draft=permissions.allowed(actor, "decisions.disposition.draft", division_id=case.division_id),
            may_open_files=permissions.allowed(actor, "intake.attachment.read", division_id=case.division_id),
            may_hold=permissions.allowed(actor, "desk.hold.manage", division_id=case.division_id),
            is_held=retention.is_held(case.application_id),
            has_sheet=_has_sheet(row.procedure_id, version),
        )


def _has_sheet(procedure_id: UUID, version: forms.PinnedVersion) -> bool:
    sheet = forms.sheet_named(procedure_id, version.definition.parts)
    return sheet is not None and sheet.is_filled


def _attachment(one: intake.AttachmentView, form: forms.Form, language: str) -> AttachmentShown:
    return AttachmentShown(
        one.file_id,
        forms.field_label(form, one.path).text(language),
        one.name,
        one.size,
        one.media_type.startswith("image/"),
        one.is_open,
        _pages(one.file_id) if one.media_type == "application/pdf" and one.is_open else None,
        one.notes,
    )


def _pages(file_id: UUID) -> int | None:
    """Return the pages of a stored PDF; it never changes, so it is read once and remembered."""
    key = f"desk.pdf_pages.{file_id}"
    found: int | None = cache.get(key)
    if found is None:
        try:
            content = files.read(file_id)[1]
        except files.StorageDown:  # the page is worth more than the number
            return None
        found = pdf_pages.page_count(content) or 0
        cache.set(key, found, PAGES_KEPT_SECONDS)
    return found or None


def with_typed(shown: CasePage, typed: Mapping[str, str]) -> CasePage:
    """Return the page with what was typed into its forms, so that a refusal loses nothing."""
    rows = tuple(
        replace(row, result=typed.get(row.field_id, row.result), note=typed.get(row.note_id, row.note))
        for row in shown.check_rows
    )
    return replace(shown, check_rows=rows, note=typed.get("text", ""))


def check_ids(case_id: UUID, actor: Actor) -> tuple[str, ...]:
    """Return the ids of a case's check list.

    Raises:
        review.CaseUnknown, NotPermitted
    """
    with body_scope(actor.body_id):
        row = review.Case.objects.filter(pk=case_id).first()
        if row is None:
            raise review.CaseUnknown
        return tuple(check.id for check in review.case_view(case_id, actor, on=row.arrived_on).checks)


def colleagues(division_ids: Iterable[UUID], on: date) -> tuple[tuple[str, str], ...]:
    """Return id and name of the people of these divisions on a day; the absent are marked (inside a scope)."""
    seen: dict[str, str] = {}
    for division_id in sorted(division_ids):
        for holder in people.holders(on=on, division_id=division_id):
            seen.setdefault(
                str(holder.person_id), f"{holder.person_name}（不在）" if holder.is_absent else holder.person_name
            )
    return tuple(seen.items())


def _corrections(
    case: review.CaseView,
    application: intake.ApplicationView,
    version: forms.PinnedVersion,
    names: Mapping[str, str],
    language: str,
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
            (
                forms.field_label(version.form, item["path"]).text(language),
                reasons.get(item["reason"], item["reason"]),
                item["note"],
            )
            for item in correction.items
        )
        shown.append(CorrectionShown(f"correction-{correction.number}", correction, fields, tuple(changes)))
    return shown


def history(matter_id: UUID, *, reader: events.Reader) -> list[Happened]:
    """Return what happened in a matter, with the names of staff (inside a scope)."""
    happened = events.timeline(matter_id, reader=reader)
    names = people.names({event.actor_person_id for event in happened if event.actor_person_id is not None})
    who = {"resident": "申請者", "visitor": "申請者", "client": "外部システム", "system": "自動処理"}
    return [
        Happened(
            event.at,
            event.label,
            event.detail,
            names.get(event.actor_person_id, "") if event.actor_person_id else who.get(event.actor_kind, ""),
            event.name,
        )
        for event in happened
    ]
