"""A body's rules as the desk shows them: all of them, and one with what it says on a day."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.office.rules import public as rules

READ = "rules.book.read"
WRITE = "rules.draft.write"
APPROVE = "rules.revision.approve"


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The body's own rules, and the shipped ones that it could adopt; only those that ``search`` is found in."""

    own: Sequence[rules.Book]
    offered: Sequence[rules.Book]
    search: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule: what is in force on ``day``, or what would be adopted (``is_in_force`` is False).

    ``shown`` is None where there is a draft and nothing else yet.
    """

    book: rules.Book
    day: date
    shown: rules.PackageShown | None
    is_in_force: bool
    may_write: bool

    @property
    def may_copy(self) -> bool:
        """Whether new rules can begin with these."""
        return self.may_write and self.shown is not None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Every revision of one rule, the newest first."""

    book: rules.Book
    rows: Sequence[rules.RevisionRow]


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """What two revisions of one rule differ in; None where two were not chosen."""

    book: rules.Book
    rows: Sequence[rules.RevisionRow]
    old: rules.RevisionRow | None
    new: rules.RevisionRow | None
    differences: Sequence[rules.Difference] | None

    @property
    def chosen(self) -> tuple[str, str]:
        return "" if self.old is None else str(self.old.id), "" if self.new is None else str(self.new.id)


def rules_page(actor: Actor, at: datetime, *, search: str = "") -> RulesPage:
    """Return all rules by name, those that wait for something first."""
    wanted = _folded(search)
    found = [
        book
        for book in rules.books(actor, at)
        if wanted in _folded(f"{book.title.ja} {book.title.en} {book.package_id}")
    ]
    found.sort(key=lambda book: (book.proposed is None, book.draft_id is None))
    own = [book for book in found if book.current or book.planned or book.proposed or book.draft_id]
    return RulesPage(own, [book for book in found if book not in own], search, permissions.allowed(actor, WRITE))


def rule_page(package_id: str, actor: Actor, at: datetime) -> RulePage:
    """Return one rule.

    Raises:
        rules.NoRules: there is no rule of this id: neither shipped nor the body's own.
    """
    today = localdate(at)
    book = book_of(package_id, actor, at)
    return RulePage(
        book, today, _shown(book, actor, today), book.current is not None, permissions.allowed(actor, WRITE)
    )


def history_page(package_id: str, actor: Actor, at: datetime) -> HistoryPage:
    """Return the history of one rule. Raises ``rules.NoRules``."""
    return HistoryPage(book_of(package_id, actor, at), rules.history(package_id, actor))


def difference_page(package_id: str, old: UUID | None, new: UUID | None, actor: Actor, at: datetime) -> DifferencePage:
    """Return the differences of two revisions, by their ids; those of another rule count as not chosen.

    Raises:
        rules.NoRules
    """
    history = history_page(package_id, actor, at)
    one, other = (next((row for row in history.rows if row.id == wanted), None) for wanted in (old, new))
    if one is None or other is None:
        return DifferencePage(history.book, history.rows, one, other, None)
    with body_scope(actor.body_id):
        before, after = rules.rules_of(one.hash), rules.rules_of(other.hash)
    return DifferencePage(history.book, history.rows, one, other, rules.differences(before.package, after.package))


def values_of(package_id: str, actor: Actor, at: datetime) -> Iterator[list[str]]:
    """Yield every value of one rule for a spreadsheet: name, title, key of a row, from, until (excluded), value, …

    Raises:
        rules.NoRules
    """
    page = rule_page(package_id, actor, at)
    for parameter in () if page.shown is None else page.shown.parameters:
        for value in parameter.values:
            start, end = value.start.isoformat(), "" if value.end is None else value.end.isoformat()
            told = [value.source, value.adopted_by, value.layer.ja]
            for key, text in value.rows or [("", value.text)]:
                yield [parameter.name, parameter.title, key, start, end, text, *told]


def book_of(package_id: str, actor: Actor, at: datetime) -> rules.Book:
    """Return the book of a package. Raises ``rules.NoRules``."""
    found = next((book for book in rules.books(actor, at) if book.package_id == package_id), None)
    if found is None:
        raise rules.NoRules(package=package_id, day=localdate(at).isoformat())
    return found


def _shown(book: rules.Book, actor: Actor, today: date) -> rules.PackageShown | None:
    if book.current is not None:
        with body_scope(actor.body_id):
            return rules.shown(rules.rules_in_force(book.package_id, at=today).rules.package)
    return rules.shown(rules.package(book.package_id).package) if book.is_shipped else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
