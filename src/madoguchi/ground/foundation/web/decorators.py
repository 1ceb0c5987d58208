"""What every view says of itself: its zone, who may see it, and so its row in the permission matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import urlencode

from madoguchi.ground.foundation import permissions
from madoguchi.ground.foundation.actors import ActorKind

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Access:
    """``zone``: open, resident, desk or api; ``action`` is asked of the permission table at the door of desk pages."""

    zone: str
    action: str | None = None


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
            return _to_sign_in(request, "account_request_login_code")
        return view(request, *args, **kwargs)

    guarded.access = Access("resident")  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def staff_page(action: str) -> Callable[[View], View]:
    """Staff of this body with a second factor, whose role has ``action`` (of whatever division)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
            if not request.user.is_authenticated:
                return _to_sign_in(request, "account_login")
            actor = request.actor  # type: ignore[attr-defined]
            if actor.kind == ActorKind.STAFF and not has_second_factor(request):
                return redirect("mfa_activate_totp")
            permissions.require(actor, action)
            return view(request, *args, **kwargs)

        guarded.access = Access("desk", action)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (allauth notes each method it used)."""
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") == "mfa" for method in methods)


def _to_sign_in(request: HttpRequest, name: str) -> HttpResponseRedirect:
    from django.urls import reverse

    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
