"""The door of approval."""

from madoguchi.office.approval.acting_selectors import DeputyShown, PostActing, acting
from madoguchi.office.approval.core.authority import AMOUNT, BUSINESS, DISPOSITION, MARKS, Facts
from madoguchi.office.approval.core.routes import MOST_STEPS, RANK_WORDS, NobodyDecides, RouteNotValid, Step
from madoguchi.office.approval.route_selectors import (
    RouteChange,
    RouteShown,
    StepStanding,
    history,
    open_proposals,
    route_on,
    routes_set,
    standing,
    versions_of,
)
from madoguchi.office.approval.route_services import (
    RouteUnknown,
    RouteWanted,
    check_route,
    is_code,
    mark_of,
    put_route,
    set_route,
)
from madoguchi.office.approval.selectors import (
    ProposalPage,
    ProposalRow,
    latest_of,
    proposal_page,
    subject_of,
    subjects_of,
    to_confirm,
    waiting_for,
)
from madoguchi.office.approval.services import (
    approve,
    confirm,
    content_of,
    drop,
    propose,
    send_back,
    withdraw,
)

__all__ = [
    "AMOUNT", "BUSINESS", "DISPOSITION", "MARKS", "MOST_STEPS", "RANK_WORDS", "DeputyShown", "Facts",
    "NobodyDecides", "PostActing", "ProposalPage", "ProposalRow", "RouteChange", "RouteNotValid", "RouteShown",
    "RouteUnknown", "RouteWanted", "Step", "StepStanding", "acting", "approve", "check_route", "confirm",
    "content_of", "drop", "history", "is_code", "latest_of", "mark_of", "open_proposals", "proposal_page",
    "propose", "put_route", "route_on", "routes_set", "send_back", "set_route", "standing", "subject_of",
    "subjects_of", "to_confirm", "versions_of", "waiting_for", "withdraw",
]  # fmt: skip
