"""What crosses of rules: what was adopted, for the residents' pages. Drafts, proposals and people stay."""

from collections.abc import Iterable

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Zone, crossings
from madoguchi.office.rules import events as told
from madoguchi.office.rules.models import RuleDraft, RuleDraftState, RuleRevision, RuleText


def _rows(event: RecordedEvent) -> Iterable[models.Model] | None:
    """The revision after the texts that it is made of; a proposal that was never adopted stays."""
    revision: RuleRevision = RuleRevision.objects.select_related("document", "upper", "composed", "cases").get(
        pk=event.subject_id
    )
    if revision.adopted_at is None:
        return None
    texts = (revision.document, revision.upper, revision.composed, revision.cases)
    return [*{text.id: text for text in texts if text is not None}.values(), revision]


crossings.carried(RuleText, by=crossings.LGWAN)
crossings.carried(
    RuleRevision,
    by=crossings.LGWAN,
    without=("based_on_id", "writers", "proposed_by_id", "approved_by_id", "ended_by_id", "comment"),
    kept_by={Zone.LGWAN: ("state", "ended_at")},
)
for _table in (RuleDraft, RuleDraftState):
    crossings.local(_table, because="what is not adopted yet concerns the office alone")

crossings.crosses(told.ADOPTED, by=crossings.LGWAN, rows=_rows)
crossings.crosses(told.WITHDRAWN, by=crossings.LGWAN, rows=_rows)
