"""The three classes of table (DESIGN: table classes). Every model declares one; a test lists them."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from madoguchi.ground.foundation.scope import current_body_id, require_scope
from madoguchi.ground.kernel.ids import uuid7

M = TypeVar("M", bound=models.Model)


class OwnedQuerySet(models.QuerySet[M]):
    """Rows of one body."""

    def locked(self) -> Self:
        """Lock the rows themselves (not what they join) until the scope ends."""
        return self.select_for_update(of=("self",))


class OwnedManager(models.Manager[M]):
    """Refuses to read without a body in scope; reads only that body's rows."""

    def get_queryset(self) -> OwnedQuerySet[M]:
        return OwnedQuerySet[M](self.model, using=self._db).filter(body_id=require_scope().body_id)

    def locked(self) -> OwnedQuerySet[M]:
        """Lock the rows themselves until the scope ends."""
        return self.get_queryset().locked()


class Platform(models.Model):
    """A table of the deployment: accounts, bodies, codes, queues. Holds ids and codes, or people's own accounts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Owned(models.Model):
    """A table whose every row belongs to one body: guarded by its manager and by row-level security."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(
        "foundation.Body", models.PROTECT, default=current_body_id, editable=False, related_name="+", db_index=False
    )

    objects: ClassVar[OwnedManager[Any]] = OwnedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class SharedManager(models.Manager[M]):
    """Reads every body's rows; writing is for the owner alone (row-level security says so too)."""


class Shared(models.Model):
    """A table read by many bodies and written by its owner (inherited settings, forum content)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(
        "foundation.Body", models.PROTECT, default=current_body_id, editable=False, related_name="+", db_index=False
    )

    objects: ClassVar[SharedManager[Any]] = SharedManager()

    class Meta:
        abstract = True
