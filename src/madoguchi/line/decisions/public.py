"""The door of decisions."""

from madoguchi.line.decisions.core.outcomes import LABELS, Outcome, State
from madoguchi.line.decisions.selectors import DecisionForm, DispositionView, decision_form, disposition_of, sealed
from madoguchi.line.decisions.services import OutcomeUnknown, draft_disposition, propose

__all__ = [
    "LABELS", "DecisionForm", "DispositionView", "Outcome", "OutcomeUnknown", "State", "decision_form",
    "disposition_of", "draft_disposition", "propose", "sealed",
]  # fmt: skip
