"""Which files the answers in progress and the sheets of forms name.

Drafts themselves go by the clock (``tasks``) or at their owner's wish.
"""

import re
from collections.abc import Collection
from uuid import UUID

from madoguchi.ground.foundation.public import files
from madoguchi.line.forms.models import Draft, Sheet

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def named_in_drafts(file_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the files whose id stands anywhere in an open draft."""
    wanted, found = {str(one) for one in file_ids}, set[str]()
    drafts = Draft.objects.filter(is_closed=False).order_by("id").values_list("answers", flat=True)
    for answers in drafts.iterator(chunk_size=500):
        found.update(wanted.intersection(_UUID.findall(answers)))
    return {UUID(one) for one in found}


def sheets(file_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the files that forms were begun with."""
    return set(Sheet.objects.filter(file_id__in=file_ids).order_by("id").values_list("file_id", flat=True))


files.register_naming(files.Naming("forms sheets", sheets))
files.register_naming(files.Naming("forms", named_in_drafts, reads_all=True))
