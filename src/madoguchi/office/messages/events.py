"""What messages announces."""

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

SENT = Event(
    name="messages.message.sent",
    label=Message("お知らせを送りました", "A message was sent", easy="お知らせを 送りました"),
    facts={"template": str, "channel": str, "attempts": int},
    seen_by={Reader.APPLICANT, Reader.STAFF, Reader.AUDIT},
)
FAILED = Event(
    name="messages.message.failed",
    label=Message("お知らせを送れませんでした（再送します）", "A message could not be sent; it will be tried again"),
    facts={"template": str, "channel": str, "attempts": int},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
GIVEN_UP = Event(
    name="messages.message.given_up",
    label=Message("お知らせを送れませんでした", "A message could not be delivered"),
    facts={"template": str, "channel": str, "attempts": int},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
KEPT = Event(
    name="messages.message.kept",
    label=Message(
        "試験環境のため、お知らせは送らずに保管しました",
        "A trial: the message was kept and not sent",
        easy="ためすための ところなので、お知らせは 送って いません",
    ),
    facts={"template": str, "channel": str, "attempts": int},
    seen_by={Reader.APPLICANT, Reader.STAFF, Reader.AUDIT},
)
REVIVED = Event(
    name="messages.message.revived",
    label=Message("お知らせの再送を指示しました", "A message was put back in the queue"),
    facts={"template": str},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
