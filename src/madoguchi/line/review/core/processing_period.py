"""The clock of the 標準処理期間: open days from arrival, stopped while a correction is awaited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel.opendays import Pause, count_until, due_date, elapsed_open_days


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the period stands on a day.

    ``due_on`` is None while the clock is stopped; days are open days.
    """

    period_days: int
    elapsed_days: int
    due_on: date | None
    is_stopped: bool
    is_overdue: bool

    @property
    def remaining_days(self) -> int:
        """Open days left, negative when overdue."""
        return self.period_days - self.elapsed_days


def clock(arrived_on: date, *, period_days: int, pauses: Sequence[Pause], closed: Collection[date], on: date) -> Clock:
    """Return where the period stands on a day.

    Args:
        arrived_on: the day of arrival (到達), day zero.
        period_days: the standard period in open days.
        pauses: corrections, from the day asked (included) to the day answered (excluded).
        closed: closed days at least until ``horizon``.
        on: the day asked about.

    Source:
        行政手続法 第6条 (標準処理期間 from arrival), 第7条 (補正); 民法 第140条.
    """
    stopped = any(pause.until_on is None for pause in pauses)
    elapsed = elapsed_open_days(arrived_on, on, closed, pauses)
    due_on = None if stopped else due_date(arrived_on, period_days=period_days, closed=closed, pauses=pauses)
    return Clock(period_days, elapsed, due_on, stopped, due_on is not None and on > due_on)


def horizon(arrived_on: date, period_days: int, pauses: Sequence[Pause], on: date) -> date:
    """Return how far closed days are needed for :func:`clock`."""
    ended = [pause for pause in pauses if pause.until_on is not None]
    return max(on, count_until(arrived_on, period_days, ended))
