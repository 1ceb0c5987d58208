"""Other systems, for the body's administrator: made, given a new secret, stopped; their webhooks and delivery logs.

A secret is shown in the answer to the very POST that made it and lies nowhere that could show it again.
"""

from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.office.clients import selectors, services, webhook_services
from madoguchi.office.clients.core.scopes import DEFAULT, LABELS, Scope
from madoguchi.office.clients.selectors import ClientPage, ClientShown, LogPage
from madoguchi.office.clients.services import MANAGE

View = TypeVar("View")
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """What was made just now and is shown this once."""

    label: str
    secret: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ClientsPage:
    """The list, the form for a new client as typed, and a secret just made."""

    clients: tuple[ClientShown, ...]
    scopes: Choices
    typed_name: str
    typed_scopes: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]
    fresh: Fresh | None
    may_manage: bool

    @property
    def error(self) -> dict[str, str]:
        """The sentence of each field that is wrong."""
        return {"name": "", "scopes": "", **dict(self.errors)}


@dataclass(frozen=True, slots=True)
class OnePage:
    """One client, the forms beside it as typed, and a secret just made."""

    shown: ClientPage
    scopes: Choices
    held: tuple[str, ...]
    events: Choices
    typed_url: str
    typed_events: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]
    fresh: Fresh | None
    may_manage: bool

    @property
    def error(self) -> dict[str, str]:
        """The sentence of each field that is wrong."""
        return {"scopes": "", "url": "", "events": "", **dict(self.errors)}


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """A delivery log, and a signing secret just made."""

    shown: LogPage
    fresh: Fresh | None
    may_manage: bool

    @property
    def events(self) -> str:
        """What it is told of, a line each."""
        return "\n".join(say(label) for label in self.shown.webhook.event_labels)


def _found(view: View) -> View:
    @wraps(view)  # type: ignore[arg-type]
    def answered(*args: Any, **kwargs: Any) -> HttpResponse:  # Any: the view's own
        try:
            return view(*args, **kwargs)  # type: ignore[operator, no-any-return]
        except ObjectDoesNotExist as error:
            raise Http404 from error

    return answered  # type: ignore[return-value]


@require_GET
@staff_page(selectors.SEE)
def clients(request: Request) -> HttpResponse:
    """The systems that have access."""
    return _clients(request)


def _clients(request: Request, *, refusal: Refused | None = None, fresh: Fresh | None = None) -> HttpResponse:
    posted = request.method == "POST" and fresh is None
    data = ClientsPage(
        tuple(selectors.clients(request.actor)),
        _scope_choices(),
        request.POST.get("name", "") if posted else "",
        tuple(request.POST.getlist("scopes")) if posted else tuple(DEFAULT),
        _errors(refusal),
        fresh,
        permissions.allowed(request.actor, MANAGE),
    )
    return _unkept(page(request, "clients/clients.html", data, status=refusal.status if refusal else 200))


@require_POST
@staff_page(MANAGE)
def add(request: Request) -> HttpResponse:
    """Give another system access."""
    try:
        made = services.add_client(
            name=request.POST.get("name", ""), scopes=_scopes(request), actor=request.actor, at=now()
        )
    except Refused as refusal:
        return _clients(request, refusal=refusal)
    return _clients(request, fresh=Fresh(_("登録しました"), made.secret, made.key))


@require_GET
@staff_page(selectors.SEE)
@_found
def client(request: Request, client_id: UUID) -> HttpResponse:
    """One system."""
    return _client(request, client_id)


def _client(
    request: Request, client_id: UUID, *, refusal: Refused | None = None, fresh: Fresh | None = None
) -> HttpResponse:
    shown = selectors.client(request.actor, client_id)
    data = OnePage(
        shown,
        _scope_choices(),
        tuple(one.value for one in shown.client.scopes),
        tuple((name, say(label)) for name, label in selectors.event_choices()),
        request.POST.get("url", "") if fresh is None else "",
        tuple(request.POST.getlist("events")) if fresh is None else (),
        _errors(refusal),
        fresh,
        permissions.allowed(request.actor, MANAGE) and shown.client.is_active,
    )
    return _unkept(page(request, "clients/client.html", data, status=refusal.status if refusal else 200))


@require_POST
@staff_page(MANAGE)
@_found
def set_scopes(request: Request, client_id: UUID) -> HttpResponse:
    """Change what a system may do."""
    try:
        services.set_scopes(client_id=client_id, scopes=_scopes(request), actor=request.actor, at=now())
    except Refused as refusal:
        return _client(request, client_id, refusal=refusal)
    return done(request, to="clients:client", client_id=client_id)


