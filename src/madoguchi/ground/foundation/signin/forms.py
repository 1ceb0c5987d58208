"""The forms of sign-in: allauth's, reading codes as people type them and taking each code once."""

import logging
import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, ConfirmLoginCodeForm, LoginForm
from allauth.core import context, ratelimit
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from madoguchi.ground.foundation import sealing
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Account
from madoguchi.ground.foundation.signin import recovery
from madoguchi.ground.foundation.signin.adapters import note_refused_code
from madoguchi.ground.foundation.signin.refusals import MailNotSent

logger = logging.getLogger("madoguchi.signin")

EMAIL_ERRORS = {
    "required": _("メールアドレスを入力してください。"),
    "invalid": _("メールアドレスの形を確かめてください（例：hanako@example.jp）。"),
}
CODE_ERRORS = {"required": _("確認番号を入力してください。")}


class AsciiCodeField(forms.CharField):
    """A code; full-width digits, as a Japanese keyboard writes them, count as digits."""

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        return unicodedata.normalize("NFKC", text)


_GOOD_SECONDS = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)


def mark_totp_used(user_id: object, code: str) -> bool:
    """Note that a TOTP code was used; False when it was used before.

    allauth keeps a used code for one period, but with a tolerance of one step a code is good for three.
    """
    return cache.add(_mark_of(user_id, code), 1, timeout=_GOOD_SECONDS)


def _mark_of(user_id: object, code: str) -> str:
    digits = "".join(filter(str.isdigit, code))
    return f"madoguchi.totp:{user_id}:{digits}"


def _tell_of_used_code(account: Account, code: str) -> None:
    """Tell the holder, once a code, that somebody who knew the password typed a code that had been used."""
    logger.warning("used_code_again account=%s", account.pk)
    if account.email and cache.add(f"{_mark_of(account.pk, code)}:told", 1, timeout=_GOOD_SECONDS):
        try:
            get_account_adapter().send_mail("account/email/used_code", account.email, {})
        except MailNotSent:
            logger.warning("used_code_not_told account=%s", account.pk)


class StaffLoginForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password, asking in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages.update(EMAIL_ERRORS)
        self.fields["password"].error_messages["required"] = _("パスワードを入力してください。")


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Another password than the present one, which a first password must not outlive."""

    def clean(self) -> dict[str, Any]:  # Any: Django's
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and cleaned["password1"] == cleaned.get("oldpassword"):
            self.add_error("password1", _("いまのパスワードとは違うパスワードを入力してください。"))
        return cleaned


class RequestCodeForm(forms.Form):
    """A resident's address. The limit counts addresses that have no account too."""

    email = forms.EmailField(max_length=254, error_messages=EMAIL_ERRORS)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        return email


class ConfirmCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code from the mail."""

    code = AsciiCodeField(max_length=20, error_messages=CODE_ERRORS)


class _TotpOnce:
    """Mixed into allauth's forms: each TOTP code opens once, and a printed recovery code may stand in for it."""

    def clean_code(self) -> str:
        try:
            return self._clean_code()
        except forms.ValidationError:
            note_refused_code(self.user.id)  # type: ignore[attr-defined]  # of allauth's form beside
            raise

    def _clean_code(self) -> str:
        user: Account = self.user  # type: ignore[attr-defined]  # as above
        typed: str = self.cleaned_data["code"]  # type: ignore[attr-defined]
        if recovery.looks_like_one(typed):
            clear_limit = check_rate_limit(user)
            if not recovery.use(user.id, typed, at=now()):
                raise get_mfa_adapter().validation_error("incorrect_code")
            clear_limit()
            self.authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
            return typed
        if cache.get(_mark_of(user.pk, typed)) is not None:
            _tell_of_used_code(user, typed)
        code: str = super().clean_code()  # type: ignore[misc]
        if not mark_totp_used(user.id, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class TotpForm(_TotpOnce, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second factor at sign-in: a TOTP or a recovery code."""

    code = AsciiCodeField(max_length=20, error_messages=CODE_ERRORS)


class TotpAgainForm(_TotpOnce, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second factor in the middle of a session."""

    code = AsciiCodeField(max_length=20, error_messages=CODE_ERRORS)


class SetUpTotpForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of a new app."""

    code = AsciiCodeField(max_length=20, error_messages=CODE_ERRORS)
    secret: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        if sealing.is_sealed(self.secret):
            self.secret = sealing.opened(self.secret)
        else:  # allauth has just made it and put it into the session, which is a row too
            context.request.session[SECRET_SESSION_KEY] = sealing.seal(self.secret)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        mark_totp_used(self.user.pk, code)  # the code shown at set-up does not open the next session
        return code
