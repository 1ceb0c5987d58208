"""Opening a session for somebody who is proved: through allauth, whose last steps hold for every way of signing in."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from madoguchi.ground.foundation.models import Account
from madoguchi.ground.foundation.web.second_factor import is_second_factor


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth ships no types
    """Asks for the app's code unless what opened the session was two factors in one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if any(map(is_second_factor, get_authentication_records(request, self.login.user))):
            return False
        needed: bool = super()._should_handle(request)
        return needed


def own_account(request: HttpRequest) -> Account:
    """Return who is signed in, on pages whose decorator lets nobody else through."""
    account: Account = request.user  # type: ignore[assignment]  # never anonymous there
    return account


def prove_anew(request: HttpRequest, *, method: str) -> None:
    """Note that whoever is signed in has just shown this way in once more."""
    record_authentication(request, own_account(request), method, reauthenticated=True)


def open_session(
    request: HttpRequest, account: Account, *, method: str, next_address: str | None, **noted: object
) -> HttpResponse:
    """Sign somebody in and go on to ``next_address`` (checked by the caller); ``noted`` stays with the session."""
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, account, method, **noted)
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=next_address))
    return response
