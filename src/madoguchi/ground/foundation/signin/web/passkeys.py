"""Passkeys: signing in with one, and the list of one's own."""

import json
import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.ground.foundation import limits
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.signin import passkeys
from madoguchi.ground.foundation.signin.refusals import PasskeyNotAccepted
from madoguchi.ground.foundation.signin.services import client_address
from madoguchi.ground.foundation.signin.sessions import browser_label
from madoguchi.ground.foundation.signin.web.opening import open_session, own_account
from madoguchi.ground.foundation.signin.web.telling import tell
from madoguchi.ground.kernel.errors import Refused

_ASKED = "signin_passkey_asked"
_ASKED_SECONDS = 300
_MOST_SIGNS = 20_000  # of an answer; real ones have a few thousand


def site_of(request: HttpRequest) -> passkeys.Site:
    """Return the site of a request, as browsers bind passkeys to it."""
    host = request.get_host()
    return passkeys.Site(
        host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host, f"{request.scheme}://{host}"
    )


def _options(request: HttpRequest, purpose: str, options: dict[str, Any], kept: dict[str, Any]) -> JsonResponse:
    request.session[_ASKED] = {"purpose": purpose, "kept": kept, "at": int(time.time())}
    return JsonResponse(_jsonable(options))


def _jsonable(value: Any) -> Any:  # Any: fido2's mappings, which hold bytes
    return json.loads(json.dumps(value, default=dict))


def answered(request: HttpRequest, purpose: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was kept when this browser was asked, which is used up now, and what its key answered.

    Raises:
        PasskeyNotAccepted: nothing was asked for this purpose, too long ago, or the answer is none.
    """
    asked = request.session.pop(_ASKED, {})
    text = request.POST.get("credential", "")
    if asked.get("purpose") != purpose or int(time.time()) - asked["at"] > _ASKED_SECONDS or len(text) > _MOST_SIGNS:
        raise PasskeyNotAccepted
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise PasskeyNotAccepted from error
    if not isinstance(answer, dict):
        raise PasskeyNotAccepted
    return asked["kept"], answer


@never_cache
@require_POST
def ask_to_open(request: HttpRequest) -> HttpResponse:
    """What any key is asked for at sign-in."""
    limits.spend("signin.passkey", key=client_address(request), most=300, per_seconds=60, at=now())
    return _options(request, "open", *passkeys.begin_opening(site_of(request)))


@never_cache
@require_POST
def open_with(request: HttpRequest) -> HttpResponse:
    """Sign in with the key that answered."""
    address = request.POST.get("next", "")
    next_address = address if get_adapter().is_safe_url(address) else None
    try:
        kept, answer = answered(request, "open")
        passkey = passkeys.opened_by(site_of(request), kept, answer, at=now())
    except Refused as refusal:
        context = {"refusal": refusal, "is_staff": False, "next_address": next_address or ""}
        return render(request, "signin/passkey_refused.html", context, status=refusal.status)
    return open_session(request, passkey.account, method="passkey", next_address=next_address)


@require_GET
def passkey_list(request: HttpRequest) -> HttpResponse:
    """One's own passkeys."""
    return render(request, "signin/passkeys.html", {"passkeys": passkeys.passkeys(own_account(request).id)})


@never_cache
@require_POST
def ask_to_add(request: HttpRequest) -> HttpResponse:
    """What the key is asked for when it is added."""
    account = own_account(request)
    label = account.email or _("オンライン窓口")
    return _options(request, "add", *passkeys.begin_adding(account, site_of(request), label=label))


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a passkey under a name that its owner knows it by."""
    suggested = browser_label(request.headers.get("User-Agent", "")) or _("パスキー")
    if request.method != "POST":
        return render(request, "signin/add_passkey.html", {"name": suggested})
    name = request.POST.get("name", "").strip() or suggested
    try:
        kept, answer = answered(request, "add")
        passkeys.add(own_account(request), site_of(request), kept, answer, name=name, at=now())
    except Refused as refusal:
        return render(request, "signin/add_passkey.html", {"name": name, "refusal": refusal}, status=refusal.status)
    tell(request, _("パスキー「{name}」を追加しました。").format(name=name))
    return _to_list()


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Name a passkey anew, or remove it."""
    mine = [one for one in passkeys.passkeys(own_account(request).id) if one.id == passkey_id]
    if not mine:
        raise Http404(f"no passkey {passkey_id}")
    name = request.POST.get("name", mine[0].name).strip()
    if request.method == "POST" and "remove" in request.POST:
        passkeys.remove(own_account(request).id, passkey_id)
        tell(request, _("パスキー「{name}」を削除しました。").format(name=mine[0].name))
        return _to_list()
    if request.method == "POST" and 0 < len(name) <= passkeys.NAME_MOST:
        passkeys.rename(own_account(request).id, passkey_id, name=name)
        return _to_list()
    error = (
        _("名前を{most}文字以内で入力してください。").format(most=passkeys.NAME_MOST)
        if request.method == "POST"
        else ""
    )
    context = {"passkey": mine[0], "name": name, "error": error, "errors": [("name", error)] if error else []}
    return render(request, "signin/change_passkey.html", context, status=422 if error else 200)


def _to_list() -> HttpResponse:
    response = HttpResponseRedirect(reverse("signin_passkeys"))
    response.status_code = 303
    return response
