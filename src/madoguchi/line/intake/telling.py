"""Mails to applicants: short, without anything personal, with the way to the page that says the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from madoguchi.ground.foundation.public import Body, require_scope
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import JAPANESE, Message
from madoguchi.line.intake.models import Application
from madoguchi.office.messages import public as messages

_BY_BIRTH_DATE = Message(
    "受付番号と生年月日を入れると", "with this number and the birth date", "受付番号と 生まれた日を 入れて、"
)
_SIGNED_IN = Message(
    "サインインすると（サインインせずに申請した方は、担当の窓口にお尋ねください）",
    "after signing in (if you applied without, please ask the office)",
    "サインインして、（サインインしないで 申請した 人は、電話して ください）",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom to tell. ``division_id``: whose mail it is, if it does not arrive; None: the procedure's division."""

    application_id: UUID
    division_id: UUID | None
    at: datetime


def tell_applicants(tellings: Sequence[Telling], *, template: messages.Template) -> None:
    """Queue a mail to each applicant who gave an address (inside a write scope).

    Args:
        template: may use ``{body}``, ``{number}``, ``{link}`` (the status page), ``{how}`` (how it opens: where
            no birth date was asked, by signing in) and ``{contact}``.

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
                    "how": (_BY_BIRTH_DATE if application.birth_date else _SIGNED_IN).text(application.language),
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
