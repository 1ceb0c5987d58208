"""Before sending: all answers, what is missing, and the button that sends them once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe

from madoguchi.ground.foundation.public import Request, localdate, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import compiled_page, components, page, read_date, read_parts
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors, services
from madoguchi.line.intake.core.states import CHANNELS
from madoguchi.line.intake.draft_selectors import Look
from madoguchi.line.intake.refusals import (
    AnswersNotValid,
    ArrivalInFuture,
    ArrivalNotGiven,
    ChangedSinceReview,
    PageTooOld,
)
from madoguchi.line.intake.web import card_offers, form_pages, gone
from madoguchi.line.intake.web.late_csrf import is_forged
from madoguchi.line.intake.web.ways import DraftWay

FROM_BEFORE = Message(
    "「もらえる手当を調べる」の答えから",
    "From “Find benefits for you”",
    easy="「もらえる お金を しらべる」の 答えから",
)


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one page, with the way back to it."""

    title: str
    change_url: str
    rows: tuple[forms.Row, ...]
    from_card: str
    carried: frozenset[str]  # paths of answers that were given before the form
    from_before: str
    names: Mapping[str, str]  # of banks and branches, by path

    def note_of(self, row: forms.Row) -> str:
        """Return what stands beside an answer that was not typed here."""
        if row.path in self.carried:
            return self.from_before
        return self.from_card if row.source else self.names.get(row.path, "")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to put right, with the way to its box."""

    message: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that will be sent."""

    shell: str
    is_desk: bool
    is_correction: bool
    procedure: str
    channel: str
    proxy: tuple[tuple[str, str], ...]
    parts: SafeString
    missing: tuple[Missing, ...]
    doubts: tuple[Missing, ...]  # odd, and sent as they are unless the person changes them
    steps: tuple[components.Step, ...]
    revision: str
    send_url: str
    back_url: str
    can_put_aside: bool
    later_url: str
    asks_arrival: bool
    arrived: dict[str, str]
    arrived_error: str
    closes_at: datetime | None
    is_over: bool  # nothing that is sent now arrives in time; paper may have


def show(
    request: Request,
    way: DraftWay,
    *,
    refusal: Refused | None = None,
    errors: Sequence[forms.FieldError] | None = None,
    arrived: dict[str, str] | None = None,
    arrived_error: str = "",
) -> HttpResponse:
    """Show the answers; ``errors`` are those the sending found, otherwise they are looked for."""
    at = now()
    try:
        look = way.look(at)
    except forms.DraftNotFound as gone_refusal:
        return gone.answer(request, way, gone_refusal)
    form, language = look.version.form, request.language
    found = forms.check_all(form, look.draft.answers, today=localdate(at)) if errors is None else errors
    walk = way.walk(look)
    closes_at = None if way.is_correction else draft_selectors.closes_at(look.version.procedure_id, way.actor)
    steps = (
        *(components.Step(one.title.text(language), way.page_url(one.id)) for one in walk),
        components.Step(form_pages.REVIEW.text(language)),
    )
    data = ReviewPage(
        shell=way.shell,
        is_desk=way.is_desk,
        is_correction=way.is_correction,
        procedure=look.version.name.text(language),
        channel=CHANNELS[look.draft.channel].text(language) if way.is_desk else "",
        proxy=tuple((key, str(value)) for key, value in (look.draft.proxy or {}).items()),
        parts=mark_safe(  # noqa: S308  the components' own output
            "".join(_part_html(one) for one in parts_of(look, way, language))
        ),
        missing=missing_of(look, way, found, language),
        doubts=missing_of(look, way, forms.doubts(form, look.draft.answers), language),
        steps=steps,
        revision=str(look.draft.revision),
        send_url=way.url("submit"),
        back_url=way.page_url(walk[-1].id) if walk else "",
        can_put_aside=not way.is_desk and not way.is_correction,
        later_url="" if way.is_desk or way.is_correction else way.url("later"),
        asks_arrival=look.draft.channel == "paper",
        arrived=arrived or {},
        arrived_error=arrived_error,
        closes_at=closes_at,
        is_over=closes_at is not None and closes_at <= at and look.draft.channel != "paper",
    )
    if not (found or refusal or data.doubts or data.proxy or way.is_desk):
        slots = ("parts", "revision")
        return way.keep(compiled_page(request, "intake/review.html", data, slots=slots, own_id=way.draft_id))
    status = 200 if refusal is None else refusal.status
    return way.keep(page(request, "intake/review.html", data, status=status, refusal=refusal))


