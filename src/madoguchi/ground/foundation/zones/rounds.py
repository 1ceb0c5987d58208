"""What the zones do by the clock; nothing where both run together."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from madoguchi.ground.foundation import metrics
from madoguchi.ground.foundation.models import Body
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.tasks.schedules import schedule
from madoguchi.ground.foundation.zones import carrier, sending, status, taking_in
from madoguchi.ground.foundation.zones.refusals import KeyMissing

logger = logging.getLogger("madoguchi.zones")


def transfer(at: datetime) -> None:
    """Take in what came, send what waits. Without keys nothing moves, and the log says why."""
    try:
        taking_in.receive(at)
        sending.send(at)
    except KeyMissing as refusal:
        logger.error("transfer_key_missing path=%s reason=%s", refusal.facts["path"], refusal.facts["reason"])


def queue_references(at: datetime) -> None:
    """Let every body's reference data cross: settings and divisions change without events."""
    for body_id in list(Body.objects.order_by("id").values_list("id", flat=True)):
        sending.queue_reference(body_id, at=at)


def measured(at: datetime) -> Iterator[str]:
    """Yield what ``/metrics`` says of the transfer."""
    found = status.status()
    waiting = sum(one.waiting_count for one in found.bodies)
    behind = sum(one.sent - one.acknowledged for one in found.bodies)
    lag = metrics.age(found.oldest or at, at)
    late = [({"way": one.way}, metrics.age(one.failing_since or at, at)) for one in found.ways]
    for name, help_text, value in (
        ("waiting", "Events that wait to be packed.", waiting),
        ("unacknowledged", "Packages the other zone lacks.", behind),
        ("lag_seconds", "Age of the oldest of both.", lag),
        ("arrived", "Files not taken in yet.", len(found.arrived)),
        ("refused", "Packages laid aside.", len(found.refused)),
    ):
        yield from metrics.metric(f"madoguchi_transfer_{name}", "gauge", help_text, [({}, value)])
    if late:
        name, help_text = (
            "madoguchi_transfer_not_carried_seconds",
            "How long carrying by SFTP has failed.",
        )
        yield from metrics.metric(name, "gauge", help_text, late)
        help_text = "Files that wait to be brought to the SFTP server."
        yield from metrics.metric("madoguchi_transfer_uncarried", "gauge", help_text, [({}, found.uncarried)])


if here() is not None:
    schedule("foundation.transfer", every=timedelta(seconds=2), run=transfer)
    schedule("foundation.transfer_sweep", every=timedelta(hours=1), run=sending.sweep)
    metrics.also(measured)
if here() is not None and carrier.addresses():
    schedule("foundation.transfer_carry", every=carrier.EVERY, run=carrier.carry, is_outside=True)
if here() is Zone.LGWAN:
    schedule("foundation.transfer_reference", every=timedelta(days=1), run=queue_references)
