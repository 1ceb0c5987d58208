"""Two bodies with the same people: みなも市, which a test is about, and となり町, whose rows must never show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from madoguchi.ground.foundation.public import Account, Actor, Body, Division, Person

SINCE = date(2020, 4, 1)
# In every name of the other body: another body's page or an answer that holds it has looked over the wall.
NEVER_SHOWN = "（となり町の内部情報）"
OTHER_SLUG = "tonari"
# The operator's list of every body of the deployment, which names them and counts.
NAMES_ALL_BODIES = "/desk/bodies/"
# Role → rank of the post that carries it.
RANKS = {"officer": "officer", "chief": "chief", "manager": "manager", "administrator": "head"}


@dataclass(frozen=True, slots=True)
class Staffed:
    """A body with one division and a person for each of four roles: officer, chief, manager, administrator."""

    body: Body
    division: Division
    people: dict[str, Person]

    def actor(self, role: str) -> Actor:
        """Return the actor of a role's holder, as a request of theirs would carry it."""
        from madoguchi.ground.foundation.public import body_scope, localdate, now, people

        account_id = self.account(role).id
        with body_scope(self.body):
            found = people.staff_actor(account_id, self.body.id, on=localdate(now()))
        assert found is not None
        return found

    def account(self, role: str) -> Account:
        """Return the account of a role's holder: ``client.force_login(staffed.account("chief"))``."""
        account = self.people[role].account
        assert account is not None
        return account


def make_body(slug: str, name: str, *, mark: str = "") -> Body:
    """Add a municipality; ``mark`` stands in what it says of itself."""
    from madoguchi.ground.foundation.public import Body

    made: Body = Body.objects.create(
        key=slug,
        slug=slug,
        kind="municipality",
        name=f"{name}{mark}",
        name_en=slug.title(),
        head_title=f"{name}長",
        contact=f"{name}役所{mark}",
    )
    return made


def staff(body: Body, *, mark: str = "") -> Staffed:
    """Give a body a division and four people with a post and an account each; ``mark`` stands in all names."""
    from madoguchi.ground.foundation.models import Assignment
    from madoguchi.ground.foundation.public import Account, Division, Person, Post, body_scope

    with body_scope(body, write=True):
        division = Division.objects.create(
            code="kodomo", name=f"こども課{mark}", name_en="Children", mark="こ", phone="000-000-0000", valid_from=SINCE
        )
        people = {}
        for role, rank in RANKS.items():
            account = Account.objects.create_user(f"{role}@{body.slug}.example.jp", kind="staff")
            person = Person.objects.create(account=account, name=f"{role}{mark}", name_en=role)
            post = Post.objects.create(
                division=division, title=f"{role}{mark}", title_en=role, rank=rank, roles=[role], valid_from=SINCE
            )
            Assignment.objects.create(person=person, post=post, valid_from=SINCE)
            people[role] = person
    return Staffed(body, division, people)


def assert_nothing_of_another_body(path: str, response: HttpResponseBase) -> None:
    """Fail where a page shows what belongs to となり町, unless it is its own page or the list of bodies."""
    own = path.startswith(f"/{OTHER_SLUG}/") or path.endswith(NAMES_ALL_BODIES)
    if not own and not response.streaming:
        assert NEVER_SHOWN.encode() not in response.content, f"{path} shows a row of another body"  # type: ignore[attr-defined]
