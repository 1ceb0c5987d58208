"""Packing what waits to cross, sending it, sending it again until the other side has it.

Numbers run without gaps per body. A package's bytes are on the disk before its row is saved; the row says that what it
holds is on its way, so a process killed anywhere leaves nothing that is sent twice under two numbers, and nothing lost.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models
from django.db.models import F

from madoguchi.ground.foundation import events, files
from madoguchi.ground.foundation.models import Crossing, LoggedEvent, SentPackage, StoredFile, TakenPackage
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.zones import courier, crossings, sealing
from madoguchi.ground.foundation.zones.contents import Contents, PlainEvent, plain_row
from madoguchi.ground.foundation.zones.refusals import NotApart
from madoguchi.ground.kernel.ids import uuid7

logger = logging.getLogger("madoguchi.zones")
MOST_EVENTS = 200  # in one package
MOST_FILE_BYTES = 32 * 1024 * 1024  # once reached, what follows goes into the next package
AGAIN_AFTER = timedelta(minutes=5)  # without word from the other side
AGAIN_WHEN_MISSED = timedelta(seconds=10)  # the other side says that it waits for it
MOST_AGAIN = 50  # packages of one body at once, the oldest first
LEFT_ALONE = timedelta(hours=1)  # files that a process may be about to name
NO_PACKAGE = "0" * 64


@dataclass(frozen=True, slots=True)
class Sent:
    """What one round did."""

    packed: int
    sent: int


def send(at: datetime) -> Sent:
    """Pack what waits and put out what the other side does not have.

    Raises:
        NotApart, KeyMissing
    """
    keys, packed = read_keys(), 0
    waiting = (
        Crossing.objects.filter(package=None, body__is_trial=False)
        .order_by("body_id")
        .values_list("body_id", flat=True)
    )
    for body_id in list(waiting.distinct()):
        while _pack(body_id, keys, at=at):
            packed += 1
    return Sent(packed, _put_out(at))


def read_keys() -> sealing.Keys:
    """Return the keys of an installation that runs one zone.

    Raises:
        NotApart, KeyMissing
    """
    if here() is None:
        raise NotApart
    return sealing.read_keys(courier.folders().keys)


def _pack(body_id: UUID, keys: sealing.Keys, *, at: datetime) -> bool:
    """Make the next package of a body; False where nothing waits, or another process was first."""
    kept = ""
    try:
        with body_scope(body_id, write=True):
            contents, packed = _gathered(_waiting(body_id))
            while packed and not (contents.events or contents.rows):  # they stay after all
                Crossing.objects.filter(pk__in=[one.pk for one in packed]).delete()
                contents, packed = _gathered(_waiting(body_id))
            if not packed:
                return False
            last = SentPackage.objects.filter(body_id=body_id).order_by("-stream", "-number").first()
            stream, number, previous = (last.stream, last.number + 1, last.sha256) if last else (uuid7(), 1, NO_PACKAGE)
            header = {**_header(body_id), "stream": stream, "number": number, "previous": previous}
            sealed = sealing.seal(header, contents.encoded(), keys)
            digest = sha256(sealed).hexdigest()
            kept = courier.package_name(body_id, number, digest)
            courier.folders().keep(kept, sealed)
            SentPackage.objects.create(
                body_id=body_id, stream=stream, number=number, sha256=digest, size=len(sealed), packed_at=at,
                event_count=len(contents.events),
            )  # fmt: skip
            Crossing.objects.filter(pk__in=[one.pk for one in packed]).update(package=number)
            return True
    except IntegrityError:  # two packed at once: the number went to the other
        courier.folders().forget(kept)
        return False


def _waiting(body_id: UUID) -> list[Crossing]:
    return list(Crossing.objects.filter(body_id=body_id, package=None).order_by("id")[:MOST_EVENTS])


def _header(body_id: UUID) -> dict[str, Any]:
    """What every package and every receipt tells the other side: from where, of which body, how far we are."""
    last = TakenPackage.objects.filter(body_id=body_id).order_by("-stream", "-number").first()
    return {"from": here(), "body": body_id, "acknowledged": [last.stream, last.number] if last else None}


def receipt(body_id: UUID, missing: Iterable[tuple[UUID, int]], keys: sealing.Keys) -> None:
    """Tell the other side how far we are, and which packages, by stream and number, we wait for."""
    header = {**_header(body_id), "stream": None, "number": 0, "missing": [list(one) for one in sorted(missing)]}
    courier.folders().send(courier.receipt_name(body_id), sealing.seal(header, b"", keys))


def _gathered(waiting: Iterable[Crossing]) -> tuple[Contents, list[Crossing]]:
    contents, packed = Contents(), []
    for one in waiting:
        if contents.file_bytes >= MOST_FILE_BYTES:
            break
        packed.append(one)
        if one.event_id is None:
            _add(contents, crossings.reference_rows())
            continue
        row = LoggedEvent.objects.get(pk=one.event_id)
        recorded = events.as_recorded(row)
        how = crossings.of_event(recorded.name)
        if (rows := how.rows(recorded) if how is not None else ()) is not None:
            contents.events.append(PlainEvent(recorded, row.request_id))
            _add(contents, rows)
    return contents, packed


def _add(contents: Contents, rows: Iterable[models.Model]) -> None:
    for row in rows:
        how = crossings.table(row._meta.label_lower)
        if how is None:
            raise LookupError(f"{row._meta.label} does not cross")
        contents.rows[row._meta.label_lower, row.pk] = plain_row(row, how)
        if isinstance(row, StoredFile):
            contents.files[row.sha256] = files.stored_bytes(row)


def _put_out(at: datetime) -> int:
    """Send what was never sent, or so long ago that it is likely to be lost."""
    open_ones = SentPackage.objects.filter(acknowledged_at=None)
    due = open_ones.filter(sent_at=None) | open_ones.filter(sent_at__lte=at - AGAIN_AFTER)
    count, per_body = 0, dict[UUID, int]()
    for one in due.order_by("body_id", "number"):
        per_body[one.body_id] = per_body.get(one.body_id, 0) + 1
        if one.sent_at is None or per_body[one.body_id] <= MOST_AGAIN:
            put_out(one, at)
            count += 1
    return count


def put_out(package: SentPackage, at: datetime) -> None:
    """Put one package out, for the first time or again."""
    courier.folders().send_kept(courier.package_name(package.body_id, package.number, package.sha256))
    SentPackage.objects.filter(pk=package.pk).update(sent_at=at, times_sent=F("times_sent") + 1)


def acknowledged(body_id: UUID, stream: UUID, number: int, *, at: datetime) -> int:
    """Note how far the other side is and forget what it has; return how many packages it newly has."""
    sent = SentPackage.objects.filter(body_id=body_id, stream=stream)
    if not sent.exists():
        return 0  # of a stream that was given up
    arrived = sent.filter(number__lte=number, acknowledged_at=None)
    done = list(arrived.order_by("number"))
    Crossing.objects.filter(body_id=body_id, package__lte=number).delete()
    arrived.update(acknowledged_at=at)
    for one in done:
        courier.folders().forget(courier.package_name(body_id, one.number, one.sha256))
    return len(done)


def send_missed(body_id: UUID, missing: Iterable[tuple[UUID, int]], *, at: datetime) -> None:
    """Send what the other side waits for, unless that was done a moment ago."""
    due = SentPackage.objects.filter(body_id=body_id, acknowledged_at=None, sent_at__lte=at - AGAIN_WHEN_MISSED)
    wanted = set(missing)
    for one in [one for one in due.order_by("number") if (one.stream, one.number) in wanted][:MOST_AGAIN]:
        put_out(one, at)


def sweep(at: datetime) -> int:
    """Delete kept bytes whose row was never saved, or which arrived when we were killed; return how many files."""
    wanted = {
        courier.package_name(one.body_id, one.number, one.sha256)
        for one in SentPackage.objects.filter(acknowledged_at=None).order_by("id").iterator()
    }
    return courier.folders().sweep(wanted, before=(at - LEFT_ALONE).timestamp())


def resend(body_id: UUID, *, at: datetime) -> int:
    """Send everything of a body again that the other side has not acknowledged; return how many packages."""
    read_keys()
    found = list(SentPackage.objects.filter(body_id=body_id, acknowledged_at=None).order_by("number"))
    for one in found:
        put_out(one, at)
    return len(found)


def queue_reference(body_id: UUID, *, at: datetime) -> None:
    """Let a body's reference data cross with the next package, once; from the office's zone, which owns it."""
    if here() is Zone.LGWAN and not Crossing.objects.filter(body_id=body_id, event_id=None, package=None).exists():
        Crossing.objects.create(body_id=body_id, queued_at=at)


def begin_anew(body_id: UUID, *, at: datetime) -> int:
    """Give up the stream of packages and begin another, in which everything that the log says crosses once more.

    For an office whose zones ran together, for a new other side, and after either side was restored from a backup.
    Whoever has an event or a row already keeps it. Returns how many events wait now.
    """
    read_keys()
    names = [name for name in crossings.declared()[2] if events.crosses_from_here(name)]
    with body_scope(body_id, write=True):
        given_up = list(SentPackage.objects.filter(body_id=body_id).order_by("number"))
        SentPackage.objects.filter(body_id=body_id).delete()
        Crossing.objects.filter(body_id=body_id).delete()
        queue_reference(body_id, at=at)
        found = LoggedEvent.objects.filter(name__in=names).order_by("arrival").values_list("id", flat=True)
        new = [Crossing(body_id=body_id, event_id=one, queued_at=at) for one in found]
        Crossing.objects.bulk_create(new, batch_size=500)
    for one in given_up:
        courier.folders().forget(courier.package_name(body_id, one.number, one.sha256))
    return len(new)
