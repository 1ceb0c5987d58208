"""What somebody who leaves still has in hand: rooms and faces say so, the page for leaving lists it (引継ぎ)."""

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
class Leaving:
    """The page of a person: since when in which posts, how they sign in, and what they have in hand."""

    person_id: UUID
    name: str
    left_on: date | None
    posts: list[tuple[str, str, date, date | None]]  # division, post, from, until (first day no longer)
    email: str | None
    identities: list[tuple[UUID, str, str]]  # id, provider's name or issuer, subject
    held: list[tuple[Message, list[Held]]]
