"""What goes when a matter's retention ends: the letters. Their rows in the register hold no personal data and stay."""

from uuid import UUID

from madoguchi.ground.foundation.public import files, retention
from madoguchi.office.documents.models import IssuedDocument


def erase(matter_id: UUID) -> int:
    """Erase the files of a matter's documents (inside a write scope); return how many."""
    kept = IssuedDocument.objects.filter(matter_id=matter_id, file__isnull=False).order_by("id")
    file_ids = list(kept.values_list("file_id", flat=True))
    for file_id in file_ids:
        files.erase(file_id)
    return len(file_ids)


retention.register(retention.Erasable("documents", erase))
