"""What goes by the clock: answers that were kept long enough, and those that nobody came back to."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from madoguchi.beside.surveys import events as told
from madoguchi.beside.surveys.models import SheetCode, Survey, SurveyResponse
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate

UNFINISHED_LIVES: Final = timedelta(days=30)


def erase_due(body_id: UUID, *, at: datetime) -> int:
    """Erase the answers and codes of surveys whose day has come, and answers in progress that are of no use any more.

    A survey, its versions and its groups stay: they say what was asked and of how many, and nothing of anybody.

    Returns:
        How many answers went.
    """
    system, count = Actor.system(body_id), 0
    with body_scope(body_id, write=True):
        due = list(Survey.objects.locked().filter(erase_on__lte=localdate(at), erased_at=None).order_by("id"))
        for survey in due:
            gone, _ = SurveyResponse.objects.filter(survey=survey).delete()
            SheetCode.objects.filter(survey=survey).delete()
            survey.erased_at = at
            survey.save(update_fields=["erased_at"])
            events.record(told.ERASED, subject=survey, actor=system, at=at, count=gone)
            count += gone
        useless = Q(saved_at__lte=at - UNFINISHED_LIVES) | Q(survey__closes_at__lte=at)
        for survey in Survey.objects.filter(erased_at=None).order_by("id"):
            old = SurveyResponse.objects.filter(useless, survey=survey, is_sent=False)
            gone, _ = old.delete()
            if gone:
                events.record(told.UNFINISHED_ERASED, subject=survey, actor=system, at=at, count=gone)
                count += gone
    return count
