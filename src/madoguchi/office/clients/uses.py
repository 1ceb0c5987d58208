"""What a client fetched of somebody's personal data: an event, as for people who look."""

from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.office.clients import events as told
from madoguchi.office.clients.models import Client
from madoguchi.office.clients.tokens import Caller


def note_fetched(caller: Caller, *, operation: str, record: UUID, matter_id: UUID | None, at: datetime) -> None:
    """Write down that a client fetched a record (inside a write scope)."""
    client = Client.objects.get(pk=caller.client_id)
    events.record(
        told.FETCHED, subject=client, actor=caller.actor, at=at, matter_id=matter_id, operation=operation, record=record
    )
