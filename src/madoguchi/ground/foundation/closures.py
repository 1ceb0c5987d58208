"""The office's own closed days (閉庁日), one by one: added and withdrawn for days to come, never for the past.

The clocks of cases count with the setting as it is, so a day that has come stays what it was. Days of every year
(年末年始) are in ``closures_yearly``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import calendars, dated_settings, events, permissions
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.calendars import CLOSURES
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import Body, DatedSetting
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel import opendays
from madoguchi.ground.kernel.errors import Message, Refused

MANAGE = "foundation.calendar.manage"
MOST_REASON = 100  # characters
ADDED = Event(
    name="foundation.closed_day.added",
    label=Message("閉庁日を加えました", "Closed day added"),
    facts={"day": date},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
WITHDRAWN = Event(
    name="foundation.closed_day.withdrawn",
    label=Message("閉庁日を取りやめました", "Closed day withdrawn"),
    facts={"day": date},
    seen_by={Reader.STAFF, Reader.AUDIT},
)


class DayHasCome(Refused):
    """The past stays."""

    code = "foundation.closed_day_has_come"
    what = Message("{day}の閉庁日は変えられません。", "{day} cannot be changed.")
    why = Message(
        "今日までの日は、期限の計算に使われています。", "Days up to today have been counted in periods already."
    )
    mend = Message("明日より後の日を指定してください。", "Choose a day after today.")


class ClosedAnyway(Refused):
    """It is a weekend, a holiday or a closure already."""

    code = "foundation.closed_anyway"
    what = Message("{day}はすでに閉庁日です。", "{day} is a closed day already.")
    why = Message(
        "土曜日、日曜日、祝日、毎年の休み、または登録済みの閉庁日です。",
        "It is a weekend, a national holiday, a yearly closure or one that was added.",
    )
    mend = Message("日付を確かめてください。", "Please check the day.")


class NotClosedByItself(Refused):
    """Only what was added can be withdrawn."""

    code = "foundation.not_a_closed_day"
    what = Message("{day}の閉庁日は取りやめられません。", "{day} cannot be withdrawn.")
    why = Message("この日だけの閉庁日として登録されていません。", "It was not added as a closed day of its own.")
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


class ReasonNotSo(Refused):
    """People ask why."""

    code = "foundation.closed_day_reason"
    status = 422
    what = Message("理由を確かめてください。", "Please check the reason.")
    why = Message("空か、100文字を超えています。", "It is empty or longer than 100 characters.")
    mend = Message("「庁舎の電気工事のため」のように入力してください。", "Please enter it, such as: electrical works.")


class PlannedClosures(Refused):
    """Somebody set the whole list for a later day; a change now would take that away."""

    code = "foundation.closures_planned"
    what = Message("閉庁日を変えられません。", "Closed days cannot be changed.")
    why = Message(
        "先の日から始まる閉庁日の設定が、別に登録されています。", "Another list of closures begins on a later day."
    )
    mend = Message("運用の担当に依頼してください。", "Ask the operator.")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that was added; ``withdrawn``: why it is open all the same; ``may_withdraw``: it has not come."""

    day: date
    reason: str
    withdrawn: str
    may_withdraw: bool

    @property
    def iso(self) -> str:
        """The day as forms carry it."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Year:
    """Closed days of a year but Saturdays and Sundays.

    ``others``: national holidays by name, and days of every year, which have none. ``is_inherited``: the list is the
    prefecture's or the product's, not the body's own. ``open_count``: days on which the office is open.
    """

    year: int
    own: list[OwnDay]
    others: list[tuple[date, str]]
    is_inherited: bool
    open_count: int


def year(body_id: UUID, *, year: int, on: date) -> Year:
    """Return the closed days of a year; those after ``on`` may still be withdrawn."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    with body_scope(body_id):
        known = calendars.closures(on=last)
        closed = calendars.closed_days(first, last)
        is_inherited = not DatedSetting.objects.filter(body_id=body_id, key=CLOSURES.key).exists()
    own, others = [], dict(opendays.holiday_names(year))
    for one in known:
        if not isinstance(one.day, opendays.MonthDay):
            if one.day.year == year:
                own.append(OwnDay(one.day, one.reason, one.withdrawn, not one.withdrawn and one.day > on))
        else:
            for day in one.days(first, last):
                others.setdefault(day, "")
    own.sort(key=lambda one: one.day)
    return Year(year, own, sorted(others.items()), is_inherited, (last - first).days + 1 - len(closed))


def add(*, day: date, reason: str, actor: Actor, at: datetime) -> None:
    """Close the office on one day to come.

    Periods that are counted from now on leave the day out; due dates that were fixed before stay.

    Raises:
        NotPermitted, ReasonNotSo, DayHasCome, ClosedAnyway, PlannedClosures
    """
    check_reason(reason)
    with body_scope(actor.body_id, write=True):
        kept = changeable(day, actor, at)
        if day in calendars.closed_days(day, day):
            raise ClosedAnyway(day=day.isoformat())
        others = [one for one in kept if _day_of(one) != day.isoformat()]
        row = put_list([*others, {"day": day.isoformat(), "reason": reason.strip()}], actor, at)
        events.record(ADDED, subject=row, actor=actor, at=at, day=day)


def withdraw(*, day: date, reason: str, actor: Actor, at: datetime) -> None:
    """Open the office on a day to come that was to be closed; the list keeps both reasons.

    Raises:
        NotPermitted, ReasonNotSo, DayHasCome, NotClosedByItself, PlannedClosures
    """
    check_reason(reason)
    with body_scope(actor.body_id, write=True):
        kept, text = changeable(day, actor, at), day.isoformat()
        standing = next((one for one in calendars.closures(on=day) if one.day == day and not one.withdrawn), None)
        if standing is None:
            raise NotClosedByItself(day=text)
        others = [one for one in kept if _day_of(one) != text]
        new = {"day": text, "reason": standing.reason, "withdrawn": reason.strip()}
        row = put_list([*others, new], actor, at)
        events.record(WITHDRAWN, subject=row, actor=actor, at=at, day=day)


def check_reason(reason: str) -> None:
    """Raise :class:`ReasonNotSo` where it is empty or too long."""
    if not 0 < len(reason.strip()) <= len(reason) <= MOST_REASON:
        raise ReasonNotSo


def changeable(day: date, actor: Actor, at: datetime) -> list[Any]:
    """Return the list as stored, locked against a second change at the same time."""
    permissions.require(actor, MANAGE)
    Body.objects.select_for_update(of=("self",)).get(pk=actor.body_id)
    today = localdate(at)
    if day <= today:
        raise DayHasCome(day=day.isoformat())
    if DatedSetting.objects.filter(body_id=actor.body_id, key=CLOSURES.key, valid_from__gt=today).exists():
        raise PlannedClosures
    return dated_settings.value(CLOSURES, on=today)


def put_list(closures: list[Any], actor: Actor, at: datetime) -> DatedSetting:
    """Set the list from today on, in the scope in which it was read."""
    today = localdate(at)
    dated_settings.put(CLOSURES, closures, valid_from=today, set_by=actor.person_id)
    found: DatedSetting = DatedSetting.objects.get(
        body_id=actor.body_id, key=CLOSURES.key, valid_from=today, division_id=None
    )
    return found


def _day_of(plain: Any) -> str:  # Any: JSON as stored
    return str(plain["day"] if isinstance(plain, dict) else plain)
