"""Stored files: the row; the bytes lie in the storage under their sha256."""

from django.db import models
from django.db.models import CheckConstraint, Q

from madoguchi.ground.foundation.models.base import Owned


class StoredFile(Owned):
    """One file as somebody gave it. Two rows may share the same bytes."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)  # as given, shown to people; never a path
    stored_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [CheckConstraint(name="file_not_empty", condition=Q(size__gt=0))]
        indexes = [models.Index(name="file_by_content", fields=["body", "sha256"])]
