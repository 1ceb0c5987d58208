"""The page on which a page or question of a form in progress gets its settings, beside how residents see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import building
from madoguchi.faces.desk.web.building import change, item_of, revision, shown_to
from madoguchi.faces.desk.web.building_comments import Thread, threads
from madoguchi.ground.foundation.public import Request, localdate, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import components, done, page
from madoguchi.line.forms import public as forms


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page or question, the form of its settings, and how residents see it (empty while it cannot be read).

    ``has_options``: its options may be written in boxes or as lines; ``as_lines``: they are lines now;
    ``must_be_lines``: they are too many for boxes. ``hints`` are about its texts as they are saved.
    """

    shown: building.FormShown
    item: forms.Item
    revision: int
    settings: SafeString
    errors: Sequence[tuple[str, str]]
    as_residents_see_it: str
    has_options: bool
    as_lines: bool
    must_be_lines: bool
    hints: tuple[forms.Hint, ...]
    comments: tuple[Thread, ...]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A page of the form in progress as residents would see it."""

    shown: building.FormShown
    steps: tuple[components.Step, ...]
    current: int
    title: str
    intro: str
    for_whom: str
    questions: str
    back_page: str
    next_page: str


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def item(request: Request, procedure_id: UUID, place: str) -> HttpResponse:
    """The settings of a page or question; a post saves them."""
    shown = shown_to(request, procedure_id)
    found = item_of(shown, place)
    kind = forms.Kind(found.kind) if found.kind in tuple(forms.Kind) else None
    as_lines = _as_lines(request, found)
    form = forms.settings_form(kind, as_lines=as_lines)
    if request.method != "POST":
        answers = forms.settings_answers(found.data, _condition(shown, found), kind)
        return page(request, "desk/building/item.html", _page(request, shown, found, form, answers))
    posted = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    answers, errors = forms.read_page(form, forms.SETTINGS, posted, {}, today=localdate(now()))
    if forms.only_edits_items(form, forms.SETTINGS, posted):
        return page(request, "desk/building/item.html", _page(request, shown, found, form, answers))
    if errors:
        data = _page(request, shown, found, form, answers, errors)
        return page(request, "desk/building/item.html", data, status=422)
    settings = forms.settings_of(answers, kind, lines_for=_options(found) if as_lines else None)
    try:
        change(request, shown, forms.Act.CHANGE, lambda form: (forms.editing.change(form, place, settings), place))
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        now_shown = shown_to(request, procedure_id)
        data = _page(request, now_shown, found, form, answers)
        return page(request, "desk/building/item.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:form_item", procedure_id=procedure_id, place=place)


def _page(
    request: Request,
    shown: building.FormShown,
    item: forms.Item,
    form: forms.Form,
    answers: Mapping[str, forms.Json],
    errors: Sequence[forms.FieldError] = (),
) -> ItemPage:
    language = request.language
    has_options, as_lines = item.kind in (forms.Kind.CHOICE, forms.Kind.CHOICES), _as_lines(request, item)
    key = f"settings-{item.kind or 'page'}{'-lines' if as_lines else ''}"
    settings = forms.page_html(key, form, forms.SETTINGS, answers, language, errors=errors)
    work = shown.needed()
    told = revision(request) if request.method == "POST" and errors else work.revision
    return ItemPage(
        shown, item, told, settings, forms.error_links(errors, form, language),
        _seen(work, item, language), has_options, as_lines, forms.needs_option_lines(item.data),
        forms.hints(item.data),
        threads([one for one in shown.open_comments if one.place == item.place], work.outline),
    )  # fmt: skip


def _as_lines(request: Request, item: forms.Item) -> bool:
    """Whether the options of a choice are written as lines: where that was asked for, or where they are many."""
    if item.kind not in (forms.Kind.CHOICE, forms.Kind.CHOICES):
        return False
    return request.GET.get("options") == "lines" or forms.needs_option_lines(item.data)


def _options(item: forms.Item) -> list[Mapping[str, object]]:
    listed = item.data.get("options")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _seen(work: forms.Work, item: forms.Item, language: str) -> str:
    """How residents see the page on which it stands; empty while the form cannot be read."""
    if work.form is None:
        return ""
    held = ((page.id, one) for page in work.outline.pages for one in (page, *page.items, *page.items_of_groups))
    page_id = next(page_id for page_id, one in held if one.place == item.place)
    return forms.preview_html(work.form, page_id, language)


def _condition(shown: building.FormShown, item: forms.Item) -> str:
    """A condition as text, also where it is written in the older shape; empty where that cannot be read."""
    written = item.data.get("show_when")
    if isinstance(written, str) or written is None:
        return written or ""
    form = shown.needed().form
    if form is None:
        return ""
    asked = form.page(item.id) if item.place.startswith(forms.editing.PAGE) else form.field(item.place)
    return "" if asked.show_when is None else forms.print_expression(asked.show_when)


@require_GET
@staff_page(building.PUBLISH)
def preview(request: Request, procedure_id: UUID, page_id: str = "") -> HttpResponse:
    """A page of the form in progress as residents would see it, the first one unless told."""
    shown = shown_to(request, procedure_id)
    form = shown.needed().form
    if form is None:
        return done(request, to="desk:form", procedure_id=procedure_id)
    ids = [one.id for one in form.pages]
    if page_id not in ["", *ids]:
        raise Http404
    n, language = ids.index(page_id) if page_id else 0, request.language
    here, hint = form.pages[n], forms.page_hint(form, form.pages[n])
    data = PreviewPage(
        shown,
        tuple(components.Step(one.title.text(language)) for one in form.pages),
        n + 1,
        here.title.text(language),
        "" if here.intro is None else here.intro.text(language),
        "" if hint is None else hint.text(language),
        forms.preview_html(form, here.id, language),
        ids[n - 1] if n else "",
        ids[n + 1] if n + 1 < len(ids) else "",
    )
    return page(request, "desk/building/preview.html", data)
