"""HTTP API of intake, below ``/{slug}/api/v1/``. A bearer token says which client calls; cookies are not looked at."""

from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation.public import Actor, Request, api_view, files, now, problem
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import client_selectors, client_services, services
from madoguchi.line.intake.core import document
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.refusals import AnswersNotValid

app_name = "intake_api"
Json = dict[str, Any]  # Any: JSON
View = Callable[..., HttpResponse]


class TokenMissing(Refused):
    """No bearer token, or one that belongs to no active client of this body."""

    code = "intake.token_missing"
    status = 401
    what = Message("利用できません。", "Not authorised.")
    why = Message(
        "Authorizationヘッダーがないか、トークンがこの団体で有効ではありません。",
        "The header Authorization is missing, or its token is not valid at this body.",
    )
    mend = Message(
        "「Authorization: Bearer トークン」を付けてください。トークンは団体の管理者が発行します。",
        "Send “Authorization: Bearer TOKEN”. The body's administrator gives out tokens.",
    )


class NothingHere(Refused):
    """The path of a procedure that takes no applications."""

    code = "intake.procedure_not_open"
    status = 404
    what = Message("この手続きはAPIで受け付けていません。", "This procedure does not take applications.")
    why = Message("公開前か、受付が終わっています。", "It is not published, or has closed.")
    mend = Message("「GET procedures」で受付中の手続きを確かめてください。", "See “GET procedures” for what is open.")


def client_view(view: View) -> View:
    """Pass the calling client's id and actor to a view; refusals become problem+json with the fields concerned."""

    @wraps(view)
    def answered(request: Request, **kwargs: Any) -> HttpResponse:  # Any: the view's own
        body_id = request.public_body.id
        try:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            client_id = client_services.client_of_token(body_id, token.strip()) if kind.lower() == "bearer" else None
            if client_id is None:
                raise TokenMissing
            return view(request, client_id=client_id, actor=client_services.client_actor(body_id), **kwargs)
        except AnswersNotValid as refusal:
            return problem(refusal, errors=[_error(one) for one in refusal.errors])
        except Refused as refusal:
            response = problem(refusal)
            if refusal.status == TokenMissing.status:
                response.headers["WWW-Authenticate"] = 'Bearer realm="madoguchi"'
            return response

    return csrf_exempt(api_view(answered))


def _error(error: forms.FieldError) -> Json:
    return {"pointer": f"/answers/{error.path}", "code": error.fault.value, "detail": _both(error.message)}


def _both(message: Message) -> Json:
    return {"ja": message.ja, "en": message.en}


def _json(data: Json, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


@require_POST
@client_view
def submit(request: Request, *, client_id: UUID, actor: Actor) -> HttpResponse:
    """Take an application: 201, or 200 for a repeat with the same key and content."""
    key = document.read_key(request.headers.get("Idempotency-Key"))
    content = _content(request, document.MOST_BYTES, document.DocumentTooLarge())
    sent_document = document.read(content)
    delivery = services.Delivery(
        channel="api", language=sent_document.language, client_id=str(client_id), idempotency_key=key,
        request_sha256=sha256(content).hexdigest(),
    )  # fmt: skip
    sent = services.submit_answers(
        procedure_code=sent_document.procedure, answers=sent_document.answers, delivery=delivery, actor=actor, at=now()
    )
    return _json(_receipt(request, sent.application), 200 if sent.is_repeat else 201)


def _receipt(request: Request, application: Application) -> Json:
    slug = request.public_body.slug
    return {
        "id": str(application.id),
        "receipt_number": application.receipt_number,
        "arrived_at": application.arrived_at.isoformat(),
        "links": {
            "self": f"{settings.SITE_ADDRESS}/{slug}/api/v1/applications/{application.id}",
            "status_page": f"{settings.SITE_ADDRESS}/{slug}/status/",
        },
    }


def _content(request: Request, most: int, too_large: Refused) -> bytes:
    """Return the request's body, read no further than one byte beyond what is allowed."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if stated.isdecimal() and int(stated) > most:
        raise too_large
    content: bytes = request.read(most + 1)
    if len(content) > most:
        raise too_large
    return content


@require_GET
@client_view
def application(request: Request, *, application_id: UUID, client_id: UUID, actor: Actor) -> HttpResponse:
    """Where an application stands, as its applicant may see it."""
    found = client_selectors.status(application_id, client_id=client_id, actor=actor)
    return _json(
        {
            "id": str(found.id),
            "receipt_number": found.receipt_number,
            "procedure": found.procedure,
            "state": found.state,
            "arrived_on": found.arrived_on.isoformat(),
            "expected_by": None if found.expected_by is None else found.expected_by.isoformat(),
            "events": [{"name": one.name, "label": _both(one.label), "at": one.at.isoformat()} for one in found.steps],
        }
    )


@require_GET
@client_view
def procedures(request: Request, *, client_id: UUID, actor: Actor) -> HttpResponse:
    """The procedures that take applications now."""
    found = client_selectors.open_procedures(actor, at=now())
    return _json({"procedures": [_procedure(request, one) for one in found]})


def _procedure(request: Request, version: forms.PinnedVersion) -> Json:
    address = f"{settings.SITE_ADDRESS}/{request.public_body.slug}/api/v1/procedures/{version.procedure_code}/schema"
    return {
        "code": version.procedure_code,
        "name": _both(version.name),
        "version": version.number,
        "sha256": version.sha256,
        "links": {"schema": address},
    }


@require_GET
@client_view
def schema(request: Request, *, code: str, client_id: UUID, actor: Actor) -> HttpResponse:
    """The JSON Schema of ``answers`` for the version published now."""
    try:
        version, found = client_selectors.schema(code, actor, at=now())
    except forms.NotOpen as refusal:
        raise NothingHere from refusal
    response = _json(dict(found))
    response.headers["Content-Type"] = "application/schema+json"
    response.headers["ETag"] = f'"{version.sha256}"'
    return response


@require_POST
@client_view
def upload(request: Request, *, client_id: UUID, actor: Actor) -> HttpResponse:
    """Keep one file (the raw body); its id is then named in answers. The name comes as ``?name=``."""
    name = request.GET.get("name", "")[:200]
    most = files.ATTACHMENTS.most_bytes
    size = request.META.get("CONTENT_LENGTH") or "0"
    megabytes = int(size) / files.MEGABYTE if size.isdecimal() else 0
    too_large = files.FileTooLarge(
        name=name or "file", size=f"{max(megabytes, most / files.MEGABYTE):.1f}", most=most // files.MEGABYTE
    )
    content = _content(request, most, too_large)
    stored = client_services.keep_file(content=content, name=name, client_id=client_id, actor=actor, at=now())
    kept: Mapping[str, object] = {
        "id": str(stored.id),
        "name": stored.name,
        "media_type": stored.media_type,
        "size": stored.size,
        "sha256": stored.sha256,
    }
    return _json(dict(kept), 201)


urlpatterns = [
    path("applications", submit, name="submit"),
    path("applications/<uuid:application_id>", application, name="application"),
    path("procedures", procedures, name="procedures"),
    path("procedures/<slug:code>/schema", schema, name="schema"),
    path("files", upload, name="upload"),
]
