"""From when until when procedures take applications, read. All functions join the scope of their caller."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from madoguchi.ground.foundation.public import localdate
from madoguchi.line.forms.clearing_refusals import NotOpenYet, ReceptionEnded
from madoguchi.line.forms.models import Reception


@dataclass(frozen=True, slots=True)
class Period:
    """When a procedure takes applications; None is no bound, the end is excluded."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether applications are taken."""
        return not self.is_before(at) and not self.is_over(at)

    def is_before(self, at: datetime) -> bool:
        """Whether it has not begun yet."""
        return self.opens_at is not None and at < self.opens_at

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended."""
        return self.closes_at is not None and self.closes_at <= at


def period(procedure_id: UUID) -> Period:
    """Return when a procedure takes applications."""
    found = Reception.objects.filter(procedure_id=procedure_id).values_list("opens_at", "closes_at").first()
    return Period() if found is None else Period(*found)


def periods() -> dict[UUID, Period]:
    """Return the periods that were set, by procedure."""
    rows = Reception.objects.order_by("id").values_list("procedure_id", "opens_at", "closes_at")
    return {procedure_id: Period(opens_at, closes_at) for procedure_id, opens_at, closes_at in rows}


def outside(on: datetime) -> Exists:
    """Return what tells of a row with a ``procedure_id`` whether its procedure is outside of its period."""
    found = Reception.objects.filter(procedure_id=OuterRef("procedure_id"))
    return Exists(found.filter(Q(opens_at__gt=on) | Q(closes_at__lte=on)))


def require_open(procedure_id: UUID, *, at: datetime) -> None:
    """Refuse what arrives outside of the period.

    Raises:
        NotOpenYet, ReceptionEnded
    """
    found = period(procedure_id)
    if found.opens_at is not None and found.is_before(at):
        raise NotOpenYet(bound=found.opens_at)
    if found.closes_at is not None and found.is_over(at):
        raise ReceptionEnded(bound=found.closes_at)


def require_in_time(procedure_id: UUID, *, arrived_at: datetime, arrived_on: date | None) -> None:
    """Refuse what arrived (到達) after the end of the period, whenever it was begun.

    Args:
        procedure_id: whose period.
        arrived_at: when it reached this system.
        arrived_on: the day on which paper reached the office; then the day counts.

    Raises:
        ReceptionEnded
    """
    closes_at = period(procedure_id).closes_at
    if closes_at is None or arrived_at < closes_at:
        return
    if arrived_on is None or arrived_on > localdate(closes_at - timedelta.resolution):
        raise ReceptionEnded(bound=closes_at)
