"""First passwords, which somebody else makes and hands over in person.

A first password opens one page, where its holder chooses another, for :data:`LASTS` and no longer (ASVS 4.0.3, 2.3.1).
"""

import secrets
from datetime import date, datetime, time, timedelta

from django.utils import timezone

LASTS = timedelta(days=7)


def new() -> str:
    """Return a password to be shown once: 120 bits, 20 signs."""
    return secrets.token_urlsafe(15)


def ends_at(at: datetime, *, from_on: date | None = None) -> datetime:
    """Return when a first password made at an instant ends, unless its holder has chosen another.

    ``from_on``: the holder's first day at work; where it lies ahead the days run from its beginning.
    """
    begins = at if from_on is None else max(at, timezone.make_aware(datetime.combine(from_on, time())))
    return begins + LASTS
