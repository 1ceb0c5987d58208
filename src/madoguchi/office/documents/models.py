"""Number series and the register of issued documents (文書件名簿). Neither holds personal data."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.office.documents.core.verification import LENGTH


class NumberSeries(Owned):
    """One division's numbers of one fiscal year; ``last_number`` grows by one with every number taken."""

    code = models.CharField(max_length=40)  # stable over the years: ``kodomo``
    fiscal_year = models.PositiveSmallIntegerField()  # the Western year it starts in
    prefix = models.CharField(max_length=20)  # 文書記号: 「みな子」
    last_number = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="documents_one_series_per_year", fields=["body", "code", "fiscal_year"]),
            UniqueConstraint(name="documents_one_prefix_per_year", fields=["body", "prefix", "fiscal_year"]),
        ]


class IssuedDocument(Owned):
    """A document as it left the office. Rows stay as written (a trigger keeps them so) but for the file's erasure.

    The row outlives the letter: when retention ends the file goes, and number, date and fingerprint remain.
    """

    kind = models.CharField(max_length=20)  # a value of ``Kind``
    title = models.CharField(max_length=200)  # of the procedure; never a person's name
    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.PositiveIntegerField(null=True)
    number_text = models.CharField(max_length=40, blank=True)  # 「みな子第123号」; empty where a kind has no number
    matter_id = models.UUIDField(null=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)  # of the PDF's bytes
    file = models.ForeignKey("foundation.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False)
    verification_code = models.CharField(max_length=LENGTH)
    template_version = models.CharField(max_length=16)
    data_sha256 = models.CharField(max_length=64)  # of the data it was set from, to prove a reprint
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="documents_number_given_once", fields=["body", "series", "number"]),
            UniqueConstraint(name="documents_code_given_once", fields=["body", "verification_code"]),
            UniqueConstraint(name="documents_superseded_once", fields=["body", "supersedes"]),
            CheckConstraint(
                name="documents_number_is_whole",
                condition=Q(series=None, number=None, number_text="")
                | Q(series__isnull=False, number__isnull=False, number__gte=1) & ~Q(number_text=""),
            ),
        ]
        indexes = [
            Index(name="documents_by_matter", fields=["body", "matter_id"]),
            Index(name="documents_by_file", fields=["body", "file"]),
        ]
