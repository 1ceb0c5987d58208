"""What a session gave to get in: a second factor, and how long ago."""

import time
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave a second factor, and for this account (allauth notes each method with its account)."""
    return any(map(is_second_factor, ways_in(request)))


def is_fresh(request: HttpRequest, *, seconds: int) -> bool:
    """Whether this session's account signed in, or proved itself once more, within the last ``seconds``."""
    return any(time.time() - record.get("at", 0) <= seconds for record in ways_in(request))


def has_fresh_second_factor(request: HttpRequest, *, seconds: int) -> bool:
    """Whether this session's account showed a second factor within the last ``seconds``."""
    return any(is_second_factor(record) and time.time() - record.get("at", 0) <= seconds for record in ways_in(request))


def is_second_factor(record: Mapping[str, Any]) -> bool:  # Any: as allauth notes it
    """Whether what opened a session was, or held, a second factor: app, passkey (always user-verified), provider."""
    return record.get("method") in ("mfa", "passkey") or record.get("second_factor") is True


def ways_in(request: HttpRequest) -> list[dict[str, Any]]:  # Any: as allauth notes it
    """Return what this session's account showed to get in: method, instant (seconds) and, by method, more."""
    from allauth.account.authentication import get_authentication_records  # late: it needs the tables

    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
