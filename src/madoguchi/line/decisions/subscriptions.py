"""What decisions does when approval has spoken, and how the applicant hears of it."""

from collections.abc import Sequence
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Zone
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import events as told
from madoguchi.line.decisions import services
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.intake import events as intake_told
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.approval import events as approval_told
from madoguchi.office.approval import public as approval
from madoguchi.office.clients import public as clients
from madoguchi.office.messages import public as messages

clients.publish(told.SEALED, told.NOTIFIED)

OUTCOME = messages.Template(
    code="decisions.outcome",
    subject=Message(
        "【{body}】申請の結果のお知らせ（受付番号 {number}）",
        "[{body}] The outcome of your application (receipt number {number})",
    ),
    body=Message(
        "受付番号 {number} の申請の結果が出ました。\n\n"
        "通知書は次のページで、{how}開けます。\n{link}\n\n{body}　{contact}\n",
        "The outcome of your application {number} is there.\n\n"
        "Open the notice here {how}:\n{link}\n\n{body}, {contact}\n",
        easy="受付番号 {number} の 申請の けっかが 出ました。\n\n"
        "この ページで、けっかの 手紙を 見ることが できます。\n{link}\n\n{body}　{contact}\n",
    ),
)


def _disposition_of(event: events.RecordedEvent) -> UUID | None:
    """The disposition a proposal is about; None for proposals of other rooms."""
    subject_type, subject_id = approval.subject_of(event.subject_id)
    return subject_id if subject_type == Disposition._meta.label_lower else None


@events.subscribe_to_many(approval_told.DECIDED, name="decisions.seal")
def seal(happened: Sequence[events.RecordedEvent]) -> None:
    """Approved: seal."""
    subjects = approval.subjects_of(event.subject_id for event in happened)
    decided = ((subjects[event.subject_id], event.at) for event in happened)
    services.seal({subject_id: at for (kind, subject_id), at in decided if kind == Disposition._meta.label_lower})


@events.subscribe(approval_told.RETURNED, name="decisions.proposal_returned")
def returned(event: events.RecordedEvent) -> None:
    """Sent back: a draft again."""
    if (disposition_id := _disposition_of(event)) is not None:
        services.proposal_ended(disposition_id, at=event.at)


@events.subscribe(approval_told.WITHDRAWN, name="decisions.proposal_withdrawn")
def withdrawn(event: events.RecordedEvent) -> None:
    """Withdrawn: a draft again."""
    if (disposition_id := _disposition_of(event)) is not None:
        services.proposal_ended(disposition_id, at=event.at)


@events.subscribe(intake_told.WITHDRAWN, name="decisions.application_withdrawn")
def application_withdrawn(event: events.RecordedEvent) -> None:
    """The application was taken back: end its proposal."""
    services.application_withdrawn(event.subject_id, at=event.at)


@events.subscribe_to_many(told.SEALED, name="decisions.issue_notice")
def issue_notices(happened: Sequence[events.RecordedEvent]) -> None:
    """Sealed: issue the notice."""
    services.issue_notices({event.subject_id: event.at for event in happened})


@events.subscribe_to_many(told.NOTIFIED, name="decisions.outcome_mail", zone=Zone.INTERNET)
def send_outcomes(happened: Sequence[events.RecordedEvent]) -> None:
    """Tell the applicant by mail that the notice is there; the outcome itself stays behind the sign-in."""
    matters = {event.matter_id: event.at for event in happened if event.matter_id is not None}
    divisions = review.divisions_of(matters)
    tellings = [intake.Telling(matter_id, divisions[matter_id], at) for matter_id, at in matters.items()]
    intake.tell_applicants(tellings, template=OUTCOME)
