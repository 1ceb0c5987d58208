"""Taking packages in: each once, in its turn, whole or not at all.

A package that comes again is dropped, one that comes early waits in the folder, one that is damaged, foreign or not
agreed upon is laid aside. What a package may write is what its zone declared (``crossings``), for its own body.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from madoguchi.ground.foundation import events, files
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import StoredFile, TakenPackage
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.zones import courier, crossings, sealing, sending
from madoguchi.ground.foundation.zones.contents import Contents, PlainRow, decoded
from madoguchi.ground.foundation.zones.refusals import ChainBroken, Damaged, Foreign, NotAgreed, PackageRefused
from madoguchi.ground.kernel.errors import Message

logger = logging.getLogger("madoguchi.zones")

TAKEN_IN = Event(
    name="foundation.package.taken_in",
    label=Message("もう一方のゾーンからのパッケージを取り込みました", "A package from the other zone was taken in"),
    facts={"stream": UUID, "number": int, "sha256": str, "event_count": int},
    seen_by={Reader.AUDIT},
)


@dataclass(slots=True)
class Received:
    """What one round did."""

    taken: int = 0
    repeated: int = 0
    waiting: int = 0
    refused: int = 0
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class _Arrived:
    path: Path
    header: Mapping[str, Any]  # Any: JSON
    digest: str

    @property
    def number(self) -> int:
        return int(self.header["number"])

    @property
    def stream(self) -> UUID:
        return UUID(self.header["stream"])


def receive(at: datetime) -> Received:
    """Take in what lies in the folder, as far as it is in turn, and tell the other side how far we are.

    Raises:
        NotApart, KeyMissing
    """
    keys, done = sending.read_keys(), Received()
    by_body: dict[UUID, list[_Arrived]] = defaultdict(list)
    for path in courier.folders().arrived():
        try:
            arrived = _look(path, keys)
        except FileNotFoundError:  # another process was first
            continue
        except PackageRefused as refusal:
            _lay_aside(path, refusal, done)
            continue
        by_body[UUID(arrived.header["body"])].append(arrived)
    for body_id, found in by_body.items():
        _receive_of(body_id, sorted(found, key=lambda one: one.number), keys, done, at=at)
    return done


def _look(path: Path, keys: sealing.Keys) -> _Arrived:
    sealed = path.read_bytes()
    header = sealing.read_header(sealed, keys, name=path.name)
    zone = here()
    if zone is None or header["from"] != zone.other:
        raise Foreign(name=path.name, reason=f"from {header['from']}")
    return _Arrived(path, header, sha256(sealed).hexdigest())


def _receive_of(body_id: UUID, found: list[_Arrived], keys: sealing.Keys, done: Received, *, at: datetime) -> None:
    missing: set[tuple[UUID, int]] = set()
    packages = sorted((one for one in found if one.number > 0), key=lambda one: (one.stream, one.number))
    for one in found:
        if told := one.header["acknowledged"]:
            done.acknowledged += sending.acknowledged(body_id, UUID(told[0]), told[1], at=at)
        if missed := one.header.get("missing"):
            sending.send_missed(body_id, [(UUID(stream), number) for stream, number in missed], at=at)
        if one.number == 0:
            one.path.unlink(missing_ok=True)
    for one in packages:
        stream, last = _last_taken(body_id)
        if stream is not None and one.stream < stream:  # given up: what it held comes in the stream that goes on
            done.repeated += 1
            one.path.unlink(missing_ok=True)
            continue
        if stream != one.stream:
            last = 0
        if one.number > last + 1:
            done.waiting += 1
            there = {(other.stream, other.number) for other in packages}
            missing |= {(one.stream, number) for number in range(last + 1, one.number)} - there
            continue
        try:
            if one.number <= last:
                _require_same(body_id, one)
                done.repeated += 1
            elif _take(body_id, one, keys, at=at):
                done.taken += 1
        except PackageRefused as refusal:
            _lay_aside(one.path, refusal, done)
            continue
        one.path.unlink(missing_ok=True)
    if packages:
        sending.receipt(body_id, missing, keys)


def _last_taken(body_id: UUID) -> tuple[UUID | None, int]:
    """Return the stream that goes on and the last number taken in from it."""
    last = TakenPackage.objects.filter(body_id=body_id).order_by("-stream", "-number").first()
    return (last.stream, last.number) if last else (None, 0)


def _require_same(body_id: UUID, one: _Arrived) -> None:
    if not TakenPackage.objects.filter(
        body_id=body_id, stream=one.stream, number=one.number, sha256=one.digest
    ).exists():
        raise ChainBroken(name=one.path.name, reason=f"another package was taken in as number {one.number}")


def _take(body_id: UUID, one: _Arrived, keys: sealing.Keys, *, at: datetime) -> bool:
    """Write what a package holds, in one transaction; False where another process took it meanwhile."""
    previous = TakenPackage.objects.filter(body_id=body_id, stream=one.stream, number=one.number - 1).first()
    if one.header["previous"] != (previous.sha256 if previous else sending.NO_PACKAGE):
        raise ChainBroken(name=one.path.name, reason="it names another package as the one before")
    sealed = one.path.read_bytes()
    if sha256(sealed).hexdigest() != one.digest:
        raise Damaged(name=one.path.name, reason="changed while it was read")
    raw = sealing.read_content(sealed, dict(one.header), keys, name=one.path.name)
    contents = decoded(raw, tables=crossings.declared()[0], name=one.path.name)
    sender = Zone(one.header["from"])
    _require_agreed(contents, body_id, sender, name=one.path.name)
    try:
        with body_scope(body_id, write=True):
            taken = TakenPackage(
                body_id=body_id, stream=one.stream, number=one.number, sha256=one.digest,
                event_count=len(contents.events), taken_at=at,
            )  # fmt: skip
            taken.save(force_insert=True)  # first: whoever else takes it now waits here, and fails
            TakenPackage.objects.filter(body_id=body_id).exclude(stream=one.stream).delete()
            _write_rows(contents, sender, name=one.path.name)
            for event in contents.events:
                events.take_in(event.recorded, request_id=event.request_id)
            events.record(
                TAKEN_IN, subject=taken, actor=Actor.system(body_id), at=at,
                stream=one.stream, number=one.number, sha256=one.digest, event_count=len(contents.events),
            )  # fmt: skip
    except IntegrityError as error:
        if TakenPackage.objects.filter(body_id=body_id, stream=one.stream, number=one.number).exists():
            return False
        raise NotAgreed(name=one.path.name, reason=str(error).splitlines()[0]) from error
    return True


def _require_agreed(contents: Contents, body_id: UUID, sender: Zone, *, name: str) -> None:
    """Refuse rows, events and files that are not this zone's to send, or of another body."""
    for row in contents.rows.values():
        how = crossings.declared()[0][row.table]
        if sender not in how.senders:
            raise NotAgreed(name=name, reason=f"rows of {row.table} do not come from {sender}")
        if row.body_id is not None and row.body_id != body_id:
            raise NotAgreed(name=name, reason=f"a row of {row.table} of another body")
        if how.model is StoredFile:
            _require_file(row, contents, name)
    for one in contents.events:
        crossing = crossings.of_event(one.recorded.name)
        if crossing is None or sender not in crossing.by:
            raise NotAgreed(name=name, reason=f"{one.recorded.name} does not come from {sender}")
        if one.recorded.body_id != body_id:
            raise NotAgreed(name=name, reason=f"{one.recorded.name} of another body")
        if one.recorded.facts.keys() != one.recorded.event.facts.keys():
            raise NotAgreed(name=name, reason=f"{one.recorded.name} with other facts")


