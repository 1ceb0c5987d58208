"""Figures of many matters in a period: per procedure and over all.

A matter is counted where the thing counted happened: arrivals in the month of arrival, results (decisions) in the month
of the decision. Durations and rates are those of the results, for a matter that still waits has no duration yet.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.office.evidence.core.matters import WITHDRAWN, Marked, Matter, Party, Stage, matters
from madoguchi.office.evidence.core.statistics import Distribution, Rate


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends on or after its start")

    def __contains__(self, d: date | None) -> bool:
        return d is not None and self.start <= d <= self.end

    def months(self) -> list[date]:
        """Return the first day of every month that the period touches."""
        found = [self.start.replace(day=1)]
        while (after := (found[-1] + timedelta(days=31)).replace(day=1)) <= self.end:
            found.append(after)
        return found


@dataclass(frozen=True, slots=True)
class FieldCorrected:
    """A field and how often it had to be put right: in ``matters`` results, ``asked`` times."""

    procedure: str
    field: str
    matters: int
    asked: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the series; ``start`` is its first day."""

    start: date
    arrivals: int
    results: int
    elapsed: Distribution
    right_first_time: Rate


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one procedure, or of all.

    ``elapsed`` is from arrival to decision in open days, ``elapsed_calendar`` the same in calendar days;
    ``office`` and ``applicant`` split ``elapsed`` by whose turn it was (``applicant``: matters with a correction).
    A stage's distribution holds the results that entered it and have left it.
    ``within_period`` has the results whose standard processing period is known; None where none is.
    """

    arrivals: int
    channels: Mapping[str, Rate]
    entered_by_staff: Rate
    open_with_office: int
    open_with_applicant: int
    results: int
    outcomes: Mapping[str, int]
    withdrawn: int
    elapsed: Distribution
    elapsed_calendar: Distribution
    office: Distribution
    applicant: Distribution
    stages: Mapping[Stage, Distribution]
    within_period: Rate | None
    right_first_time: Rate
    corrections: int
    fields: tuple[FieldCorrected, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a period as they stood on ``as_of``."""

    period: Period
    as_of: date
    total: Figures
    procedures: Mapping[str, Figures]


def measure(
    events: Iterable[Marked], period: Period, *, closed: Collection[date], as_of: date, procedure: str | None = None
) -> Measures:
    """Return the figures of a period.

    Args:
        events: all marked events of every matter that arrived, was decided or was withdrawn in the period.
        period: days counted.
        closed: closed days from the earliest arrival to ``as_of``.
        as_of: the day on which the office asks.
        procedure: code of the only procedure to look at; None: all.
    """
    found = [one for one in matters(events, closed=closed, as_of=as_of) if procedure in (None, one.procedure)]
    codes = sorted({one.procedure for one in found if _is_counted(one, period)})
    return Measures(
        period,
        as_of,
        figures(found, period, as_of),
        {code: figures([one for one in found if one.procedure == code], period, as_of) for code in codes},
    )


def figures(found: Sequence[Matter], period: Period, as_of: date) -> Figures:
    """Return the figures of these matters in a period; months still to come are left out."""
    arrived = [one for one in found if one.arrived_on in period]
    decided = [one for one in found if one.decided_on in period]
    channels = Counter(one.channel for one in arrived)
    known_period = [one.is_within_period for one in decided if one.is_within_period is not None]
    return Figures(
        arrivals=len(arrived),
        channels={channel: Rate(count, len(arrived)) for channel, count in sorted(channels.items(), key=_by_count)},
        entered_by_staff=Rate(sum(one.is_entered_by_staff for one in arrived), len(arrived)),
        open_with_office=sum(one.waits_on is Party.OFFICE for one in arrived),
        open_with_applicant=sum(one.waits_on is Party.APPLICANT for one in arrived),
        results=len(decided),
        outcomes=dict(sorted(Counter(one.outcome for one in decided).items(), key=_by_count)),
        withdrawn=sum(one.withdrawn_on in period for one in found if one.outcome == WITHDRAWN),
        elapsed=_elapsed(decided),
        elapsed_calendar=Distribution.of(
            days.calendar_days for one in decided if (days := one.to_decision) is not None
        ),
        office=Distribution.of(one.office_days for one in decided),
        applicant=Distribution.of(one.applicant_days for one in decided if one.corrections),
        stages={
            stage: Distribution.of(
                one.stages[stage].open_days for one in decided if stage in one.stages and one.stands_in is not stage
            )
            for stage in Stage
        },
        within_period=Rate(sum(known_period), len(known_period)) if known_period else None,
        right_first_time=_right_first_time(decided),
        corrections=sum(one.corrections for one in decided),
        fields=_fields(decided),
        months=tuple(_month(start, arrived, decided) for start in period.months() if start <= as_of),
    )


def _is_counted(one: Matter, period: Period) -> bool:
    return any(on in period for on in (one.arrived_on, one.decided_on, one.withdrawn_on))


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _elapsed(decided: Iterable[Matter]) -> Distribution:
    return Distribution.of(days.open_days for one in decided if (days := one.to_decision) is not None)


def _right_first_time(decided: Sequence[Matter]) -> Rate:
    return Rate(sum(one.is_right_first_time is True for one in decided), len(decided))


def _fields(decided: Iterable[Matter]) -> tuple[FieldCorrected, ...]:
    """The fields corrected, those of the most matters first."""
    in_matters: Counter[tuple[str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for one in decided:
        asked.update((one.procedure, path) for path in one.corrected)
        in_matters.update((one.procedure, path) for path in set(one.corrected))
    ranked = sorted(in_matters, key=lambda key: (-in_matters[key], -asked[key], key))
    return tuple(FieldCorrected(*key, in_matters[key], asked[key]) for key in ranked)


def _month(start: date, arrived: Iterable[Matter], decided: Iterable[Matter]) -> Month:
    def is_in(on: date | None) -> bool:
        return on is not None and (on.year, on.month) == (start.year, start.month)

    results = [one for one in decided if is_in(one.decided_on)]
    return Month(
        start,
        sum(is_in(one.arrived_on) for one in arrived),
        len(results),
        _elapsed(results),
        _right_first_time(results),
    )
