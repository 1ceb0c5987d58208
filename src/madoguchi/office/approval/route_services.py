"""Setting routes: each from a day on. Proposals keep the steps they were made with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions, valid_on
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.approval import events as told
from madoguchi.office.approval.core import routes
from madoguchi.office.approval.models import RouteTemplate

MANAGE = "approval.route.manage"
LONGEST_NAME = 80
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class RouteUnknown(Refused):
    """No route of this name on this day."""

    code = "approval.route_unknown"
    what = Message("決裁に回せません。", "It cannot be sent for approval.")
    why = Message("決裁ルート「{route}」がこの日にはありません。", "There is no route “{route}” on this day.")
    mend = Message("管理者に決裁ルートの登録を依頼してください。", "Ask your administrator to register the route.")


class RouteNameMissing(Refused):
    """A route has no name, or one that is too long."""

    code = "approval.route_name_missing"
    status = 422
    what = Message("決裁ルートを保存できません。", "The route cannot be saved.")
    why = Message("名前が入っていないか、80文字を超えています。", "It has no name, or one of more than 80 characters.")
    mend = Message("80文字までの名前を入れてください。", "Give it a name of at most 80 characters.")


class RouteCodeNotUsable(Refused):
    """The code of a new route is not one, or is taken."""

    code = "approval.route_code_not_usable"
    status = 422
    what = Message("決裁ルートを登録できません。", "The route cannot be registered.")
    why = Message(
        "コード「{route}」は、使えない文字があるか、すでに使われています。",
        "The code “{route}” has other characters, or is taken.",
    )
    mend = Message(
        "英小文字・数字・_・- の40文字までで、ほかにないコードを入れてください。",
        "Use at most 40 of a-z, 0-9, _ and -, and a code that is not there yet.",
    )


class RouteInPast(Refused):
    """A route is set for a day that is over."""

    code = "approval.route_in_past"
    status = 422
    what = Message("決裁ルートを保存できません。", "The route cannot be saved.")
    why = Message("使い始める日が、きょうより前です。", "The day from which it is to be used is over.")
    mend = Message("きょうか、それより後の日を入れてください。", "Choose today or a later day.")


class RankVacant(Refused):
    """Nobody of the body holds a rank of the route on its first day."""

    code = "approval.rank_vacant"
    status = 422
    what = Message("決裁ルートを保存できません。", "The route cannot be saved.")
    why = Message(
        "使い始める日に「{ja}」の職に就いている人が、この団体に一人もいません。",
        "On its first day nobody of this body holds the rank “{en}”.",
    )
    mend = Message(
        "その段階を外すか、先に職員と所属のページで人を置いてください。",
        "Take the step away, or first put somebody into such a post on the page of people.",
    )


class RouteUnchanged(Refused):
    """The route of that day is the same already."""

    code = "approval.route_unchanged"
    what = Message("保存するものがありません。", "There is nothing to save.")
    why = Message("その日の決裁ルートは、すでにこの内容です。", "The route of that day is the same already.")
    mend = Message("段階か名前か使い始める日を変えてください。", "Change its steps, its name or the day.")


class RouteChangedMeanwhile(Refused):
    """Somebody else set the route since the page was shown."""

    code = "approval.route_changed_meanwhile"
    what = Message("まだ保存していません。", "It was not saved yet.")
    why = Message(
        "画面を開いたあとに、ほかの人がこの決裁ルートを変えました。",
        "Somebody else has changed this route since you opened the page.",
    )
    mend = Message(
        "いまの内容を決裁ルートのページで確かめてから、もう一度変えてください。",
        "Look at the route as it stands now, then change it again.",
    )


@dataclass(frozen=True, slots=True)
class RouteWanted:
    """A route as somebody wants it to be from a day on. ``seen``: the mark of what they saw; empty for a new one."""

    code: str
    name: str
    steps: Sequence[object]
    valid_from: date
    seen: str


def put_route(*, code: str, name: str, steps: object, valid_from: datetime, actor: Actor) -> RouteTemplate:
    """Register a route from today on, as at the founding of a body, whose posts may not be filled yet."""
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        return _put(code, name, routes.new_steps(steps), localdate(valid_from), actor, valid_from)


def set_route(wanted: RouteWanted, *, actor: Actor, at: datetime) -> RouteTemplate:
    """Set a route from a day on, new or in place of what it was; the one before ends that day.

    Raises:
        RouteNameMissing, RouteCodeNotUsable, RouteInPast, routes.RouteNotValid, RankVacant, RouteUnchanged,
        RouteChangedMeanwhile
    """
    with body_scope(actor.body_id, write=True):
        steps = _checked(wanted, actor, at)
        return _put(wanted.code, wanted.name.strip(), steps, wanted.valid_from, actor, at)


def check_route(wanted: RouteWanted, *, actor: Actor, at: datetime) -> tuple[routes.Step, ...]:
    """Return the steps that ``set_route`` would set; refuses what it would refuse, and changes nothing."""
    with body_scope(actor.body_id):
        return _checked(wanted, actor, at)


def is_code(text: str) -> bool:
    """Whether a text may be the code of a route."""
    return _CODE.fullmatch(text) is not None


def mark_of(code: str) -> str:
    """Return a mark of everything that is set for a route; empty where nothing is (inside a scope)."""
    rows = RouteTemplate.objects.filter(code=code).order_by("valid_from").values_list("valid_from", "name", "steps")
    found = [[day.isoformat(), name, steps] for day, name, steps in rows]
    return sha256(events.canonical(found).encode()).hexdigest() if found else ""


def _checked(wanted: RouteWanted, actor: Actor, at: datetime) -> tuple[routes.Step, ...]:
    permissions.require(actor, MANAGE)
    mark = mark_of(wanted.code) if is_code(wanted.code) else ""
    if not is_code(wanted.code) or (mark and not wanted.seen):
        raise RouteCodeNotUsable(pointer="code", route=wanted.code[:40])
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        raise RouteNameMissing(pointer="name")
    if wanted.valid_from < localdate(at):
        raise RouteInPast(pointer="valid_from")
    steps = routes.new_steps(wanted.steps)
    for step in steps:
        if not people.holders(on=wanted.valid_from, rank=step.rank):
            raise RankVacant(pointer="steps", ja=routes.RANK_WORDS[step.rank].ja, en=routes.RANK_WORDS[step.rank].en)
    if mark != wanted.seen:
        raise RouteChangedMeanwhile
    now = RouteTemplate.objects.filter(valid_on(wanted.valid_from), code=wanted.code).first()
    if now is not None and (now.name, now.steps) == (wanted.name.strip(), routes.plain_steps(steps)):
        raise RouteUnchanged
    return steps


def _put(code: str, name: str, steps: tuple[routes.Step, ...], day: date, actor: Actor, at: datetime) -> RouteTemplate:
    same = RouteTemplate.objects.filter(code=code)
    same.filter(valid_on(day), valid_from__lt=day).update(valid_until=day)
    next_from = same.filter(valid_from__gt=day).order_by("valid_from").values_list("valid_from", flat=True).first()
    template: RouteTemplate
    template, _ = RouteTemplate.objects.update_or_create(
        code=code,
        valid_from=day,
        defaults={"name": name, "steps": routes.plain_steps(steps), "valid_until": next_from},
    )
    events.record(
        told.ROUTE_SET,
        subject=template,
        actor=actor,
        at=at,
        route=code,
        valid_from=day,
        ranks=[step.rank for step in steps],
    )
    return template
