"""What residents see before they apply, and their own page; the tracker has its own module."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from madoguchi.faces.portal.benefit_rules import fits_search, rules_of_body
from madoguchi.ground.foundation.public import Actor, Body, Division, body_scope, localdate, people
from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory

MOST_FREQUENT = 6
MOST_OFFLINE = 30
LONGEST_QUERY = 100
KINDS_WITH_PORTAL = ("prefecture", "municipality", "union")


@dataclass(frozen=True, slots=True)
class OnlineProcedure:
    """A procedure that takes applications here. ``minutes``: how long filling in takes, as the office reckons."""

    code: str
    name: Message
    summary: Message | None
    minutes: int


@dataclass(frozen=True, slots=True)
class OfflineProcedure:
    """A procedure of the inventory that is done elsewhere, and where.

    ``opens_at``, ``closed_at``: of one that is published and takes applications at another time.
    """

    code: str
    name: Message
    channels: Message
    division: Message
    phone: str
    opens_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page. ``examples`` are words to search for."""

    frequent: tuple[OnlineProcedure, ...]
    examples: tuple[str, ...]
    is_demo: bool
    asks_benefits: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found; ``offline_left`` counts those not listed. ``fits_benefits``: they may look for benefits."""

    query: str
    online: tuple[OnlineProcedure, ...]
    offline: tuple[OfflineProcedure, ...]
    offline_left: int
    fits_benefits: bool

    @property
    def count(self) -> int:
        """How many were found in all."""
        return len(self.online) + len(self.offline) + self.offline_left


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """One procedure. ``period_days``: 標準処理期間 in open days; None where the procedure is not online yet."""

    code: str
    name: Message
    summary: Message | None
    needed: tuple[Message, ...]
    minutes: int | None
    period_days: int | None
    legal_basis: str
    channels: Message
    division: Message
    phone: str
    is_open: bool
    opens_at: datetime | None  # where its period has not begun
    closes_at: datetime | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """A line of my page."""

    id: UUID
    procedure: Message
    receipt_shown: str
    arrived_at: datetime
    state: intake.State


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """Answers in progress; ``page_id``: where to go on."""

    id: UUID
    procedure: Message
    page_id: str
    saved_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MyPage:
    """What belongs to a signed-in resident."""

    applications: tuple[OwnApplication, ...]
    drafts: tuple[OwnDraft, ...]


@dataclass(frozen=True, slots=True)
class BodyShown:
    """A body of this deployment and its address."""

    name: str
    name_en: str
    slug: str


@dataclass(frozen=True, slots=True)
class BodyGroup:
    """A prefecture (or nothing) with the bodies below it."""

    prefecture: BodyShown | None
    members: tuple[BodyShown, ...]


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """Every body of this deployment."""

    groups: tuple[BodyGroup, ...]
    is_demo: bool


def division_name(division: Division) -> Message:
    """Return a division's name in the page's language; easy Japanese keeps the official one, which signs show."""
    return Message(division.name, division.name_en or division.name)


def home(body_id: UUID, *, at: datetime) -> HomePage:
    """Return the first page: the online procedures that are applied for most."""
    with body_scope(body_id):
        opened = {one.procedure_code: one for one in forms.open_procedures(on=at)}
        order = inventory.matching_codes("")
        frequent = [opened[code] for code in order if code in opened][:MOST_FREQUENT]
        asks_benefits = bool(rules_of_body(at=at))
    examples = dict.fromkeys(one.facts.keywords[0] for one in frequent if one.facts.keywords)
    return HomePage(tuple(map(online_procedure, frequent)), tuple(examples)[:3], settings.DEMO, asks_benefits)


def search(body_id: UUID, query: str, *, at: datetime) -> SearchPage:
    """Return the procedures that hold every word of ``query``; without words, all of them.

    Width, case and hiragana or katakana make no difference. Those whose name holds the words come first.
    """
    query = query.strip()[:LONGEST_QUERY]
    rows = inventory.procedures(body_id, query=query)
    words = [word for word in map(kana.fold_key, query.split()) if word]
    with body_scope(body_id):
        divisions = {one.id: one for one in people.divisions(on=localdate(at))}
        published, periods = forms.open_procedures(on=at, for_office=True), forms.periods()
        fits_benefits = fits_search(words, at=at)
    whens = {one.procedure_code: periods.get(one.procedure_id, forms.Period()) for one in published}
    opened = {one.procedure_code: one for one in published if whens[one.procedure_code].holds(at)}
    outside = {code: period for code, period in whens.items() if code not in opened}
    found = {row.code for row in rows}
    order = {row.code: number for number, row in enumerate(rows)}
    online = [one for code, one in opened.items() if code in found or _holds(_own_words(one), words)]
    online.sort(key=lambda one: (not _holds(_names(one), words), order.get(one.procedure_code, len(order))))
    offline = [row for row in rows if row.code not in opened]
    offline.sort(key=lambda row: not _holds(f"{row.name} {row.name_en}", words))
    return SearchPage(
        query=query,
        online=tuple(map(online_procedure, online)),
        offline=tuple(
            _outside(offline_procedure(row, divisions.get(row.division_id)), outside, at)
            for row in offline[:MOST_OFFLINE]
        ),
        offline_left=max(0, len(offline) - MOST_OFFLINE),
        fits_benefits=fits_benefits,
    )


def _outside(one: OfflineProcedure, periods: Mapping[str, forms.Period], at: datetime) -> OfflineProcedure:
    """Tell of a procedure when it takes applications, where that is not now."""
    period = periods.get(one.code)
    if period is None:
        return one
    return replace(one, opens_at=period.opens_at) if period.is_before(at) else replace(one, closed_at=period.closes_at)


def _names(version: forms.PinnedVersion) -> str:
    return " ".join(filter(None, (version.name.ja, version.name.en, version.name.easy)))


def _own_words(version: forms.PinnedVersion) -> str:
    return " ".join((_names(version), *version.facts.keywords))


def _holds(text: str, words: list[str]) -> bool:
    key = kana.fold_key(text)
    return all(word in key for word in words)


def online_procedure(version: forms.PinnedVersion) -> OnlineProcedure:
    """Return a published version as lists show it."""
    return OnlineProcedure(version.procedure_code, version.name, version.facts.summary, version.facts.minutes_to_fill)


def offline_procedure(row: inventory.ProcedureShown, division: Division | None) -> OfflineProcedure:
    """Return a procedure of the inventory as lists show it; ``division`` as it is called today."""
    return OfflineProcedure(
        code=row.code,
        name=Message(row.name, row.name_en or row.name),
        channels=_listed(row.channels),
        division=division_name(division) if division else Message(row.division, row.division),
        phone=row.division_phone,
    )


def _listed(messages: Iterable[Message]) -> Message:
    several = list(messages)
    return Message("・".join(one.ja for one in several), ", ".join(one.en for one in several))


def procedure(body_id: UUID, code: str, *, at: datetime) -> ProcedurePage:
    """Return one procedure of the inventory, with what its published version says where it is online.

    Raises:
        inventory.Procedure.DoesNotExist: the body has no such procedure.
    """
    with body_scope(body_id):
        row = inventory.by_code(code)
        try:
            version = forms.published(code, on=at, for_office=True)
        except forms.NotOpen:
            version = None
        period = forms.period(row.id) if version else forms.Period()
        return ProcedurePage(
            code=code,
            name=version.name if version else Message(row.name, row.name_en or row.name),
            summary=version.facts.summary if version else None,
            needed=version.facts.needed if version else (),
            minutes=version.facts.minutes_to_fill if version else None,
            period_days=period_of(version) if version else None,
            legal_basis=row.legal_basis,
            channels=_listed(inventory.CHANNELS[one] for one in row.channels if one in inventory.CHANNELS),
            division=division_name(row.division),
            phone=row.division.phone,
            is_open=version is not None and period.holds(at),
            opens_at=period.opens_at if period.is_before(at) else None,
            closes_at=period.closes_at,
            is_over=period.is_over(at),
        )


def period_of(version: forms.PinnedVersion) -> int | None:
    """Return the 標準処理期間 that a version promises, in open days."""
    days = version.part("review").get("period_days")
    return days if isinstance(days, int) else None


def my_page(actor: Actor, *, at: datetime) -> MyPage:
    """Return a signed-in resident's applications and drafts at this body: what waits for him first, then the newest."""
    own = sorted(intake.of_account(actor), key=lambda one: one.state is not intake.State.RETURNED)
    with body_scope(actor.body_id):
        applications = tuple(
            OwnApplication(one.id, forms.version(one.version_id).name, one.receipt_shown, one.arrived_at, one.state)
            for one in own
        )
        found = forms.drafts_of(actor.account_id, at=at) if actor.account_id else []
        drafts = tuple(_draft(one) for one in found)
    return MyPage(applications, drafts)


def _draft(one: forms.DraftView) -> OwnDraft:
    version = forms.version(one.version_id)
    known = {page.id for page in version.form.pages}
    page_id = one.page_reached if one.page_reached in known else version.form.pages[0].id
    return OwnDraft(one.id, version.name, page_id, one.saved_at, one.expires_at)


def bodies() -> BodiesPage:
    """Return every body of this deployment that residents turn to, below its prefecture; trial bodies are no such."""
    rows = list(
        Body.objects.filter(kind__in=KINDS_WITH_PORTAL, is_trial=False, retired_at=None).order_by("kind", "key")
    )
    heads = [row for row in rows if row.kind == "prefecture"]
    groups = [BodyGroup(_body(head), tuple(_body(row) for row in rows if row.parent_id == head.id)) for head in heads]
    placed = {head.id for head in heads}
    others = tuple(_body(row) for row in rows if row.id not in placed and row.parent_id not in placed)
    return BodiesPage((*groups, *([BodyGroup(None, others)] if others else [])), settings.DEMO)


def _body(row: Body) -> BodyShown:
    return BodyShown(row.name, row.name_en, row.slug)
