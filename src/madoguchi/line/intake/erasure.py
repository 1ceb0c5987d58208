"""What intake erases when a matter's retention ends, and which files its applications name.

A file that a client sent ahead is named by the application it comes in with; until then nobody names it.
"""

from collections.abc import Collection
from uuid import UUID

from madoguchi.ground.foundation.public import files, retention
from madoguchi.line.intake.models import Attachment
from madoguchi.line.intake.services import erase_matter


def attached(file_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the files that are attached to an application, in whichever revision."""
    return set(Attachment.objects.filter(file_id__in=file_ids).values_list("file_id", flat=True))


retention.register(retention.Erasable("intake", erase_matter))
files.register_naming(files.Naming("intake", attached))
