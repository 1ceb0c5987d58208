"""One member of staff: posts, ways to sign in, leaving."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation import identity_providers, people_identities, people_selectors, people_services
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused


@staff_page(MANAGE)
@require_GET
def person(request: Request, person_id: UUID) -> HttpResponse:
    """The person, and what to hand over when they go."""
    return _page(request, person_id)


@staff_page(MANAGE)
@require_POST
def leave(request: Request, person_id: UUID) -> HttpResponse:
    """Record that the person leaves: the day typed is the last one here."""
    typed = request.POST.get("last_on", "")
    try:
        last_on = date.fromisoformat(typed)
        left_on = date.fromordinal(last_on.toordinal() + 1)
    except ValueError:
        return _page(request, person_id, last_on=typed, error=_("最後に在籍する日を選んでください。"), status=422)
    try:
        people_services.leave(person_id=person_id, left_on=left_on, actor=request.actor, at=now())
    except Refused as refusal:
        return _page(request, person_id, last_on=typed, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return _back(request, person_id)


@staff_page(MANAGE)
@require_POST
def link(request: Request, person_id: UUID) -> HttpResponse:
    """Let a user of the office's identity provider sign in as this person."""
    provider, subject = request.POST.get("provider", ""), request.POST.get("subject", "")
    try:
        people_identities.link(
            person_id=person_id, provider_key=provider, subject=subject, actor=request.actor, at=now()
        )
    except Refused as refusal:
        return _page(request, person_id, subject=subject, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return _back(request, person_id)


@staff_page(MANAGE)
@require_POST
def unlink(request: Request, person_id: UUID, identity_id: UUID) -> HttpResponse:
    """Let that user sign in no more."""
    try:
        people_identities.unlink(person_id=person_id, identity_id=identity_id, actor=request.actor, at=now())
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return _back(request, person_id)


def _page(
    request: Request,
    person_id: UUID,
    *,
    last_on: str = "",
    subject: str = "",
    error: str = "",
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    body, today = request.public_body, localdate(now())
    try:
        data = people_selectors.person_page(body.id, slug=body.slug, person_id=person_id, on=today)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    with body_scope(body):
        known = identity_providers.providers(AccountKind.STAFF, on=today)
    context = {
        "page": data,
        "providers": [(one.key, one.name.text(request.language)) for one in known],
        "last_on": last_on,
        "subject": subject,
        "error": error,
        "errors": [("last_on", error)] if error else [],
        "refusal": refusal,
        "has_left": data.left_on is not None and data.left_on <= today,
    }
    return render(request, "people/person.html", context, status=status)


def _back(request: Request, person_id: UUID) -> HttpResponse:
    address = reverse("people:person", kwargs={"body": request.public_body.slug, "person_id": person_id})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
