"""The pages on which a procedure is published."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import publishing
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel.errors import Language, Message, Refused
from madoguchi.ground.ui.public import components, done, page, say
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory

MOST_BYTES = forms.MOST_BYTES
_FAILED = Message(
    "「{name}」は取り込みませんでした。直すところが{n}件あります。",
    "“{name}” was not taken in: {n} places need mending.",
)


@dataclass(frozen=True, slots=True)
class ListPage:
    """The procedures that may be published here."""

    rows: tuple[publishing.ProcedureRow, ...]


@dataclass(frozen=True, slots=True)
class OneProcedure:
    """A procedure; ``failed`` are the checks of a file that was not taken in, ``errors`` lead to the file's field."""

    shown: publishing.ProcedurePage
    file_name: str = ""
    failed: tuple[forms.CheckResult, ...] = ()
    file_error: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        if self.failed:
            count = sum(len(one.found) for one in self.failed)
            return [("failed", say(_FAILED.with_facts(name=self.file_name, n=count)))]
        return [("definition", self.file_error)] if self.file_error else []


@dataclass(frozen=True, slots=True)
class PublishPage:
    """Whether, and when. ``day`` and ``time`` as typed."""

    shown: publishing.ProcedurePage
    day: str = ""
    time: str = ""
    error: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [("day", self.error)] if self.error else []


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A page that residents would see. ``number`` is that of the version about to come; page 0 is the start page."""

    procedure_id: UUID
    number: int
    name: str
    summary: str
    minutes: int
    needed: tuple[str, ...]
    office: str
    steps: tuple[components.Step, ...]
    current: int
    title: str = ""
    intro: str = ""
    for_whom: str = ""
    questions: str = ""
    office_rows: tuple[forms.OfficeRow, ...] = ()
    back_page: str = ""
    next_page: str = ""


@require_GET
@staff_page(publishing.PUBLISH)
def listed(request: Request) -> HttpResponse:
    """The procedures of the body that this person may publish."""
    return page(request, "desk/publishing.html", ListPage(tuple(publishing.procedures(request.actor, at=now()))))


@require_http_methods(["GET", "POST"])
@staff_page(publishing.PUBLISH)
def procedure(request: Request, procedure_id: UUID) -> HttpResponse:
    """One procedure's versions; a post takes in the file of a new definition."""
    shown = _shown(request, procedure_id)
    if request.method != "POST":
        return page(request, "desk/publishing_procedure.html", OneProcedure(shown))
    file = request.FILES.get("definition")
    content = b"" if file is None else file.read(MOST_BYTES + 1)
    name = "" if file is None else file.name or ""
    try:
        forms.prepare(procedure_code=shown.code, content=content, actor=request.actor, at=now())
    except forms.DefinitionRefused as refusal:
        failed = forms.results(refusal.problems, forms.read_definition(content))
        return _refused(request, OneProcedure(shown, name, failed), refusal=None, status=refusal.status)
    except forms.DefinitionUnreadable as refusal:
        error = f"{say(refusal.why)} {say(refusal.mend)}"
        return _refused(request, OneProcedure(shown, name, file_error=error), refusal=None, status=refusal.status)
    except Refused as refusal:
        return _refused(request, OneProcedure(shown, name), refusal=refusal, status=refusal.status)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


def _refused(request: Request, data: OneProcedure, *, refusal: Refused | None, status: int) -> HttpResponse:
    return page(request, "desk/publishing_procedure.html", data, refusal=refusal, status=status)


@require_http_methods(["GET", "POST"])
@staff_page(publishing.PUBLISH, is_sensitive=True)
def publish(request: Request, procedure_id: UUID) -> HttpResponse:
    """Ask whether the version shall be published; a post does it."""
    shown = _shown(request, procedure_id)
    if request.method != "POST":
        _prepared(shown)
        if not shown.is_reviewed:
            return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)
        return page(request, "desk/publish.html", PublishPage(shown))
    return _act(request, shown, forms.publish_prepared)


