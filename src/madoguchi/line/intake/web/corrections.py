"""The applicant puts right what the office asks for, and takes an application back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from madoguchi.ground.foundation.public import Request, body_scope, done_url, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import page
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors, services
from madoguchi.line.intake.core.states import NEXT, State
from madoguchi.line.intake.draft_selectors import Asked, CorrectionLook
from madoguchi.line.intake.refusals import (
    AnswersNotValid,
    ApplicationNotFound,
    ChangedSinceReview,
    NothingCorrected,
    PageTooOld,
)
from madoguchi.line.intake.web import form_pages, gone, reviewing
from madoguchi.line.intake.web.late_csrf import is_forged
from madoguchi.line.intake.web.receipts import private
from madoguchi.line.intake.web.ways import CorrectionWay, resident_actor
