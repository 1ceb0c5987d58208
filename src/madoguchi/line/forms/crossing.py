"""What crosses of forms: published versions. Answers in progress stay where they are typed."""

from collections.abc import Iterable

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Zone, crossings
from madoguchi.line.forms import events as told
from madoguchi.line.forms.models import (
    Adoption,
    Draft,
    PreparedVersion,
    ProcedureVersion,
    TrustedSigner,
    WorkComment,
    WorkInProgress,
    WorkStep,
)


def _rows(event: RecordedEvent) -> Iterable[models.Model]:
    return ProcedureVersion.objects.filter(pk=event.subject_id)


crossings.carried(
    ProcedureVersion, by=crossings.LGWAN, without=("published_by_id",), kept_by={Zone.LGWAN: ("closes_at",)}
)
crossings.local(PreparedVersion, because="what is not published yet concerns the office alone")
for table in (WorkInProgress, WorkStep, WorkComment):
    crossings.local(table, because="what people are at work on concerns the office alone")
crossings.local(Adoption, because="packages of other bodies are adopted by the office; what comes of them is published")
crossings.local(TrustedSigner, because="packages of other bodies are adopted by the office")
crossings.local(Draft, because="answers in progress are nobody's but their writer's until they are sent")

crossings.crosses(told.VERSION_PUBLISHED, by=crossings.LGWAN, rows=_rows)
crossings.crosses(told.VERSION_CLOSED, by=crossings.LGWAN, rows=_rows)
