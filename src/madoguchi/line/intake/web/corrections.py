"""The applicant puts right what the office asks for, and takes an application back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from madoguchi.ground.foundation.public import Request, localdate, now
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import components, page
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import correction_services, draft_selectors, services
from madoguchi.line.intake.core.states import NEXT, NotPossibleNow, State
from madoguchi.line.intake.draft_selectors import Asked, CorrectionLook
from madoguchi.line.intake.refusals import (
    AnswersNotValid,
    ApplicationNotFound,
    ChangedSinceReview,
    NothingCorrected,
    PageTooOld,
)
from madoguchi.line.intake.web import form_pages, gone, reviewing
from madoguchi.line.intake.web.late_csrf import is_forged
from madoguchi.line.intake.web.receipts import private
from madoguchi.line.intake.web.ways import CorrectionWay, resident_actor


@dataclass(frozen=True, slots=True)
class AskedShown:
    """One thing the office asks, with the answer as it stands."""

    label: str
    reason: str
    note: str
    answer: str
    url: str
    is_changed: bool

    @property
    def words(self) -> str:
        """The reason, and what the office added."""
        return f"{self.reason} {self.note}".strip()


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One answer before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """What the office asks; after answering, what was changed."""

    receipt: str
    procedure: str
    note: str
    asked: tuple[AskedShown, ...]
    answer_by: date | None
    is_answered: bool
    is_begun: bool
    can_answer: bool
    next_url: str
    changes: tuple[ChangeShown, ...]
    office: str
    phone: str
    status_path: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What will be sent: before and after."""

    procedure: str
    steps: tuple[components.Step, ...]
    changes: tuple[ChangeShown, ...]
    unchanged: tuple[AskedShown, ...]
    missing: tuple[reviewing.Missing, ...]
    revision: int
    send_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """Before and after taking an application back."""

    receipt: str
    procedure: str
    applicant: str
    is_withdrawn: bool
    can_withdraw: bool
    office: str
    phone: str
    status_path: str


def overview(request: Request, application_id: UUID) -> HttpResponse:
    """Show what is asked; a POST begins the answer."""
    way = CorrectionWay(request, application_id)
    if request.method == "POST":
        correction_services.start_correction(application_id=application_id, actor=way.actor, at=now())
        return way.keep(HttpResponse(status=303, headers={"Location": _first_url(way)}))
    found, language = way.correction(), request.language
    data = CorrectionPage(
        receipt=found.application.receipt_shown,
        procedure=found.version.name.text(language),
        note=found.correction.note,
        asked=tuple(_asked(one, found, way, language) for one in found.asked),
        answer_by=found.correction.answer_by,
        is_answered=found.correction.answered_at is not None,
        is_begun=found.look is not None,
        can_answer=found.application.state is State.RETURNED,
        next_url="" if found.look is None else _first_url(way),
        changes=_changes(found, language) if found.correction.answered_at is not None else (),
        office=found.office.shown(language),
        phone=found.office.phone,
        status_path=f"/{request.public_body.slug}/status/",
    )
    return way.keep(private(page(request, "intake/correction.html", data)))


def _first_url(way: CorrectionWay) -> str:
    """Return the first page with something that is asked and not changed yet; the review when all is."""
    found = way.correction()
    if found.look is None:
        raise forms.DraftNotFound
    walk = [one.id for one in way.walk(found.look)]
    waiting = {one.page_id for one in found.asked if not one.is_changed}
    following = next((page_id for page_id in walk if page_id in waiting), None)
    return way.url("review") if following is None else way.page_url(following)


def _asked(one: Asked, found: CorrectionLook, way: CorrectionWay, language: str) -> AskedShown:
    field = found.version.form.field(one.path)
    return AskedShown(
        label=one.label.text(language),
        reason=one.reason.text(language),
        note=one.note,
        answer=_said(field, one.now, language),
        url=f"{way.page_url(one.page_id)}#{forms.anchor(one.path, found.version.form)}",
        is_changed=one.is_changed,
    )


