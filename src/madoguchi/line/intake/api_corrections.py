"""HTTP API of intake: what a client does later to an application it sent: put right (補正), take back (取下げ)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from madoguchi.ground.foundation.public import Request, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.intake import client_selectors, client_services
from madoguchi.line.intake.client_selectors import CorrectionAsked
from madoguchi.line.intake.client_services import Keyed
from madoguchi.line.intake.core import document, states
from madoguchi.line.intake.refusals import (
    AnswersNotValid,
    ApplicationNotFound,
    FileNotYours,
    KeyUsedDifferently,
    NoCorrection,
    NothingCorrected,
)
from madoguchi.office.clients.public import Caller, Operation, Parameter, Scope, operation

KEY = Parameter(
    "Idempotency-Key",
    "One for each application, answer or withdrawal: 1 to 200 printable ASCII characters.",
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
    place="header",
    needed=True,
)


def content_of(request: Request, most: int, too_large: Refused) -> bytes:
    """Return the request's body, read no further than one byte beyond what is allowed."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if stated.isdecimal() and int(stated) > most:
        raise too_large
    content: bytes = request.read(most + 1)
    if len(content) > most:
        raise too_large
    return content


@operation(
    Operation(
        id="correction",
        method="GET",
        path="applications/<uuid:application_id>/correction",
        tag="Applications",
        summary=Message("補正の依頼を読む", "What is to be put right"),
        says="Of an application that the client sent itself, while the office waits for the answer.",
        scope=Scope.READ,
        answers={200: ("What the office asks for.", CorrectionAsked)},
        refusals=(ApplicationNotFound, NoCorrection),
    )
)
def correction(request: Request, *, application_id: UUID, caller: Caller) -> CorrectionAsked:
    """What the office asks to put right."""
    return client_selectors.correction(caller, application_id)


@dataclass(frozen=True, slots=True)
class CorrectedAnswers:
    """All answers of the application as they should be, not only those that changed."""

    answers: Annotated[dict[str, Any], "As the schema of the application's version describes them."]


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """An answer to a correction that was taken."""

    application: UUID
    receipt_number: Annotated[str, {"pattern": "^[0-9]{12}$"}]
    revision: Annotated[int, "Number of these answers; those sent first have 1."]
    taken_at: datetime


@operation(
    Operation(
        id="answer_correction",
        method="POST",
        path="applications/<uuid:application_id>/correction/answer",
        tag="Applications",
        summary=Message("補正に答える", "Answer a correction"),
        says="By the client that sent the application. The same key and content again give the same answer. "
        "At most 2 MB.",
        scope=Scope.SEND,
        parameters=(KEY,),
        body=CorrectedAnswers,
        answers={200: ("It was taken, now or before.", AnswerTaken)},
        refusals=(
            document.KeyMissing,
            document.DocumentUnreadable,
            document.DocumentTooLarge,
            document.FieldWrong,
            AnswersNotValid,
            NothingCorrected,
            KeyUsedDifferently,
            FileNotYours,
            ApplicationNotFound,
            NoCorrection,
            states.NotPossibleNow,
        ),
    )
)
def answer_correction(request: Request, *, application_id: UUID, caller: Caller) -> AnswerTaken:
    """Take corrected answers."""
    key = document.read_key(request.headers.get("Idempotency-Key"))
    content = content_of(request, document.MOST_BYTES, document.DocumentTooLarge())
    done = client_services.answer_correction(
        application_id=application_id, answers=document.read_answers(content), caller=caller, at=now(),
        keyed=_keyed(key, "correction", application_id, content),
    )  # fmt: skip
    return AnswerTaken(done.application_id, done.receipt_number, done.revision, done.at)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An application that was taken back."""

    application: UUID
    receipt_number: Annotated[str, {"pattern": "^[0-9]{12}$"}]
    withdrawn_at: datetime


@operation(
    Operation(
        id="withdraw",
        method="POST",
        path="applications/<uuid:application_id>/withdrawal",
        tag="Applications",
        summary=Message("申請を取り下げる", "Take an application back"),
        says="By the client that sent it, until the outcome is there. Nothing is sent but the key; the same key again "
        "gives the same answer.",
        scope=Scope.SEND,
        parameters=(KEY,),
        answers={200: ("It was taken back, now or before.", Withdrawal)},
        refusals=(document.KeyMissing, KeyUsedDifferently, ApplicationNotFound, states.NotPossibleNow),
    )
)
def withdraw(request: Request, *, application_id: UUID, caller: Caller) -> Withdrawal:
    """Take an application back."""
    key = document.read_key(request.headers.get("Idempotency-Key"))
    done = client_services.withdraw(
        application_id=application_id, caller=caller, at=now(), keyed=_keyed(key, "withdrawal", application_id, b"")
    )
    return Withdrawal(done.application_id, done.receipt_number, done.at)


def _keyed(key: str, what: str, application_id: UUID, content: bytes) -> Keyed:
    return Keyed(key, sha256(f"{what} {application_id}\n".encode() + content).hexdigest())