@require_POST
@staff_page(publishing.PUBLISH)
def discard(request: Request, procedure_id: UUID) -> HttpResponse:
    """Forget what was taken in."""
    return _act(request, _shown(request, procedure_id), forms.discard_prepared)


def _act(request: Request, shown: publishing.ProcedurePage, service: Callable[..., object]) -> HttpResponse:
    try:
        service(procedure_code=shown.code, sha256=request.POST.get("sha256", ""), actor=request.actor, at=now())
    except forms.DefinitionRefused as refusal:  # right when it was taken in, wrong today: the page tells each check
        return _refused(request, OneProcedure(_shown(request, shown.id)), refusal=refusal, status=refusal.status)
    except Refused as refusal:
        return _refused(request, OneProcedure(_shown(request, shown.id)), refusal=refusal, status=refusal.status)
    return done(request, to="desk:publishing_procedure", procedure_id=shown.id)


@require_GET
@staff_page(publishing.PUBLISH)
def preview(request: Request, procedure_id: UUID) -> HttpResponse:
    """The start page as residents would see it, and the way to the others."""
    return page(request, "desk/preview.html", _preview(request, _shown(request, procedure_id)))


@require_GET
@staff_page(publishing.PUBLISH)
def preview_page(request: Request, procedure_id: UUID, page_id: str) -> HttpResponse:
    """A page of the form as residents would see it."""
    return page(request, "desk/preview.html", _preview(request, _shown(request, procedure_id), page_id))


@require_GET
@staff_page(publishing.PUBLISH)
def definition(request: Request, procedure_id: UUID, number: int) -> HttpResponse:
    """The definition of a version as a file."""
    try:
        text = publishing.definition_text(procedure_id, number, request.actor)
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="definition-{number}.json"'
    return response


@require_GET
@staff_page(publishing.PUBLISH)
def paper(request: Request, procedure_id: UUID, number: int) -> HttpResponse:
    """The form of a version on paper."""
    return _paper(request, procedure_id, number, large=False)


@require_GET
@staff_page(publishing.PUBLISH)
def large_paper(request: Request, procedure_id: UUID, number: int) -> HttpResponse:
    """The same in large print."""
    return _paper(request, procedure_id, number, large=True)


def _paper(request: Request, procedure_id: UUID, number: int, *, large: bool) -> HttpResponse:
    language = Language(request.language)
    try:
        content = publishing.paper(procedure_id, number, request.actor, language=language, large=large)
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="form-{number}{"-large" if large else ""}.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _shown(request: Request, procedure_id: UUID) -> publishing.ProcedurePage:
    try:
        return publishing.procedure_page(procedure_id, request.actor, at=now())
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error


def _prepared(shown: publishing.ProcedurePage) -> forms.Prepared:
    if shown.prepared is None:
        raise forms.NothingPrepared
    return shown.prepared


def _preview(request: Request, shown: publishing.ProcedurePage, page_id: str | None = None) -> PreviewPage:
    facts, form = _prepared(shown).definition.procedure, _prepared(shown).definition.form
    language, ids = request.language, [one.id for one in form.pages]
    if page_id is not None and page_id not in ids:
        raise Http404
    here = None if page_id is None else form.page(page_id)
    n = -1 if page_id is None else ids.index(page_id)
    hint = None if here is None else forms.page_hint(form, here)
    return PreviewPage(
        procedure_id=shown.id,
        number=shown.next_number,
        name=facts.name.text(language),
        summary="" if facts.summary is None else facts.summary.text(language),
        minutes=facts.minutes_to_fill,
        needed=tuple(one.text(language) for one in facts.needed),
        office=shown.division,
        steps=tuple(components.Step(one.title.text(language)) for one in form.pages),
        current=n + 1,
        title="" if here is None else here.title.text(language),
        intro="" if here is None or here.intro is None else here.intro.text(language),
        for_whom="" if hint is None else hint.text(language),
        office_rows=() if here is None else forms.office_rows(form, here.id, language),
        questions="" if here is None else forms.preview_html(form, here.id, language),
        back_page=ids[n - 1] if n > 0 else "",
        next_page=ids[n + 1] if n + 1 < len(ids) else "",
    )
