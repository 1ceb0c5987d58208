"""The bodies that a process knows by their addresses: all of them, in one statement every half minute."""

from time import monotonic

from madoguchi.ground.foundation.models import Body

_SECONDS = 30.0
GONE_SECONDS = 31.0  # after which no process knows a body any more that was retired

_bodies: dict[str, Body] = {}
_until = 0.0


def body_by_slug(slug: str) -> Body | None:
    """Return the body of an address; None where there is none, or it was retired."""
    global _bodies, _until
    if monotonic() >= _until:
        _until = monotonic() + _SECONDS  # first: meanwhile other threads go on with what they have
        _bodies = {body.slug: body for body in Body.objects.filter(retired_at=None).order_by("slug")}
    return _bodies.get(slug) or Body.objects.filter(slug=slug, retired_at=None).first()  # one that was founded since


def kept(slug: str) -> Body | None:
    """Return the body of an address as it is in memory, however old; None also before any was asked for."""
    return _bodies.get(slug)


def forget_bodies() -> None:
    """Forget what is kept (after a change, and between tests)."""
    global _until
    _bodies.clear()
    _until = 0.0
