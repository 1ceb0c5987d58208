"""Figures of the last two days, one value per window of five minutes: for the plots of the operator's page."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import F

from madoguchi.ground.foundation.models import Sample

WINDOW = timedelta(minutes=5)
KEPT_FOR = timedelta(days=2)
REQUESTS, FAULTS, SECONDS = OF_REQUESTS = ("requests", "faults", "request_seconds")  # added up in their window
TASKS_READY, DELIVERY_LAG, UNSEALED = "tasks_ready", "delivery_lag_seconds", "unsealed_seconds"  # as they were


def window_of(at: datetime) -> datetime:
    """Return the start of the window of an instant."""
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def add(name: str, value: float, *, at: datetime) -> None:
    """Add to a figure that many processes count."""
    window = window_of(at)
    _, made = Sample.objects.get_or_create(name=name, at=window, defaults={"value": value})
    if not made:
        Sample.objects.filter(name=name, at=window).update(value=F("value") + value)


def note(values: Mapping[str, float], *, at: datetime) -> None:
    """Write figures that are what they are at one instant; the highest in its window stays."""
    window = window_of(at)
    for name, value in values.items():
        row, made = Sample.objects.get_or_create(name=name, at=window, defaults={"value": value})
        if not made and value > row.value:
            Sample.objects.filter(pk=row.pk).update(value=value)


def since(start: datetime) -> dict[str, list[tuple[datetime, float]]]:
    """Return each figure's windows from ``start``, oldest first."""
    found: dict[str, list[tuple[datetime, float]]] = {}
    for name, at, value in (
        Sample.objects.filter(at__gte=start).order_by("name", "at").values_list("name", "at", "value")
    ):
        found.setdefault(name, []).append((at, value))
    return found


def prune(at: datetime) -> int:
    """Delete what is older than the page shows."""
    return Sample.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
