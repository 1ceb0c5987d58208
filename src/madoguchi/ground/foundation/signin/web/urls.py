"""Addresses of sign-in, with the names allauth looks for; what is not named here is not offered."""

from django.urls import URLPattern, path

from madoguchi.ground.foundation.signin.web import views
from madoguchi.ground.foundation.web.decorators import open_page, signed_in_page, staff_account_page

urlpatterns: list[URLPattern] = [
    path("", open_page(views.home), name="account_home"),
    path("", open_page(views.home), name="mfa_index"),  # where allauth goes when there is nothing else to say
    # staff
    path("login/", open_page(views.StaffLogin.as_view()), name="account_login"),
    path("second-factor/", open_page(views.SecondFactor.as_view()), name="mfa_authenticate"),
    path("second-factor/set-up/", staff_account_page(views.SetUpTotp.as_view()), name="mfa_activate_totp"),
    path("second-factor/again/", staff_account_page(views.SecondFactorAgain.as_view()), name="mfa_reauthenticate"),
    path("recovery-codes/", staff_account_page(views.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/", staff_account_page(views.NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"
    ),
    path("password/", staff_account_page(views.ChangePassword.as_view()), name="account_change_password"),
    path("password/again/", staff_account_page(views.PasswordAgain.as_view()), name="account_reauthenticate"),
    # residents
    path("code/", open_page(views.RequestCode.as_view()), name="account_request_login_code"),
    path("code/confirm/", open_page(views.ConfirmCode.as_view()), name="account_confirm_login_code"),
    # both
    path("inactive/", open_page(views.Inactive.as_view()), name="account_inactive"),
    path("sign-out/", signed_in_page(views.SignOut.as_view()), name="account_logout"),
    path("signed-out/", open_page(views.signed_out), name="account_signed_out"),
]
