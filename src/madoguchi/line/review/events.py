"""What review announces."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.events import Event, Mark, Reader
from madoguchi.ground.kernel.errors import Message

_ALL = {Reader.APPLICANT, Reader.STAFF, Reader.AUDIT}

OPENED = Event(
    name="review.case.opened",
    label=Message("担当課が受け付けました", "The division received it", easy="係の 人が 受け取りました"),
    facts={"division": UUID, "due_on": date},
    seen_by=_ALL,
)
ASSIGNED = Event(name="review.case.assigned", label=Message("担当者を決めました", "Assigned"), facts={"assignee": UUID})
STARTED = Event(
    name="review.case.started",
    label=Message("審査を始めました", "Review started", easy="しらべ始めました"),
    facts={"period_days": int},
    seen_by=_ALL,
    mark=Mark.REVIEW_STARTED,
)
CHECKED = Event(
    name="review.check.recorded",
    label=Message("確認結果を記録しました", "A check was recorded"),
    facts={"check": str, "result": str},
)
CORRECTION_REQUESTED = Event(
    name="review.correction.requested",
    label=Message("補正をお願いしました", "A correction was requested", easy="なおしてくださいと お願いしました"),
    facts={"number": int, "paths": list, "reasons": list},
    seen_by=_ALL,
    mark=Mark.CORRECTION_ASKED,
)
RESUMED = Event(
    name="review.case.resumed",
    label=Message("審査を再開しました", "Review went on", easy="また しらべ始めました"),
    facts={"due_on": date},
    seen_by=_ALL,
)
DUE_MOVED = Event(
    name="review.due_date.moved",
    label=Message(
        "閉庁日が変わり、期限の日を数え直しました",
        "The due date was counted again after the office's closed days changed",
        easy="休みの日が 変わったので、結果が 出る 日も 変わりました",
    ),
    facts={"due_on": date},
    seen_by=_ALL,
)
NOTED = Event(name="review.note.added", label=Message("メモを加えました", "A note was added"))
ENDED = Event(name="review.case.ended", label=Message("案件を終えました", "The case ended"), facts={"state": str})
MOVED = Event(
    name="review.case.moved",
    label=Message("担当する課が変わりました", "Another division took over"),
    facts={"from_division": UUID, "to_division": UUID},
)
