"""The page on which a form in progress gets what it says beside its questions: of the procedure, in rooms' parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import building
from madoguchi.faces.desk.web.building import revision, shown_to
from madoguchi.ground.foundation.public import Request, body_scope, localdate, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.line.forms import public as forms


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The form of the facts, filled in; ``errors`` lead to their boxes."""

    shown: building.FormShown
    revision: int
    settings: SafeString
    errors: Sequence[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def facts(request: Request, procedure_id: UUID) -> HttpResponse:
    """What the form says beside its questions; a post saves it."""
    shown, today = shown_to(request, procedure_id), localdate(now())
    before = shown.needed().definition
    with body_scope(request.actor.body_id):
        asked = forms.facts_form(before, on=today)
    if request.method != "POST":
        return page(request, "desk/building/facts.html", _page(request, shown, asked, asked.answers(before)))
    posted = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    answers, errors = forms.read_page(asked.form, forms.SETTINGS, posted, {}, today=today)
    if forms.only_edits_items(asked.form, forms.SETTINGS, posted):
        return page(request, "desk/building/facts.html", _page(request, shown, asked, answers))
    if errors:
        return page(request, "desk/building/facts.html", _page(request, shown, asked, answers, errors), status=422)
    try:
        forms.change_facts(
            procedure_code=shown.code, revision=revision(request), actor=request.actor, at=now(),
            change=lambda definition: asked.definition(answers, definition),
        )  # fmt: skip
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        data = _page(request, shown_to(request, procedure_id), asked, answers)
        return page(request, "desk/building/facts.html", data, refusal=refusal, status=refusal.status)
    answer = done(request, to="desk:form", procedure_id=procedure_id)
    answer.headers["Location"] += "#others"
    return answer


def _page(
    request: Request,
    shown: building.FormShown,
    asked: forms.FactsForm,
    answers: forms.Answers,
    errors: Sequence[forms.FieldError] = (),
) -> FactsPage:
    # not ``page_html``: what may be chosen is another thing tomorrow, so it is not to be kept
    html = forms.fields_html("", asked.form, forms.SETTINGS, answers, request.language, errors=errors)
    told = revision(request) if errors else shown.needed().revision
    return FactsPage(shown, told, html, forms.error_links(errors, asked.form, request.language))
