"""The pages on which a form in progress is tried as a resident would fill it in. Nothing that is typed is kept here.

The answers travel with the page, signed: what comes back is what was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import building, sheets
from madoguchi.faces.desk.web.building import shown_to
from madoguchi.faces.desk.web.cases import file_response
from madoguchi.ground.foundation.public import Request, localdate, now, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import components, done, page, say
from madoguchi.line.forms import public as forms

_SALT = "desk.building_try"
_ANSWERS = "try-answers"
_PAGE = "page "
_REVIEW = "review"
_CHECK = Message("内容の確認", "Check your answers")


@dataclass(frozen=True, slots=True)
class TryPage:
    """A page of the form in progress with answers, or the review of all of them (``sections``)."""

    shown: building.FormShown
    steps: tuple[components.Step, ...]
    current: int
    page_id: str
    title: str
    intro: str
    questions: SafeString | str
    errors: Sequence[tuple[str, str]]
    answers: str
    back: str
    sections: tuple[forms.Section, ...] = ()
    left: tuple[str, ...] = ()
    can_fill_sheet: bool = False


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def try_form(request: Request, procedure_id: UUID) -> HttpResponse:
    """The first page with sample answers, or empty; a post goes on, back, or prints into the sheet."""
    shown = shown_to(request, procedure_id)
    form = shown.needed().form
    if form is None:
        return done(request, to="desk:form", procedure_id=procedure_id)
    if request.method != "POST":
        answers = {} if "empty" in request.GET else forms.sample_answers(form, today=localdate(now()))
        return _page(request, shown, form, form.pages[0].id, answers)
    before = _answers(request)
    go, page_id = request.POST.get("go", ""), request.POST.get("page", "")
    if go == "sheet":
        return _sheet(request, shown, form, before)
    if page_id == _REVIEW:
        return _shown(request, shown, form, go.removeprefix(_PAGE), before)
    if all(one.id != page_id for one in form.pages):
        raise Http404
    posted = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    answers, errors = forms.read_page(form, page_id, posted, before, today=localdate(now()))
    if forms.only_edits_items(form, page_id, posted):
        return _page(request, shown, form, page_id, answers)
    if go.startswith(_PAGE):
        return _shown(request, shown, form, go.removeprefix(_PAGE), answers)
    if errors:
        return _page(request, shown, form, page_id, answers, errors)
    return _shown(request, shown, form, forms.next_page(form, page_id, answers) or _REVIEW, answers)


def _answers(request: Request) -> Mapping[str, forms.Json]:
    try:
        found: Mapping[str, forms.Json] = signing.loads(request.POST.get(_ANSWERS, ""), salt=_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    return found


def _shown(
    request: Request, shown: building.FormShown, form: forms.Form, wanted: str, answers: forms.Answers
) -> HttpResponse:
    if wanted == _REVIEW:
        return _review(request, shown, form, answers)
    if all(one.id != wanted for one in form.pages):
        raise Http404
    return _page(request, shown, form, wanted, answers)


def _page(
    request: Request,
    shown: building.FormShown,
    form: forms.Form,
    page_id: str,
    answers: forms.Answers,
    errors: Sequence[forms.FieldError] = (),
) -> HttpResponse:
    language, here = request.language, form.page(page_id)
    walk = _walk(form, page_id, answers)
    number = walk.index(page_id)
    key = f"try-{shown.id}-{shown.needed().revision}"
    data = TryPage(
        shown,
        _steps(form, walk, language),
        number + 1,
        page_id,
        here.title.text(language),
        "" if here.intro is None else here.intro.text(language),
        forms.page_html(key, form, page_id, answers, language, errors=errors),
        forms.error_links(errors, form, language),
        _signed(answers),
        f"{_PAGE}{walk[number - 1]}" if number else "",
    )
    return page(request, "desk/building/try.html", data, status=422 if errors else 200)


def _review(
    request: Request,
    shown: building.FormShown,
    form: forms.Form,
    answers: forms.Answers,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    language = request.language
    walk = _walk(form, form.pages[0].id, answers)
    left = forms.check_all(form, answers, today=localdate(now()))
    data = TryPage(
        shown,
        _steps(form, walk, language),
        len(walk) + 1,
        _REVIEW,
        "",
        "",
        "",
        (),
        _signed(answers),
        f"{_PAGE}{walk[-1]}",
        forms.summary(form, answers, language),
        tuple(one.message.text(language) for one in left),
        _fills_sheet(request, shown),
    )
    status = refusal.status if refusal else 200
    return page(request, "desk/building/try.html", data, refusal=refusal, status=status)


def _sheet(request: Request, shown: building.FormShown, form: forms.Form, answers: forms.Answers) -> HttpResponse:
    try:
        name, media_type, filled = sheets.tried(shown.id, shown.needed().definition, answers, form, request.actor)
    except (forms.SheetUnknown, forms.WordNotFilled) as refusal:
        return _review(request, shown, form, answers, refusal=refusal)
    return file_response(filled.content, media_type, name, inline=False)


def _fills_sheet(request: Request, shown: building.FormShown) -> bool:
    found = sheets.named(shown.id, shown.needed().definition, request.actor)
    return found is not None and found.is_filled


def _walk(form: forms.Form, page_id: str, answers: forms.Answers) -> list[str]:
    """The pages that apply, the first one and the one shown in any case."""
    applying = {one.id for one in forms.pages_shown(form, forms.cleaned(form, answers))}
    return [one.id for one in form.pages if one.id in applying or one.id == page_id]


def _steps(form: forms.Form, walk: Sequence[str], language: str) -> tuple[components.Step, ...]:
    return tuple(components.Step(one) for one in (*(form.page(one).title.text(language) for one in walk), say(_CHECK)))


def _signed(answers: forms.Answers) -> str:
    return signing.dumps(dict(answers), salt=_SALT, compress=True)
