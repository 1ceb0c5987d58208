"""The register as columns, who does not want to be told, who applied elsewhere, and the lists that were made.

A register of a city is a million residents, read whole or not at all: so a field of some thousand households is one
packed column in one row (``core/packing.py``), not a row for each resident. Every row is owned and carries one
register, which is what isolation, export and erasure go by; a household is taken out by writing its part anew.
"""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned

PURPOSE_MOST = 300  # characters


class Register(Owned):
    """台帳: households and persons as of a day, as one import gave them. ``birth``: the field members stand by."""

    as_of = models.DateField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")  # None: commands
    sha256 = models.CharField(max_length=64)  # of the files
    household_count = models.PositiveIntegerField()
    person_count = models.PositiveIntegerField()
    birth = models.CharField(max_length=100)

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="register_file_once", fields=["body", "as_of", "sha256"])]
        indexes = [models.Index(name="register_newest", fields=["body", "as_of", "imported_at"])]


class PartKind(models.TextChoices):
    """What a part holds of its households."""

    HOUSEHOLDS = "households", "世帯番号"
    PERSONS = "persons", "宛名番号"
    SIZES = "sizes", "世帯の人数"
    HOUSEHOLD = "household", "世帯の項目"
    PERSON = "person", "人の項目"
    GROUP = "group", "群"


class RegisterPart(Owned):
    """One column of some thousand neighbouring households, or of their members."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=PartKind.choices)
    name = models.CharField(max_length=200, default="")
    content = models.BinaryField()

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="register_part_once", fields=["body", "register", "kind", "name", "number"])
        ]


class About(models.TextChoices):
    """Whether a number is that of a household or of a person."""

    HOUSEHOLD = "household", "世帯"
    PERSON = "person", "人"


class OptOut(Owned):
    """A household or person does not want to be told; of one benefit, or of all where ``rules`` is empty."""

    about = models.CharField(max_length=10, choices=About.choices)
    number = models.CharField(max_length=40)
    rules = models.CharField(max_length=100, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(
                name="opt_out_once",
                fields=["body", "about", "number", "rules"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]


class AppliedList(Owned):
    """Who has applied for one benefit elsewhere, as one import gave it; the newest holds. Ids are packed lines."""

    rules = models.CharField(max_length=100)
    as_of = models.DateField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField()
    households = models.BinaryField()
    persons = models.BinaryField()

    class Meta(Owned.Meta):
        indexes = [models.Index(name="applied_newest", fields=["body", "rules", "as_of", "imported_at"])]


class Run(Owned):
    """One list of whom to tell: by which rules and register, for which day and purpose, who asked. Never changed."""

    rules = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    rules_hash = models.CharField(max_length=64)
    definition = models.CharField(max_length=100)
    on = models.DateField()
    purpose = models.CharField(max_length=PURPOSE_MOST)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")  # None: commands
    register_key = models.UUIDField()  # not a foreign one: the register may go before the list
    register_as_of = models.DateField()
    household_count = models.PositiveIntegerField()
    told_count = models.PositiveIntegerField()
    check_count = models.PositiveIntegerField()
    applied_count = models.PositiveIntegerField()
    opted_out_count = models.PositiveIntegerField()
    not_entitled_count = models.PositiveIntegerField()
    told_yen = models.BigIntegerField(null=True)  # None: the definition is no amount
    reasons = models.JSONField()  # [[code, subject], …]: what each bit means
    sha256 = models.CharField(max_length=64)  # of the content: the sealed event has it too

    class Meta(Owned.Meta):
        constraints = [
            CheckConstraint(name="outreach_run_has_purpose", condition=~Q(purpose="")),
            CheckConstraint(
                name="outreach_run_drops_nobody",
                condition=Q(
                    household_count=models.F("told_count")
                    + models.F("check_count")
                    + models.F("applied_count")
                    + models.F("opted_out_count")
                    + models.F("not_entitled_count")
                ),
            ),
        ]
        indexes = [models.Index(name="outreach_run_newest", fields=["body", "asked_at"])]


class RunContent(Owned):
    """What came out for each household of a run, packed (``core/outcomes.py``)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="contents")  # one of each
    households = models.BinaryField()
    marks = models.BinaryField()
    amounts = models.BinaryField(null=True)  # of the entitled, in their order
    reasons = models.BinaryField()  # of the unknown, in their order: which of the sets
    sets = models.JSONField()  # sets of reasons, as bits in hexadecimal

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="outreach_content_once", fields=["body", "run"])]
