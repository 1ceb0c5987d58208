"""Publishing a procedure: its versions, what waits to become the next one, and what that would look like."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, Body, body_scope, localdate, permissions
from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval

PUBLISH = "forms.version.publish"


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure of the list; ``number`` is None where nothing is published."""

    id: UUID
    name: str
    code: str
    division: str
    number: int | None
    since: datetime | None
    is_open: bool
    is_prepared: bool
    publish_at: datetime | None  # when the next version is set down to be published
    period: forms.Period


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, from when until when it took (or takes) applications, and what is pinned to it."""

    number: int
    since: datetime
    until: datetime | None
    is_current: bool
    is_open: bool
    published_by: str
    draft_count: int
    open_case_count: int
    case_count: int


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """A procedure's versions and what was taken in."""

    id: UUID
    code: str
    name: str
    division: str
    phone: str
    versions: tuple[VersionRow, ...]
    prepared: forms.Prepared | None
    obstacles: tuple[inventory.ObstacleShown, ...]
    provenance: forms.Provenance | None  # the package of another body that the versions follow
    waiting_package: str  # who made the package that waits to be adopted; empty where none does
    findings: tuple[forms.Finding, ...] | None  # of the version about to come, else of the one that takes applications
    missing_route: str  # what the version about to come names and nobody has set; it may be set later
    clearance: forms.ClearanceShown | None  # what was said of the version about to come
    may_review: bool  # whether this person had no part in it
    period: forms.Period
    is_before: bool  # the period has not begun
    is_over: bool

    @property
    def looked_over(self) -> tuple[tuple[Message, tuple[forms.Finding, ...]], ...]:
        """What to look at, by what it is about."""
        by_concern = [
            (label, tuple(one for one in self.findings or () if one.concern is concern))
            for concern, label in forms.CONCERNS.items()
        ]
        return tuple((label, found) for label, found in by_concern if found)

    @property
    def can_be_confirmed(self) -> bool:
        """Whether there is something without faults to go through the four conditions of."""
        return self.prepared is not None and self.prepared.can_be_published

    @property
    def is_reviewed(self) -> bool:
        """Whether it may be published, or set down to be."""
        return self.can_be_confirmed and self.clearance is not None and self.clearance.reviewed_at is not None

    @property
    def next_number(self) -> int:
        """The number that the next version gets."""
        return self.versions[0].number + 1 if self.versions else 1

    @property
    def current(self) -> VersionRow | None:
        """The newest version."""
        return self.versions[0] if self.versions else None

    @property
    def pinned_drafts(self) -> int:
        """Open drafts, whichever version they are pinned to."""
        return sum(row.draft_count for row in self.versions)

    @property
    def pinned_cases(self) -> int:
        """Open cases, whichever version they are pinned to."""
        return sum(row.open_case_count for row in self.versions)

    @property
    def change_count(self) -> int:
        """How much the next version changes; of the first one, how many pages it has."""
        if self.prepared is None:
            return 0
        changes = self.prepared.changes
        return len(self.prepared.definition.form.pages) if changes is None else len(changes)


def procedures(actor: Actor, *, at: datetime) -> list[ProcedureRow]:
    """Return the procedures that this person may publish, those that wait first, then by code."""
    permissions.require(actor, PUBLISH)
    shown = inventory.procedures(actor.body_id)
    with body_scope(actor.body_id):
        newest, waiting = forms.newest_versions(), forms.prepared_procedures()
        scheduled, periods = forms.scheduled_procedures(), forms.periods()
    rows = []
    for one in shown:
        if not permissions.allowed(actor, PUBLISH, division_id=one.division_id):
            continue
        number, since, closes_at = newest.get(one.id, (None, None, None))
        period = periods.get(one.id, forms.Period())
        is_open = number is not None and (closes_at is None or closes_at > at) and period.holds(at)
        rows.append(
            ProcedureRow(
                one.id, one.name, one.code, one.division, number, since, is_open, one.id in waiting,
                scheduled.get(one.id), period,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (not row.is_prepared, row.number is None, row.code))


def procedure_page(procedure_id: UUID, actor: Actor, *, at: datetime) -> ProcedurePage:
    """Return a procedure with its versions, and what was taken in with its checks as of today.

    Raises:
        inventory.Procedure.DoesNotExist
        NotPermitted: it is another division's.
    """
    shown = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=shown.division_id)
    with body_scope(actor.body_id):
        versions = _versions(procedure_id, at)
        prepared = forms.prepared(procedure_id, on=localdate(at))
        clearance, period = forms.clearance(procedure_id), forms.period(procedure_id)
        provenance, waiting = forms.provenance(procedure_id), forms.waiting_package(procedure_id)
        route = "" if prepared is None else str(prepared.definition.parts["approval"]["route"])
        findings = _findings(shown.code, prepared, at)
        missing = route if route and approval.route_on(route, localdate(at)) is None else ""
    return ProcedurePage(
        shown.id, shown.code, shown.name, shown.division, shown.division_phone, versions, prepared,
        shown.open_obstacles, provenance, waiting, findings, missing, clearance,
        _may_review(prepared, clearance, actor), period, period.is_before(at), period.is_over(at),
    )  # fmt: skip


