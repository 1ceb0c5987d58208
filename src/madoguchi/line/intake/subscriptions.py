"""What intake does when something happened: the receipt mail."""

from collections.abc import Sequence
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Zone
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.intake import events as told
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.telling import Telling, tell_applicants
from madoguchi.office.clients import public as clients
from madoguchi.office.messages import public as messages

RECEIPT = messages.Template(
    code="intake.receipt",
    subject=Message(
        "【{body}】申請を受け付けました（受付番号 {number}）",
        "[{body}] Your application arrived (receipt number {number})",
    ),
    body=Message(
        "申請が届きました。\n\n受付番号：{number}\n\n状況は次のページで、{how}確かめられます。\n{link}\n\n"
        "このメールに心当たりがない場合は、お手数ですが下記へご連絡ください。\n{body}　{contact}\n",
        "Your application arrived.\n\nReceipt number: {number}\n\n"
        "You can see its status here {how}:\n{link}\n\n"
        "If you did not apply, please contact us.\n{body}, {contact}\n",
        easy="申請が とどきました。\n\n受付番号：{number}\n\n"
        "いま どうなっているか、この ページで、{how}見ることが できます。\n{link}\n\n"
        "申請していない人は、電話してください。\n{body}　{contact}\n",
    ),
)

clients.publish(told.SUBMITTED, told.CORRECTION_ANSWERED, told.WITHDRAWN)


@events.subscribe_to_many(told.SUBMITTED, name="intake.receipt_mail", zone=Zone.INTERNET)
def send_receipts(happened: Sequence[events.RecordedEvent]) -> None:
    """Mail the receipt number, where the applicant gave an address."""
    tell_applicants([Telling(event.subject_id, None, event.at) for event in happened], template=RECEIPT)


def sender_of(matter_id: UUID) -> str:
    """Return the client that sent an application, empty where a person did (inside a scope)."""
    found: str | None = Application.objects.filter(pk=matter_id).values_list("client_id", flat=True).first()
    return found or ""


clients.know_senders(sender_of)
