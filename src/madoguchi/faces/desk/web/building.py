"""The pages on which a form is made: its pages and questions in order, and what can be done to each."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import building
from madoguchi.faces.desk.web.building_gathering import act_of
from madoguchi.faces.desk.web.building_page import form_page
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory

_LONGEST = 200
_NEW_PAGE = Message("新しいページ", "New page")
_NEW_QUESTION = Message("新しい質問", "New question")
_ACTS: Mapping[forms.Act, Message] = {
    forms.Act.BEGIN: Message("編集を始めた", "Begun"),
    forms.Act.ADD: Message("足した", "Added"),
    forms.Act.CHANGE: Message("設定を変えた", "Settings changed"),
    forms.Act.COPY: Message("写した", "Copied"),
    forms.Act.MOVE: Message("動かした", "Moved"),
    forms.Act.GATHER: Message("まとめた", "Put together"),
    forms.Act.UNGROUP: Message("まとまりを解いた", "Taken apart"),
    forms.Act.REMOVE: Message("消した", "Taken away"),
}


@dataclass(frozen=True, slots=True)
class RemovePage:
    """A page or question about to be taken away; ``mentions`` are those whose rules name it."""

    shown: building.FormShown
    item: forms.Item
    mentions: tuple[forms.Item, ...]

    @property
    def count(self) -> int:
        """How many questions go."""
        return max(1, len(self.item.items) + len(self.item.items_of_groups))


@dataclass(frozen=True, slots=True)
class StepsPage:
    """What was done to the form in progress, newest first."""

    shown: building.FormShown
    rows: tuple["StepRow", ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in words; ``title``: of the page or question, where it is still there."""

    step: forms.WorkStep
    words: Message
    title: str

    @property
    def act(self) -> str:
        """The act that leads back to it."""
        return f"step {self.step.number}"


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def form(request: Request, procedure_id: UUID) -> HttpResponse:
    """The form in progress; a post begins it."""
    shown = shown_to(request, procedure_id)
    if request.method == "POST":
        with suppress(forms.WorkBegun):  # somebody else began meanwhile: it is the same form
            forms.begin(procedure_code=shown.code, actor=request.actor, at=now())
        return done(request, to="desk:form", procedure_id=procedure_id)
    query, at = request.GET.get("q", "").strip()[:_LONGEST], request.GET.get("at", "")
    return page(request, "desk/building/form.html", form_page(request, shown, query=query, at=at))


@require_POST
@staff_page(building.PUBLISH)
def act(request: Request, procedure_id: UUID) -> HttpResponse:
    """Add a page, move or copy what is there, undo and redo."""
    shown, post = shown_to(request, procedure_id), request.POST
    what, _, place = post.get("act", "").partition(" ")
    at = ""
    try:
        match what:
            case "up" | "down":
                edit: forms.Edit = lambda form: (forms.editing.step(form, place, way=what), place)  # noqa: E731
                at = change(request, shown, forms.Act.MOVE, edit)
            case "copy":
                at = change(request, shown, forms.Act.COPY, lambda form: forms.editing.duplicate(form, place))
            case "add_page":
                title = post.get("title", "").strip()[:_LONGEST] or say(_NEW_PAGE, "ja")
                after = place.removeprefix(forms.editing.PAGE)
                at = change(request, shown, forms.Act.ADD, lambda form: _with_page(form, title, after))
            case "gather":
                at = change(request, shown, *act_of(post))
            case "ungroup":
                at = change(request, shown, forms.Act.UNGROUP, lambda form: forms.gathering.ungroup(form, place))
            case "step":
                at = _place_between(procedure_id, request, shown, _number(place))
                forms.go_to(
                    procedure_code=shown.code, revision=revision(request), step=_number(place),
                    actor=request.actor, at=now(),
                )  # fmt: skip
            case _:
                raise Http404
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, procedure_id, refusal)
    return _back(request, procedure_id, at)


