"""The door of approval."""

from madoguchi.office.approval.core.routes import NobodyDecides
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
    put_route,
    send_back,
    withdraw,
)

__all__ = [
    "NobodyDecides", "ProposalPage", "ProposalRow", "approve", "confirm", "content_of", "drop", "latest_of",
    "proposal_page", "propose", "put_route", "send_back", "subject_of", "subjects_of", "to_confirm", "waiting_for",
    "withdraw",
]  # fmt: skip
