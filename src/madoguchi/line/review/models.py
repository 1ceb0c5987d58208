"""Cases, the pauses of their clock, and staff's notes."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.line.review.core.states import State


class Case(Owned):
    """案件: the office's side of one application.

    ``version`` is raised by every change, so that two officers cannot overwrite each other.
    """

    application = models.OneToOneField("intake.Application", models.PROTECT, related_name="+")
    procedure = models.ForeignKey("inventory.Procedure", models.PROTECT, related_name="+")
    procedure_version = models.ForeignKey("forms.ProcedureVersion", models.PROTECT, related_name="+")
    division = models.ForeignKey("foundation.Division", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.RECEIVED.value
    )
    assignee = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    arrived_on = models.DateField()
    period_days = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)  # None while the clock is stopped
    checks = models.JSONField(default=dict)  # {check id: {"result": ok|ng|na, "note"}}
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="case_one_per_application", fields=["body", "application"]),
            CheckConstraint(
                name="case_due_unless_stopped",
                condition=Q(due_on__isnull=False) | Q(state__in=["returned", "withdrawn"]),
            ),
            CheckConstraint(name="case_period_positive", condition=Q(period_days__gte=1)),
        ]
        indexes = [
            models.Index(name="case_inbox", fields=["body", "division", "state", "due_on"]),
            models.Index(name="case_of_assignee", fields=["body", "assignee", "state"]),
        ]


class ClockPause(Owned):
    """A stop of the clock; half open."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            CheckConstraint(name="pause_interval", condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))),
            UniqueConstraint(name="pause_one_running", fields=["body", "case"], condition=Q(until_on__isnull=True)),
        ]


class CaseNote(Owned):
    """A note of staff to staff."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    person = models.ForeignKey("foundation.Person", models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = [models.Index(name="note_of_case", fields=["body", "case", "at"])]
