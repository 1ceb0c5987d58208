"""What all pages of sign-in share: the office they were opened from, form errors, refusals."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from madoguchi.ground.foundation import identity_providers
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.identity_providers import Provider
from madoguchi.ground.foundation.known_bodies import body_by_slug
from madoguchi.ground.foundation.models import AccountKind, Body
from madoguchi.ground.foundation.places import here
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.refusals import TooManySignIns
from madoguchi.ground.foundation.signin.web.middleware import session_ended
from madoguchi.ground.kernel.errors import Refused

LOCKED = {"too_many_login_attempts", "rate_limited"}


def body_of_address(address: str | None) -> Body | None:
    """Return the body whose pages an address of ours belongs to (``/minamo/…``)."""
    slug = urlsplit(address or "").path.strip("/").split("/")[0]
    return body_by_slug(slug) if slug else None


def errors_of(form: BaseForm) -> list[tuple[str, str]]:
    """Return (id of the field, message) by field; what concerns the whole form points to its first field, if any."""
    first = next(iter(form.fields), None)
    found = []
    for name, messages in form.errors.items():
        field = first if name == "__all__" else name
        found += [("" if field is None else str(form[field].auto_id), str(message)) for message in messages]
    return found


class SignInPage:
    """Mixed in before allauth's views: header and footer of the right office, errors as our components want them."""

    request: HttpRequest
    refusal: Refused | None = None
    audience: AccountKind | None = None  # of a door: whose identity providers it offers
    own_context: ClassVar[dict[str, Any]] = {}  # Any: whatever the template reads

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
        body = body_of_address(self.next_address(request))
        if body is not None:
            request.public_body = body  # type: ignore[attr-defined]
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def next_address(self, request: HttpRequest) -> str | None:
        """Return where the person goes on to, as far as it is known and safe."""
        address: str | None = get_next_redirect_url(request)
        return address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: Django's
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context.get("form")
        errors = errors_of(form) if isinstance(form, BaseForm) and form.is_bound else []
        return {
            **context,
            "errors": [] if self.refusal else errors,
            "refusal": self.refusal,
            "session_ended": session_ended(self.request),
            "next_address": self.next_address(self.request) or "",
            "providers": self._providers(),
            "has_both_doors": here() is None,
        }

    def _providers(self) -> list[Provider]:
        body = getattr(self.request, "public_body", None)
        if body is None or self.audience is None:
            return []
        with body_scope(body):
            return identity_providers.providers(self.audience, on=localdate(now()))

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        locked = any(error.code in LOCKED for data in form.errors.as_data().values() for error in data)
        if locked:
            self.refusal = TooManySignIns()
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 429 if locked else 422
        return response
