"""The pages of packages: a version written to a file, another body's file adopted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.faces.desk import packages, publishing
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory

MOST_BYTES = forms.MOST_PACKAGE_BYTES
_CHOOSE = "choose:"
_CHOICE_NEEDED = Message("どちらにするかを選んでください。", "Choose one.")
_THEIRS = Message("{maker}：{value}", "{maker}: {value}")
_OURS = Message("貴団体：{value}", "Yours: {value}")
_NOTHING = Message("（なし）", "(nothing)")
_FAULTS = Message("採用できません。直すところが{n}件あります。", "It cannot be adopted: {n} places need mending.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio field about one difference."""

    id: str
    name: str
    label: str
    help: str
    options: tuple[tuple[str, str], ...]
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A procedure's package. ``asked``: what both changed; ``offered``: what its maker alone did."""

    shown: packages.PackageOf
    asked: tuple[Choice, ...] = ()
    offered: tuple[Choice, ...] = ()
    rest: tuple[forms.MergedShown, ...] = ()
    failed: tuple[forms.CheckResult, ...] = ()
    file_error: str = ""
    typed: str = ""
    fingerprint_error: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        if self.failed:
            return [("failed", say(_FAULTS.with_facts(n=sum(len(one.found) for one in self.failed))))]
        found = [("package", self.file_error), ("fingerprint", self.fingerprint_error)]
        found += [(one.id, f"{one.label}：{one.error}") for one in self.asked]
        return [(field, error) for field, error in found if error and not error.endswith("：")]


