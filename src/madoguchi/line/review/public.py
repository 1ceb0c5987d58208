"""The door of review."""

from madoguchi.line.review import procedure_moves
from madoguchi.line.review.core.processing_period import Clock
from madoguchi.line.review.core.states import LABELS, OPEN, NotAllowedNow, State, not_allowed
from madoguchi.line.review.models import Case
from madoguchi.line.review.refusals import CaseUnknown, ChangedMeanwhile, ReasonUnknown
from madoguchi.line.review.selectors import (
    CaseList,
    CaseRow,
    CaseView,
    InHand,
    Leaver,
    case_of,
    case_view,
    cases,
    counts_by_version,
    divisions_of,
    in_hand,
    leavers,
)
from madoguchi.line.review.services import (
    Bulk,
    add_note,
    assign,
    mark,
    mark_decided,
    record_check,
    record_checks,
    request_correction,
    start,
)

__all__ = [
    "LABELS", "OPEN", "Bulk", "Case", "CaseList", "CaseRow", "CaseUnknown", "CaseView", "ChangedMeanwhile",
    "Clock", "InHand", "Leaver", "NotAllowedNow", "ReasonUnknown", "State", "add_note", "assign", "case_of",
    "case_view", "cases", "counts_by_version", "divisions_of", "in_hand", "leavers", "mark", "mark_decided",
    "not_allowed", "procedure_moves", "record_check", "record_checks", "request_correction", "start",
]  # fmt: skip
