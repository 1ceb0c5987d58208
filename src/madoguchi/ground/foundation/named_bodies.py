"""Bodies as the command line names them, and those for which scheduled work is done."""

from typing import TYPE_CHECKING
from uuid import UUID

from madoguchi.ground.kernel.errors import Message, Refused

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body


class BodyUnknown(Refused):
    """No body has this slug."""

    code = "foundation.body_unknown"
    status = 404
    what = Message("「{slug}」という団体はありません。", "There is no body “{slug}”.")
    why = Message("登録されている団体: {known}", "Known bodies: {known}.")
    mend = Message(
        "アドレスの最初の部分と同じ名前を入れてください。", "Give the name that stands first in its address."
    )


def bodies(slug: str | None) -> list["Body"]:
    """Return the body with this slug, or all of them.

    Raises:
        BodyUnknown.
    """
    from madoguchi.ground.foundation.models import Body

    known = list(Body.objects.order_by("slug"))
    found = known if slug is None else [body for body in known if body.slug == slug]
    if slug is not None and not found:
        raise BodyUnknown(slug=slug, known=", ".join(body.slug for body in known) or "—")
    return found


def at_work() -> list[UUID]:
    """Return the bodies for which scheduled work is done: all but those that leave."""
    from madoguchi.ground.foundation.models import Body

    return list(
        Body.objects.exclude(is_trial=False, retired_at__isnull=False).order_by("id").values_list("id", flat=True)
    )
