"""Reading the inventory."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.public import body_scope
from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, STAGES, Obstacle, Stage
from madoguchi.line.inventory.models import Procedure


@dataclass(frozen=True, slots=True)
class ObstacleShown:
    """An obstacle of one procedure."""

    obstacle: Obstacle
    division: str
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


def procedures(
    body_id: UUID, *, query: str = "", stage: str = "", obstacle: str = "", division_id: UUID | None = None
) -> list[ProcedureShown]:
    """Return the body's procedures that fit, the most frequent first."""
    with body_scope(body_id):
        found = Procedure.objects.select_related("division").prefetch_related("obstacles__division")
        for word in kana_words(query):
            found = found.filter(search_key__contains=word)
        if stage:
            found = found.filter(stage=stage)
        if obstacle:
            found = found.filter(obstacles__code=obstacle, obstacles__resolved_on=None)
        if division_id is not None:
            found = found.filter(division_id=division_id)
        return [_shown(row) for row in found.order_by("-yearly_volume", "code")]


def kana_words(query: str) -> list[str]:
    """Return the folded words of a search, spaces of either width between them."""
    return [kana.fold_key(word) for word in query.replace("\u3000", " ").split()][:8]


def procedure(body_id: UUID, procedure_id: UUID) -> ProcedureShown:
    """Return one procedure."""
    with body_scope(body_id):
        return _shown(
            Procedure.objects.select_related("division").prefetch_related("obstacles__division").get(pk=procedure_id)
        )


def by_code(code: str) -> Procedure:
    """Return the row of a code (inside a scope)."""
    found: Procedure = Procedure.objects.select_related("division").get(code=code)
    return found


def matching_codes(query: str) -> list[str]:
    """Return codes of procedures that fit a search, the most frequent first (inside a scope)."""
    found = Procedure.objects.all()
    for word in kana_words(query):
        found = found.filter(search_key__contains=word)
    return list(found.order_by("-yearly_volume", "code").values_list("code", flat=True))


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
        Stage(row.stage),
        STAGES[Stage(row.stage)],
        row.is_trial,
        row.note,
        row.keywords,
        tuple(
            ObstacleShown(
                OBSTACLES[one.code], one.division.name if one.division else "", one.is_main, one.note, one.resolved_on
            )
            for one in obstacles
        ),
        row.version,
    )
