"""Answers from the applicant's card (マイナンバーカード): read by an identity provider, shown, confirmed, filled in."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from madoguchi.ground.foundation.public import Card, Request, cards, localdate, now
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import page
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_services
from madoguchi.line.intake.draft_selectors import Look
from madoguchi.line.intake.refusals import NothingOnCard
from madoguchi.line.intake.web import card_offers, form_pages, gone
from madoguchi.line.intake.web.ways import DraftWay


@dataclass(frozen=True, slots=True)
class CardRow:
    """One question: what the card says, and what stands there now (empty where nothing does, or the same)."""

    label: str
    card: str
    now: str


@dataclass(frozen=True, slots=True)
class CardPage:
    """Without ``rows`` the ways to read the card; with them, what would be filled in."""

    procedure: str
    rows: tuple[CardRow, ...]
    readers: tuple[tuple[str, str], ...]  # name, address
    revision: str
    back_url: str


def show(request: Request, way: DraftWay, page_id: str, *, refusal: Refused | None = None) -> HttpResponse:
    """Show how the card is read or, once it was, what it says."""
    try:
        look = way.look(now())
    except forms.DraftNotFound as missing:
        return gone.answer(request, way, missing)
    if all(one.id != page_id for one in look.version.form.pages) or not card_offers.is_offered(
        request, way, look, page_id
    ):
        raise Http404(f"no card for {page_id}")
    back_to = way.url("card", page_id=page_id)
    found = cards.taken(request, back_to=back_to)
    rows = () if found is None else _rows(look, found[0], request.language)
    if found is not None and not rows:
        refusal = refusal or NothingOnCard()
    readers = cards.card_readers(request, back_to=back_to, on=localdate(now()))
    data = CardPage(
        procedure=look.version.name.text(request.language),
        rows=rows,
        readers=tuple((one.name.text(request.language), one.url) for one in readers),
        revision=str(look.draft.revision),
        back_url=way.page_url(page_id),
    )
    return way.keep(page(request, "intake/card.html", data, status=refusal.status if refusal else 200, refusal=refusal))


def _rows(look: Look, card: Card, language: str) -> tuple[CardRow, ...]:
    form, answers = look.version.form, look.draft.answers
    values = forms.card_answers(form, card.as_json(), answers)
    before = _shown(form, answers, language)
    after = _shown(form, {**answers, **values}, language)
    return tuple(
        CardRow(
            forms.field_label(form, name).text(language),
            after.get(name, ""),
            before.get(name, "") if before.get(name) != after.get(name) else "",
        )
        for name in values
    )


def _shown(form: forms.Form, answers: forms.Answers, language: str) -> dict[str, str]:
    rows = (row for section in forms.summary(form, answers, language) for row in section.rows)
    return {row.path: "" if row.is_blank else row.shown for row in rows}


def fill(request: Request, way: DraftWay, page_id: str) -> HttpResponse:
    """Fill in what was confirmed, or let it go, and return to the page."""
    back_to = way.url("card", page_id=page_id)
    found = cards.taken(request, back_to=back_to)
    if "no" in request.POST:
        cards.forget(request)
        return HttpResponse(status=303, headers={"Location": way.page_url(page_id)})
    if found is None:
        return show(request, way, page_id, refusal=NothingOnCard())
    try:
        draft_services.fill_from_card(
            draft_id=way.draft_id, card=found[0], source=found[1], revision=form_pages.revision_of(request),
            actor=way.actor, secret=way.secret, at=now(),
        )  # fmt: skip
    except (forms.DraftStale, NothingOnCard) as refusal:
        return show(request, way, page_id, refusal=refusal)
    except forms.DraftNotFound as missing:
        return gone.answer(request, way, missing)
    cards.forget(request)
    return way.keep(HttpResponse(status=303, headers={"Location": way.page_url(page_id)}))
