"""What intake announces."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.events import Event, Mark, Reader
from madoguchi.ground.kernel.errors import Message

_ALL = {Reader.APPLICANT, Reader.STAFF, Reader.AUDIT}

SUBMITTED = Event(
    name="intake.application.submitted",
    label=Message("申請が届きました", "Your application arrived", easy="申請が とどきました"),
    # arrived_on: 到達日; earlier than the event where paper was typed in later
    facts={"procedure": str, "version": int, "channel": str, "receipt_number": str, "arrived_on": date},
    seen_by=_ALL,
    mark=Mark.ARRIVED,
)
CORRECTION_ANSWERED = Event(
    name="intake.correction.answered",
    label=Message("補正の回答が届きました", "Your correction arrived", easy="なおした 内容が とどきました"),
    facts={"number": int, "revision": int, "paths": list},
    seen_by=_ALL,
    mark=Mark.CORRECTION_ANSWERED,
)
WITHDRAWN = Event(
    name="intake.application.withdrawn",
    label=Message("申請が取り下げられました", "The application was withdrawn", easy="申請を やめました"),
    facts={"procedure": str},
    seen_by=_ALL,
    mark=Mark.WITHDRAWN,
)
# The correction itself is asked by review; the resident's address is a fact of the request, not of the log.
CORRECTION_OPENED = Event(
    name="intake.correction.opened",
    label=Message("補正の画面を用意しました", "The page for the correction is ready"),
    facts={"number": int, "correction": UUID},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
# Until clients got a room of their own (office.clients): the names stay known, for the logs that hold them.
CLIENT_ADDED = Event(
    name="intake.client.added",
    label=Message("外部システムの利用を始めました", "Another system was given access"),
    seen_by={Reader.AUDIT},
)
CLIENT_STOPPED = Event(
    name="intake.client.stopped",
    label=Message("外部システムの利用を止めました", "Another system's access was stopped"),
    seen_by={Reader.AUDIT},
)
