"""How the transfer stands, for operators and for what watches over the product. Numbers only, no personal data."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from madoguchi.ground.foundation.models import Body, Crossing, SentPackage, TakenPackage
from madoguchi.ground.foundation.places import here
from madoguchi.ground.foundation.zones import carrier, courier
from madoguchi.ground.foundation.zones.refusals import NotApart


@dataclass(frozen=True, slots=True)
class BodyStatus:
    """One body's streams. Ages are of the oldest, None where there is none."""

    body: str
    waiting_count: int  # events not packed yet
    waiting_since: datetime | None
    sent: int  # the last number packed
    acknowledged: int  # the last number the other side has
    unacknowledged_since: datetime | None
    taken: int  # the last number taken in
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """This zone, its streams, what lies in the folder for its turn, what was laid aside, and how carrying stands.

    ``uncarried``: files that wait to be brought to the SFTP server; ``ways``: empty where packages lie in folders.
    """

    zone: str
    bodies: tuple[BodyStatus, ...]
    arrived: tuple[str, ...]
    refused: tuple[str, ...]
    uncarried: int
    ways: tuple[carrier.Way, ...]

    @property
    def is_well(self) -> bool:
        """Nothing was laid aside, and what is carried by SFTP arrives."""
        return not self.refused and not any(one.failing_since for one in self.ways)

    @property
    def oldest(self) -> datetime | None:
        """Since when something of ours has not arrived on the other side."""
        since = [at for one in self.bodies for at in (one.waiting_since, one.unacknowledged_since) if at is not None]
        return min(since, default=None)


def status() -> Status:
    """Return how the transfer stands.

    Raises:
        NotApart
    """
    zone = here()
    if zone is None:
        raise NotApart
    waiting = {
        row["body_id"]: row
        for row in Crossing.objects.filter(package=None)
        .order_by()
        .values("body_id")
        .annotate(count=Count("pk"), oldest=Min("queued_at"))
    }
    packed = dict(SentPackage.objects.order_by().values_list("body_id").annotate(last=Max("number")))
    done = SentPackage.objects.exclude(acknowledged_at=None).order_by()
    known = dict(done.values_list("body_id").annotate(last=Max("number")))
    open_ones = SentPackage.objects.filter(acknowledged_at=None).order_by()
    oldest = dict(open_ones.values_list("body_id").annotate(oldest=Min("packed_at")))
    taken = {
        row["body_id"]: row
        for row in TakenPackage.objects.order_by().values("body_id").annotate(last=Max("number"), at=Max("taken_at"))
    }
    bodies = tuple(
        BodyStatus(
            body.slug,
            waiting[body.id]["count"] if body.id in waiting else 0,
            waiting[body.id]["oldest"] if body.id in waiting else None,
            packed.get(body.id, 0),
            known.get(body.id, 0),
            oldest.get(body.id),
            taken[body.id]["last"] if body.id in taken else 0,
            taken[body.id]["at"] if body.id in taken else None,
        )
        for body in Body.objects.order_by("slug")
    )
    folders = courier.folders()
    arrived, refused = tuple(path.name for path in folders.arrived()), tuple(folders.refused_names())
    return Status(zone.value, bodies, arrived, refused, carrier.waiting_count(), tuple(carrier.ways()))
