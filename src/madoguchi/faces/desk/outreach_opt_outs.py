"""お知らせ不要の申出, the registers there are, and who has applied elsewhere, with the names of benefits and people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.utils.translation import gettext as _

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach.public import About
from madoguchi.faces.desk.outreach_lists import MANAGE, PAGE, names_of, placed, titles
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions

RECORD = "outreach.opt_out.record"


@dataclass(frozen=True, slots=True)
class OptOutRow:
    """Somebody who does not want to be told; of any benefit where ``rules`` is empty."""

    about: About
    number: str
    rules: str
    title: str
    at: datetime
    by: str

    @property
    def is_household(self) -> bool:
        """Whether the number is that of a household."""
        return self.about == About.HOUSEHOLD

    @property
    def hidden(self) -> str:
        """What tells its button from the others, for screen readers."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class OptOuts:
    """The opt-outs of one page, and the benefits that one can be about."""

    rows: tuple[OptOutRow, ...]
    query: str
    number: int
    count: int
    total: int
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register, and who imported it: nobody where the command line did."""

    kept: outreach.RegisterKept
    by: str


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """The list of who applied for one benefit elsewhere."""

    applied: outreach.AppliedElsewhere
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers, the newest first, and who has applied elsewhere."""

    rows: tuple[RegisterRow, ...]
    applied: tuple[AppliedRow, ...]
    rules: tuple[tuple[str, str], ...]


def opt_outs(actor: Actor, *, query: str, number: int, at: datetime, language: str) -> OptOuts:
    """Return a page of those who do not want to be told.

    Raises:
        NotPermitted
    """
    found = outreach.opted_out(actor, number=query)
    number, count = placed(number, len(found), PAGE)
    shown = found[(number - 1) * PAGE : number * PAGE]
    with body_scope(actor.body_id):
        names = names_of(each.recorded_by for each in shown)
        known = titles(at=localdate(at), language=language)
        choices = _choices(localdate(at), known)
    rows = (
        OptOutRow(
            each.about, each.number, each.rules, title_of(each.rules, known), each.recorded_at,
            _by(names, each.recorded_by),
        )
        for each in shown
    )  # fmt: skip
    return OptOuts(tuple(rows), query, number, count, len(found), choices)


def registers(actor: Actor, *, at: datetime, language: str) -> Registers:
    """Return what there is to make lists from.

    Raises:
        NotPermitted
    """
    permissions.require(actor, MANAGE)
    kept, applied = outreach.registers_kept(actor), outreach.applied_elsewhere(actor)
    with body_scope(actor.body_id):
        names = names_of([*(each.imported_by for each in kept), *(each.imported_by for each in applied)])
        known = titles(at=localdate(at), language=language)
        choices = _choices(localdate(at), known)
    return Registers(
        tuple(RegisterRow(each, _by(names, each.imported_by)) for each in kept),
        tuple(AppliedRow(each, title_of(each.rules, known), _by(names, each.imported_by)) for each in applied),
        choices,
    )


def import_applied(*, content: bytes, name: str, rules: str, as_of: date, actor: Actor, at: datetime) -> int:
    """Take in a file of who applied elsewhere; CSV by its name, JSON Lines otherwise. Return how many it names.

    Raises:
        NotPermitted, AsOfLater, NotText, NoRules, FilesNotRead
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / ("applied.csv" if name.lower().endswith(".csv") else "applied.jsonl")
        file.write_bytes(content)
        return outreach.import_applied(file=file, rules=rules, as_of=as_of, actor=actor, at=at)


def title(rules: str, *, at: datetime, actor: Actor, language: str) -> str:
    """Return the title of a benefit (:func:`title_of`)."""
    with body_scope(actor.body_id):
        return title_of(rules, titles(at=localdate(at), language=language))


def title_of(rules: str, known: Mapping[str, str]) -> str:
    """Return the title of a benefit, its id where nothing is known of it; words for all where there is no id."""
    return known.get(rules, rules) if rules else _("すべての手当")


def _choices(at: date, known: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((each.package_id, known[each.package_id]) for each in outreach.rules_for_lists(at=at))


def _by(names: Mapping[UUID, str], person: UUID | None) -> str:
    return "" if person is None else names.get(person, "")
