"""Sending in the background."""

from uuid import UUID

from madoguchi.ground.foundation.public import now, tasks
from madoguchi.office.messages import services


@tasks.task
def send(body_id: str, message_id: str) -> None:
    """Send one message; a failed attempt comes back as a task of its own, later."""
    again_at = services.send_one(body_id=UUID(body_id), message_id=UUID(message_id), at=now())
    if again_at is not None:
        tasks.enqueue(send.using(run_after=again_at), body_id, message_id)
