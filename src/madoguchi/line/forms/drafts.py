"""Starting, saving and ending drafts.

Everything here joins the scope of its caller: a draft becomes an application in one transaction with it.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    Statement,
    changing,
    files,
    localdate,
    owned_row,
    permissions,
    require_scope,
    update_row,
)
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms import events as told
from madoguchi.line.forms.core import messages as words
from madoguchi.line.forms.core.answers import next_page
from madoguchi.line.forms.core.checks import check_page
from madoguchi.line.forms.core.fields import Answers, Form, Json
from madoguchi.line.forms.core.messages import Fault, FieldError, say
from madoguchi.line.forms.core.posted import file_inputs, only_edits_items, read_page
from madoguchi.line.forms.core.taking import taken_from
from madoguchi.line.forms.looking_up import LookedUp, look_up
from madoguchi.line.forms.models import Draft
from madoguchi.line.forms.refusals import (
    DraftNotFound,
    DraftStale,
    PageUnknown,
)
from madoguchi.line.forms.selectors import DraftView, draft_view, version

DRAFT_LIVES = timedelta(days=30)
"""A draft nobody saved for so long is deleted."""

Content = bytes | files.Taken | Refused
Uploads = Mapping[str, Sequence[tuple[str, Content]]]
"""Files that came with a page: name and content, by input name; content as it came, or what became of it."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft. ``secret`` is given once, to a visitor: only its hash is kept."""

    draft: DraftView
    secret: str | None

    @property
    def id(self) -> UUID:
        """The draft's id."""
        return self.draft.id


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What saving a page led to.

    ``next_page``: None at the end (go to the review page). ``stays``: show the same page again, because of errors or
    because a button only added, removed or looked up something; ``looked_up`` is what it found.
    """

    draft: DraftView
    errors: tuple[FieldError, ...]
    stays: bool
    next_page: str | None
    looked_up: LookedUp | None = None


def start_draft(
    *,
    version_id: UUID,
    actor: Actor,
    at: datetime,
    channel: str = "web",
    answers: Answers | None = None,
    proxy: Mapping[str, str] | None = None,
    for_correction: bool = False,
) -> Started:
    """Begin answers to a version. Joins the caller's write scope.

    A visitor's draft belongs to whoever holds the secret returned; a resident's to the account; one typed by staff to
    that person. A correction's draft belongs to its application, whose room checks who may open it.
    """
    require_scope(write=True)
    pinned = version(version_id)
    secret = None
    if not for_correction:
        permissions.require(actor, "forms.draft.write")
        if actor.kind is not ActorKind.STAFF and actor.account_id is None:
            secret = secrets.token_urlsafe(32)
    row = Draft(
        version_id=version_id,
        account_id=actor.account_id if actor.kind is ActorKind.RESIDENT else None,
        entered_by_id=actor.person_id if actor.kind is ActorKind.STAFF else None,
        secret_sha256=_hash(secret) if secret else "",
        is_correction=for_correction,
        answers=_text(answers or {}),
        page_reached=pinned.form.pages[0].id,
        channel=channel,
        proxy=None if proxy is None else dict(proxy),
        started_at=at,
        saved_at=at,
        expires_at=at + DRAFT_LIVES,
    )
    events.record(
        told.DRAFT_STARTED, subject=row, actor=actor, at=at, new=(row,),
        procedure=pinned.procedure_code, version=pinned.number, channel=channel,
    )  # fmt: skip
    return Started(draft_view(row), secret)


def draft(draft_id: UUID, *, actor: Actor, secret: str | None, at: datetime) -> DraftView:
    """Return a person's own draft. Joins the caller's scope.

    Raises:
        DraftNotFound: none, somebody else's, sent or expired.
    """
    return draft_view(_open(_of_kind(owned_row(Draft, draft_id), for_correction=False), actor, secret, at))


def correction_draft(draft_id: UUID) -> DraftView:
    """Return a correction's draft; the caller has checked whose application it is. Joins the caller's scope."""
    row = _of_kind(owned_row(Draft, draft_id), for_correction=True)
    return draft_view(_found(None if row is None or row.is_closed else row))


def save_page(
    *,
    draft_id: UUID,
    page_id: str,
    post: Mapping[str, Sequence[str]],
    revision: int,
    actor: Actor,
    secret: str | None,
    at: datetime,
    uploads: Uploads | None = None,
    for_correction: bool = False,
) -> SavedPage:
    """Keep what was typed on one page, right or wrong, and tell what is wrong. Joins the caller's write scope.

    Files that came with the page are stored; one that cannot be taken becomes an error of its field, and the rest of
    the page is kept.

    Raises:
        DraftStale: saved elsewhere, and otherwise, since the page was shown; carries what was typed, nothing is saved.
        DraftNotFound, PageUnknown
    """
    require_scope(write=True)
    row = _found(_locked(draft_id, for_correction=for_correction))
    if not for_correction:
        _open(row, actor, secret, at)
    form = version(row.version_id).form
    if all(page.id != page_id for page in form.pages):
        raise PageUnknown
    before, today = json.loads(row.answers), localdate(at)
    only_edits = only_edits_items(form, page_id, post)
    if row.revision != revision:
        typed, errors = read_page(form, page_id, post, before, today=today)
        typed, told_again = look_up(form, page_id, post, typed)
        if uploads or typed != before:
            raise DraftStale(revision=row.revision, saved_at=row.saved_at, typed=typed)
        # The same press again, because its answer was lost on the way: what was typed is what is kept.
        shown = () if only_edits else errors
        following = next_page(form, page_id, before)
        stays = bool(shown) or only_edits
        return SavedPage(draft_view(row), tuple(shown), stays=stays, next_page=following, looked_up=told_again)
    uploaded, refused = _stored(form, page_id, uploads or {}, at)
    answers, errors = read_page(form, page_id, post, before, today=today, uploaded=uploaded)
    answers, looked = look_up(form, page_id, post, answers)
    shown = refused if only_edits else (*refused, *errors)
    row.answers, row.revision, row.saved_at, row.expires_at = _text(answers), row.revision + 1, at, at + DRAFT_LIVES
    following = next_page(form, page_id, answers)
    row.page_reached = page_id if shown or only_edits or following is None else following
    events.record(
        told.PAGE_SAVED, subject=row, actor=actor, at=at,
        also=[changing(row, "answers", "revision", "saved_at", "expires_at", "page_reached")],
        page=page_id, faults=[_told(one) for one in shown],
    )  # fmt: skip
    stays = bool(shown) or only_edits
    return SavedPage(draft_view(row), tuple(shown), stays=stays, next_page=following, looked_up=looked)


def fill(
    draft_id: UUID,
    *,
    values: Mapping[str, Json],
    source: str,
    revision: int,
    actor: Actor,
    secret: str | None,
    at: datetime,
) -> DraftView:
    """Answer questions of a person's own draft with what was taken elsewhere. Joins the caller's write scope.

    Args:
        values: by field id; the person has seen and confirmed them.
        source: where they come from, such as an identity provider's key.
        revision: of the draft when they were shown.

    Raises:
        DraftStale: it was saved elsewhere meanwhile; DraftNotFound
    """
    require_scope(write=True)
    row = _open(_locked(draft_id, for_correction=False), actor, secret, at)
    _unless_stale(row, revision)
    row.answers = _text({**json.loads(row.answers), **values})
    row.taken = {**(row.taken or {}), **taken_from(source, values)}
    row.revision, row.saved_at, row.expires_at = row.revision + 1, at, at + DRAFT_LIVES
    update_row(row, "answers", "taken", "revision", "saved_at", "expires_at")
    events.record(told.DRAFT_FILLED, subject=row, actor=actor, at=at, source=source, fields=sorted(values))
    return draft_view(row)


def take_uploads(form: Form, page_id: str, uploads: Uploads, *, body_id: UUID) -> Uploads:
    """Look at the files of a page's own file fields and write their bytes, before the scope that names them.

    A slow scanner or storage then holds up this person alone, not the database's other writers. What is refused takes
    its place in the uploads and is told beside its field.
    """
    if all(page.id != page_id for page in form.pages):
        return {}
    return {
        name: [(file_name, _take(content, file_name, body_id)) for file_name, content in uploads[name][: field.most]]
        for name, (_, field) in file_inputs(form, page_id, uploads).items()
    }


def _take(content: Content, name: str, body_id: UUID) -> Content:
    if not isinstance(content, bytes):
        return content
    try:
        return files.take(content, name=name, body_id=body_id)
    except Refused as refusal:
        return refusal


def _stored(
    form: Form, page_id: str, uploads: Uploads, at: datetime
) -> tuple[dict[str, list[str]], tuple[FieldError, ...]]:
    """Keep the files of the page's own file fields, no more than each takes; return their ids by input name."""
    kept: dict[str, list[str]] = {}
    refused: list[FieldError] = []
    inputs = file_inputs(form, page_id, uploads)
    for name, (path, field) in inputs.items():
        for file_name, content in uploads[name][: field.most]:
            try:
                kept.setdefault(name, []).append(str(files.store(content, name=file_name, at=at).id))
            except Refused as refusal:
                said = say(words.FILE_REFUSED, what=refusal.what, why=refusal.why, mend=refusal.mend)
                refused.append(FieldError(path, Fault.FILE_REFUSED, said))
    return kept, tuple(refused)


