"""Deleting drafts: in portions, with an event for each that held answers."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.line.forms import events as told
from madoguchi.line.forms.models import Draft

DELETED_AT_ONCE = 200


def delete_expired(body_id: UUID, *, at: datetime) -> int:
    """Delete a body's drafts past their time; return how many held answers."""
    return _delete(body_id, Q(expires_at__lte=at), at)


def delete_drafts_of_trial(body_id: UUID, *, at: datetime) -> int:
    """Delete every draft of a trial body, as if its time were over; return how many held answers."""
    return _delete(body_id, Q(body__is_trial=True), at)


def _delete(body_id: UUID, which: Q, at: datetime) -> int:
    count = 0
    while True:
        with body_scope(body_id, write=True):
            rows = list(Draft.objects.locked().filter(which).order_by("id")[:DELETED_AT_ONCE])
            for row in rows:
                if not row.is_closed:
                    count += 1
                    events.record(
                        told.DRAFT_EXPIRED, subject=row, actor=Actor.system(row.body_id), at=at, page=row.page_reached
                    )
            Draft.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if len(rows) < DELETED_AT_ONCE:
            return count
