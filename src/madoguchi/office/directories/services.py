"""Taking a directory in: read whole, laid beside the one in use, and changed over in one moment."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from madoguchi.ground.foundation.public import localdate
from madoguchi.office.directories import editions
from madoguchi.office.directories.core.difference import Difference, difference
from madoguchi.office.directories.core.entries import Branch, Directory, Entry, Town
from madoguchi.office.directories.core.keys import address_key, bank_key
from madoguchi.office.directories.core.reading import read_directory
from madoguchi.office.directories.core.refusals import DirectoryFromFuture, DirectoryOlder
from madoguchi.office.directories.models import BranchRow, Edition, PlaceRow

_AT_ONCE = 1000  # rows of one statement and transaction: nobody else waits long, on SQLite either


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files: how many entries they hold, and what differs from the edition before."""

    directory: Directory
    as_of: date
    entry_count: int
    difference: Difference


def take_in(
    *, directory: Directory, files: Sequence[tuple[str, bytes]], as_of: date, at: datetime, is_trial: bool = False
) -> Taken:
    """Put a directory in the place of the one in use, all of it or nothing; ``is_trial`` only says what would change.

    Entries are written beside those in use, a batch at a time, and change places with them at the end; whoever looks
    something up meanwhile reads the old ones, and for half a minute afterwards. Those, and what a broken-off attempt
    left, are cleared by the next.

    Args:
        files: name and content of each; together they are the whole directory.
        as_of: the day as of which they hold.

    Raises:
        DirectoryFromFuture, DirectoryOlder, and those of ``read_directory``; nothing has changed then.
    """
    if as_of > localdate(at):
        raise DirectoryFromFuture(given=as_of.isoformat())
    current = Edition.objects.filter(directory=directory, is_current=True).first()
    if current is not None and as_of < current.as_of:
        raise DirectoryOlder(given=as_of.isoformat(), held=current.as_of.isoformat())
    entries = dict.fromkeys(
        entry for name, content in files for entry in read_directory(directory, content, name=name, on=as_of)
    )
    kept = tuple(_with_banks(entries)) if directory is Directory.BANKS else tuple(entries)
    changes = difference(editions.entries(directory), kept)
    if not is_trial:
        _put(directory, kept, as_of, sha256(b"".join(content for _, content in files)).hexdigest(), at)
    return Taken(directory, as_of, len(kept), changes)


def _put(directory: Directory, entries: Sequence[Entry], as_of: date, digest: str, at: datetime) -> None:
    _clear(directory)
    made = Edition.objects.create(
        directory=directory, as_of=as_of, taken_at=at, sha256=digest, entry_count=len(entries)
    )
    for start in range(0, len(entries), _AT_ONCE):
        batch = entries[start : start + _AT_ONCE]
        BranchRow.objects.bulk_create([_branch(made, one) for one in batch if isinstance(one, Branch)])
        PlaceRow.objects.bulk_create([_place(made, one) for one in batch if isinstance(one, Town)])
    with transaction.atomic():
        Edition.objects.filter(directory=directory, is_current=True).update(is_current=False)
        Edition.objects.filter(pk=made.pk).update(is_current=True)
    editions.forget()


def _clear(directory: Directory) -> None:
    """Delete editions that are not in use, or never were, a batch of their rows at a time."""
    gone = Edition.objects.filter(directory=directory, is_current=False)
    for table in (PlaceRow, BranchRow):
        while ids := list(table.objects.filter(edition__in=gone).values_list("pk", flat=True)[:_AT_ONCE]):
            table.objects.filter(pk__in=ids).delete()
    gone.delete()


def _with_banks(entries: Iterable[Entry]) -> Iterator[Branch]:
    """Each bank before its branches; of a code that stands there twice the first holds."""
    seen: set[tuple[str, str]] = set()
    for one in entries:
        if isinstance(one, Branch):
            for code, entry in (("", Branch(one.bank_code, "", one.bank_name, one.bank_kana, "", "")), (one.code, one)):
                if (one.bank_code, code) not in seen:
                    seen.add((one.bank_code, code))
                    yield entry


def _place(edition: Edition, town: Town) -> PlaceRow:
    return PlaceRow(
        edition=edition, postal_code=town.postal_code, city_code=town.city_code, prefecture=town.prefecture,
        city=town.city, town=town.town, kana=town.kana, key=address_key(town.text),
        city_key=address_key(town.city + town.town),
    )  # fmt: skip


def _branch(edition: Edition, branch: Branch) -> BranchRow:
    return BranchRow(
        edition=edition, bank_code=branch.bank_code, code=branch.code, bank_name=branch.bank_name,
        bank_kana=branch.bank_kana, name=branch.name, kana=branch.kana,
        key=bank_key(branch.name or branch.bank_name), kana_key=bank_key(branch.kana or branch.bank_kana),
    )  # fmt: skip
