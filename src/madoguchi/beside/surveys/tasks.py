"""What surveys do by the clock: answers go when their time is over."""

from datetime import datetime, timedelta

from madoguchi.beside.surveys.erasing import erase_due
from madoguchi.ground.foundation.public import at_work, tasks


def erase_answers(at: datetime) -> int:
    """Erase what was kept long enough in every body; return how many answers went."""
    return sum(erase_due(body_id, at=at) for body_id in at_work())


tasks.schedule("surveys.erase_answers", every=timedelta(hours=6), run=erase_answers)
