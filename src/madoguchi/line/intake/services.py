"""What applicants, their proxies, counter staff and other systems do: send and withdraw."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    Statement,
    StoredFile,
    Zone,
    body_scope,
    files,
    here,
    localdate,
    permissions,
    require_scope,
)
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import events as told
from madoguchi.line.intake.core import states
from madoguchi.line.intake.core.states import ENTERED_BY_STAFF, State
from madoguchi.line.intake.models import AnswerRevision, Application, Attachment, ClientFile
from madoguchi.line.intake.ownership import require_own
from madoguchi.line.intake.refusals import (
    AnswersNotValid,
    ArrivalInFuture,
    ArrivalNotGiven,
    FileNotYours,
    KeyUsedDifferently,
)

MOST_DRAWS = 4
# Zones that run apart cannot ask each other whether a number is taken.
_PARITY: Mapping[Zone | None, int] = {Zone.INTERNET: 0, Zone.LGWAN: 1}


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of sending: the application, and whether it was there before (a repeat of the same request)."""

    application: Application
    is_repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How answers come in. ``proxy`` names who applies for the applicant: name, relation, phone."""

    channel: str = "web"
    language: str = "ja"
    proxy: Mapping[str, str] | None = None
    account_id: UUID | None = None
    idempotency_key: str | None = None
    client_id: str = ""
    request_sha256: str = ""
    draft_id: UUID | None = None
    arrived_on: date | None = None  # paper: the day it reached the office, at most today


def submit_draft(
    *, draft_id: UUID, secret: str | None, revision: int | None, delivery: Delivery, actor: Actor, at: datetime
) -> Sent:
    """Send a finished draft. Two tabs, a reload or a lost answer give the same application and receipt number.

    Channel, proxy and account are the draft's own; of ``delivery`` only the language and the day of arrival count.

    Args:
        secret: what a visitor holds for his draft; None for a signed-in resident or staff.
        revision: the draft as the person saw it on the review page; a newer one is refused.

    Raises:
        AnswersNotValid: with every error; the draft stays.
        forms.DraftStale: the answers were changed in another tab after the review page was shown.
        forms.DraftNotFound: none, expired or somebody else's.
        forms.ReceptionEnded: the procedure's period is over; the draft stays.
    """

    def take() -> Sent:
        with body_scope(actor.body_id, write=True):
            draft = forms.lock_draft(draft_id, actor=actor, secret=secret, revision=revision, at=at)
            _require_channel(actor, draft.channel)
            if draft.channel == "paper" and delivery.arrived_on is None:
                raise ArrivalNotGiven(pointer="arrived_on")
            version = forms.version(draft.version_id)
            paper_on = delivery.arrived_on if draft.channel == "paper" else None
            forms.require_in_time(version.procedure_id, arrived_at=at, arrived_on=paper_on)
            own = replace(
                delivery, channel=draft.channel, proxy=draft.proxy, draft_id=draft.id, account_id=draft.account_id
            )
            also = [forms.closing(draft_id)]
            return Sent(_take(version, draft.answers, own, actor, at, taken=draft.taken, also=also), is_repeat=False)

    def earlier() -> Application | None:
        sent: Application | None = Application.objects.filter(draft_id=draft_id).first()
        if sent is not None:
            forms.require_own_trace(draft_id, actor=actor, secret=secret)
        return sent

    return _once(take, earlier, actor)


def submit_answers(
    *, procedure_code: str, answers: Mapping[str, Any], delivery: Delivery, actor: Actor, at: datetime
) -> Sent:
    """Take answers as one document, as the API does.

    A key that was used before is not looked for: the unique constraint finds it, and a new application, which most
    are, costs no query for it.

    Raises:
        AnswersNotValid, KeyUsedDifferently, FileNotYours, forms.NotOpen
    """

    def take() -> Sent:
        with body_scope(actor.body_id, write=True):
            _require_channel(actor, delivery.channel)
            version = forms.published(procedure_code, on=at)
            return Sent(_take(version, answers, delivery, actor, at), is_repeat=False)

    def earlier() -> Application | None:
        if delivery.idempotency_key is None:
            return None
        same: Application | None = Application.objects.filter(
            client_id=delivery.client_id, idempotency_key=delivery.idempotency_key
        ).first()
        if same is not None and same.request_sha256 != delivery.request_sha256:
            raise KeyUsedDifferently
        return same

    return _once(take, earlier, actor)


def _once(take: Callable[[], Sent], earlier: Callable[[], Application | None], actor: Actor) -> Sent:
    """Take an application; where that fails because it was taken before, return the earlier one.

    A receipt number that is taken already (once in 100,000 draws among a million) is drawn again.
    """
    for draw in range(MOST_DRAWS):
        try:
            return take()
        except (Refused, IntegrityError) as failure:
            with body_scope(actor.body_id):
                sent = earlier()
            if sent is not None:
                return Sent(sent, is_repeat=True)
            if isinstance(failure, Refused) or draw == MOST_DRAWS - 1:
                raise
    raise AssertionError("unreachable: the last draw returns or raises")


def _require_channel(actor: Actor, channel: str) -> None:
    if channel in ENTERED_BY_STAFF:
        permissions.require(actor, "intake.application.enter")
    elif channel == "api":
        permissions.require(actor, "intake.application.send")
    else:
        permissions.require(actor, "intake.application.submit")


def _take(
    version: forms.PinnedVersion,
    answers: Mapping[str, Any],
    delivery: Delivery,
    actor: Actor,
    at: datetime,
    *,
    taken: forms.Taken | None = None,
    also: Sequence[Statement] = (),
) -> Application:
    today = localdate(at)
    errors = forms.check_all(version.form, answers, today=today)
    if errors:
        raise AnswersNotValid(errors)
    if delivery.arrived_on is not None and delivery.arrived_on > today:
        raise ArrivalInFuture(pointer="arrived_on")
    kept = forms.cleaned(version.form, answers)
    who = version.form.applicant
    application = Application(
        receipt_number=codes.new_receipt_number(parity=_PARITY.get(here())),
        version_id=version.id,
        procedure_id=version.procedure_id,
        channel=delivery.channel,
        language=delivery.language,
        account_id=delivery.account_id,
        entered_by_id=actor.person_id if actor.kind == ActorKind.STAFF else None,
        client_id=delivery.client_id,
        applicant_name=str(kept.get(who.name, "")),
        applicant_kana=_text(kept, who.kana),
        birth_date=_text(kept, who.birth_date) or None,
        email=_text(kept, who.email),
        phone=_text(kept, who.phone),
        proxy=delivery.proxy,
        arrived_at=at,
        arrived_on=delivery.arrived_on or today,
        draft_id=delivery.draft_id,
        idempotency_key=delivery.idempotency_key,
        request_sha256=delivery.request_sha256,
    )
    events.record(
        told.SUBMITTED, subject=application, actor=actor, at=at, matter_id=application.id,
        new=(application, revision_row(application, kept, at, origins=forms.origins(version.form, kept, taken or {}))),
        procedure=version.procedure_code, version=version.number, channel=delivery.channel,
        receipt_number=application.receipt_number, arrived_on=application.arrived_on, also=also,
    )  # fmt: skip
    attach(application, version, kept, client_id=delivery.client_id)
    return application


def _text(answers: Mapping[str, Any], field_id: str | None) -> str:
    return str(answers.get(field_id) or "") if field_id else ""


def revision_row(
    application: Application, answers: Mapping[str, Any], at: datetime, *, origins: Mapping[str, str]
) -> AnswerRevision:
    """Return the row of an application's answers as given now, not saved yet.

    ``origins``: by field id, where answers come from that were not typed.
    """
    text = events.canonical(answers)
    return AnswerRevision(
        application=application,
        number=application.revision,
        answers=text,
        sha256=sha256(text.encode()).hexdigest(),
        given_at=at,
        origins=dict(origins) or None,
    )


def attach(
    application: Application, version: forms.PinnedVersion, answers: Mapping[str, Any], *, client_id: str
) -> None:
    """Tie the files that answers name to their application (inside its write scope).

    Args:
        client_id: the client that sends these answers, empty where a person does.

    Raises:
        FileNotYours
    """
    named = [(path, UUID(file_id)) for path, file_id in forms.file_ids(version.form, answers)]
    if not named:
        return
    known = set(Attachment.objects.filter(application=application).values_list("path", "file_id"))
    new = [pair for pair in named if pair not in known]
    _require_free_files({file_id for _, file_id in new}, application, client_id)
    Attachment.objects.bulk_create(
        Attachment(application=application, file_id=file_id, path=path, revision=application.revision)
        for path, file_id in new
    )


def _require_free_files(file_ids: set[UUID], application: Application, client_id: str) -> None:
    """Files of this body that belong to no other application, sent by the same client: nobody names another's.

    Locked until the scope ends, so that nobody else takes one and none is swept meanwhile.
    """
    wanted = StoredFile.objects.locked().filter(pk__in=file_ids).order_by("pk")
    if client_id:
        sent = ClientFile.objects.filter(client_id=client_id, file_id__in=file_ids)
        wanted = wanted.filter(pk__in=sent.values("file_id"))
    found = set(wanted.values_list("pk", flat=True))
    taken = Attachment.objects.filter(file_id__in=file_ids).exclude(application=application)
    if found != file_ids or taken.exists():
        raise FileNotYours


def withdraw(*, application_id: UUID, actor: Actor, at: datetime) -> Application:
    """Take an application back (取下げ); possible until the outcome is there."""
    with body_scope(actor.body_id, write=True):
        application = require_own(Application.objects.locked().filter(pk=application_id).first(), actor)
        take_back(application, actor=actor, at=at)
        return application


def take_back(application: Application, *, actor: Actor, at: datetime) -> None:
    """Note that an application was taken back (inside a write scope, the application locked).

    Raises:
        NotPossibleNow
    """
    states.check(State(application.state), State.WITHDRAWN)
    application.state = State.WITHDRAWN.value
    application.save(update_fields=["state"])
    events.record(
        told.WITHDRAWN, subject=application, actor=actor, at=at, matter_id=application.id,
        procedure=forms.version(application.version_id).procedure_code,
    )  # fmt: skip


def close(application_ids: Collection[UUID]) -> None:
    """Note that the outcomes are there. Joins the deciding room's write scope, which records the events."""
    require_scope(write=True)
    found = Application.objects.locked().filter(pk__in=application_ids).order_by("id")
    for state in found.values_list("state", flat=True):
        states.check(State(state), State.CLOSED)
    Application.objects.filter(pk__in=application_ids).update(state=State.CLOSED.value)


def erase_matter(matter_id: UUID) -> int:
    """Erase an application's answers, files and contact data (inside a write scope); the row stays for counting."""
    require_scope(write=True)
    application = Application.objects.locked().filter(pk=matter_id).first()
    if application is None:
        return 0
    file_ids = list(application.attachments.values_list("file_id", flat=True))
    count: int = application.attachments.all().delete()[0] + application.revisions.all().delete()[0]
    for draft_id in application.corrections.exclude(draft_id=None).values_list("draft_id", flat=True):
        forms.close_draft(draft_id)  # empties it: a correction that was begun and never sent
    count += application.corrections.all().delete()[0] + application.client_requests.all().delete()[0]
    files.erase(set(file_ids))
    application.applicant_name, application.applicant_kana, application.birth_date = "（消去済み）", "", None
    application.email, application.phone, application.proxy, application.account = "", "", None, None
    application.erased_at = events.utc_now()
    application.save()
    return count + len(file_ids) + 1
