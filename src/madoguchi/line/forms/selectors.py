"""Reading versions and drafts. All but ``version_list`` join the scope of their caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation.public import body_scope, current_body_id, first_row
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import Definition, ProcedureFacts, parse_definition
from madoguchi.line.forms.core.fields import Answers, Form
from madoguchi.line.forms.core.taking import Taken
from madoguchi.line.forms.models import Draft, ProcedureVersion
from madoguchi.line.forms.refusals import NotOpen

MOST_KEPT = 512
"""Versions and definitions kept in memory; a version is immutable, so what is kept can never be stale."""


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


@lru_cache(maxsize=MOST_KEPT)
def _parsed(text: str) -> Definition:
    """Parse once per content: bodies that adopted the same package share it."""
    return parse_definition(json.loads(text))


@lru_cache(maxsize=MOST_KEPT)
def _pinned(body_id: UUID, version_id: UUID) -> PinnedVersion:
    """Keyed by the body too: a version kept for one body is never given to another."""
    row = ProcedureVersion.objects.select_related("procedure").get(pk=version_id)
    return PinnedVersion(row.id, row.procedure_id, row.procedure.code, row.number, row.sha256, _parsed(row.definition))


def version(version_id: UUID) -> PinnedVersion:
    """Return a version of the body in scope; after the first call from memory.

    Raises:
        ProcedureVersion.DoesNotExist: the body has no such version.
    """
    return _pinned(current_body_id(), version_id)


_NEWEST = (
    "SELECT version.id, version.closes_at IS NULL OR version.closes_at > %s FROM forms_procedureversion version "
    "JOIN inventory_procedure procedure ON procedure.id = version.procedure_id "
    "WHERE version.body_id = %s AND procedure.code = %s AND version.published_at <= %s "
    "ORDER BY version.number DESC LIMIT 1"
)


def published(procedure_code: str, *, on: datetime) -> PinnedVersion:
    """Return the newest version published by ``on``, if it still takes applications then.

    Raises:
        NotOpen: nothing is published, or taking applications has ended.
    """
    row = first_row(_NEWEST, on, current_body_id(), procedure_code, on)
    if row is None or not row[1]:
        raise NotOpen
    return version(UUID(str(row[0])))  # SQLite gives 32 hexadecimal digits


def open_procedures(*, on: datetime) -> list[PinnedVersion]:
    """Return the newest version of every procedure that takes applications, by procedure code."""
    rows = ProcedureVersion.objects.filter(published_at__lte=on).order_by("procedure__code", "-number")
    newest: dict[str, tuple[UUID, datetime | None]] = {}
    for code, version_id, closes_at in rows.values_list("procedure__code", "id", "closes_at"):
        newest.setdefault(code, (version_id, closes_at))
    return [version(version_id) for version_id, closes_at in newest.values() if closes_at is None or closes_at > on]


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
