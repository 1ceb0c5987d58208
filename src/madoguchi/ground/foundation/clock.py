"""The clock of the edges: services are told the time; views, tasks and commands ask it here."""

from datetime import date, datetime, timedelta

from django.utils import timezone

# Clocks of several machines may differ by this much. What lies further ahead than it can was written before the clock
# was set back, and is not waited for: an hour back would be an hour without seals.
CLOCKS_DIFFER = timedelta(minutes=1)


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return timezone.now()


def localdate(at: datetime) -> date:
    """Return the day in Japan of an instant (midnight there is 15:00 UTC)."""
    return timezone.localdate(at, timezone.get_default_timezone())


def localtime(at: datetime) -> datetime:
    """Return an instant as the clocks in Japan show it."""
    return timezone.localtime(at, timezone.get_default_timezone())