def _part_html(part: Part) -> SafeString:
    rows = (
        components.answer(f"{row.item} {row.label}" if row.item else row.label, row.shown, note=part.note_of(row))
        for row in part.rows
    )
    content = mark_safe("".join(rows))  # noqa: S308  the components' own output
    return components.answers(content, title=part.title, change_url=part.change_url)


def parts_of(look: Look, way: DraftWay, language: str) -> tuple[Part, ...]:
    """Return the answers page by page."""
    names = {one.id: one.name for one in look.files.values()}
    origins = forms.origins(look.version.form, look.cleaned, look.draft.taken)
    carried = frozenset(forms.carried(look.version.form, look.cleaned, look.draft.taken))
    bank_names = forms.names_of_codes(look.version.form, look.cleaned)
    return tuple(
        Part(
            section.title,
            f"{way.page_url(section.page_id)}?to=review",
            section.rows,
            card_offers.FROM_CARD.text(language),
            carried,
            FROM_BEFORE.text(language),
            bank_names,
        )
        for section in forms.summary(look.version.form, look.draft.answers, language, file_names=names, origins=origins)
    )


def missing_of(look: Look, way: DraftWay, errors: Sequence[forms.FieldError], language: str) -> tuple[Missing, ...]:
    """Return what is to be put right, each with the address of its box."""
    form = look.version.form
    page_of = {field.id: one.id for one in form.pages for field in one.fields}
    return tuple(
        Missing(
            error.message.text(language),
            f"{way.page_url(page_of[top])}?check=1&to=review#{forms.anchor(error.path, form)}"
            if top in page_of
            else "",
        )
        for error in errors
        for top in [error.path.partition("/")[0]]
    )


def submit(request: Request, way: DraftWay) -> HttpResponse:
    """Send, once: a second press, a reload or another tab leads to the same receipt."""
    if is_forged(request):
        return show(request, way, refusal=PageTooOld())
    arrived = read_parts(
        {name: str(value) for name, value in request.POST.items()}, "arrived_on", components.DATE_PARTS
    )
    try:
        arrived_on = _read_arrival(arrived)
    except Refused as refusal:  # any of the ways in which a date cannot be read
        return _show_arrival(request, way, refusal, arrived)
    delivery = services.Delivery(language=request.language, arrived_on=arrived_on)
    try:
        sent = services.submit_draft(
            draft_id=way.draft_id, secret=way.secret, revision=form_pages.revision_of(request), delivery=delivery,
            actor=way.actor, at=now(),
        )  # fmt: skip
    except AnswersNotValid as refusal:
        return show(request, way, refusal=refusal, errors=refusal.errors)
    except forms.ReceptionEnded as refusal:
        return show(request, way, refusal=refusal)
    except forms.DraftStale:
        return show(request, way, refusal=ChangedSinceReview())
    except (ArrivalNotGiven, ArrivalInFuture) as refusal:
        return _show_arrival(request, way, refusal, arrived)
    except forms.DraftNotFound as refusal:
        return gone.answer(request, way, refusal)
    return gone.to_receipt(request, way, sent.application.id)


def _show_arrival(request: Request, way: DraftWay, refusal: Refused, arrived: dict[str, str]) -> HttpResponse:
    said = f"{refusal.why.text(request.language)}{refusal.mend.text(request.language)}"
    return show(request, way, refusal=refusal, arrived=arrived, arrived_error=said)


def _read_arrival(parts: dict[str, str]) -> date | None:
    return read_date(parts).date if any(parts[name] for name in ("year", "month", "day")) else None
