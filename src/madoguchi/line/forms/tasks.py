"""What forms do by the clock: drafts nobody came back to are deleted."""

from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Body, body_scope, tasks
from madoguchi.line.forms import events as told
from madoguchi.line.forms.models import Draft

DELETED_AT_ONCE = 200


def delete_expired_drafts(at: datetime) -> int:
    """Delete drafts past their time in every body, in portions; return how many held answers."""
    return sum(_delete(body_id, at) for body_id in list(Body.objects.order_by("id").values_list("id", flat=True)))


def _delete(body_id: UUID, at: datetime) -> int:
    count = 0
    while True:
        with body_scope(body_id, write=True):
            rows = list(Draft.objects.locked().filter(expires_at__lte=at).order_by("id")[:DELETED_AT_ONCE])
            for row in rows:
                if not row.is_closed:
                    count += 1
                    events.record(
                        told.DRAFT_EXPIRED, subject=row, actor=Actor.system(row.body_id), at=at, page=row.page_reached
                    )
            Draft.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if len(rows) < DELETED_AT_ONCE:
            return count


tasks.schedule("forms.delete_expired_drafts", every=timedelta(hours=1), run=delete_expired_drafts)