def _require_file(row: PlainRow, contents: Contents, name: str) -> None:
    content = contents.files.get(row.values["sha256"])
    if content is None or len(content) != row.values["size"]:
        raise NotAgreed(name=name, reason=f"the file {row.id} came without its bytes")
    if row.values["media_type"] != files.sniff(content):
        raise NotAgreed(name=name, reason=f"the file {row.id} is no {row.values['media_type']}")


def _write_rows(contents: Contents, sender: Zone, *, name: str) -> None:
    tables = crossings.declared()[0]
    for content in contents.files.values():
        files.keep_bytes(content)
    merging = []
    for plain in contents.rows.values():
        how = tables[plain.table]
        row = how.model._default_manager.filter(pk=plain.id).first()
        is_new = row is None
        if is_new:
            if sender not in how.by:
                raise NotAgreed(name=name, reason=f"new rows of {plain.table} do not come from {sender}")
            _insert(plain, how)
        elif kept := how.kept_by.get(sender):
            values = {attribute: plain.values[attribute] for attribute in kept}
            how.model._default_manager.filter(pk=plain.id).update(**values)
        if how.merge is not None:
            merging.append((how.merge, how.model, plain, is_new))
    for merge, model, plain, is_new in merging:
        merge(model._default_manager.get(pk=plain.id), plain.values, sender=sender, is_new=is_new)


def _insert(plain: PlainRow, how: crossings.Carried) -> None:
    row = how.model(**plain.values)
    row.pk = plain.id
    if plain.body_id is not None:
        row.body_id = plain.body_id  # type: ignore[attr-defined]  # of every owned and shared table
    row.save(force_insert=True)


def _lay_aside(path: Path, refusal: PackageRefused, done: Received) -> None:
    words = [(refusal.what, refusal.why, refusal.mend)]
    text = "\n".join(part.text(language) for language in ("ja", "en") for parts in words for part in parts)
    logger.error("package_refused code=%s name=%s reason=%s", refusal.code, path.name, refusal.why.en)
    courier.folders().refuse(path, text + "\n")
    done.refused += 1
