"""How long sessions last: a dated, inherited setting for each of the two zones (staff on LGWAN, residents outside)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class SessionRules:
    """A session ends ``idle_minutes`` after its last page, and ``most_hours`` after sign-in whatever happens."""

    idle_minutes: int
    most_hours: int

    def is_over(self, *, began: float, seen: float, at: float) -> bool:
        """Whether a session has ended; all three are seconds since the epoch."""
        return at - seen >= 60 * self.idle_minutes or at - began >= 3600 * self.most_hours


DEFAULT = {
    AccountKind.STAFF.value: {"idle_minutes": 30, "most_hours": 10},
    AccountKind.RESIDENT.value: {"idle_minutes": 30, "most_hours": 12},
}
MOST_HOURS = 24  # what the browser's cookie lives: no rule may promise more
_LIMITS = {"idle_minutes": 12 * 60, "most_hours": MOST_HOURS}


def _are_rules(value: Any) -> bool:  # Any: JSON as stored
    return (
        isinstance(value, Mapping)
        and value.keys() == DEFAULT.keys()
        and all(
            isinstance(rules, Mapping)
            and rules.keys() == _LIMITS.keys()
            and all(type(rules[name]) is int and 1 <= rules[name] <= most for name, most in _LIMITS.items())
            for rules in value.values()
        )
    )


SESSIONS: dated_settings.Setting[dict[str, dict[str, int]]] = dated_settings.declare(
    dated_settings.Setting(
        key="signin.sessions",
        label=Message("サインインの有効時間", "How long sessions last"),
        default=DEFAULT,
        is_valid=_are_rules,
    )
)

_kept: dict[tuple[UUID, date], tuple[float, dict[str, dict[str, int]]]] = {}
_KEPT_SECONDS = 30.0


def session_rules(kind: str, body_id: UUID | None, *, on: date) -> SessionRules:
    """Return the rules at a body for a kind of account, kept for half a minute; None: pages that are no body's."""
    if body_id is None:
        return SessionRules(**DEFAULT[kind])
    kept = _kept.get((body_id, on))
    if kept is None or kept[0] <= monotonic():
        with body_scope(body_id):
            kept = (monotonic() + _KEPT_SECONDS, dated_settings.value(SESSIONS, on=on))
        _kept[body_id, on] = kept
    return SessionRules(**kept[1][kind])


def forget_session_rules() -> None:
    """Forget what is kept (between tests)."""
    _kept.clear()
