"""What crosses of messages: what became of a mail, and that it is to be sent again.

Mails are written and leave on the internet side, and their words stay there. One that failed is shown to the office,
which may press “send again”.
"""

from collections.abc import Iterable

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Zone, crossings
from madoguchi.office.messages import events as told
from madoguchi.office.messages.models import Outgoing
from madoguchi.office.messages.selectors import was_revived


def _failed(event: RecordedEvent) -> Iterable[models.Model]:
    return Outgoing.objects.filter(pk=event.subject_id).order_by("pk")


def _sent(event: RecordedEvent) -> Iterable[models.Model]:
    """Only what the office saw fail: of the many that leave at once it need know no address."""
    return _failed(event) if event.facts["attempts"] > 1 or was_revived(event.matter_id, event.subject_id) else ()


crossings.carried(
    Outgoing,
    by=crossings.INTERNET,
    without=("text",),
    kept_by={Zone.INTERNET: ("state", "attempts", "last_error", "next_at", "sent_at")},
)
crossings.crosses(told.SENT, by=crossings.INTERNET, rows=_sent)
crossings.crosses(told.FAILED, by=crossings.INTERNET, rows=_failed)
crossings.crosses(told.GIVEN_UP, by=crossings.INTERNET, rows=_failed)
crossings.crosses(told.KEPT, by=crossings.INTERNET, rows=_failed)
crossings.crosses(told.REVIVED, by=crossings.LGWAN)
