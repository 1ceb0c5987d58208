"""What the pages of an application in progress show. All open their own scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from madoguchi.ground.foundation.public import Actor, StoredFile, body_scope, files, owned_row
from madoguchi.ground.kernel.errors import JAPANESE, Message
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.deadlines import expected_by
from madoguchi.line.intake.models import AnswerRevision, Application, Correction
from madoguchi.line.intake.ownership import require_own
from madoguchi.line.intake.refusals import ApplicationNotFound
from madoguchi.line.intake.selectors import (
    ApplicationView,
    AttachmentView,
    CorrectionView,
    attachments,
    correction_view,
    view,
)
from madoguchi.line.inventory import public as inventory

OTHER_REASON = Message("その他（下の説明をご覧ください）", "Other (see the note)", easy="ほかの 理由")


@dataclass(frozen=True, slots=True)
class FileShown:
    """A stored file that answers name."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Look:
    """A draft with the version it is for, the answers that count, and the files they name, by id."""

    version: forms.PinnedVersion
    draft: forms.DraftView
    cleaned: forms.Answers
    files: Mapping[str, FileShown]


@dataclass(frozen=True, slots=True)
class Office:
    """The division in charge: who reads the answers and whom to call."""

    name: str
    name_en: str
    phone: str

    def shown(self, language: str) -> str:
        """Return its name in a language."""
        return self.name if language in JAPANESE else self.name_en or self.name


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft of this person for the procedure they look at."""

    draft_id: UUID
    page_id: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """What a resident reads before starting."""

    version: forms.PinnedVersion
    office: Office
    begun: tuple[Begun, ...]
    closes_at: datetime | None  # what arrives from then on is too late


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the office asks to be put right."""

    path: str
    label: Message
    reason: Message
    note: str
    page_id: str
    before: forms.Json
    now: forms.Json

    @property
    def is_changed(self) -> bool:
        """Whether the answer differs from the one that was sent."""
        return self.before != self.now


@dataclass(frozen=True, slots=True)
class CorrectionLook:
    """A correction as its applicant sees it. ``look`` is None until the first answer is begun."""

    application: ApplicationView
    version: forms.PinnedVersion
    correction: CorrectionView
    asked: tuple[Asked, ...]
    look: Look | None
    changes: tuple[forms.Change, ...]
    office: Office


def office_of(procedure_code: str) -> Office:
    """Return the division in charge of a procedure (inside a scope)."""
    return Office(*inventory.in_charge(procedure_code))


def opening(code: str, actor: Actor, held: Mapping[UUID, str], *, at: datetime) -> Opening:
    """Return the start page of a procedure with this person's own drafts for it.

    Args:
        held: secrets of the visitor's drafts, by draft.

    Raises:
        forms.NotOpen
    """
    with body_scope(actor.body_id):
        version = forms.published(code, on=at)
        mine = [] if actor.account_id is None else forms.drafts_of(actor.account_id, at=at)
        mine += list(_held(actor, held, at))
        begun = tuple(
            Begun(one.id, one.page_reached, one.saved_at)
            for one in mine
            if forms.version(one.version_id).procedure_code == code
        )
        return Opening(version, office_of(code), begun, forms.period(version.procedure_id).closes_at)


def closes_at(procedure_id: UUID, actor: Actor) -> datetime | None:
    """Return from when on applications of a procedure arrive too late; None where there is no end."""
    with body_scope(actor.body_id):
        return forms.period(procedure_id).closes_at


def _held(actor: Actor, held: Mapping[UUID, str], at: datetime) -> Iterable[forms.DraftView]:
    for draft_id, secret in held.items():
        try:
            yield forms.draft(draft_id, actor=actor, secret=secret, at=at)
        except forms.DraftNotFound:
            continue


def any_version(actor: Actor, version_id: UUID) -> forms.PinnedVersion | None:
    """Return a published version of the actor's body, current or not; None where there is none."""
    with body_scope(actor.body_id):
        try:
            return forms.version(version_id)
        except ObjectDoesNotExist:
            return None


def entries(draft_ids: Iterable[UUID], actor: Actor, *, at: datetime) -> list[Look]:
    """Return those of the drafts that this person of staff has not sent yet."""
    with body_scope(actor.body_id):
        found = [(forms.version(one.version_id), one) for one in _held(actor, dict.fromkeys(draft_ids, ""), at)]
        return [Look(version, one, forms.cleaned(version.form, one.answers), {}) for version, one in found]


def open_procedures(actor: Actor, *, at: datetime) -> list[forms.PinnedVersion]:
    """Return the procedures that staff can enter now: also those whose period is over, for what arrived in it."""
    with body_scope(actor.body_id):
        return forms.open_procedures(on=at, for_office=True)


def look(draft_id: UUID, *, actor: Actor, secret: str | None, at: datetime) -> Look:
    """Return a person's own draft.

    Raises:
        forms.DraftNotFound
    """
    with body_scope(actor.body_id):
        return look_at(forms.draft(draft_id, actor=actor, secret=secret, at=at))


