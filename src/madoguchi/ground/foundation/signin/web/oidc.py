"""To an identity provider and back."""

import hmac
import secrets
import time
from dataclasses import asdict
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation import identity_providers
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.identity_providers import Provider
from madoguchi.ground.foundation.known_bodies import body_by_slug
from madoguchi.ground.foundation.models import Account, AccountKind
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.oidc import flow, identities
from madoguchi.ground.foundation.signin.oidc.card import Card
from madoguchi.ground.foundation.signin.oidc.refusals import SignInNotProved
from madoguchi.ground.foundation.signin.web import cards
from madoguchi.ground.foundation.signin.web.opening import open_session, own_account
from madoguchi.ground.foundation.signin.web.telling import tell
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused

_QUESTIONS, _OFFERED = "signin_questions", "signin_offered"
OPENED_AT = "signin_opened_at"  # body, provider and token of the sign-in, to end the session at the provider too
FAREWELL = "signin_farewell"  # where the session at the provider can be ended, of a session that has just ended here
_QUESTIONS_MOST, _QUESTION_SECONDS = 5, 600  # windows at once; time to sign in at the provider


def _provider(request: Request, key: str) -> Provider:
    with body_scope(request.public_body):
        found = identity_providers.provider(key, on=localdate(now()))
    if found is None:
        raise Http404(f"no provider {key}")
    return found


def _redirect_uri(request: Request, provider: Provider) -> str:
    """Return our address as registered: per body and provider, so one provider's answer never fits another's."""
    path = reverse("signin_oidc_answer", kwargs={"body": request.public_body.slug, "provider": provider.key})
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def _safe(address: str | None) -> str | None:
    return address if address and get_adapter().is_safe_url(address) else None


@never_cache
@require_GET
def begin(request: Request, provider: str) -> HttpResponse:
    """Send the browser to the provider. A person already signed in comes back to connect it with their account."""
    chosen = _provider(request, provider)
    next_address = _safe(request.GET.get("next"))
    is_for_card = "card" in request.GET
    if is_for_card and not (chosen.attributes and next_address):
        raise Http404(f"{chosen.key} fills in no forms")
    attributes = chosen.attributes if is_for_card else ()
    try:
        address, question = flow.ask(chosen, redirect_uri=_redirect_uri(request, chosen), attributes=attributes)
    except Refused as refusal:
        return _refused(request, chosen, refusal, next_address, is_for_card=is_for_card)
    began = int(time.time())
    kept = {
        state: one
        for state, one in request.session.get(_QUESTIONS, {}).items()
        if began - one["at"] <= _QUESTION_SECONDS
    }
    for state in list(kept)[: max(0, len(kept) - _QUESTIONS_MOST + 1)]:
        del kept[state]
    kept[question.state] = {
        **asdict(question),
        "at": began,
        "next": next_address,
        "provider": [str(request.public_body.id), chosen.key],
        "connect": "connect" in request.GET,
        "card": is_for_card,
    }
    request.session[_QUESTIONS] = kept
    return HttpResponseRedirect(address)


@never_cache
@require_GET
def answer(request: Request, provider: str) -> HttpResponse:
    """Take the provider's answer: each question is answered once, in the browser that asked it."""
    chosen = _provider(request, provider)
    waiting = request.session.get(_QUESTIONS, {})
    kept = waiting.pop(request.GET.get("state", ""), None)
    if kept is None:
        return _refused(request, chosen, SignInNotProved(), None)
    request.session[_QUESTIONS] = waiting
    request.session.save()  # the question is gone before its answer is tried, whatever happens next
    next_address = kept["next"]
    try:
        of_this = kept["provider"] == [str(request.public_body.id), chosen.key]
        if not of_this or int(time.time()) - kept["at"] > _QUESTION_SECONDS:
            raise SignInNotProved
        question = flow.Question(kept["state"], kept["nonce"], kept["verifier"])
        parts = {name: values[0] for name, values in request.GET.lists() if len(values) == 1}
        proof = flow.check(chosen, question, parts, redirect_uri=_redirect_uri(request, chosen), at=now())
        if kept.get("card"):
            cards.put(request, chosen, Card.from_claims(flow.userinfo(chosen, proof)), back_to=next_address)
            return HttpResponseRedirect(next_address)
        if kept["connect"]:
            return _offer_to_connect(request, chosen, proof, next_address)
        account = identities.account_of(chosen, proof, at=now())
    except Refused as refusal:
        return _refused(request, chosen, refusal, next_address, is_for_card=bool(kept.get("card")))
    response = open_session(
        request,
        account,
        method="oidc",
        next_address=next_address,
        issuer=proof.issuer,
        second_factor=chosen.second_factor,
    )
    request.session[OPENED_AT] = [request.public_body.slug, chosen.key, proof.id_token]
    return response


def _offer_to_connect(
    request: Request, provider: Provider, proof: flow.Proof, next_address: str | None
) -> HttpResponse:
    if not _may_connect(request, provider):
        raise SignInNotProved
    token = secrets.token_urlsafe(16)
    request.session[_OFFERED] = {
        "token": token,
        "issuer": proof.issuer,
        "subject": proof.subject,
        "at": int(time.time()),
    }
    context = {"provider": provider, "token": token, "next_address": next_address or ""}
    return render(request, "signin/connect.html", context)


def _may_connect(request: Request, provider: Provider) -> bool:
    """Residents connect their own; for staff an administrator does."""
    user = request.user
    return isinstance(user, Account) and user.kind == AccountKind.RESIDENT == provider.audience


@require_POST
def connect(request: Request, provider: str) -> HttpResponse:
    """Let the provider's user who has just been proved sign in to this account from now on."""
    chosen = _provider(request, provider)
    offered: dict[str, Any] = request.session.pop(_OFFERED, {})
    fits = hmac.compare_digest(str(offered.get("token", "")).encode(), request.POST.get("token", "").encode())
    is_late = int(time.time()) - offered.get("at", 0) > _QUESTION_SECONDS
    if not offered or not fits or is_late or offered["issuer"] != chosen.issuer or not _may_connect(request, chosen):
        return _refused(request, chosen, SignInNotProved(), None)
    try:
        identities.link(own_account(request).id, issuer=chosen.issuer, subject=offered["subject"], at=now())
    except Refused as refusal:
        return _refused(request, chosen, refusal, None)
    tell(request, _("「{name}」でもサインインできるようにしました。").format(name=chosen.name.text(request.language)))
    response = HttpResponseRedirect(reverse("account_home"))
    response.status_code = 303
    return response


def _refused(
    request: HttpRequest,
    provider: Provider,
    refusal: Refused,
    next_address: str | None,
    *,
    is_for_card: bool = False,
) -> HttpResponse:
    """Say what happened and offer the other ways in, or the way back to the form."""
    context = {
        "refusal": refusal,
        "is_staff": provider.audience == AccountKind.STAFF,
        "next_address": next_address or "",
        "is_for_card": is_for_card,
    }
    return render(request, "signin/provider_refused.html", context, status=refusal.status)


def farewell_address(request: HttpRequest) -> str | None:
    """Return where the session at the provider can be ended too, of a session that is about to end here."""
    slug, key, id_token = request.session.get(OPENED_AT, ("", "", ""))
    body = body_by_slug(slug) if slug else None
    if body is None:
        return None
    with body_scope(body):
        provider = identity_providers.provider(key, on=localdate(now()))
    if provider is None:
        return None
    back_to = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('account_signed_out')}"
    try:
        return flow.farewell(provider, id_token, back_to=back_to)
    except Refused:
        return None  # the provider is down: signing out here must not fail for that
