"""Bodies (団体) and their dated codes."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.models.base import Platform


class BodyKind(models.TextChoices):
    """What sort of body (DESIGN: bodies)."""

    PREFECTURE = "prefecture", "都道府県"
    MUNICIPALITY = "municipality", "市区町村"
    UNION = "union", "一部事務組合"
    COUNCIL = "council", "協議会・事務局"
    NATIONAL = "national", "国の機関"
    FIRM = "firm", "事業者"


class Body(Platform):
    """One body: its own key survives mergers and renames; the slug is the first part of its addresses."""

    key = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=BodyKind.choices)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    head_title = models.CharField(max_length=40)  # みなも市長: in whose name notices go out
    head_name = models.CharField(max_length=80)
    contact = models.CharField(max_length=200)  # shown in footers, errors and letters
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    # 試験用の団体: said when it is founded and never changed (a trigger keeps it), so that no real body can become one
    is_trial = models.BooleanField(default=False)
    # no address leads to it: a trial body whose place a new one took, or a body that leaves the deployment
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(name="body_is_not_its_own_parent", condition=~Q(parent=models.F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


class BodyCode(Platform):
    """A body's 全国地方公共団体コード (6 digits with check digit) for a time; half open."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=6)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="body_code_once", fields=["code", "valid_from"]),
            CheckConstraint(
                name="body_code_interval",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
            ),
            CheckConstraint(name="body_code_six_digits", condition=Q(code__regex=r"^[0-9]{6}$")),
        ]


class BodyNaming(Platform):
    """What a body is called, who heads it and how it is reached, from a day on until the next (団体名と首長).

    The body's own row holds what is in force today. ``valid_from`` is null for what was so before the first change.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="namings")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    head_title = models.CharField(max_length=40)
    head_name = models.CharField(max_length=80)
    contact = models.CharField(max_length=200)
    valid_from = models.DateField(null=True)
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)  # a person
    begun_at = models.DateTimeField(null=True)  # when the body's own row took it over; null: planned

    class Meta:
        indexes = [models.Index(name="body_naming_in_order", fields=["body", "valid_from", "set_at"])]


class Departure(Platform):
    """A body whose erasure has begun: what remains of it here. Its former id is no foreign key."""

    former_id = models.UUIDField(unique=True)
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=12)  # 確認番号 of the export that was checked
    seal_number = models.PositiveIntegerField()  # of its log's last seal
    root = models.CharField(max_length=64)
    row_count = models.PositiveBigIntegerField()
    file_count = models.PositiveBigIntegerField()
    began_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
