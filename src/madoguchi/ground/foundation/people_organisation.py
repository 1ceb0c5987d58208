"""Divisions and posts (課・職): opened from a day on, renamed, closed when nobody stands there any more."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from madoguchi.ground.foundation import events, leaving, permissions
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_organisation_refusals as refusals
from madoguchi.ground.foundation.actors import Actor, Role
from madoguchi.ground.foundation.models import Assignment, Division, Post, Rank
from madoguchi.ground.foundation.people_refusals import AlreadyEnded, DatesNotInOrder, PostNotOpen
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message

ROLES: dict[Role, Message] = {
    Role.OFFICER: Message("担当：申請を審査する", "Officer: reviews applications"),
    Role.CHIEF: Message("係長：割り当て、決裁する", "Chief: assigns and approves"),
    Role.MANAGER: Message("課長：決裁する", "Manager: approves"),
    Role.COUNTER: Message("窓口：代わりに入力する", "Counter: enters applications for others"),
    Role.AUDITOR: Message("監査：記録を調べる", "Auditor: reads the log"),
    Role.ADMINISTRATOR: Message("管理者：職員と組織を登録する", "Administrator: people and organisation"),
    Role.OPERATOR: Message("運用：仕組みの全体を動かす", "Operator: runs the deployment"),
}
_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Names:
    """What a division is called and reached by."""

    name: str
    name_en: str
    phone: str


def open_division(
    *, code: str, names: Names, mark: str, parent_id: UUID | None, valid_from: date, actor: Actor, at: datetime
) -> Division:
    """Open a division from a day on.

    Args:
        code: its key, which definitions of procedures name; never used twice.
        mark: stands first in its document numbers (文書記号).

    Raises:
        NotPermitted, OrganisationNotSo, DivisionCodeTaken; Division.DoesNotExist: of ``parent_id``.
    """
    if not _CODE.fullmatch(code) or not 0 < len(mark.strip()) <= len(mark) <= 10:
        raise refusals.OrganisationNotSo
    _check(names)
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        parent = None if parent_id is None else Division.objects.get(pk=parent_id)
        try:
            with transaction.atomic():
                division: Division = Division.objects.create(
                    code=code, name=names.name, name_en=names.name_en, mark=mark, phone=names.phone, parent=parent,
                    valid_from=valid_from,
                )  # fmt: skip
        except IntegrityError as error:
            raise refusals.DivisionCodeTaken(key=code) from error
        events.record(told.DIVISION_OPENED, subject=division, actor=actor, at=at, valid_from=valid_from)
        return division


def rename_division(*, division_id: UUID, names: Names, actor: Actor, at: datetime) -> Division:
    """Call a division otherwise, from now on: what was issued before keeps the name it was issued with.

    Raises:
        NotPermitted, OrganisationNotSo
    """
    _check(names)
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        division: Division = Division.objects.locked().get(pk=division_id)
        division.name, division.name_en, division.phone = names.name, names.name_en, names.phone
        division.save(update_fields=["name", "name_en", "phone"])
        events.record(told.DIVISION_RENAMED, subject=division, actor=actor, at=at)
        return division


def close_division(*, division_id: UUID, valid_until: date, actor: Actor, at: datetime) -> Division:
    """Close a division: ``valid_until`` is the first day it is no more.

    Raises:
        NotPermitted, AlreadyEnded, DatesNotInOrder; DivisionInUse: posts, divisions below it, cases or procedures.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        division: Division = Division.objects.locked().get(pk=division_id)
        _check_end(division, valid_until)
        lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=valid_until)
        found = [
            (Message("職", "posts"), Post.objects.filter(lasting, division=division).count()),
            (Message("下の課", "divisions below it"), Division.objects.filter(lasting, parent=division).count()),
            *leaving.held_by_division(division.id),
        ]
        left = [(label, count) for label, count in found if count]
        if left:
            raise refusals.DivisionInUse(
                things_ja="、".join(f"{label.ja}{count}件" for label, count in left),
                things_en=", ".join(f"{label.en} {count}" for label, count in left),
            )
        division.valid_until = valid_until
        division.save(update_fields=["valid_until"])
        events.record(told.DIVISION_CLOSED, subject=division, actor=actor, at=at, valid_until=valid_until)
        return division


def open_post(
    *,
    division_id: UUID,
    title: str,
    title_en: str,
    rank: str,
    roles: Collection[str],
    valid_from: date,
    actor: Actor,
    at: datetime,
) -> Post:
    """Open a post in a division from a day on, with the rank that routes ask for and the roles it carries.

    Raises:
        NotPermitted, OrganisationNotSo; RoleNotGiven: the operator's, by somebody else;
        PostNotOpen: the division is not there from that day on.
    """
    _check_title(title, title_en)
    if rank not in Rank or not roles or not set(roles) <= set(ROLES):
        raise refusals.OrganisationNotSo
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        if Role.OPERATOR in roles and Role.OPERATOR not in actor.roles:
            raise refusals.RoleNotGiven
        division = Division.objects.locked().get(pk=division_id)
        if division.valid_from > valid_from or division.valid_until is not None:
            raise PostNotOpen
        carried = [role.value for role in ROLES if role in roles]
        post: Post = Post.objects.create(
            division=division, title=title, title_en=title_en, rank=rank, roles=carried, valid_from=valid_from
        )
        events.record(
            told.POST_OPENED, subject=post, actor=actor, at=at,
            division_id=division.id, rank=rank, roles=carried, valid_from=valid_from,
        )  # fmt: skip
        return post


def rename_post(*, post_id: UUID, title: str, title_en: str, actor: Actor, at: datetime) -> Post:
    """Call a post otherwise, from now on. Its rank and roles stay: for others open another post.

    Raises:
        NotPermitted, OrganisationNotSo
    """
    _check_title(title, title_en)
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        post: Post = Post.objects.locked().get(pk=post_id)
        post.title, post.title_en = title, title_en
        post.save(update_fields=["title", "title_en"])
        events.record(told.POST_RENAMED, subject=post, actor=actor, at=at)
        return post


def close_post(*, post_id: UUID, valid_until: date, actor: Actor, at: datetime) -> Post:
    """Close a post: ``valid_until`` is the first day it is no more.

    Raises:
        NotPermitted, AlreadyEnded, DatesNotInOrder; StillHeld: somebody holds it on or after that day.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        post: Post = Post.objects.locked().get(pk=post_id)
        _check_end(post, valid_until)
        lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=valid_until)
        held = Assignment.objects.filter(lasting, post=post).order_by("person__name", "id")
        names = list(dict.fromkeys(held.values_list("person__name", flat=True)))
        if names:
            raise refusals.StillHeld(names="、".join(names))
        post.valid_until = valid_until
        post.save(update_fields=["valid_until"])
        events.record(told.POST_CLOSED, subject=post, actor=actor, at=at, valid_until=valid_until)
        return post


def _check(names: Names) -> None:
    if not (_fits(names.name, 80) and _fits(names.name_en, 120) and len(names.phone) <= 40):
        raise refusals.OrganisationNotSo


def _check_title(title: str, title_en: str) -> None:
    if not (_fits(title, 80) and _fits(title_en, 120)):
        raise refusals.OrganisationNotSo


def _fits(text: str, most: int) -> bool:
    return 0 < len(text.strip()) <= len(text) <= most


def _check_end(row: Division | Post, valid_until: date) -> None:
    if row.valid_until is not None and row.valid_until <= valid_until:
        raise AlreadyEnded
    if valid_until <= row.valid_from:
        raise DatesNotInOrder
