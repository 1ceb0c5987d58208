"""The editions in use, kept in memory for a while, and their rows as plain values."""

from collections.abc import Iterable, Mapping
from time import monotonic
from uuid import UUID

from madoguchi.office.directories.core.entries import Branch, Directory, Entry, Town
from madoguchi.office.directories.models import BranchRow, Edition, PlaceRow

_SECONDS = 30.0
_current: Mapping[Directory, UUID] = {}
_until = 0.0


def in_use() -> Mapping[Directory, UUID]:
    """The editions in use. One that was followed meanwhile still has its rows (services.py)."""
    global _current, _until
    if monotonic() >= _until:
        _until = monotonic() + _SECONDS
        rows = Edition.objects.filter(is_current=True).order_by("directory")
        _current = {Directory(row.directory): row.pk for row in rows}
    return _current


def forget() -> None:
    """Forget which editions are in use (after a change, and between tests)."""
    global _until
    _until = 0.0


def entries(directory: Directory) -> Iterable[Entry]:
    """Return all entries of the edition in use, in no order."""
    if directory is Directory.BANKS:
        rows = BranchRow.objects.filter(edition__directory=directory, edition__is_current=True).order_by("pk")
        return (as_branch(row) for row in rows.iterator())
    places = PlaceRow.objects.filter(edition__directory=directory, edition__is_current=True).order_by("pk")
    return (as_town(row) for row in places.iterator())


def as_town(row: PlaceRow) -> Town:
    """Return a row as a plain value."""
    return Town(row.postal_code, row.city_code, row.prefecture, row.city, row.town, row.kana)


def as_branch(row: BranchRow) -> Branch:
    """Return a row as a plain value."""
    return Branch(row.bank_code, row.code, row.bank_name, row.bank_kana, row.name, row.kana)
