"""The signing secrets of webhooks among what lies sealed."""

from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Body, body_scope, now, sealing
from madoguchi.office.clients import events as told
from madoguchi.office.clients.models import Webhook


def _walk(write: bool) -> tuple[int, int]:
    counted = [
        reseal(body_id=body_id, write=write) for body_id in Body.objects.order_by("id").values_list("id", flat=True)
    ]
    return sum(due for due, _ in counted), sum(lost for _, lost in counted)


def reseal(*, body_id: UUID, write: bool) -> tuple[int, int]:
    """Seal a body's signing secrets anew where another key than the first sealed them; they stay the same.

    Returns:
        How many webhooks that concerns, and how many no key opens: those need a new secret.

    Raises:
        SealingKeysUnusable
    """
    due = lost = 0
    with body_scope(body_id, write=write):
        for row in Webhook.objects.filter(is_active=True).order_by("id"):
            try:
                anew = sealing.sealed_anew(row.secret)
            except sealing.SecretNotOpened:
                lost += 1
                continue
            if anew == row.secret:
                continue
            due += 1
            if write:
                row.secret, row.secret_before = anew, _before(row.secret_before)
                row.save(update_fields=["secret", "secret_before"])
                events.record(told.WEBHOOK_RESEALED, subject=row, actor=Actor.system(body_id), at=now())
    return due, lost


def _before(sealed: str) -> str:
    """The secret of before the last rotation, unless there is none or it does not open: then nobody needs it."""
    try:
        return sealing.sealed_anew(sealed) if sealed else ""
    except sealing.SecretNotOpened:
        return ""


sealing.holds(_walk)
