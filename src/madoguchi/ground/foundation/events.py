"""The one log: events are declared by rooms, recorded with the change they tell of, read by many.

A recorded event is written in the scope of its service, together with one delivery row and one task per
subscription: either everything is saved or nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models

from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.event_rows import canonical as canonical
from madoguchi.ground.foundation.event_rows import inserting
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.scope import require_scope
from madoguchi.ground.foundation.statements import Statement, adapted, insert
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.ids import uuid7

Fact = UUID | str | int | bool | date | datetime | list[str] | None
Handler = Callable[["RecordedEvent"], None]
HandlerOfMany = Callable[[Sequence["RecordedEvent"]], None]


class Reader(StrEnum):
    """Who may be shown an event."""

    APPLICANT = "applicant"
    STAFF = "staff"
    AUDIT = "audit"


class Mark(StrEnum):
    """What evidence may know of an event without knowing the room it comes from."""

    ARRIVED = "arrived"
    REVIEW_STARTED = "review_started"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION_ANSWERED = "correction_answered"
    PROPOSED = "proposed"
    PROPOSAL_RETURNED = "proposal_returned"
    APPROVED = "approved"
    DECIDED = "decided"
    NOTIFIED = "notified"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event.

    ``name`` is ``room.thing.past_participle`` and never reused; facts are ids, codes, dates, counts.
    """

    name: str
    label: Message
    facts: Mapping[str, type] = field(default_factory=dict)
    seen_by: frozenset[Reader] | set[Reader] = frozenset({Reader.STAFF, Reader.AUDIT})
    mark: Mark | None = None
    detail: Message | None = None  # a second line; ``{fact}`` marks are filled

    def __post_init__(self) -> None:
        if declared.setdefault(self.name, self) is not self:
            raise ValueError(f"the event {self.name} is declared twice")


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as it happened."""

    id: UUID
    event: Event
    body_id: UUID
    subject_type: str
    subject_id: UUID
    matter_id: UUID | None
    at: datetime
    actor_kind: str
    actor_account_id: UUID | None
    actor_person_id: UUID | None
    actor_division_id: UUID | None
    facts: Mapping[str, Any]  # Any: JSON

    @property
    def name(self) -> str:
        return self.event.name

    @property
    def label(self) -> Message:
        return self.event.label

    @property
    def detail(self) -> Message | None:
        """The event's second line with its facts, if it has one."""
        return None if self.event.detail is None else self.event.detail.with_facts(**self.facts)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler that wants every event of one name; ``name`` is its stable key in the delivery rows.

    It is given one event or, where many wait, several at once, in the order in which they are due.

    ``when`` tells whether a body has any use for it: where it has none, no delivery and no task are written.
    ``zone``: where it runs when the zones are apart. ``only_apart``: where they run together there is nothing to do.
    """

    name: str
    event: Event
    handler: HandlerOfMany
    zone: Zone
    only_apart: bool
    when: Callable[[UUID], bool] | None = None

    @property
    def runs_here(self) -> bool:
        return here() is self.zone or (here() is None and not self.only_apart)


declared: dict[str, Event] = {}
subscriptions: dict[str, Subscription] = {}
# What follows an event here: its subscriptions, none for one that only crosses to the other zone.
_by_event: dict[str, list[Subscription]] = {}
_crossing: dict[str, frozenset[Zone]] = {}  # from which zones an event crosses to the other
# The request (or task) that is being served, for the log; set by the middleware and the worker.
request_id: Callable[[], str] = lambda: ""  # noqa: E731  replaced by request_ids at start


def make_due(
    body_id: UUID, due: Sequence[tuple[UUID, Subscription]], now: datetime, *, crossing: Sequence[UUID]
) -> list[Statement]:
    """Return what makes events due: ``delivering`` puts its own here at start, for it imports this module."""
    raise RuntimeError("events are recorded after Django was set up")


def subscribe(
    event: Event,
    *,
    name: str,
    zone: Zone = Zone.LGWAN,
    only_apart: bool = False,
    when: Callable[[UUID], bool] | None = None,
) -> Callable[[Handler], Handler]:
    """Register a handler: called by the worker inside a write scope of the event's body.

    The transaction that runs the handler also marks the delivery done, so its database effects happen once.

    Args:
        zone: where it runs when the zones are apart: mails to applicants leave from the internet.
        only_apart: it repeats in one zone what the other did; nothing to do where both run together.
        when: asked, inside the scope of the change, whether the body has any use for the event.
    """

    def register(handler: Handler) -> Handler:
        @wraps(handler)
        def one_by_one(happened: Sequence[RecordedEvent]) -> None:
            for one in happened:
                handler(one)

        _add(Subscription(name, event, one_by_one, zone, only_apart, when))
        return handler

    return register


def subscribe_to_many(event: Event, *, name: str, zone: Zone = Zone.LGWAN) -> Callable[[HandlerOfMany], HandlerOfMany]:
    """Register a handler that does for many events at once what costs less together: see :func:`subscribe`.

    Its effects are saved for all of them or for none; where one cannot be done, each is tried alone.
    """

    def register(handler: HandlerOfMany) -> HandlerOfMany:
        _add(Subscription(name, event, handler, zone, only_apart=False))
        return handler

    return register


def _add(subscription: Subscription) -> None:
    if subscriptions.setdefault(subscription.name, subscription) is not subscription:
        raise ValueError(f"the subscription {subscription.name} is registered twice")
    if subscription.runs_here:
        _by_event.setdefault(subscription.event.name, []).append(subscription)


def cross(event: Event, *, by: frozenset[Zone]) -> None:
    """Let an event that is recorded in one of the zones ``by`` cross to the other (``zones.crossings`` calls this)."""
    if _crossing.setdefault(event.name, by) is not by:
        raise ValueError(f"{event.name} crosses twice")


def crosses_from_here(name: str) -> bool:
    """Whether an event recorded here crosses to the other zone; never where both run together."""
    return name in _crossing and here() in _crossing[name]


def stand_anew() -> None:
    """Sort subscriptions again after the zone changed, as tests of both zones in one process do."""
    _by_event.clear()
    for one in subscriptions.values():
        if one.runs_here:
            _by_event.setdefault(one.event.name, []).append(one)


def utc_now() -> datetime:
    """Return the clock's instant: for ``recorded_at`` only; what happened when is the service's ``at``."""
    return datetime.now(UTC)


def record(
    event: Event,
    *,
    subject: models.Model,
    actor: Actor,
    at: datetime,
    matter_id: UUID | None = None,
    new: Sequence[models.Model] = (),
    also: Sequence[Statement] = (),
    **facts: Fact,
) -> UUID:
    """Write an event in the open write scope, with what is due to its subscriptions; return its id.

    Args:
        subject: the row it happened to.
        matter_id: the application the event belongs to, for its tracker and its history.
        new: unsaved rows, the subject among them perhaps, that are written with the event: a round trip less.
        also: changes of rows that stand (``statements.changing``), written with it too.
        facts: exactly the declared ones; None where a fact is not known.

    Raises:
        TypeError: facts missing, undeclared or of another type.
        NoBodyInScope: no write scope is open.
    """
    body_id, now = require_scope(write=True).body_id, utc_now()
    event_id, values = _values(Happening(event, subject, at, facts, matter_id), actor, body_id, now)
    insert(*new, first=[*also, *_due([(event_id, event.name)], body_id, now)], then=(inserting(), values))
    return event_id


class Happening(NamedTuple):
    """An event to be recorded: see :func:`record`."""

    event: Event
    subject: models.Model
    at: datetime
    facts: Mapping[str, Fact]
    matter_id: UUID | None = None


def record_all(happened: Sequence[Happening], *, actor: Actor, new: Sequence[models.Model] = ()) -> None:
    """Write several events as :func:`record` does, on PostgreSQL in one statement.

    Args:
        new: unsaved rows that are written with them; rows of one table side by side.
    """
    body_id, now = require_scope(write=True).body_id, utc_now()
    ids, written = [], []
    for one in happened:
        event_id, values = _values(one, actor, body_id, now)
        ids.append((event_id, one.event.name))
        written.append(values)
    due = _due(ids, body_id, now)
    if connection.vendor == "postgresql" and written:
        insert(*new, first=due, then=(inserting(len(written)), [value for values in written for value in values]))
    else:
        insert(*new, first=due)
        for values in written:
            insert(then=(inserting(), values))


def _values(one: Happening, actor: Actor, body_id: UUID, now: datetime) -> tuple[UUID, list[Any]]:
    """Return the id of an event to be written and its row's values."""
    _check(one.event, one.facts)
    event_id = uuid7()
    return event_id, adapted(
        (
            event_id, body_id, one.event.name, one.subject._meta.label_lower, one.subject.pk, one.matter_id, one.at,
            now, str(actor.kind), actor.account_id, actor.person_id, actor.division_id, request_id(),
            canonical(one.facts),
        )
    )  # fmt: skip


