"""One page of a form: shown, saved, shown again with what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.safestring import SafeString

from madoguchi.ground.foundation.public import Request, localdate, now, outages
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import compiled_page, components, page
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.core.states import CHANNELS
from madoguchi.line.intake.draft_selectors import Asked, Look
from madoguchi.line.intake.refusals import ApplicationNotFound, PageTooOld
from madoguchi.line.intake.web import card_offers, gone, scripts, uploads
from madoguchi.line.intake.web.late_csrf import is_forged
from madoguchi.line.intake.web.ways import DraftWay

REVIEW = Message("内容の確認", "Check your answers", easy="たしかめる")
_ASKED = Message("窓口から：{reason}{note}", "From the office: {reason} {note}", easy="市役所から：{reason}{note}")


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page of a form as the template shows it."""

    shell: str
    is_desk: bool
    is_correction: bool
    procedure: str
    channel: str
    title: str
    intro: str
    questions: SafeString
    steps: tuple[components.Step, ...]
    current: int
    revision: str
    saved_at: str  # 10:32, empty before anything was saved
    errors: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, Asked], ...]  # id of the box, and what the office wrote about it
    asked_note: str
    carried: tuple[tuple[str, str], ...]  # id of the box and its label: answers given before the form
    doubts: tuple[tuple[str, str], ...]  # id of the box and what is odd; the page may be left as it is
    sure: str  # what was asked once: the same doubts are not asked again
    to_review: bool
    back_url: str
    can_put_aside: bool
    card_url: str  # where the card is read instead of typing; empty where that is not offered
    takes_files: bool  # others are sent as plain fields, which are read in a tenth of the time
    script_url: str  # the rules that go on working in the browser; empty where the page has none


def show(request: Request, way: DraftWay, page_id: str) -> HttpResponse:
    """Show a page; ``?check=1`` tells what is still wrong on it."""
    at = now()
    try:
        look = way.look(at)
    except (forms.DraftNotFound, ApplicationNotFound) as refusal:
        return gone.answer(request, way, refusal)
    if page_id not in {one.id for one in _walk_with(way, look, page_id)}:
        return HttpResponseRedirect(_first_url(way, look))
    checked = "check" in request.GET
    errors = forms.check_page(look.version.form, page_id, look.draft.answers, today=localdate(at)) if checked else ()
    return way.keep(_answer(request, way, look, page_id, look.draft.answers, look.draft.revision, errors=errors))


def save(request: Request, way: DraftWay, page_id: str) -> HttpResponse:
    """Keep what was typed and go on; with errors, or where somebody was faster, show the page with the text again."""
    at = now()
    post = uploads.typed_fields(request)
    try:
        if is_forged(request):
            return _typed_again(request, way, way.look(at), page_id, PageTooOld(), at)
        sent, too_large = uploads.received(request)
        saved, look = way.save(page_id, post, sent, revision_of(request), at)
    except forms.DraftStale as stale:
        typed = stale.typed or {}
        return _answer(request, way, way.look(at), page_id, typed, stale.revision, refusal=stale)
    except (forms.DraftNotFound, ApplicationNotFound) as refusal:
        return gone.answer(request, way, refusal)
    except DatabaseError as error:
        passing = outages.refusal_of(error)
        if passing is None:
            raise
        return _typed_again(request, way, way.look(at), page_id, passing, at)
    errors = (*too_large, *saved.errors)
    if "later" in post:
        return way.keep(_see_other(way.url("later")))
    if errors:
        return way.keep(_answer(request, way, look, page_id, look.draft.answers, look.draft.revision, errors=errors))
    if saved.looked_up is not None:
        return way.keep(
            _answer(request, way, look, page_id, look.draft.answers, look.draft.revision, looked_up=saved.looked_up)
        )
    if saved.stays:
        return way.keep(_see_other(way.page_url(page_id) + _edited(post, saved)))
    doubts = forms.doubts(look.version.form, look.draft.answers, page_id=page_id, post=post)
    if doubts and _key(doubts) != request.POST.get("sure"):
        return way.keep(_answer(request, way, look, page_id, look.draft.answers, look.draft.revision, doubts=doubts))
    return way.keep(_see_other(_after(way, look, page_id, to_review=request.POST.get("to") == "review")))


def _typed_again(
    request: Request, way: DraftWay, look: Look, page_id: str, refusal: Refused, at: datetime
) -> HttpResponse:
    """Show a page that could not be saved, with the text of the post."""
    form = look.version.form
    if all(one.id != page_id for one in form.pages):
        raise forms.PageUnknown
    typed, _ = forms.read_page(form, page_id, uploads.typed_fields(request), look.draft.answers, today=localdate(at))
    return _answer(request, way, look, page_id, typed, revision_of(request), refusal=refusal)


