"""When something is not found, not valid or broken: people get a calm page, programs problem+json; both a number."""

import sys

from django.http import HttpRequest, HttpResponse

from madoguchi.ground.foundation.public import Actor, outages, problem, wants_json
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import error_page
from madoguchi.office.clients.public import NoSuchAddress


class Unreadable(Refused):
    """A request that is not one."""

    code = "config.unreadable"
    status = 400
    what = Message("リクエストを読み取れませんでした。", "The request could not be read.")
    why = Message("アドレスかヘッダーが正しくありません。", "Its address or a header is not valid.")
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")


class Forbidden(Refused):
    """A request that is refused before any rule of the office is asked."""

    code = "config.forbidden"
    status = 403
    what = Message("利用できません。", "Not allowed.")
    why = Message("送信元を確かめられませんでした。", "Where it came from could not be checked.")
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")


class Broken(Refused):
    """A fault of ours."""

    code = "config.broken"
    status = 500
    what = Message("処理できませんでした。", "It could not be done.")
    why = Message("システムの不具合です。記録を残しました。", "It is a fault of ours and was logged.")
    mend = Message(
        "時間をおいて、同じIdempotency-Keyで送り直してください。続くときは、request_idを添えてお問い合わせください。",
        "Send it again later with the same Idempotency-Key. If it goes on, tell us the request_id.",
    )


def _answer(request: HttpRequest, refusal: type[Refused]) -> HttpResponse:
    return problem(refusal()) if wants_json(request) else error_page(request, refusal.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be read."""
    return _answer(request, Unreadable)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, Forbidden)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, NoSuchAddress)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; the log has the traceback under the same reference number. 503: one that will pass."""
    refusal = outages.refusal_of(sys.exception())
    return _answer(request, Broken) if refusal is None else _come_again(request, refusal)


def _come_again(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer without a look at the database: to whoever asks as to a visitor."""
    body = getattr(request, "public_body", None)
    if body is not None:
        request.actor = Actor.visitor(body.id)  # type: ignore[attr-defined]  # set by our middleware
    response: HttpResponse = (
        problem(refusal) if wants_json(request) else error_page(request, refusal.status, refusal=refusal)
    )
    response.headers["Retry-After"] = str(outages.RETRY_SECONDS)
    return response
