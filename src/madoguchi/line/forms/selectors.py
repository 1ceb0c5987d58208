"""Reading versions and drafts. All but ``version_list`` join the scope of their caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation.public import body_scope, current_body_id, first_row
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import Definition, ProcedureFacts, parse_definition
from madoguchi.line.forms.core.fields import Answers, Form
from madoguchi.line.forms.core.taking import Taken
from madoguchi.line.forms.models import Draft, ProcedureVersion
from madoguchi.line.forms.periods import outside, require_open
from madoguchi.line.forms.refusals import NotOpen

MOST_KEPT, MOST_VERSIONS = 512, 16_384
"""Definitions (large) and facts of versions (small) kept in memory; both are immutable, so what is kept is never stale.

1,700 bodies that adopted one package have as many versions of each procedure, and one definition.
"""


@dataclass(frozen=True, slots=True)
class PinnedVersion:
    """One published version with its parsed definition."""

    id: UUID
    procedure_id: UUID
    procedure_code: str
    number: int
    sha256: str
    definition: Definition

    @property
    def name(self) -> Message:
        """The procedure's name."""
        return self.definition.procedure.name

    @property
    def facts(self) -> ProcedureFacts:
        """What a resident reads before starting."""
        return self.definition.procedure

    @property
    def form(self) -> Form:
        """The questions."""
        return self.definition.form

    def part(self, name: str) -> Mapping[str, object]:
        """Return another room's part of the definition; empty where there is none."""
        return self.definition.parts.get(name, {})


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One line of a procedure's history."""

    id: UUID
    number: int
    sha256: str
    published_at: datetime
    published_by: str
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """Answers in progress."""

    id: UUID
    version_id: UUID
    account_id: UUID | None
    answers: Answers
    revision: int
    page_reached: str
    channel: str
    proxy: Mapping[str, str] | None
    is_correction: bool
    started_at: datetime
    saved_at: datetime
    expires_at: datetime
    taken: Taken


class DefinitionDamaged(RuntimeError):
    """A version's text is not the one that was published: somebody changed the table."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a definition is kept under: its content alone, so that bodies that adopted the same package share it."""

    sha256: str
    version_id: UUID = field(compare=False)


@lru_cache(maxsize=MOST_KEPT)
def _definition(content: _Content) -> Definition:
    text: str = ProcedureVersion.objects.values_list("definition", flat=True).get(pk=content.version_id)
    if sha256(text.encode()).hexdigest() != content.sha256:
        raise DefinitionDamaged(f"version {content.version_id} is not {content.sha256}")
    return parse_definition(json.loads(text))


@lru_cache(maxsize=MOST_VERSIONS)
def _known(body_id: UUID, version_id: UUID) -> tuple[UUID, str, int, str]:
    """Keyed by the body too: what is kept of one body's version is never given to another."""
    found: tuple[UUID, str, int, str] = ProcedureVersion.objects.values_list(
        "procedure_id", "procedure__code", "number", "sha256"
    ).get(pk=version_id)
    return found


def version(version_id: UUID) -> PinnedVersion:
    """Return a version of the body in scope; after the first call from memory.

    Raises:
        ProcedureVersion.DoesNotExist: the body has no such version.
    """
    return _pinned(version_id, *_known(current_body_id(), version_id))


def _pinned(version_id: UUID, procedure_id: UUID, code: str, number: int, address: str) -> PinnedVersion:
    definition = _definition(_Content(address, version_id))
    return PinnedVersion(version_id, procedure_id, code, number, address, definition)


_NEWEST = (
    "SELECT version.id, version.procedure_id, version.number, version.sha256, "
    "version.closes_at IS NULL OR version.closes_at > %s, "
    "(reception.opens_at IS NULL OR reception.opens_at <= %s) "
    "AND (reception.closes_at IS NULL OR reception.closes_at > %s) FROM forms_procedureversion version "
    "JOIN inventory_procedure procedure ON procedure.id = version.procedure_id "
    "LEFT JOIN forms_reception reception ON reception.procedure_id = procedure.id "
    "WHERE version.body_id = %s AND procedure.code = %s AND version.published_at <= %s "
    "ORDER BY version.number DESC LIMIT 1"
)


def published(procedure_code: str, *, on: datetime, for_office: bool = False) -> PinnedVersion:
    """Return the newest version published by ``on``, if it takes applications then.

    Args:
        procedure_code: whose.
        on: when.
        for_office: the period of the procedure does not count: staff enter later what arrived in time.

    Raises:
        NotOpen: nothing is published, or taking applications has ended; NotOpenYet, ReceptionEnded: by its period.
    """
    row = first_row(_NEWEST, on, on, on, current_body_id(), procedure_code, on)
    if row is None or not row[4]:
        raise NotOpen
    version_id, procedure_id = (UUID(str(one)) for one in row[:2])  # SQLite gives 32 hexadecimal digits
    if not row[5] and not for_office:
        require_open(procedure_id, at=on)
    return _pinned(version_id, procedure_id, procedure_code, row[2], row[3])


def open_procedures(*, on: datetime, for_office: bool = False) -> list[PinnedVersion]:
    """Return the newest version of every procedure that takes applications, by procedure code."""
    return [version(version_id) for version_id in _open_versions(on, for_office=for_office)]


def open_count(*, on: datetime) -> int:
    """Return how many procedures of the body in scope take applications."""
    return len(_open_versions(on))


def _open_versions(on: datetime, *, for_office: bool = False) -> list[UUID]:
    rows = ProcedureVersion.objects.filter(published_at__lte=on).order_by("procedure__code", "-number")
    newest: dict[UUID, tuple[UUID, datetime | None, bool]] = {}
    for procedure_id, *found in rows.annotate(is_outside=outside(on)).values_list(
        "procedure_id", "id", "closes_at", "is_outside"
    ):
        newest.setdefault(procedure_id, (found[0], found[1], found[2]))
    return [
        version_id
        for version_id, closes_at, is_outside in newest.values()
        if (for_office or not is_outside) and (closes_at is None or closes_at > on)
    ]


def version_list(body_id: UUID, procedure_code: str) -> list[VersionShown]:
    """Return a procedure's versions, newest first."""
    with body_scope(body_id):
        rows = ProcedureVersion.objects.filter(procedure__code=procedure_code).select_related("published_by")
        return [
            VersionShown(
                row.id, row.number, row.sha256, row.published_at,
                row.published_by.name if row.published_by else "", row.closes_at,
            )
            for row in rows.defer("definition").order_by("-number")
        ]  # fmt: skip


def drafts_of(account_id: UUID, *, at: datetime) -> list[DraftView]:
    """Return an account's open drafts, the one saved last first."""
    rows = Draft.objects.filter(Q(account_id=account_id), is_closed=False, is_correction=False, expires_at__gt=at)
    return [draft_view(row) for row in rows.order_by("-saved_at", "id")]


def draft_view(row: Draft) -> DraftView:
    """Return a draft's row as data."""
    return DraftView(
        row.id, row.version_id, row.account_id, json.loads(row.answers), row.revision, row.page_reached, row.channel,
        row.proxy, row.is_correction, row.started_at, row.saved_at, row.expires_at,
        row.taken or {},
    )  # fmt: skip
