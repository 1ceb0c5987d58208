"""The clock of the edges: services are told the time; views, tasks and commands ask it here."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return timezone.now()


def localdate(at: datetime) -> date:
    """Return the day in Japan of an instant (midnight there is 15:00 UTC)."""
    return timezone.localdate(at, timezone.get_default_timezone())
