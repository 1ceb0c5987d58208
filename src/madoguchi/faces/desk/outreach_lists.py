"""お知らせ先: the lists that were made, what makes a new one, its households, and why one of them is told or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach.public import WORDS, Outcome
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import plots, say, wareki
from madoguchi.office.rules import public as rules

READ, MAKE, OPEN = "outreach.list.read", "outreach.list.make", "outreach.list.open"
EXPLAIN, MANAGE = "outreach.household.explain", "outreach.register.manage"
PAGE = 50  # rows of a page
PRINTED = 2_000  # rows of a page that is to be printed
_TONES = {Outcome.TOLD: "active", Outcome.CHECK: "warning", Outcome.APPLIED: "done"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list, and who made it: nobody where the command line did."""

    run: outreach.RunView
    by: str


@dataclass(frozen=True, slots=True)
class ListsPage:
    """The lists of one page, the newest first, and the register that the next one would be made from."""

    rows: tuple[ListRow, ...]
    number: int
    count: int
    total: int
    register: outreach.RegisterSnapshot | None
    may_make: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list: how it came about, and its counts."""

    run: outreach.RunView
    by: str
    plot: plots.Plot
    may_open: bool

    @property
    def id(self) -> str:
        """The list's id, for addresses."""
        return str(self.run.id)


@dataclass(frozen=True, slots=True)
class Households:
    """Households of one outcome of a list."""

    run: outreach.RunView
    outcome: Outcome
    lines: tuple[outreach.Line, ...]
    query: str
    number: int
    count: int
    total: int
    is_printed: bool

    @property
    def is_told(self) -> bool:
        """Whether these are to be told; otherwise they are to be checked."""
        return self.outcome == Outcome.TOLD


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be made by, and whether there is a register."""

    rules: tuple[tuple[str, str], ...]
    register: outreach.RegisterSnapshot | None


@dataclass(frozen=True, slots=True)
class OfMember:
    """The steps about one member; of the household where ``member`` is None."""

    key: str  # unique on the page
    member: str | None
    steps: tuple[rules.Explanation, ...]


@dataclass(frozen=True, slots=True)
class WhyPage:
    """What came out for a household, and how; ``of`` is None where register or rules of then are gone."""

    run: outreach.RunView
    line: outreach.Line
    of: tuple[OfMember, ...] | None

    @property
    def words(self) -> Message:
        """The outcome in words."""
        return WORDS[self.line.outcome]

    @property
    def tone(self) -> str:
        """The colour of the outcome."""
        return _TONES.get(self.line.outcome, "neutral")

    @property
    def meaning(self) -> str:
        """What the outcome means for the household."""
        return {
            Outcome.TOLD: _("対象で、まだ申請していないため、お知らせする世帯です。"),
            Outcome.CHECK: _("分からないことがあり、対象かどうかを決められません。台帳を直すか、別に調べてください。"),
            Outcome.APPLIED: _("すでに申請しているため、お知らせしません。"),
            Outcome.OPTED_OUT: _("お知らせ不要の申出があるため、お知らせしません。"),
            Outcome.NOT_ENTITLED: _("規則では対象にならないため、お知らせしません。"),
        }[self.line.outcome]

    @property
    def held(self) -> list[rules.Held]:
        """The amounts and thresholds that were used, each once."""
        found = {one.name: one for part in self.of or () for step in part.steps for one in step.parameters}
        return list(found.values())

    @property
    def reasons(self) -> str:
        """Why it is not known, a line each."""
        return "\n".join(say(each.words) for each in self.line.reasons)


def lists(actor: Actor, *, number: int) -> ListsPage:
    """Return a page of lists.

    Raises:
        NotPermitted
    """
    found = outreach.runs(actor)
    number, count = placed(number, len(found), PAGE)
    shown = found[(number - 1) * PAGE : number * PAGE]
    with body_scope(actor.body_id):
        names = people.names({each.asked_by for each in shown if each.asked_by})
        register = outreach.latest_register()
    return ListsPage(
        tuple(ListRow(each, _name(names, each.asked_by)) for each in shown), number, count, len(found), register,
        permissions.allowed(actor, MAKE), permissions.allowed(actor, MANAGE),
    )  # fmt: skip


def one(run_id: UUID, actor: Actor) -> ListPage:
    """Return one list.

    Raises:
        NotPermitted, RunUnknown
    """
    run = outreach.run(run_id, actor)
    with body_scope(actor.body_id):
        names = people.names({run.asked_by} if run.asked_by else set())
    return ListPage(run, _name(names, run.asked_by), _plot(run), permissions.allowed(actor, OPEN))


def households(
    run_id: UUID, outcome: Outcome, *, query: str, number: int, is_printed: bool, actor: Actor, at: datetime
) -> Households:
    """Return a page of households of one outcome; looking is written to the read log.

    Raises:
        NotPermitted, RunUnknown
    """
    size = PRINTED if is_printed else PAGE
    run, lines, total = outreach.look_at_list(
        run_id=run_id, outcome=outcome, part=query, page=number, size=size, actor=actor, at=at
    )
    number, count = placed(number, total, size)
    return Households(run, outcome, tuple(lines), query, number, count, total, is_printed)


def choices(actor: Actor, *, at: datetime, language: str) -> Choices:
    """Return what a list can be made by.

    Raises:
        NotPermitted
    """
    permissions.require(actor, MAKE)
    with body_scope(actor.body_id):
        known = outreach.rules_for_lists(at=localdate(at))
        register = outreach.latest_register()
    return Choices(tuple((each.package_id, say(each.rules.package.title, language)) for each in known), register)


def choices_of_runs(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the lists that can be chosen, the newest first.

    Raises:
        NotPermitted
    """
    words = _("%(title)s　%(on)sの資格（%(made)s作成）")
    return tuple(
        (str(each.id), words % {"title": each.title, "on": wareki(each.on), "made": wareki(localdate(each.asked_at))})
        for each in outreach.runs(actor)
    )


