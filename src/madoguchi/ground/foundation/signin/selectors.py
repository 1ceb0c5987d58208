"""What the account page shows."""

from dataclasses import dataclass
from datetime import date

from madoguchi.ground.foundation import identity_providers, people
from madoguchi.ground.foundation.models import Account, AccountKind, Body, Identity
from madoguchi.ground.foundation.models.bodies import BodyKind
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Place:
    """A body to go on to."""

    name: str
    name_en: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """An identity provider; ``url`` connects it, empty where it is connected."""

    name: Message
    url: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The account, and where it can go on."""

    email: str | None
    is_staff: bool
    has_second_factor: bool
    has_password: bool
    places: list[Place]
    ways: list[Way]


def account_page(account: Account, *, office: Body | None, on: date, has_second_factor: bool) -> AccountPage:
    """Return the account's page: staff see where they hold a post that day, residents all municipalities.

    ``office``: whose pages a resident was last at; its identity providers are offered to be connected.
    """
    is_staff = account.kind == AccountKind.STAFF
    places = _places_of_staff(account, on) if is_staff else _municipalities()
    ways = [] if is_staff or office is None else _ways(account, office, on)
    return AccountPage(account.email, is_staff, has_second_factor, account.has_usable_password(), places, ways)


def _ways(account: Account, office: Body, on: date) -> list[Way]:
    with body_scope(office):
        offered = identity_providers.providers(AccountKind.RESIDENT, on=on)
    connected = set(Identity.objects.filter(account=account).values_list("issuer", flat=True))
    return [
        Way(one.name, "" if one.issuer in connected else f"/accounts/oidc/{office.slug}/{one.key}/?connect=1")
        for one in offered
    ]


def _places_of_staff(account: Account, on: date) -> list[Place]:
    found = []
    for body in Body.objects.filter(retired_at=None).order_by("slug"):
        with body_scope(body):
            actor = people.staff_actor(account.id, body.id, on=on)
        if actor is not None:
            found.append(Place(body.name, body.name_en, f"/{body.slug}/desk/"))
    return found


def _municipalities() -> list[Place]:
    bodies = Body.objects.filter(kind=BodyKind.MUNICIPALITY, is_trial=False, retired_at=None).order_by("slug")
    return [Place(body.name, body.name_en, f"/{body.slug}/") for body in bodies]
