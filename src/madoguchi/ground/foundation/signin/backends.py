"""Who may use a password: staff alone."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from madoguchi.ground.foundation.models import Account, AccountKind


class StaffPasswordBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's backend by e-mail, closed to residents even if one of them should have a password."""

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if not isinstance(user, Account) or user.kind != AccountKind.STAFF:
            return None  # as for an unknown address: allauth then hashes a dummy, so both take equally long
        checked: AbstractBaseUser | None = super()._check_password(user, password)
        return checked
