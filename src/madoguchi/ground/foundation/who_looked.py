"""Who looked: reading personal data is an event like any other, and the person it concerns may see it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.actors import Actor, ActorKind
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.scope import require_scope
from madoguchi.ground.kernel.errors import Message

ONCE_PER = timedelta(minutes=15)

READ = Event(
    name="foundation.record.read",
    label=Message("記録を閲覧しました", "Looked at the record", easy="記録を 見ました"),
    facts={"purpose": str},
    seen_by={Reader.APPLICANT, Reader.AUDIT},
)


def record(*, actor: Actor, subject: models.Model, matter_id: UUID, purpose: str, at: datetime) -> None:
    """Note that staff looked at a record with personal data (inside a write scope).

    The same person looking at the same record again within 15 minutes is one look. The applicant's own
    looks are not noted.
    """
    require_scope(write=True)
    if actor.kind != ActorKind.STAFF:
        return
    lately = LoggedEvent.objects.filter(
        name=READ.name,
        matter_id=matter_id,
        subject_id=subject.pk,
        actor_person_id=actor.person_id,
        at__gt=at - ONCE_PER,
    )
    if not lately.exists():
        events.record(READ, subject=subject, actor=actor, at=at, matter_id=matter_id, purpose=purpose)
