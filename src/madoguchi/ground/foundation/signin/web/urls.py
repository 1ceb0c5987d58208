"""Addresses of sign-in, with the names allauth looks for; what is not named here is not offered."""

from django.urls import URLPattern, path

from madoguchi.ground.foundation.signin.web import oidc, own_sessions, passkeys, views
from madoguchi.ground.foundation.web.decorators import open_page, own_account_page, signed_in_page, staff_account_page

_recovery_codes = staff_account_page(own_account_page(is_fresh_needed=True)(views.recovery_codes))

urlpatterns: list[URLPattern] = [
    path("", open_page(views.home), name="account_home"),
    path("", open_page(views.home), name="mfa_index"),  # where allauth goes when there is nothing else to say
    # staff
    path("login/", open_page(views.StaffLogin.as_view()), name="account_login"),
    path("second-factor/", open_page(views.SecondFactor.as_view()), name="mfa_authenticate"),
    path("second-factor/set-up/", staff_account_page(views.SetUpTotp.as_view()), name="mfa_activate_totp"),
    path("second-factor/again/", staff_account_page(views.SecondFactorAgain.as_view()), name="mfa_reauthenticate"),
    path("recovery-codes/", _recovery_codes, name="signin_recovery_codes"),
    path("password/", staff_account_page(views.ChangePassword.as_view()), name="account_change_password"),
    path("password/again/", staff_account_page(views.PasswordAgain.as_view()), name="account_reauthenticate"),
    # residents
    path("code/", open_page(views.RequestCode.as_view()), name="account_request_login_code"),
    path("code/confirm/", open_page(views.ConfirmCode.as_view()), name="account_confirm_login_code"),
    # either, at an identity provider of a body
    path("oidc/<slug:body>/<slug:provider>/", open_page(oidc.begin), name="signin_oidc"),
    path("oidc/<slug:body>/<slug:provider>/answer/", open_page(oidc.answer), name="signin_oidc_answer"),
    path("oidc/<slug:body>/<slug:provider>/connect/", own_account_page()(oidc.connect), name="signin_oidc_connect"),
    # either, with a passkey
    path("passkey/", open_page(passkeys.open_with), name="signin_passkey"),
    path("passkey/options/", open_page(passkeys.ask_to_open), name="signin_passkey_options"),
    path("passkeys/", own_account_page()(passkeys.passkey_list), name="signin_passkeys"),
    path("passkeys/add/", own_account_page(is_fresh_needed=True)(passkeys.add), name="signin_passkey_add"),
    path(
        "passkeys/add/options/",
        own_account_page(is_fresh_needed=True)(passkeys.ask_to_add),
        name="signin_passkey_add_options",
    ),
    path("passkeys/<uuid:passkey_id>/", own_account_page()(passkeys.change), name="signin_passkey_change"),
    # both
    path("sessions/", own_account_page()(own_sessions.session_list), name="signin_sessions"),
    path("sessions/end/", own_account_page()(own_sessions.end_everywhere), name="signin_end_everywhere"),
    path("sessions/<slug:number>/end/", own_account_page()(own_sessions.end_one), name="signin_end_one"),
    path("again/", signed_in_page(own_sessions.again), name="signin_again"),
    path("inactive/", open_page(views.Inactive.as_view()), name="account_inactive"),
    path("sign-out/", signed_in_page(views.SignOut.as_view()), name="account_logout"),
    path("signed-out/", open_page(views.signed_out), name="account_signed_out"),
]
