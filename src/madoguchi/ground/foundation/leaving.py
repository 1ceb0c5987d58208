"""What somebody who leaves, or a division that is closed, still has in hand: rooms and faces say so (引継ぎ)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Held:
    """One thing to hand over: its name as staff know it, its page, and who might take it over, if anybody."""

    name: str
    url: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of thing people have in hand; ``held_by`` is asked in a reading scope: a person's id, a body's slug."""

    key: str
    label: Message
    held_by: Callable[[UUID, str], list[Held]]


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Add a kind of thing, once."""
    if _holdings.setdefault(holding.key, holding) is not holding:
        raise ValueError(f"{holding.key} is registered twice")


def held_by(person_id: UUID, *, slug: str) -> list[tuple[Message, list[Held]]]:
    """Return all that a person of the body in scope has in hand, by kind; kinds without anything are left out."""
    found = [(one.label, one.held_by(person_id, slug)) for _, one in sorted(_holdings.items())]
    return [(label, things) for label, things in found if things]


@dataclass(frozen=True, slots=True)
class DivisionHolding:
    """A kind of thing that a division has in hand; ``count`` is asked in a scope: a division's id."""

    key: str
    label: Message
    count: Callable[[UUID], int]


_of_divisions: dict[str, DivisionHolding] = {}


def register_of_divisions(holding: DivisionHolding) -> None:
    """Add a kind of thing without which a division cannot be closed, once."""
    if _of_divisions.setdefault(holding.key, holding) is not holding:
        raise ValueError(f"{holding.key} is registered twice")


def held_by_division(division_id: UUID) -> list[tuple[Message, int]]:
    """Return how many things of each kind a division of the body in scope has in hand; kinds without any left out."""
    found = [(one.label, one.count(division_id)) for _, one in sorted(_of_divisions.items())]
    return [(label, count) for label, count in found if count]


@dataclass(frozen=True, slots=True)
class Leaving:
    """The page of a person: since when in which posts, how they sign in, and what they have in hand."""

    person_id: UUID
    name: str
    left_on: date | None
    posts: list[tuple[str, str, date, date | None]]  # division, post, from, until (first day no longer)
    email: str | None
    identities: list[tuple[UUID, str, str]]  # id, provider's name or issuer, subject
    held: list[tuple[Message, list[Held]]]