def _told(error: FieldError) -> str:
    return f"{'/'.join(part for part in error.path.split('/') if not part.isdecimal())}:{error.fault}"


def page_errors(draft: DraftView, page_id: str, *, at: datetime) -> tuple[FieldError, ...]:
    """Return what is wrong on a page now: for the page shown again after it was saved with errors."""
    return check_page(version(draft.version_id).form, page_id, draft.answers, today=localdate(at))


def lock_draft(
    draft_id: UUID, *, actor: Actor, secret: str | None, revision: int | None, at: datetime | None = None
) -> DraftView:
    """Return a person's own draft, locked until the scope ends: to be sent. Joins the caller's write scope.

    Raises:
        DraftStale: it was saved after the revision the person saw on the review page.
        DraftNotFound
    """
    row = _open(_locked(draft_id, for_correction=False), actor, secret, at)
    return _unless_stale(row, revision)


def lock_correction_draft(draft_id: UUID, *, revision: int | None) -> DraftView:
    """Return a correction's draft, locked; the caller has checked whose application it is."""
    return _unless_stale(_found(_locked(draft_id, for_correction=True)), revision)


def _unless_stale(row: Draft, revision: int | None) -> DraftView:
    if revision is not None and row.revision != revision:
        raise DraftStale(revision=row.revision, saved_at=row.saved_at)
    return draft_view(row)


