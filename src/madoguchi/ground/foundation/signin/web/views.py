"""allauth's views, narrowed to what each kind of account may do (docs/operate/sign-in.md)."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.account.stages import LoginStage
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.ground.foundation import limits, trials
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.known_bodies import body_by_slug
from madoguchi.ground.foundation.models import Account, AccountKind, Body
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.signin import passkeys, recovery, selectors, services
from madoguchi.ground.foundation.signin.forms import ConfirmCodeForm, RequestCodeForm
from madoguchi.ground.foundation.signin.sessions import OFFICE
from madoguchi.ground.foundation.signin.web import oidc
from madoguchi.ground.foundation.signin.web.middleware import WAS_SIGNED_IN
from madoguchi.ground.foundation.signin.web.opening import own_account
from madoguchi.ground.foundation.signin.web.pages import SignInPage, body_of_address
from madoguchi.ground.foundation.signin.web.telling import tell
from madoguchi.ground.foundation.web.second_factor import has_second_factor

CODE_TRIES = 5
CODE_SECONDS = 600


def _with_next(url: str, address: str | None, **more: str) -> str:
    query = {**more, **({"next": address} if address else {})}
    return f"{url}?{urlencode(query)}" if query else url


class StaffLogin(SignInPage, account.LoginView):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password; the second factor follows. A passkey or the office's identity provider instead."""

    audience = AccountKind.STAFF


