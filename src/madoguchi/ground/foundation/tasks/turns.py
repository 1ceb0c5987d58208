"""Whose task is next: bodies take turns, so that ten thousand tasks of one never stand before the one of another.

Each claim goes on from the body at which the worker's last claim ended, through an index of what is ready by body: its
cost depends on how many tasks are claimed, not on how many wait nor of how many bodies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import get_date_max

from madoguchi.ground.foundation.statements import adapted

TABLE = "django_tasks_database_dbtaskresult"
# SQLite, which keeps no account of what its tables hold, would choose another index and sort all that is ready.
_FROM: Mapping[str, str] = {"postgresql": TABLE, "sqlite": f"{TABLE} INDEXED BY task_ready_by_body"}
STEPS = 8  # on the way round, at most, while other workers are taking all that is there
# A task's first argument; what has none (of tests) is nobody's.
BODY: Mapping[str, str] = {
    "postgresql": "coalesce(args_kwargs #>> '{args,0}', '')",
    "sqlite": "coalesce(json_extract(args_kwargs, '$.args[0]'), '') || ''",
}


@dataclass(slots=True)
class Turn:
    """Where a worker stands on its way round the bodies."""

    last: str = ""


def next_in_turn(turn: Turn, *, most: int) -> list[UUID]:
    """Return up to ``most`` ready tasks, one of each body in turn, then their second ones, and so on.

    Within a body the most urgent come first, then the oldest, in the order they were asked for. Inside a transaction:
    on PostgreSQL the rows are locked, and those that another worker is taking are passed over.
    """
    for _ in range(STEPS):
        bodies = _bodies(turn.last, ">", most)
        if len(bodies) < most:
            bodies += _bodies("", ">=", most - len(bodies), until=turn.last)
        if not bodies:
            break
        turn.last = bodies[-1]
        portion, more = divmod(most, len(bodies))
        found = _first_of(bodies, [portion + (place < more) for place in range(len(bodies))])
        if found:  # else others are taking what these bodies have: on to the next
            return [task_id for _, _, task_id in sorted(found, key=lambda row: row[:2])]
    return []


def _ready() -> tuple[str, list[Any]]:
    text = f"status = '{TaskResultStatus.READY}' AND backend_name = 'default' AND (run_after = %s OR run_after <= %s)"
    return text, adapted([get_date_max(), timezone.now()])


def _bodies(start: str, compared: str, most: int, *, until: str | None = None) -> list[str]:
    """Return up to ``most`` bodies with ready tasks, in order: each is one step down the index (a loose scan)."""
    body, (ready, instants) = BODY[connection.vendor], _ready()
    bound = "" if until is None else f" AND {body} <= %s"
    bounds = [] if until is None else [until]

    def following(comparison: str) -> str:
        found = f"FROM {_FROM[connection.vendor]} WHERE {ready} AND {body} {comparison}{bound}"
        return f"SELECT {body} {found} ORDER BY {body} LIMIT 1"

    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE turns(number, body) AS (SELECT 1, ({following(f'{compared} %s')}) UNION ALL "  # noqa: S608
            f"SELECT number + 1, ({following('> turns.body')}) FROM turns WHERE body IS NOT NULL AND number < %s) "
            "SELECT number, body FROM turns WHERE body IS NOT NULL",
            [*instants, start, *bounds, *instants, *bounds, most],
        )
        return [str(found) for _, found in sorted(cursor.fetchall())]


def _first_of(bodies: list[str], shares: list[int]) -> list[tuple[int, int, UUID]]:
    """Return the rank within its body, the body's place and the id of each body's first ready tasks."""
    body, (ready, instants) = BODY[connection.vendor], _ready()
    locking = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    one = (
        f"SELECT id FROM {_FROM[connection.vendor]} WHERE {ready} AND {body} = %s "  # noqa: S608
        f"ORDER BY priority DESC, run_after, enqueued_at, id LIMIT %s{locking}"
    )
    parts = ", ".join(f"part_{place} AS ({one})" for place in range(len(bodies)))
    all_of_them = " UNION ALL ".join(f"SELECT {place}, id FROM part_{place}" for place in range(len(bodies)))  # noqa: S608
    values = [value for pair in zip(bodies, shares, strict=True) for value in (*instants, *pair)]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {parts} {all_of_them}", values)
        rows = cursor.fetchall()
    ranks: dict[int, int] = {}
    found = []
    for place, task_id in rows:
        ranks[place] = rank = ranks.get(place, 0) + 1
        found.append((rank, place, UUID(str(task_id))))
    return found
