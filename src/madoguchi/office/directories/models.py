"""Tables of the deployment: public lists, the same for every body, each as of a day."""

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Platform
from madoguchi.office.directories.core.entries import Directory


class Edition(Platform):
    """One list as it was published as of a day. The one before it goes when another takes its place."""

    directory = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Directory])
    as_of = models.DateField()
    taken_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)  # of its files, one after the other
    entry_count = models.PositiveIntegerField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="directories_one_current_edition", fields=["directory"], condition=Q(is_current=True)
            ),
        ]


class PlaceRow(Platform):
    """A town of an edition of postal codes or towns."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", db_index=False)
    postal_code = models.CharField(max_length=7, blank=True)
    city_code = models.CharField(max_length=5)
    prefecture = models.CharField(max_length=120)
    city = models.CharField(max_length=120)
    town = models.CharField(max_length=120, blank=True)
    kana = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=400)  # of the address from its prefecture on
    city_key = models.CharField(max_length=400)  # the same without the prefecture, as many write it

    class Meta:
        indexes = [
            Index(name="directories_place_by_code", fields=["edition", "postal_code"]),
            Index(name="directories_place_by_key", fields=["edition", "key"]),
            Index(name="directories_place_by_city", fields=["edition", "city_key"]),
        ]


class BranchRow(Platform):
    """A branch of an edition of banks; the bank itself has no ``code``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", db_index=False)
    bank_code = models.CharField(max_length=4)
    code = models.CharField(max_length=3, blank=True)
    bank_name = models.CharField(max_length=120)
    bank_kana = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)
    kana = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=400)  # of its name, of the bank's where it is the bank
    kana_key = models.CharField(max_length=400)

    class Meta:
        constraints = [
            UniqueConstraint(name="directories_branch_once", fields=["edition", "bank_code", "code"]),
        ]
