"""Messages that did not arrive, and sending them again."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.messages import selectors, services
from madoguchi.office.messages.core import masking
from madoguchi.office.messages.models import Outgoing


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """What could not be delivered; of a trial body, what was kept instead of being sent."""

    rows: tuple[selectors.OutgoingRow, ...]
    kept: tuple[selectors.KeptMail, ...]


@require_GET
@staff_page("messages.outgoing.manage")
def outgoing(request: Request) -> HttpResponse:
    """What failed at least once and is not sent."""
    return _outgoing(request)


def _outgoing(request: Request, refusal: Refused | None = None) -> HttpResponse:
    own = permissions.divisions_of(request.actor, "messages.outgoing.identify")
    rows = selectors.not_delivered(request.actor)
    kept = selectors.kept(request.actor) if request.public_body.is_trial else []
    data = OutgoingPage(tuple(_masked(row, shows_number=row.division_id in own) for row in rows), tuple(kept))
    return page(request, "messages/outgoing.html", data, refusal=refusal, status=refusal.status if refusal else 200)


def _masked(row: selectors.OutgoingRow, *, shows_number: bool) -> selectors.OutgoingRow:
    """Administrators and operators see this list too: whose address it is, only the case page tells its own people."""
    return replace(
        row,
        subject=row.subject if shows_number else masking.without_number(row.subject),
        address=masking.without_name(row.address),
        last_error=masking.without_name(row.last_error),
    )


@require_POST
@staff_page("messages.outgoing.manage")
def revive(request: Request, message_id: UUID) -> HttpResponse:
    """Try again from the beginning."""
    try:
        services.revive(message_id=message_id, actor=request.actor, at=now())
    except Outgoing.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _outgoing(request, refusal)
    return done(request, to="messages:outgoing")
