"""The stops of a case's clock as the clock's own values."""

from madoguchi.ground.kernel.opendays import Pause
from madoguchi.line.review.models import Case


def pauses_of(case: Case) -> tuple[Pause, ...]:
    """Return the stops of a case's clock (inside a scope)."""
    rows = sorted(case.pauses.all(), key=lambda row: (row.from_on, row.id))
    return tuple(Pause(row.from_on, row.until_on) for row in rows)
