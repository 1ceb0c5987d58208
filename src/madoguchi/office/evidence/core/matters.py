"""One matter: its way through the stages, counted in open days, from its marked events alone.

Every day after the arrival (day zero) up to the day it is counted to belongs to exactly one stage, so the stages of a
matter add up to its total. While a correction is awaited the clock stands: from the day it was asked (included) to the
day it was answered (excluded), as in the standard processing period; so the days of all other stages together are the
days of the period used up. Apart from that, a day on which the stage changed belongs to the stage that ended on it.

Elapsed days say how long people waited. They are no working time of staff, and nothing here makes them so.

Source:
    行政手続法 第6条 (標準処理期間 runs from arrival), 第7条 (補正); 民法 第140条 (first day not counted).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from madoguchi.ground.kernel.opendays import open_days_between

TOKYO: Final = ZoneInfo("Asia/Tokyo")
_DAY = timedelta(days=1)


class Stage(StrEnum):
    """What a matter waits for."""

    WAITING = "waiting"  # 審査の開始待ち
    REVIEW = "review"  # 審査
    CORRECTION = "correction"  # 補正待ち: the applicant's turn
    APPROVAL = "approval"  # 決裁
    NOTICE = "notice"  # 通知
    HAND_OVER = "hand_over"  # 引き継ぎ


class Party(StrEnum):
    """Whose turn it is."""

    OFFICE = "office"
    APPLICANT = "applicant"


# The marks of the log and the stage each begins; their order settles what comes first at one instant.
BEGINS: Final[Mapping[str, Stage | None]] = {
    "arrived": Stage.WAITING,
    "review_started": Stage.REVIEW,
    "correction_asked": Stage.CORRECTION,
    "correction_answered": Stage.REVIEW,
    "proposed": Stage.APPROVAL,
    "proposal_returned": Stage.REVIEW,
    "approved": Stage.APPROVAL,
    "decided": Stage.NOTICE,
    "notified": Stage.HAND_OVER,
    "handed_over": None,
    "withdrawn": None,
}
_PLACE = {mark: place for place, mark in enumerate(BEGINS)}
BEFORE_DECISION: Final = (Stage.WAITING, Stage.REVIEW, Stage.CORRECTION, Stage.APPROVAL)
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked event as evidence sees it. ``at`` is aware.

    ``facts`` that are read where they are there: ``procedure``, ``channel``, ``arrived_on`` (ISO date of arrival, where
    it is earlier than the entry), ``period_days`` (standard processing period in open days), ``paths``, ``outcome``.
    """

    matter_id: UUID
    mark: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    actor_kind: str = ""


class Days(NamedTuple):
    """A length of time, both ways of counting."""

    open_days: int
    calendar_days: int

    def plus(self, other: "Days") -> "Days":
        """Return the sum."""
        return Days(self.open_days + other.open_days, self.calendar_days + other.calendar_days)


NO_DAYS: Final = Days(0, 0)


@dataclass(frozen=True, slots=True)
class Matter:
    """What one matter's events say.

    ``stages`` holds the stages it has entered, ``stands_in`` the one it is in on ``counted_to`` (None: ended).
    ``outcome`` is the code of the decision, ``withdrawn``, or empty while there is none.
    ``corrected`` are the fields asked to be put right, one entry per request and field.
    """

    matter_id: UUID
    procedure: str
    channel: str
    is_entered_by_staff: bool
    arrived_on: date
    decided_on: date | None
    withdrawn_on: date | None
    outcome: str
    counted_to: date
    stages: Mapping[Stage, Days]
    stands_in: Stage | None
    corrections: int
    corrected: tuple[str, ...]
    period_days: int | None

    @property
    def total(self) -> Days:
        """From arrival to ``counted_to``: the sum of the stages."""
        return _sum(self.stages.values())

    @property
    def to_decision(self) -> Days | None:
        """From arrival to the decision (申請から結果まで); None before it."""
        return None if self.decided_on is None else _sum(self.stages.get(stage, NO_DAYS) for stage in BEFORE_DECISION)

    @property
    def applicant_days(self) -> int:
        """Open days on which the clock stood because the applicant was asked."""
        return self.stages.get(Stage.CORRECTION, NO_DAYS).open_days

    @property
    def office_days(self) -> int:
        """Open days before the decision that the office used: days of the standard processing period."""
        before = _sum(self.stages.get(stage, NO_DAYS) for stage in BEFORE_DECISION)
        return before.open_days - self.applicant_days

    @property
    def is_right_first_time(self) -> bool | None:
        """Whether it was decided without a correction (一次完了); None where nothing was decided."""
        return None if self.decided_on is None else self.corrections == 0

    @property
    def is_within_period(self) -> bool | None:
        """Whether it was decided within the standard processing period; None where no fact gives the period."""
        return None if self.decided_on is None or self.period_days is None else self.office_days <= self.period_days

    @property
    def waits_on(self) -> Party | None:
        """Whose turn it is; None once decided or withdrawn."""
        if self.decided_on is not None or self.stands_in is None:
            return None
        return Party.APPLICANT if self.stands_in is Stage.CORRECTION else Party.OFFICE


def folded(path: str) -> str:
    """Return a field's path without the places in a group: ``children/0/name`` is ``children/name``."""
    return "/".join(part for part in path.split("/") if not part.isdecimal())


