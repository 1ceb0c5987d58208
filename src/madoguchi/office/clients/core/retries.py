"""When a message that was not taken is sent again."""

from datetime import timedelta

WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)  # fmt: skip
"""5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours: ten tries over three days (Standard Webhooks 1.0)."""

GIVEN_UP_AFTER = sum(WAITS, timedelta())


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after that many tries; None: no more."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None
