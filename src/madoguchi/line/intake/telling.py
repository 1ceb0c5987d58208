"""Mails to an applicant: short, without anything personal, with the way to the page that says the rest."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from madoguchi.ground.foundation.public import Body
from madoguchi.ground.kernel import codes
from madoguchi.line.intake.models import Application
from madoguchi.office.messages import public as messages


def tell_applicant(
    application_id: UUID, *, template: messages.Template, division_id: UUID | None, at: datetime
) -> None:
    """Queue a mail where the applicant gave an address (inside a write scope).

    Args:
        template: may use ``{body}``, ``{number}``, ``{link}`` (the status page) and ``{contact}``.
        division_id: whose mail it is, if it does not arrive; None: the procedure's division.
    """
    application = Application.objects.select_related("procedure").get(pk=application_id)
    if not application.email:
        return
    body = Body.objects.get(pk=application.body_id)
    messages.queue(
        to=application.email,
        template=template,
        facts={
            "body": body.name_en if application.language == "en" else body.name,
            "number": codes.format_receipt_number(codes.ReceiptNumber(application.receipt_number)),
            "link": f"{settings.SITE_ADDRESS}/{body.slug}/status/",
            "contact": body.contact,
        },
        language=application.language,
        matter_id=application.id,
        division_id=division_id or application.procedure.division_id,
        at=at,
    )
