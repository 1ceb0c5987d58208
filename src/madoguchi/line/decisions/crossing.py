"""What crosses of decisions: the sealed decision, and its notice when that is issued. Never a draft."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Zone, crossings
from madoguchi.line.decisions import events as told
from madoguchi.line.decisions.core.outcomes import State
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.intake import public as intake
from madoguchi.office.documents import public as documents


def _sealed(event: RecordedEvent) -> Iterable[models.Model]:
    """The application, which is closed now, the frame of its case, the decision."""
    found = Disposition.objects.filter(pk=event.subject_id, state=State.SEALED.value).select_related("case")
    return [row for one in found for row in (*intake.crossing_rows(one.application_id), one.case, one)]


def _with_notice(event: RecordedEvent) -> Iterable[models.Model]:
    return [*_sealed(event), *documents.crossing_rows(UUID(str(event.facts["document"])))]


crossings.carried(
    Disposition,
    by=crossings.LGWAN,
    without=("proposal_id", "marks", "marks_reason"),
    kept_by={Zone.LGWAN: ("outcome", "items", "reasons", "appeal", "state", "decided_on", "sealed_at", "document_id")},
)

crossings.crosses(told.SEALED, by=crossings.LGWAN, rows=_sealed)
crossings.crosses(told.NOTIFIED, by=crossings.LGWAN, rows=_with_notice)
