"""Before an act that binds the office (決裁): who signed in a while ago shows a second factor again and goes on.

The page that asks stands in the way of the post and carries all of it: the code, or the passkey's answer, comes back
with the same fields to the same address, and the act is done by that one press. Nothing has to be typed again.
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.signin import passkeys
from madoguchi.ground.foundation.signin.forms import TotpAgainForm
from madoguchi.ground.foundation.signin.refusals import PasskeyNotAccepted, TooManySignIns
from madoguchi.ground.foundation.signin.web.opening import own_account, prove_anew
from madoguchi.ground.foundation.signin.web.pages import LOCKED
from madoguchi.ground.foundation.signin.web.passkeys import answered, site_of
from madoguchi.ground.foundation.web import unsent
from madoguchi.ground.foundation.web.second_factor import has_fresh_second_factor
from madoguchi.ground.kernel.errors import Message, Refused

SECONDS = 15 * 60  # how long a second factor holds for acts that bind the office
CODE, CREDENTIAL = "second_factor_code", "credential"


class ProofNeeded(Refused):
    """The second factor was shown too long ago for this act."""

    code = "signin.proof_needed"
    status = 403
    what = Message("まだ送信していません。", "Nothing has been sent yet.")
    why = Message(
        "大切な操作の前に、ご本人であることをもう一度確かめます（15分に1回）。",
        "Before an act that binds the office we make sure that it is you, once in 15 minutes.",
    )
    mend = Message(
        "下で確かめると、そのまま送信されます。入力した内容は残っています。",
        "Prove it below and it is sent at once. What you typed is kept.",
    )


@dataclass(frozen=True, slots=True)
class ProofPage:
    """What the page asks for, and what it carries: the fields of the post, the words among them to be seen."""

    path: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    files: tuple[str, ...]
    has_app: bool
    has_passkey: bool
    error: str
    sealed: str  # for a sign-in in another tab; empty where this browser cannot carry it through
    again_url: str


def prove_again(request: HttpRequest) -> HttpResponseBase | None:
    """Return the page that asks for a second factor; None: it was shown lately, or came with this post.

    The post has passed every other check: session, token against forgery, permission. The body is known.
    """
    if has_fresh_second_factor(request, seconds=SECONDS):
        return None
    error = ""
    if CREDENTIAL in request.POST:
        try:
            _prove_by_passkey(request)
        except Refused as refused:
            return _page(request, refused, "")
        return None
    if CODE in request.POST:
        form = TotpAgainForm(user=request.user, data={"code": request.POST[CODE]})
        if form.is_valid():
            form.save()
            return None
        if any(one.code in LOCKED for one in form.errors.as_data().get("code", [])):
            return _page(request, TooManySignIns(), "")
        error = str(form.errors["code"][0])
    return _page(request, None, error)


def _prove_by_passkey(request: HttpRequest) -> None:
    kept, answer = answered(request, "open")
    passkey = passkeys.opened_by(site_of(request), kept, answer, at=now())
    if passkey.account_id != own_account(request).id:
        raise PasskeyNotAccepted
    prove_anew(request, method="passkey")


def _page(request: HttpRequest, refusal: Refused | None, error: str) -> HttpResponse:
    """Ask; ``refusal``: what went wrong at the first try, ``error``: what is wrong with the code."""
    typed = unsent.typed(request)
    look = reverse("unsent:look", kwargs={"body": request.public_body.slug})  # type: ignore[attr-defined]
    data = ProofPage(
        path=typed.path,
        fields=typed.fields,
        words=typed.words,
        files=typed.files,
        has_app=is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
        has_passkey=bool(passkeys.passkeys(own_account(request).id)),
        error=error,
        sealed=unsent.sealed(request) or "",
        again_url=f"{reverse('signin_again')}?{urlencode({'next': look})}",
    )
    errors = [(CODE, error)] if error else []
    context = {"page": data, "errors": errors, "refusal": refusal, "needed": ProofNeeded()}
    status = 422 if errors else (refusal or ProofNeeded).status
    response = render(request, "signin/prove_again.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