def why(*, household: str, run_id: UUID | None, actor: Actor, at: datetime) -> WhyPage:
    """Return why a household was told or not; looking is written to the read log.

    Raises:
        NotPermitted, RunUnknown, HouseholdUnknown
    """
    found = outreach.explain_household(household=household, run_id=run_id, actor=actor, at=at)
    if found.steps is None:
        return WhyPage(found.run, found.line, None)
    by_member = sorted(found.steps, key=lambda step: step.member or "")  # the household first; a stable sort
    grouped = groupby(by_member, key=lambda step: step.member)
    return WhyPage(
        found.run,
        found.line,
        tuple(OfMember(str(at), member, tuple(steps)) for at, (member, steps) in enumerate(grouped)),
    )


def titles(*, at: date, language: str) -> Mapping[str, str]:
    """Return the titles of rules by their ids, inside a scope: the body's own before the shipped ones."""
    known = {**rules.shipped(), **{each.package_id: each.rules for each in rules.adopted_rules(at=at)}}
    return {name: say(each.package.title, language) for name, each in known.items()}


def placed(number: int, total: int, size: int) -> tuple[int, int]:
    """Return the number of a page that there is, and how many there are."""
    count = max(1, -(-total // size))
    return min(number, count), count


def names_of(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Return people's names, inside a scope."""
    return people.names({each for each in ids if each is not None})


def _name(names: Mapping[UUID, str], person: UUID | None) -> str:
    return "" if person is None else names.get(person, "")


def _plot(run: outreach.RunView) -> plots.Plot:
    counts = {
        Outcome.TOLD: run.told, Outcome.CHECK: run.to_check, Outcome.APPLIED: run.applied,
        Outcome.OPTED_OUT: run.opted_out, Outcome.NOT_ENTITLED: run.not_entitled,
    }  # fmt: skip
    bars = [plots.Bar(say(WORDS[each]), count, each == Outcome.TOLD) for each, count in counts.items()]
    return plots.horizontal_bars(
        bars, title=_("区分ごとの世帯数"), unit=_("世帯"), n=run.households, label_column=_("区分")
    )
