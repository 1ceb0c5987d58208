"""Where allauth asks what is allowed here, which words we use and where to go next."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from madoguchi.ground.foundation import sealing
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.limits import TooMany
from madoguchi.ground.foundation.models import Account, AccountKind
from madoguchi.ground.foundation.signin import guesses, sessions
from madoguchi.ground.foundation.signin.refusals import MailNotSent

logger = logging.getLogger("madoguchi.signin")

# What opens a session of each kind; a second factor comes on top where it is not part of it.
OPENED_BY = {
    AccountKind.STAFF.value: {"password", "oidc", "passkey"},
    AccountKind.RESIDENT.value: {"code", "oidc", "passkey"},
}
FRESH_SECONDS = 300  # who signed in so recently is not asked again before changing a second factor


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in by kind of account; no sign-up page: a resident's account is made when its first code is confirmed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("このアカウントは現在使えません。管理者にお問い合わせください。"),
        "email_password_mismatch": _(
            "メールアドレスまたはパスワードが違います。大文字と小文字、全角と半角を確かめてください。"
        ),
        "incorrect_password": _("パスワードが違います。大文字と小文字、全角と半角を確かめてください。"),
        "first_password_over": _("仮のパスワードの期限が切れています。管理者に、サインインの初期化を頼んでください。"),
        "enter_current_password": _("いまのパスワードが違います。もう一度入力してください。"),
        "incorrect_code": _("確認番号が違います。届いた番号、または画面に出ている番号を、もう一度確かめてください。"),
        "too_many_login_attempts": _("入力の誤りが続いたため、一時的に止めています。5分ほど待ってからお試しください。"),
        "rate_limited": _("短い時間に何度も送信がありました。5分ほど待ってからお試しください。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: nobody chooses the kind of account they get."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: pages answer with HTML only."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Addresses of this site only, written without a host (``/minamo/…``)."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse | None:  # Any: allauth's own
        """Close the other kind's door: whichever page led here, passwords are for staff, mailed codes for residents."""
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        if answer is not None:
            return answer
        used = {record.get("method") for record in get_authentication_records(request, user)}
        if OPENED_BY[user.kind] & used:
            return None
        logger.warning("wrong_door account=%s kind=%s used=%s", user.pk, user.kind, ",".join(sorted(map(str, used))))
        logout(request)
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: Account) -> None:
        """Open the session; its key changes here, and its times begin to run."""
        super().login(request, user)
        ways = ",".join(str(record.get("method")) for record in get_authentication_records(request, user))
        logger.info("signed_in account=%s kind=%s ways=%s", user.pk, user.kind, ways)
        request.session[sessions.BEGAN] = request.session[sessions.SEEN] = int(time.time())
        request.session[sessions.BROWSER] = sessions.browser_label(request.headers.get("User-Agent", ""))

    def post_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse:  # Any: allauth's own
        response: HttpResponse = super().post_login(request, user, **more)
        if user.kind == AccountKind.STAFF:
            guesses.mark_browser(request, response, user)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # Any: allauth's own
        """Count the entry before it is tried (allauth would count per account alone: anybody could lock it)."""
        try:
            guesses.count(request, credentials["email"].lower(), at=now())
        except TooMany as error:
            raise self.validation_error("too_many_login_attempts") from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:  # Any: allauth's own
        user: Account | None = super().authenticate(request, **credentials)
        if user is None:  # the account by its id, where there is one: the log holds no addresses
            known = Account.objects.filter(email__iexact=credentials["email"]).values_list("pk", flat=True).first()
            logger.warning("sign_in_refused way=password account=%s", known or "unknown")
            return None
        if user.first_password_until is not None and user.first_password_until <= now():
            logger.warning("sign_in_refused way=first_password_over account=%s", user.pk)
            raise self.validation_error("first_password_over")
        guesses.forgive(request, credentials["email"].lower())
        return user

    def set_password(self, user: Account, password: str) -> None:
        """Keep the password that its holder chose: a first one is over."""
        user.first_password_until = None
        super().set_password(user, password)

    def get_login_stages(self) -> list[str]:
        """allauth's, with our own second factor in its place."""
        ours = "madoguchi.ground.foundation.signin.web.opening.SecondFactorStage"
        return [ours if path.endswith("mfa.stages.AuthenticateStage") else path for path in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_signed_out")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:  # Any: allauth's own
        """Ask again before a second factor is changed, unless the person signed in moments ago."""
        records = get_authentication_records(self.request, self.request.user)
        return all(time.time() - record.get("at", 0) > FRESH_SECONDS for record in records)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # Any: a template's context
        """Send a mail at once: the person waits for it.

        Raises:
            MailNotSent: the mail server did not take it.
        """
        body = getattr(self.request, "public_body", None)
        try:
            super().send_mail(template_prefix, email, {"office": body, **context})
        except OSError as error:  # smtplib's errors are OSErrors too
            logger.error("mail_not_sent template=%s error=%s", template_prefix, type(error).__name__)
            raise MailNotSent from error


def note_refused_code(account_id: object) -> None:
    """Note a wrong, or used, second factor."""
    logger.warning("sign_in_refused way=mfa account=%s", account_id)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The second factor of staff: it can be renewed by an administrator but not switched off."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "確認番号が違います。アプリにいま出ている6桁の番号を入力してください。一度使った番号は使えません。"
        ),
        "cannot_delete_authenticator": _("二段階認証は解除できません。機種を変えたときは管理者にお知らせください。"),
    }

    def can_delete_authenticator(self, authenticator: object) -> bool:
        return False

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.opened(encrypted_text)
