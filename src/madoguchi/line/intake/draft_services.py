"""Answers in progress, as their owners see them: begun, saved page by page, put aside, taken up again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, Card, body_scope, limits, permissions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.core import resume_codes
from madoguchi.line.intake.core.states import ENTERED_BY_STAFF
from madoguchi.line.intake.correction_services import open_correction_row
from madoguchi.line.intake.draft_selectors import Look, look_at
from madoguchi.line.intake.models import Application, ResumeCode
from madoguchi.line.intake.ownership import require_own
from madoguchi.line.intake.refusals import ChannelUnknown, NothingOnCard, ResumeCodeUnknown

Uploads = forms.Uploads
DAY_SECONDS = 24 * 60 * 60
MOST_UPLOADS = 200  # of one draft in a day: a person's mistakes and new tries, not a store of files


def start(
    *,
    procedure_code: str,
    channel: str,
    proxy: Mapping[str, str] | None,
    actor: Actor,
    at: datetime,
    carried: Mapping[str, object] | None = None,
) -> tuple[forms.Started, forms.PinnedVersion]:
    """Begin an application for the version published now; the draft keeps that version.

    Args:
        channel: ``web``, ``proxy``, or one of those that staff enter.
        proxy: name, relation and phone of who applies for the applicant.
        carried: what the person has answered before the form, by input of the rules (``forms.carried_answers``).

    Raises:
        forms.NotOpen (also NotOpenYet, ReceptionEnded, but for paper, which may have arrived in time), ChannelUnknown,
        NotPermitted
    """
    if channel in ENTERED_BY_STAFF:
        permissions.require(actor, "intake.application.enter")
    elif channel in ("web", "proxy"):
        permissions.require(actor, "intake.application.submit")
    else:
        raise ChannelUnknown(pointer="channel")
    with body_scope(actor.body_id, write=True):
        version = forms.published(procedure_code, on=at, for_office=channel == "paper")
        started = forms.start_draft(version_id=version.id, actor=actor, at=at, channel=channel, proxy=proxy)
        values = forms.carried_answers(version.form, carried or {})
        if values:
            forms.fill(
                started.id, values=values, source=forms.CARRIED, revision=started.draft.revision, actor=actor,
                secret=started.secret, at=at,
            )  # fmt: skip
        return started, version


def save_page(
    *,
    draft_id: UUID,
    page_id: str,
    post: Mapping[str, Sequence[str]],
    uploads: Uploads,
    revision: int,
    actor: Actor,
    secret: str | None,
    at: datetime,
) -> tuple[forms.SavedPage, Look]:
    """Keep one page of a person's own draft; return what came of it and the draft as it is now.

    Raises:
        forms.DraftStale, forms.DraftNotFound, forms.PageUnknown, limits.TooMany
    """
    _spend(draft_id, uploads, at)
    if uploads:
        with body_scope(actor.body_id):
            look = look_at(forms.draft(draft_id, actor=actor, secret=secret, at=at))
        uploads = _taken(look, page_id, uploads, revision, actor)
    with body_scope(actor.body_id, write=True):
        saved = forms.save_page(
            draft_id=draft_id, page_id=page_id, post=post, revision=revision, actor=actor, secret=secret, at=at,
            uploads=uploads,
        )  # fmt: skip
        return saved, look_at(saved.draft)


def fill_from_card(
    *, draft_id: UUID, card: Card, source: str, revision: int, actor: Actor, secret: str | None, at: datetime
) -> Look:
    """Answer with what the applicant's card says, as they have just seen and confirmed it.

    Args:
        source: the identity provider that read the card; stands with the answers as long as they are not changed.
        revision: of the draft when it was shown.

    Raises:
        forms.DraftStale, forms.DraftNotFound, NothingOnCard
    """
    with body_scope(actor.body_id, write=True):
        draft = forms.draft(draft_id, actor=actor, secret=secret, at=at)
        values = forms.card_answers(forms.version(draft.version_id).form, card.as_json(), draft.answers)
        if not values:
            raise NothingOnCard
        filled = forms.fill(
            draft_id, values=values, source=source, revision=revision, actor=actor, secret=secret, at=at
        )  # fmt: skip
        return look_at(filled)


def save_correction_page(
    *,
    application_id: UUID,
    page_id: str,
    post: Mapping[str, Sequence[str]],
    uploads: Uploads,
    revision: int,
    actor: Actor,
    at: datetime,
) -> tuple[forms.SavedPage, Look]:
    """Keep one page of the answer to a correction; return what came of it and its draft as it is now.

    Raises:
        forms.DraftStale, forms.DraftNotFound, forms.PageUnknown, ApplicationNotFound, NotPossibleNow, limits.TooMany
    """
    _spend(application_id, uploads, at)
    if uploads:
        with body_scope(actor.body_id):
            look = look_at(forms.correction_draft(_answered_in(application_id, actor)))
        uploads = _taken(look, page_id, uploads, revision, actor)
    with body_scope(actor.body_id, write=True):
        saved = forms.save_page(
            draft_id=_answered_in(application_id, actor), page_id=page_id, post=post, revision=revision, actor=actor,
            secret=None, at=at, uploads=uploads, for_correction=True,
        )  # fmt: skip
        return saved, look_at(saved.draft)


def _answered_in(application_id: UUID, actor: Actor) -> UUID:
    """Return the draft in which a person answers the open correction of their own application (inside a scope)."""
    application = require_own(Application.objects.filter(pk=application_id).first(), actor)
    draft_id: UUID | None = open_correction_row(application).draft_id
    if draft_id is None:
        raise forms.DraftNotFound
    return draft_id


def _taken(look: Look, page_id: str, uploads: Uploads, revision: int, actor: Actor) -> Uploads:
    """Look at the files once it is known whose draft it is, and that it will not be refused as stale."""
    if look.draft.revision != revision:
        return {}
    return forms.take_uploads(look.version.form, page_id, uploads, body_id=actor.body_id)


def _spend(owner_id: UUID, uploads: Uploads, at: datetime) -> None:
    for _ in range(sum(len(files) for files in uploads.values())):
        limits.spend("intake.upload", key=str(owner_id), most=MOST_UPLOADS, per_seconds=DAY_SECONDS, at=at)


def put_aside(*, draft_id: UUID, secret: str, actor: Actor, at: datetime) -> str:
    """Return the code with which a visitor goes on with his draft elsewhere; asked again, the same one.

    Raises:
        forms.DraftNotFound
    """
    with body_scope(actor.body_id, write=True):
        forms.draft(draft_id, actor=actor, secret=secret, at=at)
        code = resume_codes.of_secret(secret)
        ResumeCode.objects.get_or_create(
            code_sha256=resume_codes.address(code),
            defaults={"draft_id": draft_id, "sealed_secret": resume_codes.sealed(secret, code)},
        )
        return code


def take_up(*, typed: str, actor: Actor) -> tuple[UUID, str]:
    """Return draft and secret of a code as it was typed.

    Raises:
        ResumeCodeUnknown
    """
    code = resume_codes.as_typed(typed)
    if code is None:
        raise ResumeCodeUnknown(pointer="code")
    with body_scope(actor.body_id):
        row = ResumeCode.objects.filter(code_sha256=resume_codes.address(code)).first()
        if row is None:
            raise ResumeCodeUnknown(pointer="code")
        return row.draft_id, resume_codes.opened(row.sealed_secret, code)


def discard(*, draft_id: UUID, secret: str | None, actor: Actor, at: datetime) -> None:
    """Delete a person's own draft at their wish.

    Raises:
        forms.DraftNotFound
    """
    with body_scope(actor.body_id, write=True):
        forms.discard_draft(draft_id=draft_id, actor=actor, secret=secret, at=at)
