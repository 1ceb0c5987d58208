"""Pages for machines that watch over this one, and the log of requests."""

import logging
import sys
from collections.abc import Callable
from ipaddress import ip_address
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.ground.foundation import faults, figures, health, request_ids, tasks
from madoguchi.ground.foundation import metrics as measured
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.web.decorators import open_page
from madoguchi.ground.foundation.web.requests import route_of

logger = logging.getLogger("madoguchi.request")
_QUIET = frozenset(
    {"foundation:healthz", "foundation:readyz", "foundation:metrics", "static"}
)  # asked every few seconds, or by the dozen


@open_page
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@open_page
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, its tables fit this code, a worker lives: 200, else 503 and which part is not."""
    found = health.readiness(at=now())
    parts = {"database": found.database, "migrations": found.migrations, "worker": found.worker}
    # For the operator: without the scanner pages work and files wait, without the broker tasks wait.
    said = {**parts, "scanner": scanning.state(), "broker": tasks.broker.state().state}
    return JsonResponse({"ready": found.is_ready, **said}, status=200 if found.is_ready else 503)


@open_page
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for this machine itself or who has the token."""
    if not _may_measure(request):
        return HttpResponse("403\n", status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(measured.text(at=now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_measure(request: HttpRequest) -> bool:
    if token := settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False  # a proxy of this machine speaks for somebody else
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket has no address: only this machine can reach it, but so can its proxy
        return False


class _DatabaseTime:
    """Adds up the seconds that statements take (``connection.execute_wrapper``)."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run one statement; Any: Django hands them through."""
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += perf_counter() - begun


def request_log(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Measure every request and log one line: its route, not its address, which may hold a number of a person."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        begun, in_database = perf_counter(), _DatabaseTime()
        with connection.execute_wrapper(in_database):
            response = get_response(request)
        seconds = perf_counter() - begun
        route, body = route_of(request), getattr(getattr(request, "public_body", None), "key", "")
        figures.count_request(
            request.method or "", route, response.status_code, seconds=seconds, database_seconds=in_database.seconds
        )
        logger.log(
            logging.DEBUG if route in _QUIET else logging.INFO,
            "request method=%s route=%s body=%s status=%s ms=%.1f database_ms=%.1f",
            request.method, route, body, response.status_code, round(seconds * 1000, 1),
            round(in_database.seconds * 1000, 1),
        )  # fmt: skip
        return response

    return middleware


def keep_fault(sender: object, request: HttpRequest | None = None, **_: object) -> None:
    """Keep a fault under the number that its page shows (Django's signal ``got_request_exception``)."""
    error = sys.exc_info()[1]
    if error is not None and request is not None:
        faults.note(error, reference=request_ids.current(), place=route_of(request), at=now())


got_request_exception.connect(keep_fault, dispatch_uid="foundation.keep_fault")