def _said(field: forms.Field, value: forms.Json, language: str) -> str:
    """Return an answer in words; a whole group is counted by its items, which the pages show."""
    if field.kind is forms.Kind.GROUP:
        return str(len(value)) if isinstance(value, list | tuple) else "0"
    return forms.shown(field, value, language)


def _changes(found: CorrectionLook, language: str) -> tuple[ChangeShown, ...]:
    form = found.version.form
    return tuple(
        ChangeShown(
            one.label.text(language),
            _said(form.field(one.path), one.before, language),
            _said(form.field(one.path), one.after, language),
        )
        for one in found.changes
    )


def review(
    request: Request,
    way: CorrectionWay,
    *,
    refusal: Refused | None = None,
    errors: Sequence[forms.FieldError] | None = None,
) -> HttpResponse:
    """Show what changes, before and after, and what was asked and is still the same."""
    at, language = now(), request.language
    try:
        look = way.look(at)
    except (forms.DraftNotFound, ApplicationNotFound) as gone_refusal:
        return gone.answer(request, way, gone_refusal)
    found, walk = way.correction(), way.walk(look)
    if errors is None:
        errors = forms.check_all(look.version.form, look.draft.answers, today=localdate(at))
    steps = (
        *(components.Step(one.title.text(language), way.page_url(one.id)) for one in walk),
        components.Step(form_pages.REVIEW.text(language)),
    )
    data = ChangesPage(
        procedure=look.version.name.text(language),
        steps=steps,
        changes=_changes(found, language),
        unchanged=tuple(_asked(one, found, way, language) for one in found.asked if not one.is_changed),
        missing=reviewing.missing_of(look, way, errors, language),
        revision=look.draft.revision,
        send_url=way.url("submit"),
        back_url=way.page_url(walk[-1].id) if walk else way.url("overview"),
    )
    status = 200 if refusal is None else refusal.status
    return way.keep(private(page(request, "intake/changes.html", data, status=status, refusal=refusal)))


def submit(request: Request, way: CorrectionWay) -> HttpResponse:
    """Send the corrected answers."""
    if is_forged(request):
        return review(request, way, refusal=PageTooOld())
    try:
        correction_services.answer_correction(
            application_id=way.application_id, revision=form_pages.revision_of(request), actor=way.actor, at=now()
        )
    except AnswersNotValid as refusal:
        return review(request, way, refusal=refusal, errors=refusal.errors)
    except NothingCorrected as refusal:
        return review(request, way, refusal=refusal)
    except forms.DraftStale:
        return review(request, way, refusal=ChangedSinceReview())
    except (forms.DraftNotFound, ApplicationNotFound) as refusal:
        return gone.answer(request, way, refusal)
    except NotPossibleNow:  # sent from another tab: the overview says so
        pass
    return way.keep(HttpResponse(status=303, headers={"Location": way.url("overview")}))


def withdraw(request: Request, application_id: UUID) -> HttpResponse:
    """Ask, then take the application back."""
    actor, language = resident_actor(request), request.language
    slug = request.public_body.slug
    if request.method == "POST":
        services.withdraw(application_id=application_id, actor=actor, at=now())
        url = reverse("intake:withdraw", kwargs={"body": slug, "application_id": application_id})
        return HttpResponse(status=303, headers={"Location": url})
    found = draft_selectors.own_procedure(application_id, actor)
    application, office = found.application, found.office
    data = WithdrawPage(
        receipt=application.receipt_shown,
        procedure=found.version.name.text(language),
        applicant=application.applicant_name,
        is_withdrawn=application.state is State.WITHDRAWN,
        can_withdraw=State.WITHDRAWN in NEXT[application.state],
        office=office.shown(language),
        phone=office.phone,
        status_path=f"/{slug}/status/",
    )
    return private(page(request, "intake/withdraw.html", data))
