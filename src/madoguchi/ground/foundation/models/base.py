"""The three classes of table (DESIGN: table classes). Every model declares one; a test lists them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models

from madoguchi.ground.foundation.scope import current_body_id, require_own, require_scope
from madoguchi.ground.kernel.ids import uuid7

M = TypeVar("M", bound=models.Model)


class _OwnWrites(models.QuerySet[M]):
    """Writes rows of the body in scope alone, on SQLite too; the ORM's every INSERT and UPDATE comes through here."""

    def _insert(self, objs: Sequence[Any], *args: Any, **kwargs: Any) -> Any:  # Any: Django's private signature
        require_own(row.body_id for row in objs)
        return super()._insert(objs, *args, **kwargs)  # type: ignore[misc]  # private: not in the stubs

    def _update(self, values: Sequence[Any]) -> int:  # (field, model, value): of save()
        require_own(value for field, _, value in values if field.name == "body")
        updated: int = super()._update(values)  # type: ignore[misc]  # private: not in the stubs
        return updated

    def update(self, **kwargs: Any) -> int:
        given = [kwargs[name] for name in ("body", "body_id") if name in kwargs]
        require_own(one if isinstance(one, UUID) else one.pk for one in given)
        return super().update(**kwargs)


class OwnedQuerySet(_OwnWrites[M]):
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


class SharedQuerySet(_OwnWrites[M]):
    """Rows of every body to read; what changes or deletes rows reaches those of the body in scope alone."""

    def _own(self) -> Self:
        return self.filter(body_id=require_scope(write=True).body_id)

    def update(self, **kwargs: Any) -> int:
        return super(SharedQuerySet, self._own()).update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        return super(SharedQuerySet, self._own()).delete()


class SharedManager(models.Manager[M]):
    """Reads every body's rows; writing is for the owner alone (row-level security says so too)."""

    def get_queryset(self) -> SharedQuerySet[M]:
        return SharedQuerySet[M](self.model, using=self._db)


class Shared(models.Model):
    """A table read by many bodies and written by its owner (inherited settings, forum content)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(
        "foundation.Body", models.PROTECT, default=current_body_id, editable=False, related_name="+", db_index=False
    )

    objects: ClassVar[SharedManager[Any]] = SharedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