def matters(events: Iterable[Marked], *, closed: Collection[date], as_of: date) -> list[Matter]:
    """Return one :class:`Matter` per matter that has arrived, by arrival and id; the order of ``events`` is free.

    Args:
        events: all marked events of the matters concerned.
        closed: closed days from the earliest arrival to ``as_of`` and the latest event.
        as_of: the day to which a stage that has not ended is counted.
    """
    of_matter: dict[UUID, list[Marked]] = defaultdict(list)
    for event in events:
        of_matter[event.matter_id].append(event)
    found = [matter(one, closed=closed, as_of=as_of) for one in of_matter.values()]
    return sorted((one for one in found if one is not None), key=lambda one: (one.arrived_on, one.matter_id))


def matter(events: Iterable[Marked], *, closed: Collection[date], as_of: date) -> Matter | None:
    """Return what the events of one matter say; None where none of them is its arrival. See :func:`matters`."""
    ordered = sorted(events, key=_sequence)
    arrival = next((event for event in ordered if event.mark == "arrived"), None)
    if arrival is None:
        return None
    way = _Way(_arrived_on(arrival))
    for event in ordered:
        way.pass_mark(event)
    ended_on = way.ends_on(as_of)
    return Matter(
        matter_id=arrival.matter_id,
        procedure=str(arrival.facts.get("procedure", "")),
        channel=str(arrival.facts.get("channel", "")),
        is_entered_by_staff=arrival.actor_kind == "staff",
        arrived_on=way.arrived_on,
        decided_on=way.decided_on,
        withdrawn_on=way.withdrawn_on,
        outcome=WITHDRAWN if way.withdrawn_on else way.outcome,
        counted_to=ended_on,
        stages=_counted(way, ended_on, closed),
        stands_in=way.stage,
        corrections=way.corrections,
        corrected=tuple(way.corrected),
        period_days=way.period_days,
    )


def _sequence(event: Marked) -> tuple[datetime, int, str]:
    return event.at, _PLACE[event.mark], json.dumps(event.facts, sort_keys=True, default=str)


def _on(event: Marked) -> date:
    return event.at.astimezone(TOKYO).date()


def _arrived_on(arrival: Marked) -> date:
    given = arrival.facts.get("arrived_on")
    return min(_on(arrival), date.fromisoformat(str(given))) if given else _on(arrival)


def _sum(parts: Iterable[Days]) -> Days:
    total = NO_DAYS
    for part in parts:
        total = total.plus(part)
    return total


@dataclass(slots=True)
class _Way:
    """A matter while its events are read. ``turns`` are the days on which a stage began, from the first on."""

    arrived_on: date
    turns: list[tuple[Stage, date]] = field(default_factory=list)
    stage: Stage | None = None
    ended_on: date | None = None
    decided_on: date | None = None
    withdrawn_on: date | None = None
    outcome: str = ""
    corrections: int = 0
    corrected: list[str] = field(default_factory=list)
    period_days: int | None = None
    is_handed_over: bool = False

    def pass_mark(self, event: Marked) -> None:
        """Take one event; before the arrival, after the end or on the wrong side of the decision it changes nothing."""
        mark, on = event.mark, max(_on(event), self.arrived_on)
        if (mark == "arrived") == bool(self.turns) or self.withdrawn_on is not None:
            return
        if (mark in ("notified", "handed_over")) != (self.decided_on is not None):
            return
        if isinstance(period := event.facts.get("period_days"), int):
            self.period_days = period
        match mark:
            case "correction_asked":
                self.corrections += 1
                self.corrected += sorted({folded(str(path)) for path in event.facts.get("paths") or ()})
            case "decided":
                self.decided_on, self.outcome = on, str(event.facts.get("outcome", ""))
            case "withdrawn":
                self.withdrawn_on = on
            case "handed_over":
                self.is_handed_over = True
                if self.stage is Stage.NOTICE:
                    return  # handed over before the notice: the notice is still to come
        stage = BEGINS[mark]
        self._turn(None if stage is Stage.HAND_OVER and self.is_handed_over else stage, on)

    def _turn(self, stage: Stage | None, on: date) -> None:
        if stage is None:
            if self.ended_on is None:
                self.stage, self.ended_on = None, on
        elif self.ended_on is None and stage is not self.stage:
            self.stage = stage
            self.turns.append((stage, on))

    def ends_on(self, as_of: date) -> date:
        """The day to count to: the end, or ``as_of`` while there is none (never before the last turn)."""
        return self.ended_on or max([as_of, *(on for _, on in self.turns[-1:])])


def _counted(way: _Way, ended_on: date, closed: Collection[date]) -> dict[Stage, Days]:
    """Give every day after the arrival to one stage, going along the turns with the last day given."""
    ends: list[tuple[Stage | None, date]] = [*way.turns[1:], (None, ended_on)]
    spans = [(stage, on, until, after) for (stage, on), (after, until) in zip(way.turns, ends, strict=True)]
    counted: dict[Stage, Days] = {}
    given = way.arrived_on
    for stage, _, until, after in spans:
        if stage is Stage.CORRECTION:  # an answer starts the clock again on its own day
            gives_last_away = after is Stage.REVIEW
        else:  # a day on which the clock was stopped, and not started again, is the applicant's
            gives_last_away = any(one is Stage.CORRECTION and on == until < end for one, on, end, _ in spans)
        last = max(until - _DAY if gives_last_away else until, given)
        length = Days(open_days_between(given, last, closed), (last - given).days)
        counted[stage] = counted.get(stage, NO_DAYS).plus(length)
        given = last
    return counted
