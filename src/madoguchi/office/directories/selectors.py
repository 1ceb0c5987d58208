"""Looking things up. Every function answers with nothing where its directory was never taken in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from madoguchi.office.directories.core.entries import Branch, Directory, Town
from madoguchi.office.directories.core.keys import address_key, bank_key
from madoguchi.office.directories.editions import as_branch, as_town, in_use
from madoguchi.office.directories.models import BranchRow, Edition, PlaceRow

MOST_OFFERED = 12
"""Entries offered at once: what a person can look over."""
_LONGEST_ADDRESS = 60  # signs of a typed address in which its town is looked for


@dataclass(frozen=True, slots=True)
class Held:
    """A directory that is in use."""

    directory: Directory
    as_of: date
    entry_count: int


def held() -> tuple[Held, ...]:
    """Return the directories in use."""
    rows = Edition.objects.filter(is_current=True).order_by("directory")
    return tuple(Held(Directory(row.directory), row.as_of, row.entry_count) for row in rows)


def has(directory: Directory) -> bool:
    """Tell whether a directory is in use; asked of the database every half minute at most."""
    return directory in in_use()


def towns_of(postal_code: str) -> tuple[Town, ...]:
    """Return the towns of a postal code of seven digits; more than one where it is shared."""
    edition = in_use().get(Directory.POSTAL)
    if edition is None:
        return ()
    rows = PlaceRow.objects.filter(edition=edition, postal_code=postal_code).order_by("city_code", "town")
    return tuple(as_town(row) for row in rows[:MOST_OFFERED])


def towns_like(text: str) -> tuple[Town, ...]:
    """Return towns that an address may go on to, or name: what was typed begins theirs, or theirs begins it.

    Args:
        text: an address as far as it was typed, from the prefecture or from the city on.
    """
    key = address_key(text)[:_LONGEST_ADDRESS]
    edition = in_use().get(Directory.TOWNS) or in_use().get(Directory.POSTAL)
    if edition is None or len(key) < 2:
        return ()
    begins = PlaceRow.objects.filter(edition=edition).exclude(town="")
    rows = begins.filter(Q(key__startswith=key) | Q(city_key__startswith=key)).order_by("city_code", "kana", "town")
    found = [as_town(row) for row in rows[:MOST_OFFERED]] or list(_named_by(edition, key))
    return tuple(_with_code(one) for one in found)


def town_named(text: str) -> Town | None:
    """Return the town of the directory of postal codes that an address names, the longest; None: none it knows."""
    edition = in_use().get(Directory.POSTAL)
    found = () if edition is None else _named_by(edition, address_key(text)[:_LONGEST_ADDRESS])
    return next((one for one in found if one.town), None)


def _named_by(edition: UUID, key: str) -> tuple[Town, ...]:
    starts = [key[:end] for end in range(2, len(key) + 1)]
    rows = PlaceRow.objects.filter(Q(key__in=starts) | Q(city_key__in=starts), edition=edition)
    best = sorted(rows.order_by("city_code", "town"), key=lambda row: -len(row.key))
    return tuple(as_town(row) for row in best if len(row.key) == len(best[0].key))


def _with_code(town: Town) -> Town:
    """A town of the other directory with the postal code that the directory of postal codes knows for it."""
    if town.postal_code:
        return town
    named = town_named(town.text)
    return town if named is None else Town(
        named.postal_code, town.city_code, town.prefecture, town.city, town.town, town.kana
    )  # fmt: skip


def fits(town: Town, text: str) -> bool:
    """Tell whether an address lies in a town, written from the prefecture or from the city on."""
    key = address_key(text)
    return key.startswith((address_key(town.text), address_key(town.city + town.town)))


def banks_like(text: str) -> tuple[Branch, ...]:
    """Return banks by code, or by what their name or reading begins with or else holds."""
    return _like(Q(code=""), text, by_code="bank_code")


def branches_like(bank_code: str, text: str) -> tuple[Branch, ...]:
    """Return branches of a bank by code or name; the first of all of them where ``text`` is empty."""
    return _like(~Q(code="") & Q(bank_code=bank_code), text, by_code="code")


def bank(bank_code: str) -> Branch | None:
    """Return a bank by its code."""
    return branch(bank_code, "")


def branch(bank_code: str, code: str) -> Branch | None:
    """Return a branch by the codes of its bank and its own."""
    edition = in_use().get(Directory.BANKS)
    if edition is None:
        return None
    row = BranchRow.objects.filter(edition=edition, bank_code=bank_code, code=code).order_by("pk").first()
    return None if row is None else as_branch(row)


def _like(among: Q, text: str, *, by_code: str) -> tuple[Branch, ...]:
    edition = in_use().get(Directory.BANKS)
    if edition is None:
        return ()
    rows = BranchRow.objects.filter(among, edition=edition).order_by("bank_code", "code")
    key = bank_key(text)
    if not key:
        return tuple(as_branch(row) for row in rows[:MOST_OFFERED])
    if key.isascii() and key.isdecimal():
        return tuple(as_branch(row) for row in rows.filter(**{by_code: key})[:MOST_OFFERED])
    for way in ("startswith", "contains"):
        found = rows.filter(Q(**{f"key__{way}": key}) | Q(**{f"kana_key__{way}": key}))[:MOST_OFFERED]
        if made := tuple(as_branch(row) for row in found):
            return made
    return ()
