"""Sealing the log: every few seconds each body's new events go under one Merkle root, chained to the root before.

A sealed event that is changed, removed, moved or joined by another is named by :func:`verify`; an owner who
seals again is caught by a root exported before. Hashes are SHA-256; leaves and nodes are told apart by their
first byte (RFC 9162, 2.1).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models
from django.db.models import Exists, OuterRef

from madoguchi.ground.foundation.models import LoggedEvent, Seal
from madoguchi.ground.foundation.scope import body_scope, current_body_id
from madoguchi.ground.foundation.statements import adapted
from madoguchi.ground.kernel.ids import uuid7

BATCH = 5_000  # events under one seal, at most
UNSEALED_AT_MOST = timedelta(seconds=60)  # older events without a seal are a finding
OPEN_AT_MOST = timedelta(hours=1)  # no change of the product takes as long to be saved: see _verify_times
MOST_MOVED = 50  # changed events of one seal, at most, that are tried in each other's places
NO_ROOT = "0" * 64


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a body's log, in words for an operator."""

    kind: str  # changed, missing, added, moved, broken_chain, cut_off, unsealed
    seal_number: int | None
    event_id: UUID | None
    text: str


_HASHED = (
    "id", "body_id", "name", "subject_type", "subject_id", "arrival", "matter_id", "at", "recorded_at",
    "actor_kind", "actor_account_id", "actor_person_id", "actor_division_id", "request_id", "facts",
)  # fmt: skip

_ARRIVAL = _HASHED.index("arrival")
_LENGTHS = [b"%d:" % number for number in range(256)]  # of most parts: written once


@cache
def _as_hashed(vendor: str) -> str:
    """Return the columns of an event as texts that both databases give alike, for a SELECT.

    Ids are 32 hexadecimal digits, instants UTC with microseconds (``2026-04-15 01:00:00.000000``).
    """
    text, uuid, instant = {
        "postgresql": (
            "{0}::text", "replace({0}::text, '-', '')", "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        ),
        # As bytes: whatever somebody put there, of whatever type, is hashed and never fails to be read.
        "sqlite": (
            "CAST({0} AS BLOB)", "CAST({0} AS BLOB)",
            "CAST(CASE length({0}) WHEN 19 THEN {0} || '.000000' ELSE {0} END AS BLOB)",
        ),
    }[vendor]  # fmt: skip
    kinds = {models.UUIDField: uuid, models.ForeignKey: uuid, models.DateTimeField: instant}
    fields = {one.attname: one for one in LoggedEvent._meta.concrete_fields}
    quote = connection.ops.quote_name
    return ", ".join(kinds.get(type(fields[name]), text).format(quote(name)) for name in _HASHED)


def leaf(parts: Sequence[str | bytes | None]) -> bytes:
    """Return the hash of one event as stored: its columns in the order and form of ``_as_hashed``.

    Each part is preceded by its length, so that moving a border between two parts changes the hash.
    """
    pieces: list[bytes] = []
    for one in parts:
        raw = b"-" if one is None else one if isinstance(one, bytes) else one.encode()
        length = len(raw)
        pieces += (_LENGTHS[length] if length < len(_LENGTHS) else b"%d:" % length, raw)
    return sha256(b"\0" + b"".join(pieces)).digest()


def leaf_of_exported(row: Mapping[str, Any]) -> bytes:
    """Return the hash of an event from its columns as JSON: ids with hyphens, instants ISO 8601 in UTC."""
    return leaf([_exported(name, row[name]) for name in _HASHED])


def _exported(name: str, value: Any) -> str | None:  # Any: JSON
    if value is None:
        return None
    if name in ("at", "recorded_at"):
        return str(value).replace("T", " ").removesuffix("+00:00")
    is_uuid = name != "request_id" and (name == "id" or name.endswith("_id"))
    return str(value).replace("-", "") if is_uuid else str(value)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over the leaves; an odd one at the end of a level goes up as it is."""
    level = list(leaves)
    while len(level) > 1:
        paired = [sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def chained(previous_root: str, number: int, leaves: Sequence[bytes]) -> str:
    """Return the root of seal ``number``: over the one before, the number, the count and the Merkle root."""
    head = f"{previous_root}:{number}:{len(leaves)}:".encode()
    return sha256(b"\2" + head + merkle_root(leaves)).hexdigest()


def bodies_with_unsealed() -> list[UUID]:
    """Return the bodies that have events without a seal (across bodies: ids only)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT * FROM foundation_unsealed_bodies()")
        else:
            cursor.execute("SELECT DISTINCT body_id FROM foundation_loggedevent WHERE seal_number IS NULL")
        return [UUID(str(row[0])) for row in cursor.fetchall()]


def seal_all(*, at: datetime) -> int:
    """Seal whatever waits, of every body; return how many events were sealed."""
    return sum(seal_pending(body_id, at=at) for body_id in bodies_with_unsealed())


def seal_pending(body_id: UUID, *, at: datetime) -> int:
    """Seal a body's waiting events in batches; return how many.

    Two sealers at once: the second finds the number taken and leaves the work to the first.
    """
    sealed = 0
    while True:
        try:
            with body_scope(body_id, write=True):
                count = _seal_batch(at=at)
        except IntegrityError:
            return sealed
        sealed += count
        if count < BATCH:
            return sealed


def _seal_batch(*, at: datetime) -> int:
    last = Seal.objects.order_by("-number").values_list("number", "root").first() or (0, NO_ROOT)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_as_hashed(connection.vendor)} FROM foundation_loggedevent "  # noqa: S608
            "WHERE body_id = %s AND seal_number IS NULL ORDER BY arrival LIMIT %s",
            adapted([current_body_id(), BATCH]),
        )
        waiting = cursor.fetchall()
    if not waiting:
        return 0
    number = last[0] + 1
    leaves = [leaf(row) for row in waiting]
    Seal.objects.create(
        id=uuid7(), number=number, previous_root=last[1], root=chained(last[1], number, leaves),
        event_count=len(leaves), leaves=b"".join(leaves), sealed_at=at,
    )  # fmt: skip
    _mark(number, [row[0] for row in waiting])
    return len(leaves)


