"""How many mails wait or were given up, for who watches over the deployment."""

from collections.abc import Mapping

from django.db.models import Count

from madoguchi.ground.foundation.public import metrics
from madoguchi.office.messages.models import Outgoing, State


def _waiting() -> Mapping[str, float]:
    rows = Outgoing.objects.exclude(state__in=(State.SENT, State.KEPT)).order_by().values_list("state")
    return {"queued": 0, "waiting": 0, "given_up": 0, **dict(rows.annotate(count=Count("pk")))}


metrics.register(metrics.OfBodies("madoguchi_mails", "Mails not sent, by state.", "state", _waiting))
