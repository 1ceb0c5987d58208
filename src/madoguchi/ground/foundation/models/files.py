"""Stored files: the row; the bytes lie in the storage under their sha256."""

from django.db import models
from django.db.models import CheckConstraint, Q

from madoguchi.ground.foundation.models.base import Owned


class Scan(models.TextChoices):
    """What is known of a file's viruses."""

    OFF = "off", "検査なし"  # made by the office, or kept while no scanner was set
    WAITING = "waiting", "未検査"  # the scanner did not answer: closed to officers
    CLEAN = "clean", "検査済み"
    INFECTED = "infected", "ウイルスあり"  # found after it was kept: closed to everybody


class StoredFile(Owned):
    """One file as somebody gave it, photos without their metadata. Two rows may share the same bytes."""

    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64, default="")  # of the bytes as they came, where others are kept
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)  # as given, shown to people; never a path
    stored_at = models.DateTimeField()
    warnings = models.CharField(max_length=200, default="")  # codes, by spaces: filing.pdfs.Sign
    scan = models.CharField(max_length=16, choices=Scan.choices, default=Scan.OFF)
    scanned_at = models.DateTimeField(null=True)
    signatures = models.CharField(max_length=120, default="")  # engine and database that looked last
    found = models.CharField(max_length=200, default="")  # name of the signature that matched

    class Meta(Owned.Meta):
        constraints = [
            CheckConstraint(name="file_not_empty", condition=Q(size__gt=0)),
            CheckConstraint(name="file_infected_says_by_what", condition=Q(scan=Scan.INFECTED) ^ Q(found="")),
            CheckConstraint(
                name="file_scanned_says_when",
                condition=Q(scan__in=[Scan.OFF, Scan.WAITING]) | Q(scanned_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="file_by_content", fields=["body", "sha256"]),
            models.Index(name="file_not_clean", fields=["body", "scan"], condition=Q(scan__in=["waiting", "infected"])),
        ]
