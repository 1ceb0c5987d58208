"""Reading measures from the log: marked events in, frozen figures out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.events import Mark
from madoguchi.ground.foundation.public import Body, body_scope, calendars
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.evidence.core.matters import TOKYO, Marked
from madoguchi.office.evidence.core.measures import Measures, Period, measure
from madoguchi.office.evidence.names import Kind, names

#: An application on paper that is typed in later than this after a period's end is missing from that period.
ENTERED_LATE = timedelta(days=90)
_AT_ONCE = 500  # ids in one query: far below what either database takes


@dataclass(frozen=True, slots=True)
class NamedMeasures:
    """Measures with the names of the codes in them; fields by ``procedure:path``."""

    measures: Measures
    procedures: Mapping[str, Message]
    channels: Mapping[str, Message]
    outcomes: Mapping[str, Message]
    fields: Mapping[str, Message]


def measures(body: Body | UUID, period: Period, procedure: str | None = None, *, on: date) -> Measures:
    """Return a body's figures of a period, from its log alone.

    Args:
        period: days counted, both ends included.
        procedure: code of the only procedure to look at; None: all.
        on: today; stages that have not ended are counted to it.
    """
    with body_scope(body):
        return _measures(period, procedure, on)


def named_measures(body: Body | UUID, period: Period, procedure: str | None = None, *, on: date) -> NamedMeasures:
    """Return the same with the names that rooms give to the codes."""
    with body_scope(body):
        found = _measures(period, procedure, on)
        wanted = {*found.procedures, *([procedure] if procedure else [])}
        return NamedMeasures(
            found,
            names(Kind.PROCEDURE, sorted(wanted)),
            names(Kind.CHANNEL, sorted(found.total.channels)),
            names(Kind.OUTCOME, sorted(found.total.outcomes)),
            names(Kind.FIELD, sorted(f"{one.procedure}:{one.field}" for one in found.total.fields)),
        )


def _measures(period: Period, procedure: str | None, on: date) -> Measures:
    start = datetime.combine(period.start, time(), TOKYO)
    end = datetime.combine(period.end + timedelta(days=1), time(), TOKYO)
    within = events.recorded_between((Mark.ARRIVED, Mark.DECIDED, Mark.WITHDRAWN), start, end)
    # On paper: arrived in the period, typed in after it.
    later = events.recorded_between((Mark.ARRIVED,), end, end + ENTERED_LATE)
    late = [one for one in later if (day := one.facts.get("arrived_on")) and str(day) <= period.end.isoformat()]
    marked = _marked({one.matter_id for one in (*within, *late) if one.matter_id is not None})
    if not marked:
        return measure((), period, closed=(), as_of=on, procedure=procedure)
    days = [*(one.at.astimezone(TOKYO).date() for one in marked), on]
    closed = calendars.closed_days(_earliest(marked, min(days)), max(days))
    return measure(marked, period, closed=closed, as_of=on, procedure=procedure)


def _earliest(marked: Collection[Marked], day: date) -> date:
    """An application on paper may have arrived before it was entered."""
    given = [str(one.facts["arrived_on"]) for one in marked if one.facts.get("arrived_on")]
    return min([day, *map(date.fromisoformat, given)])


def _marked(matter_ids: Collection[UUID]) -> list[Marked]:
    ids = sorted(matter_ids)
    return [
        Marked(one.matter_id, one.event.mark.value, one.at, one.facts, str(one.actor_kind))
        for start in range(0, len(ids), _AT_ONCE)
        for one in events.of_matters(ids[start : start + _AT_ONCE], Mark)
        if one.matter_id is not None and one.event.mark is not None
    ]
