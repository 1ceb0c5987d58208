"""Files that nobody names: of discarded drafts, uploads that were never sent, bytes whose row was never saved.

Once a day every body's files are gone through, in tasks of a bounded size that each ask for the next one, so mails and
deliveries come between. Killed anywhere, a task is run again and finds what is left. A matter under legal hold keeps
its rows, and those name its files.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.core.files.storage import storages

from madoguchi.ground.foundation import events, files, named_bodies, tasks
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import Body, StoredFile
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message

#: From being stored: time to send what was uploaded before its application (API), and to notice a mistake of ours.
KEPT_UNNAMED = timedelta(days=7)
BATCH = 500
BATCHES_PER_TASK = 10
_DIGITS = "0123456789abcdef"
_FIRST = UUID(int=0)

SWEPT = Event(
    name="foundation.files.swept",
    label=Message("どこからも使われていないファイルを消去しました", "Files that nothing names were deleted"),
    facts={"file_count": int, "byte_count": int},
    seen_by={Reader.AUDIT},
)


def begin(at: datetime) -> None:
    """Ask for the first task of each body."""
    before = (at - KEPT_UNNAMED).isoformat()
    for body_id in named_bodies.at_work():
        tasks.enqueue(sweep_rows, str(body_id), before, str(_FIRST))
        tasks.enqueue(sweep_bytes, str(body_id), before, _DIGITS[0])


@tasks.task
def sweep_rows(body_id: str, before: str, after: str) -> None:
    """Delete files stored until ``before`` that no room names, by rising id, from ``after`` on."""
    body, last = UUID(body_id), UUID(after)
    for _ in range(BATCHES_PER_TASK):
        with body_scope(body):
            stored = StoredFile.objects.filter(stored_at__lte=datetime.fromisoformat(before), id__gt=last)
            ids = list(stored.order_by("id").values_list("id", flat=True)[:BATCH])
            found = files.unnamed(ids)
        if found:
            _delete(body, found)
        if len(ids) < BATCH:
            return
        last = ids[-1]
    tasks.enqueue(sweep_rows, body_id, before, str(last))


def _delete(body_id: UUID, found: set[UUID]) -> None:
    """Delete what is still unnamed once its rows are locked: whoever names one now waits, or we waited for them."""
    with body_scope(body_id, write=True):
        rows = list(StoredFile.objects.locked().filter(pk__in=found).order_by("id"))
        gone = files.unnamed(row.pk for row in rows)
        if not gone:
            return
        files.erase(gone)
        events.record(
            SWEPT, subject=Body.objects.get(pk=body_id), actor=Actor.system(body_id), at=now(),
            file_count=len(gone), byte_count=sum(row.size for row in rows if row.pk in gone),
        )  # fmt: skip


@tasks.task
def sweep_bytes(body_id: str, before: str, digit: str) -> None:
    """Delete bytes written until ``before`` that have no row, where their digest begins with this digit."""
    body = UUID(body_id)
    for second in _DIGITS:
        names = iter(_names(body, digit + second))
        while batch := list(islice(names, BATCH)):
            with body_scope(body):
                rows = StoredFile.objects.filter(sha256__in=batch)
                known = set(rows.values_list("sha256", flat=True))
            old = list(_written_until(datetime.fromisoformat(before), body, (one for one in batch if one not in known)))
            if old:
                with body_scope(body, write=True):
                    files.drop_unnamed_bytes(old)
    if following := _DIGITS[_DIGITS.index(digit) + 1 :]:
        tasks.enqueue(sweep_bytes, body_id, before, following[0])


def _names(body_id: UUID, prefix: str) -> list[str]:
    try:
        return storages["documents"].listdir(f"{body_id}/{prefix}")[1]
    except FileNotFoundError:  # nothing was stored there yet
        return []


def _written_until(before: datetime, body_id: UUID, names: Iterator[str]) -> Iterator[str]:
    for name in names:
        try:
            if storages["documents"].get_modified_time(files.path_of(body_id, name)) <= before:
                yield name
        except FileNotFoundError:  # dropped meanwhile
            continue


tasks.schedule("foundation.sweep_files", every=timedelta(days=1), run=begin)
