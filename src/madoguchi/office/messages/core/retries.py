"""When to try again: bounded, and no wait shorter than the one before."""

from datetime import timedelta

_WAITS = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=2),
    timedelta(hours=4), timedelta(hours=6), timedelta(hours=6), timedelta(hours=6),
)  # fmt: skip
ATTEMPTS_AT_MOST = len(_WAITS) + 1


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None: give up, a person has to look.

    The waits add up to more than 25 hours, so that a mail server that is down for a day loses nothing, and none is
    longer than 6 hours, so that what waited goes out on the day the server is back.
    """
    return None if attempts >= ATTEMPTS_AT_MOST else _WAITS[attempts - 1]
