"""By the clock: tokens that ended and old delivery logs go."""

from datetime import datetime, timedelta

from django.db.models import Q

from madoguchi.ground.foundation.public import at_work, body_scope, tasks
from madoguchi.office.clients.models import AccessToken, ClientSecret, MessageState, WebhookMessage

TOKENS_KEPT = timedelta(days=1)
LOG_KEPT = timedelta(days=90)


def sweep(at: datetime) -> int:
    """Delete what nobody needs any more, of every body; return how many rows."""
    count = 0
    open_states = (MessageState.QUEUED, MessageState.WAITING)
    for body_id in at_work():
        with body_scope(body_id, write=True):
            count += AccessToken.objects.filter(expires_at__lt=at - TOKENS_KEPT).delete()[0]
            count += ClientSecret.objects.filter(ends_at__lt=at).delete()[0]
            old = Q(queued_at__lt=at - LOG_KEPT) & ~Q(state__in=open_states)
            count += WebhookMessage.objects.filter(old).delete()[0]
    return count


tasks.schedule("clients.sweep", every=timedelta(hours=1), run=sweep)
