"""What every view says of itself: its zone, who may see it, and so its row in the permission matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from madoguchi.ground.foundation import permissions
from madoguchi.ground.foundation.actors import ActorKind
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.foundation.web import unsent
from madoguchi.ground.foundation.web.second_factor import has_second_factor, is_fresh

FRESH_SECONDS = 600  # before a new key to the account is added
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


# What asks for a second factor once more, or None where that is not needed: put here by sign-in, which stands above.
Proof = Callable[[HttpRequest], HttpResponseBase | None]
_proofs: list[Proof] = []


def register_proof(proof: Proof) -> None:
    """Say what sensitive pages of staff ask before they act."""
    _proofs[:] = [proof]


@dataclass(frozen=True, slots=True)
class Access:
    """``zone``: open, resident, desk, api or account; ``action`` is asked of the table at the door of desk pages.

    ``is_for_staff``: a page of staff's own accounts.
    """

    zone: str
    action: str | None = None
    is_for_staff: bool = False


def open_page(view: View) -> View:
    """Anybody may see it."""
    view.access = Access("open")  # type: ignore[attr-defined]
    return view


def api_view(view: View) -> View:
    """Called by programs; answers problem+json."""
    view.access = Access("api")  # type: ignore[attr-defined]
    return view


def resident_page(view: View) -> View:
    """Signed-in residents only; others are asked to sign in and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
        if request.actor.kind != ActorKind.RESIDENT:  # type: ignore[attr-defined]
            return to_sign_in(request, "account_request_login_code")
        return view(request, *args, **kwargs)

    guarded.access = Access("resident")  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def staff_page(action: str, *, is_sensitive: bool = False) -> Callable[[View], View]:
    """Staff of this body with a second factor, whose role has ``action`` (of whatever division).

    ``is_sensitive``, for posts alone: who showed a second factor a while ago does so again (``signin.web.proving``).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
            if not request.user.is_authenticated:
                return unsent.answer(request) or to_sign_in(request, "account_login")
            if _is_staff(request) and not has_second_factor(request):  # sets one up, or asks for the one there is
                return unsent.answer(request) or to_sign_in(request, "mfa_activate_totp")
            permissions.require(request.actor, action)  # type: ignore[attr-defined]
            if is_sensitive and (asked := _proofs[0](request)) is not None:
                return asked
            return view(request, *args, **kwargs)

        guarded.access = Access("desk", action)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def own_account_page(*, is_fresh_needed: bool = False) -> Callable[[View], View]:
    """Of an account, whatever its kind: staff with their second factor; ``is_fresh_needed``: signed in just now."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
            if not request.user.is_authenticated:
                return HttpResponseRedirect(reverse("account_home"))
            if _is_staff(request) and not has_second_factor(request):
                return to_sign_in(request, "mfa_activate_totp")
            if is_fresh_needed and not is_fresh(request, seconds=FRESH_SECONDS):
                return to_sign_in(request, "signin_again")
            return view(request, *args, **kwargs)

        guarded.access = Access("account")  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def signed_in_page(view: View) -> View:
    """Of an account, whatever its kind and body: not part of any office's pages."""
    view.access = Access("account")  # type: ignore[attr-defined]
    return view


def staff_account_page(view: View) -> View:
    """Of a staff account, whatever its posts and even before its second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
        if not request.user.is_authenticated:
            return to_sign_in(request, "account_login")
        if not _is_staff(request):
            raise permissions.NotPermitted
        return view(request, *args, **kwargs)

    guarded.access = Access("account", is_for_staff=True)  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _is_staff(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == AccountKind.STAFF


def to_sign_in(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """Go to a page of sign-in, and from there back to where the person is."""
    # A post cannot be repeated: back to the page its form stood on.
    come_back = request.get_full_path() if request.method in ("GET", "HEAD") else unsent.came_from(request)
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': come_back})}")