class SecondFactor(SignInPage, mfa.AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The code of the app, or a recovery code, after the password."""

    def next_address(self, request: HttpRequest) -> str | None:
        login = unstash_login(request, peek=True)
        return login.redirect_url if login else None

    def _build_forms(self) -> BaseForm:
        # allauth takes a post without a code for a security key, which is not offered here
        data = self.request.POST if self.request.method == "POST" else None
        user: Account = self.stage.login.user
        if getattr(self.request, "public_body", None) is None and (trial := trials.of_account(user)) is not None:
            self.request.public_body = trial  # type: ignore[attr-defined]
        form: BaseForm = self.get_form_class()(user=user, data=data)
        self.auth_form, self.webauthn_form = form, None
        return form


class SecondFactorAgain(SignInPage, mfa.ReauthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The second factor for a session that was opened before there was one, or before it is changed."""


class PasswordAgain(SignInPage, account.ReauthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The password before the second factor is changed."""


class RequestCode(SignInPage, account.RequestLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """A resident's address. Every address gets a mail and the same next page, so nobody learns who has an account."""

    form_class = RequestCodeForm
    audience = AccountKind.RESIDENT

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponse | None:
        return None  # whoever comes back here wants another code or another address

    def form_valid(self, form: BaseForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        form._user = services.account_for_code(email=email)  # type: ignore[attr-defined]  # where allauth looks for it
        if form._user is None:  # type: ignore[attr-defined]
            get_adapter().send_mail("account/email/no_code", email, {})
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: Django's
        return {**super().get_context_data(**kwargs), "is_over": "over" in self.request.GET}


class ConfirmCode(SignInPage, account.ConfirmLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """The code from the mail. The first one to come back from an address makes its account."""

    form_class = ConfirmCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
        response = super().dispatch(request, *args, **kwargs)
        again = reverse("account_request_login_code")
        if isinstance(response, HttpResponseRedirect) and response.url == again:  # too late, or too many tries
            return HttpResponseRedirect(_with_next(again, self.next_address(request), over="1"))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Any: the view's own
        # allauth counts tries in the session, which requests sent at the same moment all read as "none yet"
        state = self._process.state
        key = f"{state['email']}:{state['at']}"
        limits.spend("signin.code", key=key, most=CODE_TRIES, per_seconds=CODE_SECONDS, at=now())
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _verify_form_valid(self, form: BaseForm) -> HttpResponse:
        if self._process.user is None:
            self._process._user = services.confirm_resident(email=self._process.state["email"])
        response: HttpResponse = super()._verify_form_valid(form)
        return response


class SetUpTotp(SignInPage, totp.ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """The app that makes codes: a picture to photograph, and the first code back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
        go_on = self.next_address(request) or reverse("account_home")
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            if has_second_factor(request):
                return HttpResponseRedirect(go_on)
            return HttpResponseRedirect(_with_next(reverse("mfa_reauthenticate"), go_on))
        if passkeys.passkeys(own_account(request).id) and not has_second_factor(request):
            # a password alone must not add a second factor beside the one there is
            return HttpResponseRedirect(_with_next(reverse("signin_again"), go_on))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        tell(self.request, _("認証アプリを設定しました。"))
        # The code just given is a second factor; without this note the desk would ask for one more.
        record_authentication(self.request, self.request.user, "mfa", type=Authenticator.Type.TOTP.value)
        self.request.session.cycle_key()
        return response

    def get_success_url(self) -> str:
        return _with_next(reverse("signin_recovery_codes"), self.next_address(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: Django's
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return {**context, "secret_groups": [secret[start : start + 4] for start in range(0, len(secret), 4)]}


@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many printed codes are left; posted, ten new ones, shown this once."""
    address = (request.POST if request.method == "POST" else request.GET).get("next", "")
    codes = []
    if request.method == "POST":
        codes = recovery.make(own_account(request).id)
        tell(request, _("回復用の番号を新しく作りました。"))
    context = {
        "codes": codes,
        "left": recovery.left(own_account(request).id),
        "next_address": address if get_adapter().is_safe_url(address) else "",
    }
    return render(request, "signin/recovery_codes.html", context)


class ChangePassword(SignInPage, account.PasswordChangeView):  # type: ignore[misc]  # allauth ships no types
    """A new password; other sessions of the account end. Instead of a first password, before anything else opens."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: Django's
        context = super().get_context_data(**kwargs)
        return {**context, "is_first": own_account(self.request).first_password_until is not None}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        tell(self.request, _("パスワードを変更しました。"))
        return response


class Inactive(SignInPage, account.AccountInactiveView):  # type: ignore[misc]  # allauth ships no types
    """The account is closed."""


class SignOut(SignInPage, account.LogoutView):  # type: ignore[misc]  # allauth ships no types
    """Asks when opened, signs out when posted, and forgets what this browser proved to know."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:  # Any: the view's own
        body = body_of_address(self.next_address(self.request)) or _body_left(self.request)
        farewell = oidc.farewell_address(self.request)
        response: HttpResponse = super().post(*args, **kwargs)
        if body is not None and self.get_next_url() is None:
            response = HttpResponseRedirect(_with_next(reverse("account_signed_out"), f"/{body.slug}/"))
        if farewell is not None:
            self.request.session[oidc.FAREWELL] = farewell
        services.forget_known(response)
        response.delete_cookie(WAS_SIGNED_IN, samesite="Lax")
        return response


def _body_left(request: HttpRequest) -> Body | None:
    prefix = f"{request.scheme}://{request.get_host()}/"
    came_from = request.headers.get("Referer", "")
    return body_of_address("/" + came_from.removeprefix(prefix)) if came_from.startswith(prefix) else None


def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that the session is over."""
    address = request.GET.get("next")
    is_safe = bool(address) and get_adapter().is_safe_url(address)
    if is_safe and (body := body_of_address(address)):
        request.public_body = body  # type: ignore[attr-defined]
    context = {"next_address": address if is_safe else "", "farewell": request.session.get(oidc.FAREWELL, "")}
    return render(request, "account/signed_out.html", context)


def home(request: HttpRequest) -> HttpResponse:
    """Show the account and where it can go on; without one, the two doors."""
    user = request.user
    if not isinstance(user, Account):
        if (zone := here()) is not None:  # each zone has one of the doors
            return redirect("account_request_login_code" if zone is Zone.INTERNET else "account_login")
        return render(request, "signin/doors.html")
    slug = request.session.get(OFFICE)
    office = body_by_slug(slug) if slug else None
    if office is not None:
        request.public_body = office  # type: ignore[attr-defined]
    data = selectors.account_page(
        user,
        office=office,
        on=localdate(now()),
        has_second_factor=has_second_factor(request),
    )
    return render(request, "signin/home.html", {"page": data})
