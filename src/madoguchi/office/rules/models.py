"""A body's own rules: texts by their content, drafts, and revisions that never change once they are proposed."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.office.rules.core.states import State


class RuleText(Owned):
    """A text by its content: a document, the one that it was laid over, what came of both, or golden cases."""

    sha256 = models.CharField(max_length=64)  # of the text in UTF-8
    text = models.TextField()

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="rule_text_once", fields=["body", "sha256"]),
            CheckConstraint(name="rule_text_sha256_whole", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]


class RuleRevision(Owned):
    """Rules as they were proposed once. Only how it ended may be set later (a trigger sees to it).

    ``composed`` is what the rules are: ``document`` laid over ``upper``, the text of the package that the product
    shipped that day; ``upper`` is None for a document of the body's own.
    """

    package_id = models.CharField(max_length=60)
    number = models.PositiveIntegerField()  # 1, 2, 3 … of its package
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    document = models.ForeignKey(RuleText, models.PROTECT, related_name="+")
    upper = models.ForeignKey(RuleText, models.PROTECT, null=True, related_name="+")
    composed = models.ForeignKey(RuleText, models.PROTECT, related_name="+")
    cases = models.ForeignKey(RuleText, models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    effective_from = models.DateField()  # the day from which the body decides by it
    writers = models.JSONField(default=list)  # ids of the people who wrote it: none of them may approve it
    proposed_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.PROPOSED.value
    )
    approved_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # sent back or withdrawn
    comment = models.CharField(max_length=1000, default="")  # why

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="rule_revision_number_once", fields=["body", "package_id", "number"]),
            UniqueConstraint(
                name="rule_revision_one_proposed", fields=["body", "package_id"], condition=Q(state="proposed")
            ),
            CheckConstraint(
                name="rule_revision_four_eyes",
                condition=Q(approved_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
            ),
            CheckConstraint(
                name="rule_revision_ends_with_its_state",
                condition=Q(state="proposed", adopted_at__isnull=True, ended_at__isnull=True)
                | Q(state="adopted", adopted_at__isnull=False, ended_at__isnull=True)
                | Q(state="returned", adopted_at__isnull=True, ended_at__isnull=False)
                | Q(state="withdrawn", ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="rule_revision_in_force", fields=["body", "state", "effective_from"])]


class RuleDraft(Owned):
    """A document in progress, kept as it was typed, faults and all; one for each package.

    While a revision made from it waits for approval it stands still; when that is adopted it goes.
    """

    package_id = models.CharField(max_length=60)
    document = models.TextField()
    cases = models.TextField()  # a golden case on each line
    note = models.CharField(max_length=1000, default="")  # what was changed, for whoever approves
    based_on = models.ForeignKey(RuleRevision, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)  # raised by every save
    state = models.PositiveIntegerField(default=0)  # the number of the state that it shows; 0: none was kept yet
    writers = models.JSONField(default=list)  # ids of the people who wrote in it
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="rule_draft_one", fields=["body", "package_id"])]


class RuleDraftState(Owned):
    """What a draft held after one save. A trigger lets nobody change it; it goes with its draft, or as one of many."""

    draft = models.ForeignKey(RuleDraft, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()  # 1, 2, 3 … of its draft
    after = models.PositiveIntegerField()  # the number of the state that it was made from; 0: none
    document = models.TextField()
    cases = models.TextField()
    note = models.CharField(max_length=1000, default="")
    size = models.PositiveIntegerField()  # characters of all three
    saved_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="rule_draft_state_once", fields=["body", "draft", "number"])]
