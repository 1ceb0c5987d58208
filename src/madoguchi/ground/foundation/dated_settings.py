"""A body's choices: typed, dated, inherited prefecture → municipality → division."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from madoguchi.ground.foundation.models import Body, DatedSetting, valid_on
from madoguchi.ground.foundation.scope import require_scope
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


def value(setting: Setting[T], *, on: date, division_id: UUID | None = None) -> T:
    """Return the value in force on a day: the division's, else the body's, else its parents', else the default."""
    for body_id in _chain(require_scope().body_id):
        rows = list(
            DatedSetting.objects.filter(valid_on(on), body_id=body_id, key=setting.key).order_by("-valid_from", "-id")
        )
        for wanted in dict.fromkeys((division_id, None)):
            for row in rows:
                if row.division_id == wanted:
                    found: T = row.value
                    return found
    return setting.default


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


def _chain(body_id: UUID) -> list[UUID]:
    chain = [body_id]
    while (
        parent := Body.objects.filter(pk=chain[-1]).values_list("parent_id", flat=True).first()
    ) and parent not in chain:
        chain.append(parent)
    return chain
