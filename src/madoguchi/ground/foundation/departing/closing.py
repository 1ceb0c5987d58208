"""Closing a body that leaves: no address leads to it, no scheduled work is done for it. It can be taken back."""

from datetime import datetime

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.departing.refusals import HasChildren, LeftAlready
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.known_bodies import forget_bodies
from madoguchi.ground.foundation.models import Body, Departure
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message

CLOSED = Event(
    name="foundation.body.closed",
    label=Message("離脱のため、団体を閉じました", "The body was closed, to leave"),
    seen_by={Reader.AUDIT},
)
REOPENED = Event(
    name="foundation.body.reopened",
    label=Message("離脱を取りやめ、団体を開き直しました", "The body stays, and was opened again"),
    seen_by={Reader.AUDIT},
)


def close(body: Body, *, at: datetime) -> datetime:
    """Close a body, unless it is; return since when it is closed.

    Other processes may still know its address for half a minute (``body_by_slug``).

    Raises:
        HasChildren
    """
    with body_scope(body, write=True):
        row: Body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        require_childless(row)
        if row.retired_at is not None:
            return row.retired_at
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        events.record(CLOSED, subject=row, actor=Actor.system(row.id), at=at)
    forget_bodies()
    return at


def reopen(body: Body, *, at: datetime) -> bool:
    """Open a body again that was closed; return whether it had been. What it holds is as it was.

    Raises:
        LeftAlready: its erasure has begun.
    """
    with body_scope(body, write=True):
        row: Body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        if Departure.objects.filter(former_id=row.pk).exists():
            raise LeftAlready(slug=row.slug)
        if row.retired_at is None:
            return False
        row.retired_at = None
        row.save(update_fields=["retired_at"])
        events.record(REOPENED, subject=row, actor=Actor.system(row.id), at=at)
    forget_bodies()
    return True


def require_childless(body: Body) -> None:
    """Refuse a body below which others stand.

    Raises:
        HasChildren
    """
    children = list(Body.objects.filter(parent=body).order_by("slug").values_list("slug", flat=True))
    if children:
        raise HasChildren(slug=body.slug, children=", ".join(children))