def _may_review(prepared: forms.Prepared | None, clearance: forms.ClearanceShown | None, actor: Actor) -> bool:
    if prepared is None or clearance is None:
        return False
    return actor.person_id not in {prepared.taken_by_id, *clearance.took_part}


def _findings(code: str, prepared: forms.Prepared | None, at: datetime) -> tuple[forms.Finding, ...] | None:
    """Look over what was taken in, else the version that takes applications."""
    others = forms.open_forms(on=at)
    current = others.parts.get(code)
    looked_at = current if prepared is None else prepared.definition.parts
    return None if looked_at is None else forms.form_findings(looked_at, others, before=current if prepared else None)


def _versions(procedure_id: UUID, at: datetime) -> tuple[VersionRow, ...]:
    cases = review.counts_by_version(procedure_id)
    rows, next_since = [], None
    for one in forms.versions_in_use(procedure_id):
        is_current = next_since is None
        ends = [end for end in (next_since, one.closes_at) if end is not None]
        until = min(ends) if ends else None
        rows.append(
            VersionRow(
                one.number, one.published_at, until, is_current, is_current and (until is None or until > at),
                one.published_by, one.draft_count, *cases.get(one.id, (0, 0)),
            )
        )  # fmt: skip
        next_since = one.published_at
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One version for itself, with what was said of it before it was published."""

    procedure_id: UUID
    procedure: str
    row: VersionRow
    clearance: forms.ClearanceShown | None


def published_version(procedure_id: UUID, number: int, actor: Actor, *, at: datetime) -> PublishedVersion:
    """Return a version with its record.

    Raises:
        inventory.Procedure.DoesNotExist, forms.VersionUnknown, NotPermitted
    """
    shown = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=shown.division_id)
    with body_scope(actor.body_id):
        found = {row.number: row for row in _versions(procedure_id, at)}
        if number not in found:
            raise forms.VersionUnknown(number=number)
        return PublishedVersion(procedure_id, shown.name, found[number], forms.clearance(procedure_id, number=number))


def definition_text(procedure_id: UUID, number: int, actor: Actor) -> str:
    """Return a version's definition as a file.

    Raises:
        inventory.Procedure.DoesNotExist, forms.VersionUnknown, NotPermitted
    """
    shown = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=shown.division_id)
    with body_scope(actor.body_id):
        return forms.definition_text(procedure_id, number)


def paper(procedure_id: UUID, number: int, actor: Actor, *, language: Language, large: bool) -> bytes:
    """Return a version's form on paper, as PDF.

    Raises:
        inventory.Procedure.DoesNotExist, forms.VersionUnknown, NotPermitted, documents.CharactersNotInFonts
    """
    shown = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=shown.division_id)
    with body_scope(actor.body_id):
        version = forms.numbered_version(procedure_id, number)
        body = Body.objects.get(pk=actor.body_id)
    return forms.printed(
        version.definition,
        address=version.sha256,
        language=language,
        large=large,
        hand_in=forms.HandIn(
            Message(f"{body.name} {shown.division}", f"{shown.division}, {body.name}"), shown.division_phone
        ),
        is_trial=body.is_trial,
    ).pdf
