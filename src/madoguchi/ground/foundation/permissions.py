"""The permission table: role × action × own or any division; what has no row is denied."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from madoguchi.ground.foundation.actors import Actor, Role
from madoguchi.ground.kernel.errors import Message, Refused


class Reach(StrEnum):
    """How far a row reaches."""

    OWN_DIVISION = "own_division"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Row:
    """``role`` may do ``action`` within ``reach``."""

    role: Role
    action: str
    reach: Reach = Reach.BODY


class NotPermitted(Refused):
    """The permission table has no row for this."""

    code = "foundation.not_permitted"
    status = 403
    what = Message("この操作はできません。", "You cannot do this.", easy="これは できません。")
    why = Message(
        "あなたの役割または所属では認められていません。",
        "Your role or division does not allow it.",
        easy="あなたは これを することが できません。",
    )
    mend = Message(
        "必要な場合は、担当課または管理者にご相談ください。",
        "If you need it, ask the division in charge or your administrator.",
        easy="こまったときは、市役所に 聞いてください。",
    )


_table: dict[str, dict[Role, Reach]] = {}


def register(rows: Iterable[Row]) -> None:
    """Add a room's rows. The wider reach wins when a role is named twice."""
    for row in rows:
        reaches = _table.setdefault(row.action, {})
        if reaches.get(row.role) != Reach.BODY:
            reaches[row.role] = row.reach


def rows() -> list[Row]:
    """Return the whole table, sorted: what administrators and the matrix test read."""
    return [
        Row(role, action, reach)
        for action, reaches in sorted(_table.items())
        for role, reach in sorted(reaches.items())
    ]


def allowed(actor: Actor, action: str, *, division_id: UUID | None = None) -> bool:
    """Whether ``actor`` may do ``action`` on something of ``division_id`` (None: of no division in particular)."""
    reaches = _table.get(action)
    if reaches is None:
        return False
    for role in actor.roles:
        reach = reaches.get(role)
        if reach == Reach.BODY or (
            reach == Reach.OWN_DIVISION and (division_id is None or division_id in actor.divisions_as(role))
        ):
            return True
    return False


def divisions_of(actor: Actor, action: str) -> frozenset[UUID]:
    """Return the divisions whose things ``actor`` may do ``action`` on, as far as the table keeps to own divisions."""
    own = [role for role, reach in _table.get(action, {}).items() if reach == Reach.OWN_DIVISION]
    return frozenset().union(*(actor.divisions_as(role) for role in own if role in actor.roles))


def of_whole_body(actor: Actor, action: str) -> bool:
    """Whether ``actor`` may do ``action`` on things of every division."""
    return any(_table.get(action, {}).get(role) == Reach.BODY for role in actor.roles)


def require(actor: Actor, action: str, *, division_id: UUID | None = None) -> None:
    """Raise :class:`NotPermitted` unless the table allows it."""
    if not allowed(actor, action, division_id=division_id):
        raise NotPermitted
