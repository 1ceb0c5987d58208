"""What decisions announces."""

from uuid import UUID

from madoguchi.ground.foundation.events import Event, Mark, Reader
from madoguchi.ground.kernel.errors import Message

_ALL = {Reader.APPLICANT, Reader.STAFF, Reader.AUDIT}

DRAFTED = Event(
    name="decisions.disposition.drafted",
    label=Message("処分案を保存しました", "A decision was drafted"),
    facts={"outcome": str},
)
SEALED = Event(
    name="decisions.disposition.sealed",
    label=Message("結果が決まりました", "The outcome was decided", easy="けっかが 決まりました"),
    facts={"outcome": str, "procedure": str},
    seen_by=_ALL,
    mark=Mark.DECIDED,
)
NOTIFIED = Event(
    name="decisions.notice.issued",
    label=Message("通知書を発行しました", "The notice was issued", easy="けっかの 手紙を 作りました"),
    facts={"document": UUID, "number": str},
    seen_by=_ALL,
    mark=Mark.NOTIFIED,
)