def _due(recorded: Sequence[tuple[UUID, str]], body_id: UUID, now: datetime) -> list[Statement]:
    """Return what is to be written for these events, each an id and a name."""
    due, crossing = [], []
    for event_id, name in recorded:
        for one in _by_event.get(name, ()):
            if one.when is None or one.when(body_id):
                due.append((event_id, one))
        if crosses_from_here(name):
            crossing.append(event_id)
    return make_due(body_id, due, now, crossing=crossing) if due or crossing else []


def take_in(recorded: RecordedEvent, *, request_id: str) -> bool:
    """Write an event that the other zone recorded into this zone's log, with what is due to subscriptions here.

    It keeps its id, instant, actor and facts; it was recorded here now, and does not cross back.

    Returns:
        False where the log has it already: then nothing is written.

    Raises:
        TypeError: facts missing, undeclared or of another type.
        NoBodyInScope: no write scope is open.
    """
    from madoguchi.ground.foundation.models import LoggedEvent

    scope = require_scope(write=True)
    _check(recorded.event, recorded.facts)
    if LoggedEvent.objects.filter(pk=recorded.id).exists():
        return False
    now = utc_now()
    values = adapted(
        (
            recorded.id, scope.body_id, recorded.name, recorded.subject_type, recorded.subject_id, recorded.matter_id,
            recorded.at, now, recorded.actor_kind, recorded.actor_account_id, recorded.actor_person_id,
            recorded.actor_division_id, request_id, canonical(recorded.facts),
        )
    )  # fmt: skip
    known = _by_event.get(recorded.name, ())
    due = [(recorded.id, one) for one in known if one.when is None or one.when(scope.body_id)]
    insert(first=make_due(scope.body_id, due, now, crossing=()), then=(inserting(), values))
    return True


