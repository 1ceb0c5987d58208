"""Hand-overs for the core systems that fetch them."""

from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation.public import body_scope, permissions
from madoguchi.line.linkage import services
from madoguchi.line.linkage.core.states import State
from madoguchi.line.linkage.models import HandOver
from madoguchi.office.clients import public as clients


def finished(caller: clients.Caller, layout_code: str, *, after: int, most: int) -> tuple[list[HandOver], bool]:
    """Return finished hand-overs of a layout by number, and whether more wait.

    Numbers are given one by one under a lock and one hand-over of a layout is open at a time, so none appears later
    below a number that was read.

    Raises:
        NotPermitted
    """
    permissions.require(caller.actor, "linkage.handover.read")
    with body_scope(caller.actor.body_id):
        rows = HandOver.objects.filter(layout_code=layout_code, state=State.DONE.value, number__gt=after)
        found = list(rows.order_by("number")[: most + 1])
        return found[:most], len(found) > most


def fetch(caller: clients.Caller, layout_code: str, hand_over_id: UUID, name: str, *, at: datetime) -> bytes:
    """Return a file's bytes and write down that they were fetched.

    Raises:
        NoSuchAddress: no such finished hand-over or file.
        ContentChanged, NotPermitted
    """
    with body_scope(caller.actor.body_id):
        known = HandOver.objects.filter(pk=hand_over_id, layout_code=layout_code, state=State.DONE.value)
        if not known.exists():
            raise clients.NoSuchAddress
    try:
        content = services.open_file(hand_over_id=hand_over_id, name=name, actor=caller.actor, at=at)
    except HandOver.DoesNotExist as error:
        raise clients.NoSuchAddress from error
    with body_scope(caller.actor.body_id, write=True):
        clients.note_fetched(caller, operation="hand_over_file", record=hand_over_id, matter_id=None, at=at)
    return content
