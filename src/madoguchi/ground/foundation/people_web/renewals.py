"""A lost way in: one asks for a renewal, another allows it and hands over the first password."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.ground.foundation import permissions, sign_in_renewals
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Person
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.sign_in_renewals import ALLOW, ASK
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused


@staff_page(ASK)
@require_http_methods(["GET", "POST"])
def ask(request: Request, person_id: UUID) -> HttpResponse:
    """Say what a renewal does; posted, ask for it."""
    try:
        with body_scope(request.public_body):
            person: Person = Person.objects.get(pk=person_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context: dict[str, object] = {"person_name": person.name, "person_id": person_id}
    if request.method != "POST":
        return render(request, "people/renew_sign_in.html", context)
    try:
        sign_in_renewals.ask(person_id=person_id, actor=request.actor, at=now())
    except Refused as refusal:
        return render(request, "people/renew_sign_in.html", {**context, "refusal": refusal}, status=refusal.status)
    return _to_waiting(request)


@staff_page(ALLOW)
@require_GET
def waiting(request: Request) -> HttpResponse:
    """What waits for a second person."""
    return _waiting_page(request)


@staff_page(ALLOW, is_sensitive=True)
@never_cache
@require_POST
def allow(request: Request, renewal_id: UUID) -> HttpResponse:
    """Allow a renewal, and show the first password once."""
    try:
        password = sign_in_renewals.allow(renewal_id=renewal_id, actor=request.actor, at=now())
    except Refused as refusal:
        return _waiting_page(request, refusal=refusal)
    return render(request, "people/sign_in_renewed.html", {"password": password})


@staff_page(ASK)
@require_POST
def withdraw(request: Request, renewal_id: UUID) -> HttpResponse:
    """Take a renewal back."""
    try:
        sign_in_renewals.withdraw(renewal_id=renewal_id, actor=request.actor, at=now())
    except Refused as refusal:
        return _waiting_page(request, refusal=refusal)
    return _to_waiting(request)


def _waiting_page(request: Request, *, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "renewals": sign_in_renewals.waiting(request.actor, at=now()),
        "may_withdraw": permissions.allowed(request.actor, ASK),
        "refusal": refusal,
    }
    return render(request, "people/renewals.html", context, status=refusal.status if refusal else 200)


def _to_waiting(request: Request) -> HttpResponse:
    response = HttpResponseRedirect(reverse("people:renewals", kwargs={"body": request.public_body.slug}))
    response.status_code = 303
    return response
