"""What somebody has answered on 「もらえる手当を調べる」. It travels in the page's own form and is kept nowhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message

MYSELF: Final = "self"
WHOLE: Final = ""  # in the place of a person: what is asked about the whole household
MOST_CHILDREN: Final = 15
LONGEST: Final = 20_000  # characters of the answers as a page carries them
YES, NO, UNKNOWN = "yes", "no", "unknown"

CHILDREN, SITUATIONS, ADULTS = "children", "situations", "adults"
"""Pages that are about people; every other page is the key of its question."""

RELATIONS: Final[Mapping[str, Message]] = {
    "spouse": Message("配偶者（事実婚を含む）", "Spouse or partner", "夫・妻・パートナー"),
    "father": Message("父", "Father", "お父さん"),
    "mother": Message("母", "Mother", "お母さん"),
    "grandfather": Message("祖父", "Grandfather", "おじいさん"),
    "grandmother": Message("祖母", "Grandmother", "おばあさん"),
    "sibling": Message("きょうだい", "Brother or sister", "きょうだい"),
    "sibling-2": Message("きょうだい（2人目）", "Brother or sister (second)", "きょうだい（2人目）"),
    "other": Message("そのほかの家族", "Another relative", "ほかの 家族"),
    "other-2": Message("そのほかの家族（2人目）", "Another relative (second)", "ほかの 家族（2人目）"),
}

Answer = bool | int | str | None
"""As JSON holds a value of the rules; None: わからない."""


@dataclass(frozen=True, slots=True)
class Answers:
    """``values``: by question, then by person (:data:`WHOLE`: the household). ``order``: pages, the last one newest."""

    children: tuple[date, ...] | None = None
    adults: tuple[str, ...] | None = None
    situations: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    @property
    def child_ids(self) -> tuple[str, ...]:
        """The children as people, in the order they were entered."""
        return tuple(f"child-{number:02}" for number in range(1, len(self.children or ()) + 1))

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody: who asks, the children, the adults."""
        return (MYSELF, *self.child_ids, *(self.adults or ()))

    def birth_of(self, person: str) -> date | None:
        """Return a child's birth date; None for everybody else."""
        return dict(zip(self.child_ids, self.children or (), strict=True)).get(person)

    def answered(self, page: str) -> "Answers":
        """Return the answers with ``page`` as the newest one."""
        return replace(self, order=(*(each for each in self.order if each != page), page))

    def with_values(self, key: str, given: Mapping[str, Answer]) -> "Answers":
        """Return the answers with those to one question, of the people given."""
        return replace(self, values={**self.values, key: {**self.values.get(key, {}), **given}})

    def without_newest(self) -> "Answers":
        """Return the answers with the newest page not yet answered; what was answered there is still filled in."""
        return replace(self, order=self.order[:-1])


class Unreadable(ValueError):
    """The answers that came with a page are not what a page carries."""


def to_text(answers: Answers) -> str:
    """Return the answers as a page carries them."""
    children = None if answers.children is None else [each.isoformat() for each in answers.children]
    plain = {
        "children": children,
        "adults": answers.adults,
        "situations": answers.situations,
        "values": answers.values,
        "order": answers.order,
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, *, today: date) -> Answers:
    """Return the answers that a page carried. What nobody can have answered there is left out.

    Raises:
        Unreadable: it is no such text.
    """
    if not text:
        return Answers()
    if len(text) > LONGEST:
        raise Unreadable
    try:
        plain = json.loads(text)
        json.dumps(plain, ensure_ascii=False).encode()  # half a sign (\ud800) can be put on no page
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(plain, dict):
        raise Unreadable
    return Answers(
        _days(plain.get("children"), today),
        _relations(plain.get("adults")),
        {name: said for name, said in _mapping(plain.get("situations")).items() if said in (YES, NO, UNKNOWN)},
        {key: _values(given) for key, given in _mapping(plain.get("values")).items()},
        tuple(dict.fromkeys(each for each in _list(plain.get("order")) if isinstance(each, str))),
    )


def _mapping(plain: object) -> dict[str, object]:
    return plain if isinstance(plain, dict) else {}


def _list(plain: object) -> list[object]:
    return plain if isinstance(plain, list) else []


def _days(plain: object, today: date) -> tuple[date, ...] | None:
    if not isinstance(plain, list):
        return None
    found = []
    for each in plain[:MOST_CHILDREN]:
        try:
            day = date.fromisoformat(each) if isinstance(each, str) else None
        except ValueError:
            day = None
        if day is not None and day <= today:
            found.append(day)
    return tuple(found)


def _relations(plain: object) -> tuple[str, ...] | None:
    return tuple(each for each in RELATIONS if each in plain) if isinstance(plain, list) else None


def _values(plain: object) -> dict[str, Answer]:
    return {
        person: given
        for person, given in _mapping(plain).items()
        if given is None or isinstance(given, bool | int | str)
    }