def _mark(number: int, ids: list[Any]) -> None:  # Any: as the database gave them
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE foundation_loggedevent AS e SET seal_number = %s, leaf_index = l.position - 1 "
                "FROM unnest(%s::uuid[]) WITH ORDINALITY AS l(id, position) WHERE e.id = l.id",
                [number, ids],
            )
        else:
            # The same rows in the same order: on SQLite nobody writes between the two statements.
            cursor.execute(
                "UPDATE foundation_loggedevent AS e SET seal_number = %s, leaf_index = l.place FROM ("
                "SELECT rowid AS found, row_number() OVER (ORDER BY arrival) - 1 AS place FROM foundation_loggedevent "
                "WHERE body_id = %s AND seal_number IS NULL ORDER BY arrival LIMIT %s) AS l WHERE e.rowid = l.found",
                adapted([number, current_body_id(), len(ids)]),
            )


def exported_roots(body_id: UUID) -> dict[str, Any]:
    """Return the body's last seal as plain data, to be kept where its owner cannot change it."""
    with body_scope(body_id):
        last = Seal.objects.order_by("-number").first()
    return {"body_id": str(body_id), "number": last.number if last else 0, "root": last.root if last else NO_ROOT}


@dataclass(frozen=True, slots=True)
class _Placed:
    """An event as it lies under a seal; ``parts`` as ``leaf`` takes them."""

    index: int | None
    parts: list[str | bytes | None]

    @property
    def id(self) -> UUID | None:
        """The event's id; None where somebody wrote something else there."""
        try:
            return UUID(self.text("id"))
        except ValueError:
            return None

    def text(self, column: str) -> str:
        """Return a column for people to read, whatever bytes are in it."""
        part = self.parts[_HASHED.index(column)]
        return part.decode(errors="replace") if isinstance(part, bytes) else part or ""

    def __str__(self) -> str:
        return f"event {self.id or self.text('id')} ({self.text('name')})"


def verify(body_id: UUID, *, at: datetime, exported: dict[str, Any] | None = None) -> tuple[list[Finding], int, int]:
    """Check every seal of a body's log, and an exported root where one was kept. New seals may be made meanwhile.

    Returns:
        What is wrong (empty: all is well), how many seals and how many events were checked.
    """
    with body_scope(body_id):
        findings: list[Finding] = []
        checked = 0
        previous, expected = NO_ROOT, 1
        roots: dict[int, str] = {0: NO_ROOT}
        sealed_at: deque[datetime] = deque()
        before: datetime | None = None
        for seal in _seals():
            while sealed_at and sealed_at[0] <= seal.sealed_at - OPEN_AT_MOST:
                before = sealed_at.popleft()
            sealed_at.append(seal.sealed_at)
            rows = _under(seal.number)
            findings += _verify_chain(seal, previous, expected)
            findings += _verify_seal(seal, rows)
            findings += _verify_times(seal, rows, before)
            checked += len(rows)
            previous, expected = seal.root, seal.number + 1
            roots[seal.number] = seal.root
        findings += _beyond_last_seal(expected - 1, at)
        if exported is not None:
            findings += _verify_exported(exported, roots)
        return findings, len(roots) - 1, checked


