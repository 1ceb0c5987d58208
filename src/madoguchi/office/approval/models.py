"""Routes, proposals and the acts on them."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.office.approval.core.states import State


class RouteTemplate(Owned):
    """A route by name, for a time; half open."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    steps = models.JSONField()  # see core.routes.parse_steps
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="route_template_once", fields=["body", "code", "valid_from"]),
            CheckConstraint(
                name="route_template_interval",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]


class Proposal(Owned):
    """起案: what is to be decided, frozen with its hash; ``matter_id`` is the application it belongs to."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    matter_id = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    content = models.TextField()  # canonical JSON: [{"label", "value"}]
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)  # what the proposing room says of it: see core.authority.Facts
    authority = models.JSONField(null=True)  # see core.authority.Authority; null where no rules were in force
    route_code = models.CharField(max_length=40)
    steps = models.JSONField()
    division = models.ForeignKey("foundation.Division", models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("foundation.Person", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.OPEN.value
    )
    step_index = models.PositiveSmallIntegerField(default=0)  # the step that is due
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="proposal_one_open", fields=["body", "subject_id"], condition=Q(state="open")),
            CheckConstraint(
                name="proposal_ended_or_open",
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="proposal_waiting", fields=["body", "state", "division"]),
            models.Index(name="proposal_of_subject", fields=["body", "subject_id", "proposed_at"]),
        ]


class Act(Owned):
    """One act on a proposal: who, in which post, for whom, on which content."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="acts")
    step_index = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)  # approve, return, withdraw, confirm (後閲)
    person = models.ForeignKey("foundation.Person", models.PROTECT, related_name="+")
    post = models.ForeignKey("foundation.Post", models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    comment = models.CharField(max_length=1000, default="")
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(
                name="act_one_approval_per_step", fields=["body", "proposal", "step_index"], condition=Q(kind="approve")
            ),
            CheckConstraint(
                name="act_not_for_oneself", condition=Q(acting_for__isnull=True) | ~Q(acting_for=F("person"))
            ),
        ]
        indexes = [models.Index(name="act_of_proposal", fields=["body", "proposal", "at"])]
