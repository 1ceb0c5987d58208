"""Accounts of people: closed, with every way into them, when the last body has said goodbye."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation import events, sign_in_renewals
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import Account, Body, Identity, Person
from madoguchi.ground.foundation.scope import body_scope


def close_accounts_of_leavers(at: datetime) -> int:
    """Close the accounts of people who have left every body they worked for; return how many.

    A body sees its own people only, so each is asked in its own scope and the answers are put together here.
    """
    today = localdate(at)
    bodies = list(Body.objects.order_by("id").values_list("id", flat=True))
    leaving: dict[UUID, tuple[UUID, UUID]] = {}
    staying: set[UUID] = set()
    for body_id in bodies:
        with body_scope(body_id):
            known = Person.objects.filter(account__is_active=True)
            here = known.filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
            staying.update(here.values_list("account_id", flat=True))
            for person_id, account_id in known.filter(left_on__lte=today).values_list("id", "account_id"):
                leaving[account_id] = (body_id, person_id)
    return sum(_close(account_id, *leaving[account_id], at) for account_id in leaving.keys() - staying)


def _close(account_id: UUID, body_id: UUID, person_id: UUID, at: datetime) -> bool:
    with body_scope(body_id, write=True):
        if not Account.objects.filter(pk=account_id, is_active=True).update(is_active=False):
            return False  # another worker was first
        sign_in_renewals.forget_ways_in(account_id)
        Identity.objects.filter(account_id=account_id).delete()
        person = Person.objects.get(pk=person_id)
        events.record(told.ACCOUNT_CLOSED, subject=person, actor=Actor.system(body_id), at=at)
        return True