@require_POST
@staff_page(publishing.PUBLISH)
def pack(request: Request, procedure_id: UUID, number: int) -> HttpResponse:
    """A version as a signed file."""
    try:
        shown = publishing.procedure_page(procedure_id, request.actor, at=now())
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error
    made = forms.pack(procedure_code=shown.code, number=number, actor=request.actor, at=now())
    response = HttpResponse(made.content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_http_methods(["GET", "POST"])
@staff_page(publishing.PUBLISH)
def package(request: Request, procedure_id: UUID) -> HttpResponse:
    """The package that waits for a procedure; a post takes in another."""
    shown = _shown(request, procedure_id)
    if request.method != "POST":
        return _page(request, shown)
    file = request.FILES.get("package")
    content = b"" if file is None else file.read(MOST_BYTES + 1)
    try:
        forms.receive(procedure_code=shown.code, content=content, actor=request.actor, at=now())
    except (forms.PackageUnreadable, forms.PackageAltered, forms.PackageOfAnother, forms.PackageNotNewer) as refusal:
        return _page(request, shown, status=refusal.status, file_error=f"{say(refusal.why)} {say(refusal.mend)}")
    return done(request, to="desk:package", procedure_id=procedure_id)


@require_POST
@staff_page(publishing.PUBLISH)
def adopt(request: Request, procedure_id: UUID) -> HttpResponse:
    """Make of the package the version that is to be published next."""
    choices = {
        name.removeprefix(_CHOOSE): forms.Side(value)
        for name, value in request.POST.items()
        if name.startswith(_CHOOSE) and isinstance(value, str) and value in list(forms.Side)
    }
    shown = _shown(request, procedure_id, choices)
    sha256 = request.POST.get("sha256", "")
    try:
        forms.adopt(procedure_code=shown.code, sha256=sha256, choices=choices, actor=request.actor, at=now())
    except forms.ChoicesMissing as refusal:
        return _page(request, shown, status=refusal.status, is_missing=True)
    except forms.DefinitionRefused as refusal:
        definition = {} if shown.received is None else shown.received.definition
        return _page(request, shown, status=refusal.status, failed=forms.results(refusal.problems, definition))
    except Refused as refusal:
        return _page(request, _shown(request, procedure_id), refusal=refusal, status=refusal.status)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


@require_POST
@staff_page(publishing.PUBLISH, is_sensitive=True)
def signer(request: Request, procedure_id: UUID) -> HttpResponse:
    """Confirm that the key is its maker's."""
    typed = request.POST.get("fingerprint", "")[:100]
    shown = _shown(request, procedure_id)
    try:
        forms.confirm_signer(
            procedure_code=shown.code, sha256=request.POST.get("sha256", ""), typed=typed, actor=request.actor, at=now()
        )
    except forms.FingerprintOther as refusal:
        told = f"{say(refusal.why)} {say(refusal.mend)}"
        return _page(request, shown, status=refusal.status, typed=typed, fingerprint_error=told)
    except Refused as refusal:
        return _page(request, shown, refusal=refusal, status=refusal.status)
    return done(request, to="desk:package", procedure_id=procedure_id)


@require_POST
@staff_page(publishing.PUBLISH)
def draft_rules(request: Request, procedure_id: UUID) -> HttpResponse:
    """Begin a draft of rules with those of the package."""
    return _act(request, procedure_id, _draft_rules, to="desk:rules")


@require_POST
@staff_page(publishing.PUBLISH)
def drop(request: Request, procedure_id: UUID) -> HttpResponse:
    """Forget the package, and what was prepared of it."""
    return _act(request, procedure_id, _drop, to="desk:publishing_procedure")


def _draft_rules(request: Request, code: str) -> None:
    forms.draft_rules(
        procedure_code=code, sha256=request.POST.get("sha256", ""), name=request.POST.get("name", ""),
        actor=request.actor, at=now(),
    )  # fmt: skip


def _drop(request: Request, code: str) -> None:
    forms.drop_received(procedure_code=code, sha256=request.POST.get("sha256", ""), actor=request.actor, at=now())


def _act(request: Request, procedure_id: UUID, service: Callable[[Request, str], None], *, to: str) -> HttpResponse:
    shown = _shown(request, procedure_id)
    try:
        service(request, shown.code)
    except Refused as refusal:
        return _page(request, _shown(request, procedure_id), refusal=refusal, status=refusal.status)
    if to == "desk:rules":
        return done(request, to=to)
    return done(request, to=to, procedure_id=procedure_id)


def _shown(request: Request, procedure_id: UUID, choices: Mapping[str, forms.Side] | None = None) -> packages.PackageOf:
    try:
        return packages.package_of(procedure_id, request.actor, at=now(), choices=choices or {})
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error


def _page(
    request: Request,
    shown: packages.PackageOf,
    *,
    refusal: Refused | None = None,
    status: int = 200,
    is_missing: bool = False,
    failed: tuple[forms.CheckResult, ...] = (),
    file_error: str = "",
    typed: str = "",
    fingerprint_error: str = "",
) -> HttpResponse:
    rows = () if shown.received is None else shown.received.rows
    maker = Message("", "")
    if shown.received is not None:
        made_by = shown.received.manifest.made_by
        maker = Message(made_by.name, made_by.name_en)
    choices = [
        (one, _choice(n, one, maker, request.language, is_missing)) for n, one in enumerate(rows) if one.is_to_choose
    ]
    data = PackagePage(
        shown,
        tuple(choice for one, choice in choices if one.outcome is forms.Outcome.CONFLICT),
        tuple(choice for one, choice in choices if one.outcome is forms.Outcome.TAKEN),
        tuple(one for one in rows if not one.is_to_choose),
        failed,
        file_error,
        typed,
        fingerprint_error,
    )
    return page(request, "desk/package.html", data, refusal=refusal, status=status)


def _choice(n: int, one: forms.MergedShown, maker: Message, language: str, is_missing: bool) -> Choice:
    def value(message: Message) -> str:
        return (message if message.ja else _NOTHING).text(language)

    theirs = _THEIRS.with_facts(maker=maker.text(language), value=value(one.theirs)).text(language)
    ours = _OURS.with_facts(value=value(one.ours)).text(language)
    chosen = "" if one.chosen is None else one.chosen.value
    return Choice(
        id=f"choice-{n}",
        name=f"{_CHOOSE}{one.address}",
        label=f"{one.where.text(language)}　{one.what.text(language)}",
        help=_BEFORE.with_facts(value=value(one.base)).text(language),
        options=((forms.Side.THEIRS.value, theirs), (forms.Side.OURS.value, ours)),
        value=chosen,
        error=say(_CHOICE_NEEDED) if is_missing and not chosen else "",
    )


_BEFORE = Message("前に採用したとき：{value}", "When last adopted: {value}")