def _check(event: Event, facts: Mapping[str, Fact]) -> None:
    if facts.keys() != event.facts.keys():
        raise TypeError(f"{event.name} has the facts {sorted(event.facts)}, not {sorted(facts)}")
    for key, value in facts.items():
        if value is not None and not isinstance(value, event.facts[key]):
            raise TypeError(f"{event.name}: {key} is {type(value).__name__}, not {event.facts[key].__name__}")


def timeline(matter_id: UUID, *, reader: Reader) -> list[RecordedEvent]:
    """Return what ``reader`` may see of one matter, oldest first (inside a scope)."""
    from madoguchi.ground.foundation.models import LoggedEvent

    names = [event.name for event in declared.values() if reader in event.seen_by]
    found = LoggedEvent.objects.filter(matter_id=matter_id, name__in=names).order_by("arrival")
    return [as_recorded(row) for row in found]


def of_kind(event: Event) -> list[RecordedEvent]:
    """Return every recorded event of one kind, newest first (inside a scope): for kinds that happen seldom."""
    from madoguchi.ground.foundation.models import LoggedEvent

    return [as_recorded(row) for row in LoggedEvent.objects.filter(name=event.name).order_by("-at", "-arrival")]


def recorded_between(marks: Iterable[Mark], start: datetime, end: datetime) -> list[RecordedEvent]:
    """Return marked events with ``start <= at < end``, oldest first (inside a scope): what evidence counts."""
    from madoguchi.ground.foundation.models import LoggedEvent

    wanted = set(marks)
    names = [event.name for event in declared.values() if event.mark in wanted]
    found = LoggedEvent.objects.filter(name__in=names, at__gte=start, at__lt=end).order_by("at", "arrival")
    return [as_recorded(row) for row in found.iterator(chunk_size=2000)]


def of_matters(matter_ids: Iterable[UUID], marks: Iterable[Mark]) -> list[RecordedEvent]:
    """Return the marked events of these matters, oldest first (inside a scope)."""
    from madoguchi.ground.foundation.models import LoggedEvent

    wanted = set(marks)
    names = [event.name for event in declared.values() if event.mark in wanted]
    found = LoggedEvent.objects.filter(matter_id__in=list(matter_ids), name__in=names).order_by("at", "arrival")
    return [as_recorded(row) for row in found]


def as_recorded(row: Any) -> RecordedEvent:  # Any: LoggedEvent, imported late
    """Return a stored row as the event it is."""
    return RecordedEvent(
        row.id, declared[row.name], row.body_id, row.subject_type, row.subject_id, row.matter_id, row.at,
        row.actor_kind, row.actor_account_id, row.actor_person_id, row.actor_division_id, json.loads(row.facts),
    )  # fmt: skip
