"""What rules announce: which package, which revision, which content; never what stands in it."""

from datetime import date

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

_OFFICE = {Reader.STAFF, Reader.AUDIT}
_REVISION = {"package": str, "number": int, "hash": str}

DRAFT_STARTED = Event(
    name="rules.draft.started",
    label=Message("規則の下書きを始めました", "A draft of rules was started"),
    facts={"package": str, "based_on": str},  # the hash of the revision it began with, or ""
    seen_by=_OFFICE,
)
DRAFT_SAVED = Event(
    name="rules.draft.saved",
    label=Message("規則の下書きを保存しました", "A draft of rules was saved"),
    facts={"package": str, "version": int},
    seen_by={Reader.AUDIT},
)
DRAFT_WENT_BACK = Event(
    name="rules.draft.went_back",
    label=Message("規則の下書きを前の状態に戻しました", "A draft of rules went back to an earlier state"),
    facts={"package": str, "version": int, "state": int},
    seen_by={Reader.AUDIT},
)
DRAFT_DISCARDED = Event(
    name="rules.draft.discarded",
    label=Message("規則の下書きを捨てました", "A draft of rules was discarded"),
    facts={"package": str, "version": int},
    seen_by=_OFFICE,
)
PROPOSED = Event(
    name="rules.revision.proposed",
    label=Message("規則の承認を求めました", "Rules were sent for approval"),
    facts={**_REVISION, "effective_from": date, "case_count": int},
    seen_by=_OFFICE,
)
ADOPTED = Event(
    name="rules.revision.adopted",
    label=Message("規則を採用しました", "Rules were adopted"),
    facts={**_REVISION, "effective_from": date},
    seen_by=_OFFICE,
)
RETURNED = Event(
    name="rules.revision.returned",
    label=Message("規則を差し戻しました", "Rules were sent back"),
    facts=_REVISION,
    seen_by=_OFFICE,
)
WITHDRAWN = Event(
    name="rules.revision.withdrawn",
    label=Message("規則を取り下げました", "Rules were withdrawn"),
    facts={**_REVISION, "was_adopted": bool},
    seen_by=_OFFICE,
)