@require_POST
@staff_page(building.PUBLISH)
def add(request: Request, procedure_id: UUID) -> HttpResponse:
    """Add a question behind another, and go on to its settings."""
    shown, post = shown_to(request, procedure_id), request.POST
    label = post.get("label", "").strip()[:_LONGEST] or say(_NEW_QUESTION, "ja")
    page_id, _, group = post.get("into", "").partition("/")
    spot = forms.editing.Spot(page_id, group, post.get("after", "")[:_LONGEST])
    try:
        kind = forms.Kind(post.get("kind", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        place = change(
            request, shown, forms.Act.ADD,
            lambda form: forms.editing.add_field(form, kind=kind, label=label, spot=spot),
        )  # fmt: skip
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, procedure_id, refusal)
    return done(request, to="desk:form_item", procedure_id=procedure_id, place=place)


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def remove(request: Request, procedure_id: UUID, place: str) -> HttpResponse:
    """Ask whether a page or question shall go, with what names it; a post takes it away."""
    shown = shown_to(request, procedure_id)
    item = item_of(shown, place)
    if request.method == "POST":
        try:
            change(request, shown, forms.Act.REMOVE, lambda form: (forms.editing.remove(form, place), place))
        except permissions.NotPermitted:
            raise
        except Refused as refusal:
            return _refused(request, procedure_id, refusal)
        page_of = shown.needed().outline.page_of(place).place
        return _back(request, procedure_id, "" if page_of == place else page_of)
    outline = shown.needed().outline
    places = forms.editing.mentions(form_of(shown), place)
    return page(request, "desk/building/remove.html", RemovePage(shown, item, tuple(map(outline.item, places))))


@require_GET
@staff_page(building.PUBLISH)
def steps(request: Request, procedure_id: UUID) -> HttpResponse:
    """What was done to the form, and the way back to any of it."""
    shown = shown_to(request, procedure_id)
    titles = {one.place: one.title for one in shown.needed().outline.everything()}
    rows = (
        StepRow(one, _ACTS[one.act], titles.get(one.place, "")) for one in building.steps(procedure_id, request.actor)
    )
    return page(request, "desk/building/steps.html", StepsPage(shown, tuple(rows)))


@require_POST
@staff_page(building.PUBLISH)
def hand_in(request: Request, procedure_id: UUID) -> HttpResponse:
    """Take the form in to be published."""
    shown = shown_to(request, procedure_id)
    try:
        forms.hand_in(procedure_code=shown.code, revision=revision(request), actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, procedure_id, refusal)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def give_up(request: Request, procedure_id: UUID) -> HttpResponse:
    """Ask whether the form in progress shall be forgotten; a post does it."""
    shown = shown_to(request, procedure_id)
    shown.needed()
    if request.method != "POST":
        return page(request, "desk/building/give_up.html", shown)
    try:
        forms.give_up(procedure_code=shown.code, revision=revision(request), actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, procedure_id, refusal)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


def change(request: Request, shown: building.FormShown, act: forms.Act, edit: forms.Edit) -> str:
    """Do an act on the form's own part of the definition, as the person saw it; return the place it was done to."""
    return forms.act(
        procedure_code=shown.code, revision=revision(request), act=act, edit=edit, actor=request.actor, at=now()
    )


def shown_to(request: Request, procedure_id: UUID) -> building.FormShown:
    """Return the form in progress; 404 where there is no such procedure."""
    try:
        return building.shown(procedure_id, request.actor, at=now())
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error


def item_of(shown: building.FormShown, place: str) -> forms.Item:
    """Return a page or question.

    Raises:
        PlaceGone, NoWork
    """
    try:
        return shown.needed().outline.item(place)
    except KeyError as error:
        raise forms.PlaceGone from error


def form_of(shown: building.FormShown) -> Mapping[str, object]:
    """Return the form's part of the definition in progress."""
    form = shown.needed().definition.get("form")
    return form if isinstance(form, dict) else {}


def revision(request: Request) -> int:
    """Return the number of the form that the person saw; 0 where none was told."""
    return _number(request.POST.get("revision", ""))


def _place_between(procedure_id: UUID, request: Request, shown: building.FormShown, step: int) -> str:
    """Return the place that the step undone or done again was about."""
    number = max(step, shown.needed().step)
    return next((one.place for one in building.steps(procedure_id, request.actor) if one.number == number), "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _with_page(form: Mapping[str, object], title: str, after: str) -> tuple[dict[str, object], str]:
    made, page_id = forms.editing.add_page(form, title=title, after=after)
    return made, f"{forms.editing.PAGE}{page_id}"


def _back(request: Request, procedure_id: UUID, place: str) -> HttpResponse:
    """Go back to the form, to the place that an act was done to."""
    answer = done(request, to="desk:form", procedure_id=procedure_id)
    if place:
        answer.headers["Location"] += f"?{urlencode({'at': place})}#{forms.place_anchor(place)}"
    return answer


def _refused(request: Request, procedure_id: UUID, refusal: Refused) -> HttpResponse:
    data = form_page(request, shown_to(request, procedure_id))
    return page(request, "desk/building/form.html", data, refusal=refusal, status=refusal.status)
