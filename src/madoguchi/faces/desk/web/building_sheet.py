"""The pages on which a form is begun with the office's own file, and what was read is compared with it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import building, sheets
from madoguchi.faces.desk.web.building import change, revision, shown_to
from madoguchi.faces.desk.web.cases import file_response
from madoguchi.ground.foundation.public import Request, files, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.forms import public as forms
from madoguchi.line.review import public as review

_CHOOSE = Message("様式のファイルを選んでください。", "Choose the file of the form.")


@dataclass(frozen=True, slots=True)
class FromSheetPage:
    """A file to begin with; ``kept`` are those of earlier times."""

    shown: building.FormShown
    kept: tuple[forms.KeptSheet, ...]
    file_error: str = ""
    most_bytes: int = forms.MOST_SHEET_BYTES

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, by the id of its box."""
        return [("sheet", self.file_error)] if self.file_error else []


@dataclass(frozen=True, slots=True)
class SheetPage:
    """What was read beside the sheet: ``first`` is to be looked at before ``rest``."""

    shown: building.FormShown
    read: forms.SheetRead
    first: tuple[forms.Compared, ...]
    rest: tuple[forms.Compared, ...]
    kinds: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def from_sheet(request: Request, procedure_id: UUID) -> HttpResponse:
    """Choose a file; a post begins the form with what is read in it."""
    shown = shown_to(request, procedure_id)
    if request.method != "POST":
        return _from_sheet(request, shown)
    given = request.FILES.get("sheet")
    if given is None:
        return _from_sheet(request, shown, status=422, error=say(_CHOOSE))
    content = given.read(forms.MOST_SHEET_BYTES + 1)
    try:
        if shown.work is not None:
            raise forms.WorkBegun
        taken = forms.take_sheet(content, given.name or "", request.actor)
        forms.begin(procedure_code=shown.code, actor=request.actor, at=now(), sheet=taken)
    except permissions.NotPermitted:
        raise
    except forms.WorkBegun as refusal:
        return _from_sheet(request, shown, status=refusal.status, refusal=refusal)
    except Refused as refusal:
        told = " ".join(say(one) for one in (refusal.what, refusal.why, refusal.mend))
        return _from_sheet(request, shown, status=refusal.status, error=told)
    return done(request, to="desk:form_sheet", procedure_id=procedure_id)


def _from_sheet(
    request: Request,
    shown: building.FormShown,
    *,
    status: int = 200,
    error: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    data = FromSheetPage(shown, tuple(sheets.kept(shown.id, request.actor)), error)
    return page(request, "desk/building/from_sheet.html", data, status=status, refusal=refusal)


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def sheet(request: Request, procedure_id: UUID) -> HttpResponse:
    """What was read beside the sheet; a post changes a question, takes it away, or says that all was compared."""
    shown = shown_to(request, procedure_id)
    if request.method != "POST":
        return _sheet(request, shown)
    what, _, place = request.POST.get("act", "").partition(" ")
    try:
        _do(request, shown, what, place)
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _sheet(request, shown_to(request, procedure_id), refusal=refusal)
    return done(request, to="desk:form" if what == "compared" else "desk:form_sheet", procedure_id=procedure_id)


def _do(request: Request, shown: building.FormShown, what: str, place: str) -> None:
    acted = partial(change, request, shown)
    match what:
        case "kind":
            try:
                kind = forms.Kind(request.POST.get("kind", ""))
            except ValueError as error:
                raise Http404 from error
            acted(forms.Act.CHANGE, lambda form: (forms.change_kind(form, place, kind), place))
        case "required" | "optional":
            settings = {"required": what == "required"}
            acted(forms.Act.CHANGE, lambda form: (forms.editing.change(form, place, settings), place))
        case "drop":
            acted(forms.Act.REMOVE, lambda form: (forms.editing.remove(form, place), place))
        case "compared":
            forms.compared(procedure_code=shown.code, revision=revision(request), actor=request.actor, at=now())
        case _:
            raise Http404


def _sheet(request: Request, shown: building.FormShown, *, refusal: Refused | None = None) -> HttpResponse:
    work = shown.needed()
    read = sheets.read_of_work(shown.id, request.actor)
    if read is None:
        return done(request, to="desk:form", procedure_id=shown.id)
    first, rest = forms.beside_form(read, work.outline)
    kinds = tuple((kind.value, say(forms.kind_words(kind))) for kind in forms.CHANGEABLE)
    data = SheetPage(shown, read, first, rest, kinds)
    status = refusal.status if refusal else 200
    return page(request, "desk/building/sheet.html", data, refusal=refusal, status=status)


@require_GET
@staff_page(building.PUBLISH)
def sheet_file(request: Request, procedure_id: UUID, sheet_id: UUID) -> HttpResponse:
    """A sheet as it came."""
    shown_to(request, procedure_id)
    name, media_type, content = sheets.file(procedure_id, sheet_id, request.actor)
    return file_response(content, media_type, name, inline=False)


@require_GET
@staff_page(building.PUBLISH)
def sheet_map(request: Request, procedure_id: UUID, sheet_id: UUID) -> HttpResponse:
    """What was read in a sheet with its map, as a file for ``madoguchi forms fill``."""
    shown = shown_to(request, procedure_id)
    text = sheets.map_text(procedure_id, sheet_id, request.actor)
    return file_response(text.encode(), "application/json; charset=utf-8", f"{shown.code}-map.json", inline=False)


@require_http_methods(["GET", "POST"])
@staff_page(sheets.PRINT)
def case_sheet(request: Request, case_id: UUID) -> HttpResponse:
    """What to look at before a case's answers are printed in the office's sheet; a post gives the file."""
    try:
        printed = sheets.printed(case_id, request.actor, at=now())
    except review.Case.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        name = files.clean_name(f"{printed.receipt} {printed.name}")
        return file_response(printed.filled.content, printed.media_type, name, inline=False)
    return page(request, "desk/case_sheet.html", CaseSheetPage(case_id, printed))


@dataclass(frozen=True, slots=True)
class CaseSheetPage:
    """A case's answers as they would stand in the sheet: what is told of them."""

    case_id: UUID
    printed: sheets.Printed
