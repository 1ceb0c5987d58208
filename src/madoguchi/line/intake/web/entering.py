"""At the counter, on the telephone, from paper: staff choose procedure and channel and type for the applicant."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse

from madoguchi.ground.foundation.public import Request, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import components, done, page
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors, draft_services
from madoguchi.line.intake.core.states import CHANNELS, ENTERED_BY_STAFF
from madoguchi.line.intake.refusals import ChannelUnknown

ORDER = ("counter", "phone", "paper")
CHOOSE_PROCEDURE = Message("手続きを選んでください。", "Choose a procedure.")
CHOOSE_CHANNEL = Message("受け方を選んでください。", "Choose how it came in.")
_SESSION = "intake_entries"  # drafts this person has begun, so that an interrupted one is found again
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An application begun and not sent."""

    procedure: str
    channel: str
    applicant: str
    saved_at: datetime
    draft_id: UUID
    page_id: str


@dataclass(frozen=True, slots=True)
class EnterPage:
    """What can be entered."""

    procedures: tuple[tuple[str, str], ...]
    channels: tuple[components.Option, ...]
    procedure: str
    channel: str
    procedure_error: str
    channel_error: str
    begun: tuple[EntryShown, ...]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What the summary links to."""
        pairs = [("procedure", self.procedure_error), ("channel", self.channel_error)]
        return [pair for pair in pairs if pair[1]]


def choose(request: Request) -> HttpResponse:
    """Choose procedure and channel."""
    return _page(request, "", "", None)


def start(request: Request) -> HttpResponse:
    """Begin to type."""
    procedure, channel = request.POST.get("procedure", ""), request.POST.get("channel", "")
    if not procedure or channel not in ENTERED_BY_STAFF:
        return _page(request, procedure, channel, ChannelUnknown())
    try:
        started, _version = draft_services.start(
            procedure_code=procedure[:40], channel=channel, proxy=None, actor=request.actor, at=now()
        )
    except forms.NotOpen as refusal:
        return _page(request, procedure, channel, refusal)
    known = request.session.get(_SESSION, [])
    request.session[_SESSION] = [str(started.id), *known][:_MOST_LISTED]
    return done(request, to="intake:entry_page", draft_id=started.id, page_id=started.draft.page_reached)


def _page(request: Request, procedure: str, channel: str, refusal: Refused | None) -> HttpResponse:
    at, language = now(), request.language
    open_now = draft_selectors.open_procedures(request.actor, at=at)
    begun = draft_selectors.entries([UUID(one) for one in request.session.get(_SESSION, [])], request.actor, at=at)
    lacks_channel = refusal is not None and channel not in ENTERED_BY_STAFF
    if refusal is None or (procedure and lacks_channel):
        said = ""
    else:
        said = (refusal.what if procedure else CHOOSE_PROCEDURE).text(language)
    data = EnterPage(
        procedures=tuple((one.procedure_code, one.name.text(language)) for one in open_now),
        channels=tuple(components.Option(code, CHANNELS[code].text(language)) for code in ORDER),
        procedure=procedure,
        channel=channel,
        procedure_error=said,
        channel_error=CHOOSE_CHANNEL.text(language) if lacks_channel else "",
        begun=tuple(_shown(one, language) for one in begun),
    )
    status = 200 if refusal is None else refusal.status
    return page(request, "intake/enter.html", data, status=status)


def _shown(look: draft_selectors.Look, language: str) -> EntryShown:
    draft = look.draft
    name = draft.answers.get(look.version.form.applicant.name)
    return EntryShown(
        procedure=look.version.name.text(language),
        channel=CHANNELS[draft.channel].text(language),
        applicant=name if isinstance(name, str) else "",
        saved_at=draft.saved_at,
        draft_id=draft.id,
        page_id=draft.page_reached,
    )
