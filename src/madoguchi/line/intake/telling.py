"""Mails to applicants: short, without anything personal, with the way to the page that says the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from madoguchi.ground.foundation.public import Body, require_scope
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import JAPANESE
from madoguchi.line.intake.models import Application
from madoguchi.office.messages import public as messages


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom to tell. ``division_id``: whose mail it is, if it does not arrive; None: the procedure's division."""

    application_id: UUID
    division_id: UUID | None
    at: datetime


def tell_applicants(tellings: Sequence[Telling], *, template: messages.Template) -> None:
    """Queue a mail to each applicant who gave an address (inside a write scope).

    Args:
        template: may use ``{body}``, ``{number}``, ``{link}`` (the status page) and ``{contact}``.

    Raises:
        Application.DoesNotExist: one of them is not this body's.
    """
    body = Body.objects.get(pk=require_scope(write=True).body_id)
    found = Application.objects.select_related("procedure").in_bulk([one.application_id for one in tellings])
    if len(found) < len({one.application_id for one in tellings}):
        raise Application.DoesNotExist(f"of {len(tellings)} applications {len(found)} are there")
    asked = [(one, found[one.application_id]) for one in tellings]
    messages.queue(
        [
            messages.Mail(
                to=application.email,
                facts={
                    "body": body.name if application.language in JAPANESE else body.name_en,
                    "number": codes.format_receipt_number(codes.ReceiptNumber(application.receipt_number)),
                    "link": f"{settings.SITE_ADDRESS}/{body.slug}/status/",
                    "contact": body.contact,
                },
                language=application.language,
                matter_id=application.id,
                division_id=one.division_id or application.procedure.division_id,
                at=one.at,
            )
            for one, application in asked
            if application.email
        ],
        template=template,
    )
