"""Dispositions."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.line.decisions.core.outcomes import Outcome, State


class Disposition(Owned):
    """処分: drafted by the division, approved by route, sealed. The law's conditions are the table's too."""

    application = models.OneToOneField("intake.Application", models.PROTECT, related_name="+")
    case = models.OneToOneField("review.Case", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Outcome])
    items = models.JSONField(default=dict)
    reasons = models.TextField(default="")
    appeal = models.TextField(default="")
    marks = models.JSONField(default=list)  # of approval.MARKS, in their order: what keeps it from being delegated
    marks_reason = models.TextField(default="")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in State], default=State.DRAFT.value
    )
    proposal_id = models.UUIDField(null=True)
    decided_on = models.DateField(null=True)
    sealed_at = models.DateTimeField(null=True)
    document_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="disposition_once", fields=["body", "application"]),
            CheckConstraint(
                name="disposition_against_has_reasons",
                condition=Q(state="draft") | Q(outcome="granted") | ~(Q(reasons="") | Q(appeal="")),
            ),
            CheckConstraint(
                name="disposition_sealed_has_date",
                condition=~Q(state="sealed") | Q(decided_on__isnull=False, sealed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="disposition_by_seal", fields=["body", "state", "sealed_at"])]