def require_own_trace(draft_id: UUID, *, actor: Actor, secret: str | None) -> None:
    """Refuse unless the draft, sent or not, was this person's: before telling what became of it.

    Raises:
        DraftNotFound
    """
    row = _of_kind(owned_row(Draft, draft_id), for_correction=False)
    if row is None or not _is_own(row, actor, secret):
        raise DraftNotFound


_EMPTIED = ("answers", "taken", "proxy", "is_closed")


def close_draft(draft_id: UUID) -> None:
    """Empty a draft that has been sent and leave its trace. Joins the caller's write scope, after a ``lock_…``."""
    update_row(_empty(draft_id), *_EMPTIED)


def closing(draft_id: UUID) -> Statement:
    """Return what :func:`close_draft` does, to be written with the event that tells of the sending."""
    return changing(_empty(draft_id), *_EMPTIED)


def _empty(draft_id: UUID) -> Draft:
    return Draft(id=draft_id, answers="{}", taken=None, proxy=None, is_closed=True)


def discard_draft(*, draft_id: UUID, actor: Actor, secret: str | None, at: datetime) -> None:
    """Delete a person's own draft at their wish. Joins the caller's write scope."""
    row = _open(_locked(draft_id, for_correction=False), actor, secret, at)
    events.record(told.DRAFT_DISCARDED, subject=row, actor=actor, at=at, page=row.page_reached)
    row.delete()


def _locked(draft_id: UUID, *, for_correction: bool) -> Draft | None:
    row = _of_kind(owned_row(Draft, draft_id, lock=True), for_correction=for_correction)
    return None if row is None or row.is_closed else row


def _of_kind(row: Draft | None, *, for_correction: bool) -> Draft | None:
    return None if row is None or row.is_correction != for_correction else row


def _found(row: Draft | None) -> Draft:
    if row is None:
        raise DraftNotFound
    return row


def _open(row: Draft | None, actor: Actor, secret: str | None, at: datetime | None) -> Draft:
    if row is None or row.is_closed or (at is not None and row.expires_at <= at) or not _is_own(row, actor, secret):
        raise DraftNotFound
    return row


def _is_own(row: Draft, actor: Actor, secret: str | None) -> bool:
    if row.account_id is not None:
        return actor.kind is ActorKind.RESIDENT and actor.account_id == row.account_id
    if row.entered_by_id is not None:
        return actor.kind is ActorKind.STAFF and actor.person_id == row.entered_by_id
    return bool(row.secret_sha256) and secret is not None and compare_digest(_hash(secret), row.secret_sha256)


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()


def _text(answers: Mapping[str, Json]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
