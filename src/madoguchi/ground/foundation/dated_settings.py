"""A body's choices: typed, dated, inherited prefecture → municipality → division."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from madoguchi.ground.foundation.models import DatedSetting, valid_on
from madoguchi.ground.foundation.scope import require_scope
from madoguchi.ground.foundation.statements import first_row
from madoguchi.ground.kernel.errors import Message, Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A setting that rooms declare: its default and what a value must be."""

    key: str
    label: Message
    default: T
    is_valid: Callable[[Any], bool]  # Any: JSON as stored


class SettingNotValid(Refused):
    """A value of the wrong kind."""

    code = "foundation.setting_not_valid"
    status = 422
    what = Message("設定「{label}」を保存できません。", "The setting “{label}” cannot be saved.")
    why = Message("値の形が違います。", "The value is not of the right kind.")
    mend = Message("設定の説明にある例に合わせてください。", "Follow the example in the setting's description.")


declared: dict[str, Setting[Any]] = {}


def declare(setting: Setting[T]) -> Setting[T]:
    """Register a setting under its key, once."""
    if declared.setdefault(setting.key, setting) is not setting:
        raise ValueError(f"the setting {setting.key} is declared twice")
    return setting


_MOST_PARENTS = 8
_IN_FORCE = (
    "WITH RECURSIVE chain(id, parent_id, depth) AS ("
    "SELECT id, parent_id, 0 FROM foundation_body WHERE id = %s UNION ALL "
    "SELECT parent.id, parent.parent_id, depth + 1 "
    "FROM chain JOIN foundation_body parent ON parent.id = chain.parent_id WHERE depth < %s) "
    "SELECT setting.value FROM chain JOIN foundation_datedsetting setting ON setting.body_id = chain.id "
    "WHERE setting.key = %s AND setting.valid_from <= %s AND (setting.valid_until IS NULL OR setting.valid_until > %s) "
    "AND (setting.division_id IS NULL OR setting.division_id = %s) "
    "ORDER BY depth, setting.division_id IS NULL, setting.valid_from DESC, setting.id DESC LIMIT 1"
)


def value(setting: Setting[T], *, on: date, division_id: UUID | None = None) -> T:
    """Return the value in force on a day: the division's, else the body's, else its parents', else the default."""
    row = first_row(_IN_FORCE, require_scope().body_id, _MOST_PARENTS, setting.key, on, on, division_id)
    if row is None:
        return setting.default
    found: T = json.loads(row[0])
    return found


def put(
    setting: Setting[Any], new: Any, *, valid_from: date, set_by: UUID | None, division_id: UUID | None = None
) -> None:
    """Set a value from a day on (inside a write scope); the value before ends that day.

    Raises:
        SettingNotValid: the value is not what the setting wants.
    """
    scope = require_scope(write=True)
    if not setting.is_valid(new):
        raise SettingNotValid(label=setting.label.ja)
    mine = DatedSetting.objects.filter(body_id=scope.body_id, key=setting.key, division_id=division_id)
    mine.filter(valid_from__gte=valid_from).delete()
    mine.filter(valid_on(valid_from)).update(valid_until=valid_from)
    DatedSetting.objects.create(
        key=setting.key, value=new, valid_from=valid_from, set_by=set_by, division_id=division_id
    )
