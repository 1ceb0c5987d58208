"""Who acts: every service is told, nothing is read from a request below the web layer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of actor."""

    STAFF = "staff"
    RESIDENT = "resident"  # signed in
    VISITOR = "visitor"  # no account
    CLIENT = "client"  # another system, through the API
    SYSTEM = "system"  # tasks and subscriptions


class Role(StrEnum):
    """Roles of the permission table. Staff carry theirs by their posts."""

    VISITOR = "visitor"
    RESIDENT = "resident"
    OFFICER = "officer"  # 担当
    CHIEF = "chief"  # 係長
    MANAGER = "manager"  # 課長
    COUNTER = "counter"  # 窓口
    AUDITOR = "auditor"  # 監査
    ADMINISTRATOR = "administrator"  # 管理者
    OPERATOR = "operator"  # 運用
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something acting for or at one body.

    ``applications`` are those a visitor has proved to know by receipt number and birth date. ``duties`` keeps apart
    what each post carries: the chief of one division who helps out in another is no chief there. Without ``duties``
    every role holds in every division of the actor.
    """

    kind: ActorKind
    body_id: UUID
    account_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""
    divisions: frozenset[UUID] = frozenset()
    posts: frozenset[UUID] = frozenset()
    roles: frozenset[Role] = frozenset()
    duties: frozenset[tuple[Role, UUID]] = frozenset()
    applications: frozenset[UUID] = frozenset()
    division_id: UUID | None = None  # the division of the main post: what the log shows

    def divisions_as(self, role: Role) -> frozenset[UUID]:
        """Return the divisions in which the actor has this role."""
        if not self.duties:
            return self.divisions if role in self.roles else frozenset()
        return frozenset(division_id for held, division_id in self.duties if held == role)

    @classmethod
    def system(cls, body_id: UUID) -> Self:
        """The actor of tasks and subscriptions."""
        return cls(kind=ActorKind.SYSTEM, body_id=body_id, roles=frozenset({Role.SYSTEM}))

    @classmethod
    def visitor(cls, body_id: UUID, applications: frozenset[UUID] = frozenset()) -> Self:
        """Somebody without an account."""
        return cls(kind=ActorKind.VISITOR, body_id=body_id, roles=frozenset({Role.VISITOR}), applications=applications)
