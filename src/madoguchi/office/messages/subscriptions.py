"""What messages does when the other zone said something."""

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Zone
from madoguchi.office.messages import events as told
from madoguchi.office.messages.services import send_again


@events.subscribe(told.REVIVED, name="messages.send_again", zone=Zone.INTERNET, only_apart=True)
def send_what_the_office_revived(event: RecordedEvent) -> None:
    """Send a mail again that was given up; where the zones run together the service has done so."""
    send_again(event.subject_id, at=event.at)