def _answer(
    request: Request,
    way: DraftWay,
    look: Look,
    page_id: str,
    answers: forms.Answers,
    revision: int,
    *,
    errors: Sequence[forms.FieldError] = (),
    refusal: Refused | None = None,
    doubts: Sequence[forms.FieldError] = (),
    looked_up: forms.LookedUp | None = None,
) -> HttpResponse:
    form, language = look.version.form, request.language
    shown = form.page(page_id)
    walk = _walk_with(way, look, page_id)
    number = next(n for n, one in enumerate(walk, start=1) if one.id == page_id)
    asked = way.asked(page_id)
    marks = [_mark(one, language) for one in asked if not one.is_changed and not errors]
    stored = {
        one.id: components.UploadedFile(one.id, one.name, one.size, way.url("file", file_id=one.id))
        for one in look.files.values()
    }
    questions = forms.page_html(
        look.version.sha256, form, page_id, answers, language, errors=[*errors, *marks, *doubts], files=stored,
        looks_up=forms.kinds_looked_up(form, page_id), looked_up=looked_up,
    )  # fmt: skip
    steps = (*(components.Step(one.title.text(language), way.page_url(one.id)) for one in walk), _review_step(language))
    draft = look.draft
    carried = _carried(look, shown, language)
    data = FormPage(
        shell=way.shell,
        is_desk=way.is_desk,
        is_correction=way.is_correction,
        procedure=look.version.name.text(language),
        channel=CHANNELS[draft.channel].text(language) if way.is_desk else "",
        title=shown.title.text(language),
        intro="" if shown.intro is None else shown.intro.text(language),
        questions=questions,
        steps=steps,
        current=number,
        revision=str(revision),
        saved_at=_clock(draft.saved_at) if draft.revision > 1 else "",
        errors=tuple(forms.error_links(errors, form, language)),
        asked=tuple((forms.anchor(one.path, form), one) for one in asked),
        asked_note=way.asked_note(),
        carried=carried,
        doubts=tuple(forms.error_links(doubts, form, language)),
        sure=_key(doubts) if doubts else "",
        to_review="review" in (request.GET.get("to"), request.POST.get("to")),
        back_url=way.page_url(walk[number - 2].id) if number > 1 else "",
        can_put_aside=not way.is_desk and not way.is_correction,
        card_url=way.url("card", page_id=page_id) if card_offers.is_offered(request, way, look, page_id) else "",
        takes_files=shown.has_files,
        script_url=scripts.url(request, look.version, page_id),
    )
    if not (errors or asked or carried or refusal or doubts or looked_up or way.is_desk):
        slots = ("questions", "revision", "saved_at")
        return compiled_page(request, "intake/form_page.html", data, slots=slots, own_id=way.draft_id)
    status = refusal.status if refusal is not None else 422 if (errors or doubts) and request.method == "POST" else 200
    return page(request, "intake/form_page.html", data, status=status, refusal=refusal)


def _key(doubts: Sequence[forms.FieldError]) -> str:
    """Return what stands for these doubts and no others: answers that change are asked about again."""
    return sha256("\n".join(f"{one.path} {one.message.ja}" for one in doubts).encode()).hexdigest()[:32]


def _carried(look: Look, shown: forms.Page, language: str) -> tuple[tuple[str, str], ...]:
    """Return the answers of this page that the person gave before the form and has not changed."""
    form, here = look.version.form, {field.id for field in shown.fields}
    return tuple(
        (forms.anchor(path, form), forms.field_label(form, path).text(language))
        for path in forms.carried(form, look.draft.answers, look.draft.taken)
        if path.partition("/")[0] in here
    )


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at, timezone.get_default_timezone()):%H:%M}"


def _review_step(language: str) -> components.Step:
    return components.Step(REVIEW.text(language))


def _walk_with(way: DraftWay, look: Look, page_id: str) -> tuple[forms.Page, ...]:
    """Return the pages to walk through; a page that is visited out of the way (from the review) stands in its place."""
    wanted = {one.id for one in way.walk(look)}
    applies = {one.id for one in forms.pages_shown(look.version.form, look.cleaned)}
    form = look.version.form
    return tuple(one for one in form.pages if one.id in wanted or (one.id == page_id and one.id in applies))


def _after(way: DraftWay, look: Look, page_id: str, *, to_review: bool) -> str:
    """Return where a saved page leads: the next page that applies, or the review."""
    ids = [one.id for one in look.version.form.pages]
    later = set(ids[ids.index(page_id) + 1 :])
    following = None if to_review else next((one.id for one in way.walk(look) if one.id in later), None)
    return way.url("review") if following is None else way.page_url(following)


def _first_url(way: DraftWay, look: Look) -> str:
    """Return where somebody goes on who came to a page that does not apply (any more)."""
    walk = [one.id for one in way.walk(look)]
    if not walk:
        return way.url("review")
    return way.page_url(look.draft.page_reached if look.draft.page_reached in walk else walk[0])


def _mark(one: Asked, language: str) -> forms.FieldError:
    """Put the office's words beside the box, where an error would stand."""
    said = _ASKED.with_facts(reason=one.reason.text(language), note=one.note)
    return forms.FieldError(one.path, forms.Fault.WRONG_SHAPE, said)


def _edited(post: object, saved: forms.SavedPage) -> str:
    """Return the fragment of what a button has just added, so that a browser without script shows it."""
    names = list(post) if isinstance(post, dict) else []
    for name in names:
        stem, _, act = name.rpartition("-")
        if act == "add":
            items = saved.draft.answers.get(stem)
            count = len(items) if isinstance(items, list) else 1
            return f"#q-{stem}-{max(0, count - 1)}"
        if act in ("upload", "remove"):
            return f"#q-{stem}"
    return ""


def revision_of(request: Request) -> int:
    """Return the draft's revision that the posted page was made from."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # no revision is ever -1


def _see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})
