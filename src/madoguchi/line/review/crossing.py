"""What crosses of review: what the applicant may know Of a case only the frame: whose it is, its state, its day."""

from collections.abc import Iterable

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Zone, crossings
from madoguchi.line.review import events as told
from madoguchi.line.review.models import Case, CaseNote, ClockPause


def _rows(event: RecordedEvent) -> Iterable[models.Model]:
    return Case.objects.filter(pk=event.subject_id)


crossings.carried(
    Case,
    by=crossings.LGWAN,
    without=("assignee_id", "checks"),
    kept_by={Zone.LGWAN: ("division_id", "state", "due_on", "ended_at", "version")},
)
crossings.local(ClockPause, CaseNote, because="the division's own work on a case")

for _told in (told.OPENED, told.STARTED, told.CORRECTION_REQUESTED, told.RESUMED, told.DUE_MOVED, told.MOVED):
    crossings.crosses(_told, by=crossings.LGWAN, rows=_rows)
