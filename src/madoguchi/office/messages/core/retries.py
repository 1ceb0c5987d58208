"""When to try again: bounded, and every wait longer than the last."""

from datetime import timedelta

ATTEMPTS_AT_MOST = 6
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=20))


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None: give up, a person has to look.

    The waits add up to a day, so that a mail server that is down overnight loses nothing.
    """
    return None if attempts >= ATTEMPTS_AT_MOST else _WAITS[attempts - 1]
