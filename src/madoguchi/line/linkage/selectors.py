"""Reading what waits and what was handed over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.linkage import exports
from madoguchi.line.linkage.core.states import LABELS, State
from madoguchi.line.linkage.models import HandOver
from madoguchi.office.layouts import public as layouts

READ = "linkage.handover.read"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """Results that wait for one layout. ``stopped``: name and results of a hand-over that stopped half-way."""

    layout_code: str
    layout: Message
    version: str
    is_verified: bool
    count: int
    procedures: tuple[Message, ...]
    stopped: str
    stopped_count: int


@dataclass(frozen=True, slots=True)
class WaitingResult:
    """One result that waits; with problems, it does not fit and stays."""

    application_id: UUID
    receipt_number: str
    procedure: Message
    outcome: Message
    decided_on: date | None
    problems: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """What handing a layout over would do now."""

    waiting: Waiting
    fits: int
    files: tuple[str, ...]
    results: tuple[WaitingResult, ...]


@dataclass(frozen=True, slots=True)
class HandOverShown:
    """A hand-over of the history."""

    id: UUID
    name: str
    layout: Message
    version: str
    state: State
    state_label: Message
    result_count: int
    files: tuple[dict[str, Any], ...]
    folder: str
    made_at: datetime
    made_by: str


def waiting(actor: Actor) -> list[Waiting]:
    """Return the layouts for which results wait, or a hand-over stopped, by layout.

    Raises:
        NotPermitted
    """
    with body_scope(actor.body_id):
        reach = _reach(actor)
        found = exports.waiting_cases(reach)
        stopped = _stopped(reach)
        return [
            _waiting(
                code, {case.procedure_version_id for case in found.get(code, ())}, len(found.get(code, ())), stopped
            )
            for code in sorted({*found, *stopped})
        ]


def waiting_for(actor: Actor, layout_code: str, *, at: datetime) -> WaitingShown:
    """Return what waits for one layout, each result checked against it.

    Raises:
        LayoutUnknown, NotPermitted
    """
    with body_scope(actor.body_id):
        layout = layouts.layout(layout_code)
        reach = _reach(actor)
        cases = exports.waiting_cases(reach).get(layout_code, [])
        results = exports.results(cases)
        _, left = exports.fitting(results, layout, at)
        problems = {one.application_id: one.problems for one in left}
        shown = tuple(
            WaitingResult(
                one.application.id, one.application.receipt_shown, one.version.name, one.disposition.outcome_label,
                one.disposition.decided_on, problems.get(one.application.id, ()),
            )
            for one in results
        )  # fmt: skip
        versions = {case.procedure_version_id for case in cases}
        return WaitingShown(
            _waiting(layout_code, versions, len(cases), _stopped(reach)),
            len(results) - len(left),
            tuple(group.name for group in layout.groups),
            shown,
        )


def history(actor: Actor) -> list[HandOverShown]:
    """Return the latest hand-overs whose results the actor may see, newest first."""
    with body_scope(actor.body_id):
        reach = _reach(actor)
        found = HandOver.objects.select_related("made_by").defer("manifest").order_by("-made_at", "-id")
        return [_shown(row) for row in found[: 4 * MOST_SHOWN] if _is_within(row, reach)][:MOST_SHOWN]


def manifest(actor: Actor, hand_over_id: UUID) -> tuple[str, str]:
    """Return a hand-over's manifest and its file name; it holds counts and digests, nothing of a person.

    Raises:
        HandOver.DoesNotExist
    """
    with body_scope(actor.body_id):
        row = HandOver.objects.get(pk=hand_over_id, state=State.DONE.value)
        if not _is_within(row, _reach(actor)):
            raise HandOver.DoesNotExist
        return row.manifest, f"{row.name}.manifest.json"


def _reach(actor: Actor) -> frozenset[UUID] | None:
    permissions.require(actor, READ)
    return None if permissions.of_whole_body(actor, READ) else permissions.divisions_of(actor, READ)


def _is_within(row: HandOver, reach: Collection[UUID] | None) -> bool:
    return reach is None or {UUID(one) for one in row.division_ids} <= set(reach)


def _stopped(reach: Collection[UUID] | None) -> dict[str, tuple[str, int]]:
    found = HandOver.objects.filter(state=State.PREPARED.value).order_by("layout_code")
    return {row.layout_code: (row.name, row.result_count) for row in found.defer("manifest") if _is_within(row, reach)}


def _waiting(code: str, version_ids: Collection[UUID], count: int, stopped: dict[str, tuple[str, int]]) -> Waiting:
    layout = layouts.layout(code)
    names = {version.procedure_code: version.name for version in exports.versions(version_ids)}
    return Waiting(
        code, layout.name, layout.version, layout.is_verified, count,
        tuple(names[key] for key in sorted(names)), *stopped.get(code, ("", 0)),
    )  # fmt: skip


def _shown(row: HandOver) -> HandOverShown:
    state = State(row.state)
    return HandOverShown(
        row.id, row.name, layouts.layout(row.layout_code, row.layout_version).name, row.layout_version, state,
        LABELS[state], row.result_count, tuple(row.files), row.folder, row.made_at,
        row.made_by.name if row.made_by else "",
    )  # fmt: skip
