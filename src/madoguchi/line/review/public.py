"""The door of review."""

from madoguchi.line.review.core.processing_period import Clock
from madoguchi.line.review.core.states import LABELS, OPEN, State, not_allowed
from madoguchi.line.review.models import Case
from madoguchi.line.review.refusals import CaseUnknown, ChangedMeanwhile
from madoguchi.line.review.selectors import CaseList, CaseRow, CaseView, case_of, case_view, cases
from madoguchi.line.review.services import (
    Bulk,
    add_note,
    assign,
    mark,
    record_check,
    record_checks,
    request_correction,
    start,
)

__all__ = [
    "LABELS", "OPEN", "Bulk", "Case", "CaseList", "CaseRow", "CaseUnknown", "CaseView", "ChangedMeanwhile",
    "Clock", "State", "add_note", "assign", "case_of", "case_view", "cases", "mark", "not_allowed",
    "record_check", "record_checks", "request_correction", "start",
]  # fmt: skip
