"""What goes when a matter's retention ends: the letters. Their rows in the register hold no personal data and stay."""

from collections.abc import Collection
from uuid import UUID

from madoguchi.ground.foundation.public import files, retention
from madoguchi.office.documents.models import IssuedDocument


def erase(matter_id: UUID) -> int:
    """Erase the files of a matter's documents (inside a write scope); return how many."""
    kept = IssuedDocument.objects.filter(matter_id=matter_id, file__isnull=False).order_by("id")
    return files.erase([file_id for file_id in kept.values_list("file_id", flat=True) if file_id is not None])


def named(file_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the files that are issued documents."""
    found = IssuedDocument.objects.filter(file_id__in=file_ids)
    return {file_id for file_id in found.values_list("file_id", flat=True) if file_id is not None}


retention.register(retention.Erasable("documents", erase))
files.register_naming(files.Naming("documents", named))
