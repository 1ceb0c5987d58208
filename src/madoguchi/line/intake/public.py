"""The door of intake."""

from madoguchi.line.intake.client_selectors import require_readable, require_sent_by
from madoguchi.line.intake.core.states import CHANNELS, State
from madoguchi.line.intake.correction_services import answer_correction, open_correction, start_correction
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.refusals import AnswersNotValid, ApplicationNotFound
from madoguchi.line.intake.selectors import (
    ApplicationView,
    AttachmentMissing,
    AttachmentView,
    CorrectionView,
    answers,
    answers_and_origins,
    application,
    applications,
    attachment_content,
    attachments,
    corrections,
    crossing_rows,
    find,
    newest_answers,
    not_erased,
    numbered,
    of_account,
    open_correction_of,
    own_application,
    standing,
)
from madoguchi.line.intake.services import (
    Delivery,
    Sent,
    close,
    submit_answers,
    submit_draft,
    withdraw,
)
from madoguchi.line.intake.telling import Telling, tell_applicants

__all__ = [
    "CHANNELS",
    "AnswersNotValid",
    "Application",
    "ApplicationNotFound",
    "ApplicationView",
    "AttachmentMissing",
    "AttachmentView",
    "CorrectionView",
    "Delivery",
    "Sent",
    "State",
    "Telling",
    "answer_correction",
    "answers",
    "answers_and_origins",
    "application",
    "applications",
    "attachment_content",
    "attachments",
    "close",
    "corrections",
    "crossing_rows",
    "find",
    "newest_answers",
    "not_erased",
    "numbered",
    "of_account",
    "open_correction",
    "open_correction_of",
    "own_application",
    "require_readable",
    "require_sent_by",
    "standing",
    "start_correction",
    "submit_answers",
    "submit_draft",
    "tell_applicants",
    "withdraw",
]
