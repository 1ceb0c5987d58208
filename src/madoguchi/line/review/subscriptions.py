"""What review does when something happened in intake, and what it tells the applicant."""

from datetime import date

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Zone, closures, closures_yearly
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.intake import events as intake_told
from madoguchi.line.intake import public as intake
from madoguchi.line.review import due_dates, services
from madoguchi.line.review import events as told
from madoguchi.line.review.models import Case
from madoguchi.office.clients import public as clients
from madoguchi.office.messages import public as messages

clients.publish(told.STARTED, told.CORRECTION_REQUESTED)

CORRECTION = messages.Template(
    code="review.correction",
    subject=Message(
        "【{body}】申請内容の確認のお願い（受付番号 {number}）",
        "[{body}] Please check your application (receipt number {number})",
    ),
    body=Message(
        "受付番号 {number} の申請について、直していただきたいところがあります。\n\n"
        "次のページで内容を確かめ、直して送ってください。\n{link}\n\n"
        "回答をいただくまで、審査を止めてお待ちします。\n{body}　{contact}\n",
        "Something in your application {number} needs to be put right.\n\n"
        "Please look at it here, correct it and send it again:\n{link}\n\n"
        "Review waits until you answer.\n{body}, {contact}\n",
        easy="受付番号 {number} の 申請で、なおして ほしい ところが あります。\n\n"
        "この ページを 見て、なおして、送って ください。\n{link}\n\n"
        "こまったときは 電話してください。\n{body}　{contact}\n",
    ),
)


@events.subscribe(intake_told.SUBMITTED, name="review.open_case")
def open_case(event: events.RecordedEvent) -> None:
    """An application arrived: open its case."""
    services.open_case(event.subject_id, at=event.at)


@events.subscribe(intake_told.CORRECTION_ANSWERED, name="review.resume")
def resume(event: events.RecordedEvent) -> None:
    """The applicant answered: the clock goes on."""
    services.resume(event.subject_id, at=event.at)


@events.subscribe(intake_told.WITHDRAWN, name="review.withdrawn")
def withdrawn(event: events.RecordedEvent) -> None:
    """The applicant took it back."""
    services.withdrawn(event.subject_id, at=event.at)


@events.subscribe(closures.ADDED, name="review.closed_day_added")
@events.subscribe(closures.WITHDRAWN, name="review.closed_day_withdrawn")
def count_due_dates_again(event: events.RecordedEvent) -> None:
    """The office's closed days changed: due dates of open cases move."""
    due_dates.ask_to_count_again(date.fromisoformat(event.facts["day"]))


@events.subscribe(closures_yearly.ADDED, name="review.yearly_closure_added")
@events.subscribe(closures_yearly.ENDED, name="review.yearly_closure_ended")
def count_due_dates_after_a_rest(event: events.RecordedEvent) -> None:
    """A rest of every year begins or ends on a day; nothing is other before it."""
    due_dates.ask_to_count_again(date.fromisoformat(event.facts.get("since") or event.facts["until"]))


@events.subscribe(told.CORRECTION_REQUESTED, name="review.correction_mail", zone=Zone.INTERNET)
def send_correction(event: events.RecordedEvent) -> None:
    """Ask the applicant by mail, where he gave an address."""
    case = Case.objects.get(pk=event.subject_id)
    told_of = intake.Telling(case.application_id, case.division_id, event.at)
    intake.tell_applicants([told_of], template=CORRECTION)
