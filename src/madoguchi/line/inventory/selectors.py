"""Reading the inventory."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, QuerySet

from madoguchi.ground.foundation.public import body_scope, current_body_id, first_row, people
from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, STAGES, Obstacle, Stage
from madoguchi.line.inventory.models import Procedure, ProcedureObstacle


@dataclass(frozen=True, slots=True)
class ObstacleShown:
    """An obstacle of one procedure."""

    obstacle: Obstacle
    division: str
    division_id: UUID | None
    is_main: bool
    note: str
    resolved_on: date | None


@dataclass(frozen=True, slots=True)
class ProcedureShown:
    """One procedure of the inventory."""

    id: UUID
    code: str
    name: str
    name_en: str
    division_id: UUID
    division: str
    division_phone: str
    legal_basis: str
    survey_id: str
    yearly_volume: int | None
    minutes_per_case: int | None
    channels: tuple[Message, ...]
    channel_codes: tuple[str, ...]
    stage: Stage
    stage_label: Message
    is_trial: bool
    note: str
    keywords: str
    obstacles: tuple[ObstacleShown, ...]
    version: int

    @property
    def open_obstacles(self) -> tuple[ObstacleShown, ...]:
        """Those not resolved yet."""
        return tuple(one for one in self.obstacles if one.resolved_on is None)

    @property
    def volume_shown(self) -> str:
        """The yearly volume for reading: 12,345; empty where it is not known."""
        return "" if self.yearly_volume is None else f"{self.yearly_volume:,}"

    @property
    def main_obstacle(self) -> ObstacleShown | None:
        """The main one of those not resolved yet, else the first of them."""
        return self.open_obstacles[0] if self.open_obstacles else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: everything."""

    query: str = ""
    stage: str = ""
    obstacle: str = ""
    division_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of procedures, with the counts of all that fit."""

    rows: tuple[ProcedureShown, ...]
    total: int
    by_stage: dict[Stage, int]
    trial_count: int
    by_obstacle: dict[str, int]  # procedures that an obstacle still holds, by its code


def inventory(body_id: UUID, wanted: Wanted, *, start: int = 0, most: int = 50) -> Found:
    """Return the procedures that fit, the most frequent first, and how they spread over stages and obstacles."""
    with body_scope(body_id):
        found = _fitting(wanted)
        stages = dict(found.order_by("stage").values_list("stage").annotate(count=Count("id")))
        held = ProcedureObstacle.objects.filter(procedure__in=found.order_by().values("id"), resolved_on=None)
        obstacles = dict(held.order_by("code").values_list("code").annotate(count=Count("id")))
        return Found(
            tuple(_shown(row) for row in _with_details(found)[start : start + most]),
            sum(stages.values()),
            {stage: stages.get(stage.value, 0) for stage in Stage},
            found.filter(is_trial=True).count(),
            {code: obstacles.get(code, 0) for code in OBSTACLES},
        )


def divisions(body_id: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Return id and name of the body's divisions on a day, by code."""
    with body_scope(body_id):
        return [(one.id, one.name) for one in people.divisions(on=on)]


def procedures(
    body_id: UUID, *, query: str = "", stage: str = "", obstacle: str = "", division_id: UUID | None = None
) -> list[ProcedureShown]:
    """Return the body's procedures that fit, the most frequent first."""
    with body_scope(body_id):
        return [_shown(row) for row in _with_details(_fitting(Wanted(query, stage, obstacle, division_id)))]


def _fitting(wanted: Wanted) -> QuerySet[Procedure]:
    found: QuerySet[Procedure] = Procedure.objects.all()
    for word in kana_words(wanted.query):
        found = found.filter(search_key__contains=word)
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.obstacle:
        found = found.filter(obstacles__code=wanted.obstacle, obstacles__resolved_on=None)
    if wanted.division_id is not None:
        found = found.filter(division_id=wanted.division_id)
    return found


# A volume that is not known comes last; left to themselves, the two databases disagree where NULL stands.
_BY_VOLUME = (F("yearly_volume").desc(nulls_last=True), "code")


def _with_details(found: QuerySet[Procedure]) -> QuerySet[Procedure]:
    return found.select_related("division").prefetch_related("obstacles__division").order_by(*_BY_VOLUME)


def kana_words(query: str) -> list[str]:
    """Return the folded words of a search, spaces of either width between them."""
    return [kana.fold_key(word) for word in query.replace("\u3000", " ").split()][:8]


def procedure(body_id: UUID, procedure_id: UUID) -> ProcedureShown:
    """Return one procedure.

    Raises:
        Procedure.DoesNotExist
    """
    with body_scope(body_id):
        return _shown(
            Procedure.objects.select_related("division").prefetch_related("obstacles__division").get(pk=procedure_id)
        )


def by_code(code: str) -> Procedure:
    """Return the row of a code (inside a scope)."""
    found: Procedure = Procedure.objects.select_related("division").get(code=code)
    return found


_IN_CHARGE = (
    "SELECT division.name, division.name_en, division.phone FROM inventory_procedure procedure "
    "JOIN foundation_division division ON division.id = procedure.division_id "
    "WHERE procedure.body_id = %s AND procedure.code = %s"
)


def in_charge(code: str) -> tuple[str, str, str]:
    """Return name, English name and telephone of the division in charge of a procedure (inside a scope).

    Raises:
        Procedure.DoesNotExist
    """
    row = first_row(_IN_CHARGE, current_body_id(), code)
    if row is None:
        raise Procedure.DoesNotExist(code)
    return row[0], row[1], row[2]


def matching_codes(query: str) -> list[str]:
    """Return codes of procedures that fit a search, the most frequent first (inside a scope)."""
    found = Procedure.objects.all()
    for word in kana_words(query):
        found = found.filter(search_key__contains=word)
    return list(found.order_by(*_BY_VOLUME).values_list("code", flat=True))


def _shown(row: Procedure) -> ProcedureShown:
    obstacles = sorted(row.obstacles.all(), key=lambda one: (not one.is_main, list(OBSTACLES).index(one.code)))
    return ProcedureShown(
        row.id,
        row.code,
        row.name,
        row.name_en,
        row.division_id,
        row.division.name,
        row.division.phone,
        row.legal_basis,
        row.survey_id,
        row.yearly_volume,
        row.minutes_per_case,
        tuple(CHANNELS[code] for code in row.channels),
        tuple(row.channels),
        Stage(row.stage),
        STAGES[Stage(row.stage)],
        row.is_trial,
        row.note,
        row.keywords,
        tuple(
            ObstacleShown(
                OBSTACLES[one.code],
                one.division.name if one.division else "",
                one.division_id,
                one.is_main,
                one.note,
                one.resolved_on,
            )
            for one in obstacles
        ),
        row.version,
    )