def _seals() -> Iterator[Seal]:
    last = 0
    while page := list(Seal.objects.filter(number__gt=last).order_by("number")[:50]):
        yield from page
        last = page[-1].number


def _under(number: int) -> list[_Placed]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT leaf_index, {_as_hashed(connection.vendor)} FROM foundation_loggedevent "  # noqa: S608
            "WHERE body_id = %s AND seal_number = %s ORDER BY leaf_index",
            adapted([current_body_id(), number]),
        )
        return [_Placed(index, parts) for index, *parts in cursor.fetchall()]


def _verify_chain(seal: Seal, previous: str, expected: int) -> Iterator[Finding]:
    if seal.number != expected:
        yield Finding("broken_chain", seal.number, None, f"seals {expected} to {seal.number - 1} are missing")
    elif seal.previous_root != previous:
        yield Finding("broken_chain", seal.number, None, f"seal {seal.number} does not continue seal {seal.number - 1}")


def _verify_seal(seal: Seal, rows: Sequence[_Placed]) -> Iterator[Finding]:
    kept = bytes(seal.leaves)
    leaves = [kept[start : start + 32] for start in range(0, len(kept), 32)]
    if len(leaves) != seal.event_count or not leaves or chained(seal.previous_root, seal.number, leaves) != seal.root:
        yield Finding("changed", seal.number, None, f"seal {seal.number} itself was changed")
    found = {row.index: row for row in rows}
    changed: list[tuple[_Placed, bytes]] = []
    for index, expected in enumerate(leaves):
        row = found.pop(index, None)
        if row is None:
            yield Finding("missing", seal.number, None, f"the event at place {index + 1} of seal {seal.number} is gone")
        elif leaf(row.parts) != expected:
            changed.append((row, expected))
    for row, expected in changed:
        kind = "moved" if leaf(row.parts) in leaves or _is_moved(row, expected, changed) else "changed"
        yield Finding(kind, seal.number, row.id, f"{row} of seal {seal.number} was {kind}")
    for row in found.values():
        yield Finding("added", seal.number, row.id, f"{row} was added to seal {seal.number} afterwards")


def _is_moved(row: _Placed, expected: bytes, changed: Sequence[tuple[_Placed, bytes]]) -> bool:
    """Whether an event is as it was but for its arrival, which another has now."""
    if len(changed) > MOST_MOVED:
        return False
    before, after = row.parts[:_ARRIVAL], row.parts[_ARRIVAL + 1 :]
    return any(leaf([*before, other.parts[_ARRIVAL], *after]) == expected for other, _ in changed)


def _verify_times(seal: Seal, rows: Sequence[_Placed], before: datetime | None) -> Iterator[Finding]:
    """Name events that claim to be older than a seal they should have been under.

    Sealers take whatever waits; what somebody wrote into the table by hand, dated back, is not told by its hash.
    ``before``: when the last seal was made that is older than this one by more than any change takes.
    """
    if before is None:
        return
    limit = before.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    for row in rows:
        if row.text("recorded_at") < limit:
            text = f"{row} came under seal {seal.number}, though dated before {limit} (UTC), "
            yield Finding("added", seal.number, row.id, f"{text}when older seals were made: it was written in later")


def _beyond_last_seal(last: int, at: datetime) -> Iterator[Finding]:
    # One statement, hence one moment: a seal that was made since the last one was read stands with its events.
    under_none = ~Exists(Seal.objects.filter(number=OuterRef("seal_number")))
    cut_off = LoggedEvent.objects.filter(under_none, seal_number__gt=last)
    for row in cut_off.order_by("seal_number", "leaf_index"):
        yield Finding(
            "cut_off", row.seal_number, row.id, f"event {row.id} belongs to seal {row.seal_number}, which is gone"
        )
    waiting = LoggedEvent.objects.filter(seal_number=None, recorded_at__lt=at - UNSEALED_AT_MOST)
    for row in waiting.order_by("arrival"):
        yield Finding(
            "unsealed",
            None,
            row.id,
            f"event {row.id} ({row.name}) has waited for a seal since {row.recorded_at.isoformat()}",
        )


def _verify_exported(exported: dict[str, Any], roots: dict[int, str]) -> Iterable[Finding]:
    number = int(exported["number"])
    if number not in roots:
        yield Finding("cut_off", number, None, f"the exported seal {number} is not in the log: it was cut off")
    elif roots[number] != exported["root"]:
        yield Finding(
            "changed", number, None, f"seal {number} has another root than the exported one: the log was sealed again"
        )
