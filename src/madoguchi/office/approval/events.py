"""What approval announces."""

from datetime import date

from madoguchi.ground.foundation.events import Event, Mark, Reader
from madoguchi.ground.kernel.errors import Message

_ALL = {Reader.APPLICANT, Reader.STAFF, Reader.AUDIT}

PROPOSED = Event(
    name="approval.proposal.made",
    label=Message("決裁に回しました", "Sent for approval", easy="決める人に 書類を 送りました"),
    facts={"proposal": str, "route": str, "content_hash": str},
    seen_by=_ALL,
    mark=Mark.PROPOSED,
)
STEP_PASSED = Event(
    name="approval.step.passed",
    label=Message("決裁の段階が進みました", "One step of approval passed"),
    facts={"proposal": str, "step": int, "rank": str, "is_acting": bool, "content_hash": str},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
DECIDED = Event(
    name="approval.proposal.decided",
    label=Message("決裁が済みました", "Approved", easy="決まりました"),
    facts={"proposal": str, "rank": str, "is_acting": bool, "content_hash": str},
    seen_by=_ALL,
    mark=Mark.APPROVED,
)
RETURNED = Event(
    name="approval.proposal.returned",
    label=Message("起案が差し戻されました", "The proposal was returned"),
    facts={"proposal": str, "step": int},
    seen_by={Reader.STAFF, Reader.AUDIT},
    mark=Mark.PROPOSAL_RETURNED,
)
WITHDRAWN = Event(
    name="approval.proposal.withdrawn",
    label=Message("起案を取り下げました", "The proposal was withdrawn"),
    facts={"proposal": str},
    seen_by={Reader.STAFF, Reader.AUDIT},
    mark=Mark.PROPOSAL_RETURNED,
)
CONFIRMED = Event(
    name="approval.act.confirmed",
    label=Message("代決を後閲しました", "An acting decision was looked at afterwards"),
    facts={"proposal": str, "step": int},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
ROUTE_SET = Event(
    name="approval.route.set",
    label=Message("決裁ルートを登録しました", "A route was registered"),
    facts={"route": str, "valid_from": date, "ranks": list},  # whose step after whose
    seen_by={Reader.STAFF, Reader.AUDIT},
)
