"""Files that another system sends ahead of the application that will name them."""

from datetime import datetime

from madoguchi.ground.foundation.public import StoredFile, body_scope, files, limits, permissions
from madoguchi.line.intake.models import ClientFile
from madoguchi.office.clients import public as clients

MOST_FILES_A_DAY = 20_000


def keep_file(*, content: bytes, name: str, caller: clients.Caller, at: datetime) -> StoredFile:
    """Keep a file that a later application of the same client will name.

    Raises:
        TooMany, and what ``files.take`` raises
    """
    actor = caller.actor
    permissions.require(actor, "intake.application.send")
    limits.spend("intake.client_file", key=str(caller.client_id), most=MOST_FILES_A_DAY, per_seconds=86_400, at=at)
    taken = files.take(content, name=name, body_id=actor.body_id)  # scanner and storage may be slow: not in a scope
    with body_scope(actor.body_id, write=True):
        stored = files.keep(taken, at=at)
        ClientFile.objects.create(client_id=caller.client_id, file=stored)
        return stored
