"""What whoever publishes versions looks at. All functions join the scope of their caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from madoguchi.line.forms.core.definition import Definition, parse_definition
from madoguchi.line.forms.core.readiness import CONDITIONS, Condition
from madoguchi.line.forms.core.reading import DefinitionRefused
from madoguchi.line.forms.core.version_difference import VersionChange, version_difference
from madoguchi.line.forms.models import Clearance, Draft, PreparedVersion, ProcedureVersion
from madoguchi.line.forms.parts import CheckResult, checked, part_words, results
from madoguchi.line.forms.refusals import VersionUnknown
from madoguchi.line.forms.selectors import PinnedVersion, version


@dataclass(frozen=True, slots=True)
class VersionInUse:
    """One version of a procedure, with the open drafts that are pinned to it."""

    id: UUID
    number: int
    published_at: datetime
    published_by: str
    closes_at: datetime | None
    draft_count: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was taken in and may become the next version: its checks as of a day, and what it changes."""

    sha256: str
    taken_at: datetime
    taken_by: str
    taken_by_id: UUID | None
    definition: Definition
    checks: tuple[CheckResult, ...]
    changes: tuple[VersionChange, ...] | None  # None: nothing is published yet

    @property
    def can_be_published(self) -> bool:
        """Whether every check passed."""
        return not any(one.found for one in self.checks)


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """One of the four conditions with what was said of it."""

    code: str
    condition: Condition
    is_met: bool
    word: str


@dataclass(frozen=True, slots=True)
class ClearanceShown:
    """What was said of a definition before it was published. Names are empty where no person acted."""

    sha256: str
    conditions: tuple[ConditionShown, ...]
    confirmed_at: datetime
    confirmed_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    publish_at: datetime | None
    scheduled_by: str
    failed_at: datetime | None
    took_part: frozenset[UUID]  # who may not review it


def clearance(procedure_id: UUID, *, number: int | None = None) -> ClearanceShown | None:
    """Return what was said of a version before it was published; without number of the one about to come."""
    people = ("confirmed_by", "reviewed_by", "scheduled_by")
    rows = Clearance.objects.filter(procedure_id=procedure_id).select_related(*people)
    row = rows.filter(version=None).first() if number is None else rows.filter(version__number=number).first()
    if row is None:
        return None
    conditions = tuple(
        ConditionShown(code, CONDITIONS[code], said["is_met"], said["word"])
        for code, said in sorted(row.conditions.items(), key=lambda one: list(CONDITIONS).index(one[0]))
    )
    confirmed, reviewed, scheduled = (one.name if (one := getattr(row, name)) else "" for name in people)
    return ClearanceShown(
        row.sha256, conditions, row.confirmed_at, confirmed, row.reviewed_at, reviewed, row.publish_at, scheduled,
        row.failed_at, frozenset({row.confirmed_by_id} - {None}),
    )  # fmt: skip


def scheduled_procedures() -> Mapping[UUID, datetime]:
    """Return when definitions are set down to be published, by procedure."""
    rows = Clearance.objects.filter(version=None, failed_at=None).exclude(publish_at=None).order_by("id")
    return dict(rows.values_list("procedure_id", "publish_at"))


def versions_in_use(procedure_id: UUID) -> list[VersionInUse]:
    """Return a procedure's versions, newest first."""
    drafts = dict(
        Draft.objects.filter(version__procedure_id=procedure_id, is_closed=False)
        .order_by("version_id")
        .values_list("version_id")
        .annotate(count=Count("id"))
    )
    rows = ProcedureVersion.objects.filter(procedure_id=procedure_id).select_related("published_by").defer("definition")
    return [
        VersionInUse(
            row.id, row.number, row.published_at, row.published_by.name if row.published_by else "", row.closes_at,
            drafts.get(row.id, 0),
        )
        for row in rows.order_by("-number")
    ]  # fmt: skip


def newest_versions() -> Mapping[UUID, tuple[int, datetime, datetime | None]]:
    """Return number, start and end of the newest version of every procedure, by procedure."""
    rows = ProcedureVersion.objects.order_by("procedure_id", "number")
    return {
        procedure_id: (number, published_at, closes_at)
        for procedure_id, number, published_at, closes_at in rows.values_list(
            "procedure_id", "number", "published_at", "closes_at"
        )
    }


def prepared_procedures() -> frozenset[UUID]:
    """Return the procedures for which a definition was taken in."""
    return frozenset(PreparedVersion.objects.order_by("id").values_list("procedure_id", flat=True))


def prepared(procedure_id: UUID, *, on: date) -> Prepared | None:
    """Return what was taken in for a procedure, checked as of a day; None where nothing was."""
    row = PreparedVersion.objects.filter(procedure_id=procedure_id).select_related("taken_by").first()
    if row is None:
        return None
    data = json.loads(row.definition)
    definition = parse_definition(data)
    newest = ProcedureVersion.objects.filter(procedure_id=procedure_id).order_by("-number").values_list("id", flat=True)
    current = newest.first()
    changes = None
    if current is not None:
        changes = version_difference(version(current).definition, definition, part_words())
    return Prepared(
        row.sha256,
        row.taken_at,
        row.taken_by.name if row.taken_by else "",
        row.taken_by_id,
        definition,
        _checks(data, on),
        changes,
    )


def definition_text(procedure_id: UUID, number: int) -> str:
    """Return the definition of a version as a file that people can read and change.

    Raises:
        VersionUnknown
    """
    row = ProcedureVersion.objects.filter(procedure_id=procedure_id, number=number).first()
    if row is None:
        raise VersionUnknown(number=number)
    return json.dumps(json.loads(row.definition), ensure_ascii=False, indent=2) + "\n"


def numbered_version(procedure_id: UUID, number: int) -> PinnedVersion:
    """Return a version of a procedure by its number.

    Raises:
        VersionUnknown
    """
    found = ProcedureVersion.objects.filter(procedure_id=procedure_id, number=number).values_list("id", flat=True)
    if not found:
        raise VersionUnknown(number=number)
    return version(found[0])


def _checks(data: Mapping[str, object], on: date) -> tuple[CheckResult, ...]:
    try:
        checked(data, on=on)
    except DefinitionRefused as refusal:
        return results(refusal.problems, data)
    return results((), data)
