"""Surveys, the versions of their questions, the codes of their sheets, and what was answered.

A code leads to answers only as long as they are in progress: when they are sent it is marked as used and let go of,
without a time, so that nobody can tell later whose answers they are (無記名).
"""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned

PURPOSE_MOST = 500  # characters
GROUP_MOST = 100


class Mode(models.TextChoices):
    """Who may answer, and how often."""

    ANONYMOUS = "anonymous", "だれでも（無記名）"
    CODED = "coded", "調査番号を配った人が1回ずつ"


class Survey(Owned):
    """調査. ``opens_at`` ≤ now < ``closes_at``: it can be answered. ``erase_on``: answers go on that day."""

    code = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    purpose = models.CharField(max_length=PURPOSE_MOST)
    division = models.ForeignKey("foundation.Division", models.PROTECT, related_name="+")
    least_count = models.PositiveSmallIntegerField()  # the smallest number that tables show, zero aside
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")  # None: commands
    weight_question = models.CharField(max_length=80, default="")  # empty: no weights
    weight_shares = models.JSONField(default=dict)  # persons of the population by answer

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="survey_code_once", fields=["body", "code"]),
            CheckConstraint(name="survey_opens_before_it_closes", condition=Q(opens_at__lt=F("closes_at"))),
            CheckConstraint(name="survey_has_purpose", condition=~Q(purpose="")),
            CheckConstraint(name="survey_protects_small_numbers", condition=Q(least_count__gte=3)),
        ]


class SurveyVersion(Owned):
    """The questions of a survey as they were asked; never changed. Who began to answer one stays on it."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    definition = models.TextField()  # canonical JSON
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="survey_version_once", fields=["body", "survey", "number"])]


class SheetGroup(Owned):
    """配布先: through whom sheets are handed out, and how many were made for them."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=GROUP_MOST)
    sheet_count = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="survey_group_once", fields=["body", "survey", "name"])]


class SheetCode(Owned):
    """調査番号 of one sheet, hashed. The sheet's place in its group is not kept: it would lead to who got it."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    group = models.ForeignKey(SheetGroup, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    is_used = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="survey_code_of_sheet_once", fields=["body", "digest"])]


class Channel(models.TextChoices):
    """How answers came."""

    WEB = "web", "インターネット"
    PAPER = "paper", "紙"


class SurveyResponse(Owned):
    """Somebody's answers. In progress they are reached by a secret or by the code of a sheet; sent, by neither."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    version = models.ForeignKey(SurveyVersion, models.PROTECT, related_name="+")
    group = models.ForeignKey(SheetGroup, models.PROTECT, null=True, related_name="+")
    code = models.ForeignKey(SheetCode, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    answers = models.TextField()  # JSON
    revision = models.PositiveIntegerField(default=1)
    secret_sha256 = models.CharField(max_length=64, default="")
    page_reached = models.CharField(max_length=40, default="")
    is_sent = models.BooleanField(default=False)
    sent_on = models.DateField(null=True)
    saved_at = models.DateTimeField(null=True)  # of answers in progress

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(
                name="survey_response_of_code_once", fields=["body", "code"], condition=Q(code__isnull=False)
            ),
            CheckConstraint(
                name="survey_response_sent_is_let_go",
                condition=Q(is_sent=False, sent_on__isnull=True, saved_at__isnull=False)
                | Q(is_sent=True, sent_on__isnull=False, saved_at__isnull=True, code__isnull=True, secret_sha256=""),
            ),
        ]
        indexes = [models.Index(name="survey_responses", fields=["body", "survey", "is_sent"])]