def look_at(draft: forms.DraftView) -> Look:
    """Return a draft with its version and files (inside a scope)."""
    version = forms.version(draft.version_id)
    kept = forms.cleaned(version.form, draft.answers)
    named = {file_id for _, file_id in forms.file_ids(version.form, kept)}
    return Look(version, draft, kept, files_shown(named))


def files_shown(file_ids: Iterable[str]) -> dict[str, FileShown]:
    """Return stored files by id (inside a scope)."""
    wanted = list(file_ids)
    if not wanted:
        return {}
    rows = StoredFile.objects.filter(pk__in=wanted)
    return {str(row.id): FileShown(str(row.id), row.name, row.size) for row in rows}


def sent_from(draft_id: UUID, *, actor: Actor, secret: str | None) -> UUID | None:
    """Return the application that a person's own draft became; None: it became none, or is not theirs."""
    with body_scope(actor.body_id):
        try:
            forms.require_own_trace(draft_id, actor=actor, secret=secret)
        except forms.DraftNotFound:
            return None
        found: UUID | None = Application.objects.filter(draft_id=draft_id).values_list("id", flat=True).first()
        return found


def draft_file(
    draft_id: UUID, file_id: UUID, *, actor: Actor, secret: str | None, at: datetime
) -> tuple[StoredFile, bytes]:
    """Return a file that a person's own draft names.

    Raises:
        forms.DraftNotFound: also where the draft names no such file.
    """
    with body_scope(actor.body_id):
        found = look_at(forms.draft(draft_id, actor=actor, secret=secret, at=at))
        if str(file_id) not in found.files:
            raise forms.DraftNotFound
        return files.read(file_id, unscanned=True)


def correction(application_id: UUID, actor: Actor) -> CorrectionLook | None:
    """Return the newest correction of a person's own application, answered or not; None: none was ever asked.

    Raises:
        ApplicationNotFound
    """
    with body_scope(actor.body_id):
        row = require_own(Application.objects.filter(pk=application_id).first(), actor)
        newest = Correction.objects.filter(application_id=application_id).order_by("-number").first()
        if newest is None:
            return None
        version = forms.version(row.version_id)
        draft = None
        if newest.answered_at is None and newest.draft_id is not None:
            try:
                draft = look_at(forms.correction_draft(newest.draft_id))
            except forms.DraftNotFound:  # lay untouched for a month: begun anew when the applicant goes on
                draft = None
        texts = AnswerRevision.objects.filter(application_id=application_id).order_by("number")
        sent = {one.number: one.as_json() for one in texts}
        before = sent[(newest.answered_revision or row.revision + 1) - 1]
        now = sent[row.revision] if draft is None else draft.draft.answers
        asked = tuple(_asked(version, item, before, now) for item in newest.items)
        changes = forms.difference(version.form, before, now)
        return CorrectionLook(
            view(row), version, correction_view(newest), asked, draft, changes, office_of(version.procedure_code)
        )


def _asked(version: forms.PinnedVersion, item: Mapping[str, str], before: forms.Answers, now: forms.Answers) -> Asked:
    path = str(item["path"])
    top = path.partition("/")[0]
    page_id = next(page.id for page in version.form.pages if any(field.id == top for field in page.fields))
    return Asked(
        path, forms.field_label(version.form, path), reason(version, str(item.get("reason", ""))),
        str(item.get("note", "")), page_id, value_at(before, path), value_at(now, path),
    )  # fmt: skip


def reason(version: forms.PinnedVersion, reason_id: str) -> Message:
    """Return the words of a reason from the definition, which is data: review's own code lies in a later room."""
    reasons = version.part("review").get("correction_reasons", ())
    for one in reasons if isinstance(reasons, list | tuple) else ():
        if one["id"] == reason_id:
            label = one["label"]
            return Message(label["ja"], label.get("en", label["ja"]), easy=label.get("easy"))
    return OTHER_REASON


def value_at(answers: forms.Answers, path: str) -> forms.Json:
    """Return the answer at a path such as ``children/0/name``; None where there is none."""
    found: forms.Json = answers
    for part in path.split("/"):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list | tuple) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


@dataclass(frozen=True, slots=True)
class Received:
    """An application that was taken, as its receipt tells. ``due_on``: when to expect the outcome, where promised."""

    application: ApplicationView
    version: forms.PinnedVersion
    office: Office
    due_on: date | None
    files: tuple[AttachmentView, ...]


def own_procedure(application_id: UUID, actor: Actor) -> Received:
    """Return a person's own application with its procedure, who is in charge, and when to expect the outcome.

    Raises:
        ApplicationNotFound
    """
    with body_scope(actor.body_id):
        return _received(require_own(owned_row(Application, application_id), actor))


def entered_procedure(application_id: UUID, actor: Actor) -> Received:
    """Return an application that this person of staff entered.

    Raises:
        ApplicationNotFound
    """
    with body_scope(actor.body_id):
        row = owned_row(Application, application_id)
        if row is None or actor.person_id is None or row.entered_by_id != actor.person_id:
            raise ApplicationNotFound
        return _received(row)


def _received(row: Application) -> Received:
    version = forms.version(row.version_id)
    sent = attachments(row.id) if version.form.has_files else ()
    return Received(
        view(row), version, office_of(version.procedure_code), expected_by(version, row.arrived_on), tuple(sent)
    )
