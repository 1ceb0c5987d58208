"""The ways a form is filled in: by a resident, by staff for somebody, and again as the answer to a correction.

The pages are the same; a way says whose draft it is, where its pages lie and which of them are walked through.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from madoguchi.ground.foundation.public import Actor, ActorKind, Request, remember_known
from madoguchi.ground.ui.public import speak_one_of
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors, draft_services
from madoguchi.line.intake.draft_selectors import Asked, CorrectionLook, Look
from madoguchi.line.intake.refusals import NoCorrection
from madoguchi.line.intake.web import held_drafts

Post = Mapping[str, Sequence[str]]
Uploads = Mapping[str, Sequence[tuple[str, bytes]]]


def resident_actor(request: Request) -> Actor:
    """Return who asks on a resident's page: staff are visitors there, as anybody is in private."""
    actor: Actor = request.actor
    return Actor.visitor(actor.body_id) if actor.kind is ActorKind.STAFF else actor


class DraftWay:
    """A resident's own application."""

    shell: ClassVar[str] = "ui/resident_page.html"
    is_desk: ClassVar[bool] = False
    is_correction: ClassVar[bool] = False
    urls: ClassVar[str] = "intake:draft"

    def __init__(self, request: Request, draft_id: UUID) -> None:
        self.request, self.draft_id = request, draft_id
        self.actor = self._actor()
        self.secret = held_drafts.secret_of(request, draft_id)

    def _actor(self) -> Actor:
        return resident_actor(self.request)

    def url(self, part: str, **kwargs: object) -> str:
        """Return the address of a part of this application: page, review, submit, later, file."""
        own = {"body": self.request.public_body.slug, "draft_id": self.draft_id, **kwargs}
        return reverse(f"{self.urls}_{part}", kwargs=own)

    def page_url(self, page_id: str) -> str:
        """Return the address of a page of the form."""
        return self.url("page", page_id=page_id)

    def look(self, at: datetime) -> Look:
        """Return the draft.

        Raises:
            forms.DraftNotFound
        """
        return self._spoken(draft_selectors.look(self.draft_id, actor=self.actor, secret=self.secret, at=at))

    def _spoken(self, look: Look) -> Look:
        """Have the page speak a language in which the form is complete."""
        speak_one_of(self.request, look.version.form.languages)
        return look

    def walk(self, look: Look) -> tuple[forms.Page, ...]:
        """Return the pages to walk through, in order."""
        return tuple(forms.pages_shown(look.version.form, look.cleaned))

    def asked(self, page_id: str) -> tuple[Asked, ...]:
        """Return what the office asks to be put right on a page."""
        return ()

    def asked_note(self) -> str:
        """Return what the office wrote to all of it."""
        return ""

    def save(
        self, page_id: str, post: Post, uploads: Uploads, revision: int, at: datetime
    ) -> tuple[forms.SavedPage, Look]:
        """Keep a page; raises what ``draft_services.save_page`` does."""
        saved, look = draft_services.save_page(
            draft_id=self.draft_id, page_id=page_id, post=post, uploads=uploads, revision=revision, actor=self.actor,
            secret=self.secret, at=at,
        )  # fmt: skip
        return saved, self._spoken(look)

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Let the browser hold what it needs to come back: as long as a draft lives, which each save prolongs."""
        if self.secret is not None and self.request.method == "POST":
            held_drafts.hold(response, self.request, self.draft_id, self.secret)
        return response

    def know(self, response: HttpResponse, application_id: UUID) -> HttpResponse:
        """Let a visitor who has just sent see the receipt and the status for an hour, from every tab."""
        if self.secret is not None:
            body_id = self.request.public_body.id
            remember_known(response, self.request, body_id=body_id, application_id=application_id)
            held_drafts.hold(response, self.request, self.draft_id, self.secret, seconds=held_drafts.SENT_SECONDS)
        return response


class DeskWay(DraftWay):
    """An application that staff type in for somebody at the counter, on the telephone or from paper."""

    shell = "ui/staff_page.html"
    is_desk = True
    urls = "intake:entry"

    def _actor(self) -> Actor:
        actor: Actor = self.request.actor
        return actor

    def keep(self, response: HttpResponse) -> HttpResponse:
        return response


class CorrectionWay(DraftWay):
    """The answer to a correction: the pages that hold what is asked, filled in as sent."""

    is_correction = True
    urls = "intake:correction"

    def __init__(self, request: Request, application_id: UUID) -> None:
        self.request, self.application_id = request, application_id
        self.actor = self._actor()
        self.secret = None
        self._correction: CorrectionLook | None = None

    def url(self, part: str, **kwargs: object) -> str:
        own = {"body": self.request.public_body.slug, "application_id": self.application_id, **kwargs}
        return reverse(f"{self.urls}_{part}", kwargs=own)

    def correction(self) -> CorrectionLook:
        """Return the newest correction.

        Raises:
            NoCorrection, ApplicationNotFound
        """
        if self._correction is None:
            self._correction = draft_selectors.correction(self.application_id, self.actor)
        if self._correction is None:
            raise NoCorrection
        speak_one_of(self.request, self._correction.version.form.languages)
        return self._correction

    def look(self, at: datetime) -> Look:
        look = self.correction().look
        if look is None:
            raise forms.DraftNotFound
        return look

    def walk(self, look: Look) -> tuple[forms.Page, ...]:
        wanted = {one.page_id for one in self.correction().asked}
        return tuple(page for page in super().walk(look) if page.id in wanted)

    def asked(self, page_id: str) -> tuple[Asked, ...]:
        return tuple(one for one in self.correction().asked if one.page_id == page_id)

    def asked_note(self) -> str:
        return self.correction().correction.note

    def save(
        self, page_id: str, post: Post, uploads: Uploads, revision: int, at: datetime
    ) -> tuple[forms.SavedPage, Look]:
        saved, look = draft_services.save_correction_page(
            application_id=self.application_id, page_id=page_id, post=post, uploads=uploads, revision=revision,
            actor=self.actor, at=at,
        )  # fmt: skip
        self._correction = None  # read again: it was changed
        return saved, self._spoken(look)

    def keep(self, response: HttpResponse) -> HttpResponse:
        """A visitor at work is not sent back to prove himself after an hour from the first page."""
        if self.application_id in self.actor.applications:
            body_id = self.request.public_body.id
            remember_known(response, self.request, body_id=body_id, application_id=self.application_id)
        return response