@require_POST
@staff_page(MANAGE)
@_found
def rotate(request: Request, client_id: UUID) -> HttpResponse:
    """Give a system a new secret."""
    try:
        made = services.rotate_secret(client_id=client_id, actor=request.actor, at=now())
    except Refused as refusal:
        return _client(request, client_id, refusal=refusal)
    fresh = Fresh(_("新しいシークレットを発行しました"), made.secret, made.key)
    return _client(request, client_id, fresh=fresh)


@require_POST
@staff_page(MANAGE)
@_found
def stop(request: Request, client_id: UUID) -> HttpResponse:
    """Stop a system."""
    try:
        services.stop_client(client_id=client_id, actor=request.actor, at=now())
    except Refused as refusal:
        return _client(request, client_id, refusal=refusal)
    return done(request, to="clients:clients")


@require_POST
@staff_page(MANAGE)
@_found
def add_webhook(request: Request, client_id: UUID) -> HttpResponse:
    """Tell an address of events."""
    try:
        made = webhook_services.add_webhook(
            client_id=client_id,
            url=request.POST.get("url", ""),
            names=request.POST.getlist("events"),
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return _client(request, client_id, refusal=refusal)
    return _client(request, client_id, fresh=Fresh(_("Webhookの送り先を登録しました"), made[1]))


@require_GET
@staff_page(selectors.SEE)
@_found
def webhook(request: Request, webhook_id: UUID) -> HttpResponse:
    """The delivery log of a webhook."""
    return _webhook(request, webhook_id)


def _webhook(
    request: Request, webhook_id: UUID, *, refusal: Refused | None = None, fresh: Fresh | None = None
) -> HttpResponse:
    shown = selectors.delivery_log(request.actor, webhook_id)
    may_manage = permissions.allowed(request.actor, MANAGE) and shown.webhook.is_active
    data = WebhookPage(shown, fresh, may_manage)
    status = refusal.status if refusal else 200
    return _unkept(page(request, "clients/webhook.html", data, refusal=refusal, status=status))


@require_POST
@staff_page(MANAGE)
@_found
def try_webhook(request: Request, webhook_id: UUID) -> HttpResponse:
    """Send a message that tells of nothing."""
    webhook_services.try_webhook(webhook_id=webhook_id, actor=request.actor, at=now())
    return done(request, to="clients:webhook", webhook_id=webhook_id)


@require_POST
@staff_page(MANAGE)
@_found
def rotate_webhook(request: Request, webhook_id: UUID) -> HttpResponse:
    """Give a webhook a new signing secret."""
    secret = webhook_services.rotate_webhook(webhook_id=webhook_id, actor=request.actor, at=now())
    return _webhook(request, webhook_id, fresh=Fresh(_("署名の鍵を替えました"), secret))


@require_POST
@staff_page(MANAGE)
@_found
def stop_webhook(request: Request, webhook_id: UUID) -> HttpResponse:
    """Tell an address no more."""
    webhook_services.stop_webhook(webhook_id=webhook_id, actor=request.actor, at=now())
    return done(request, to="clients:webhook", webhook_id=webhook_id)


@require_POST
@staff_page(MANAGE)
@_found
def send_again(request: Request, webhook_message_id: UUID) -> HttpResponse:
    """Send a message once more."""
    webhook_id = selectors.webhook_of(request.actor, webhook_message_id)
    try:
        webhook_services.send_again(message_id=webhook_message_id, actor=request.actor, at=now())
    except Refused as refusal:
        return _webhook(request, webhook_id, refusal=refusal)
    return done(request, to="clients:webhook", webhook_id=webhook_id)


def _scopes(request: Request) -> list[Scope]:
    return [one for one in Scope if one.value in request.POST.getlist("scopes")]


def _scope_choices() -> Choices:
    return tuple((scope.value, f"{say(LABELS[scope])}（{scope.value}）") for scope in Scope)


def _errors(refusal: Refused | None) -> tuple[tuple[str, str], ...]:
    return () if refusal is None else ((refusal.pointer, say(refusal.why) + say(refusal.mend)),)


def _unkept(response: HttpResponse) -> HttpResponse:
    """Keep a page that may show a secret out of every cache, the browser's too."""
    response.headers["Cache-Control"] = "no-store"
    return response
