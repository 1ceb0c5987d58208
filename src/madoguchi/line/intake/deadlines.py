"""When an applicant may expect the outcome."""

from datetime import date

from madoguchi.ground.foundation.public import calendars
from madoguchi.ground.kernel import opendays
from madoguchi.line.forms import public as forms


def expected_by(version: forms.PinnedVersion, arrived_on: date) -> date | None:
    """Return the last day of the standard processing period as told at arrival (inside a scope).

    None where the procedure promises none. Later corrections move the day: review's clock is what counts.

    Source:
        行政手続法 第6条 (標準処理期間 from arrival).
    """
    period_days = version.part("review").get("period_days")
    if not isinstance(period_days, int):
        return None
    closed = calendars.closed_days(arrived_on, opendays.count_until(arrived_on, period_days))
    return opendays.due_date(arrived_on, period_days=period_days, closed=closed)
