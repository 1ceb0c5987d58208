"""Putting a procedure into the inventory, and what people change about it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.inventory import services
from madoguchi.line.inventory.core import facts as typed_facts
from madoguchi.line.inventory.refusals import DivisionUnknown, WordUnknown
from madoguchi.line.inventory.selectors import ProcedureShown
from madoguchi.line.inventory.web import pages
from madoguchi.line.inventory.web.views import CHANGE, division_options, found_or_404, show, uuid_of


@require_http_methods(["GET", "POST"])
@staff_page(CHANGE)
def new(request: Request) -> HttpResponse:
    """Put a procedure into the inventory."""
    if request.method == "GET":
        return _facts(request, None, {}, ())
    typed, chosen = request.POST, request.POST.getlist("channels")
    read = typed_facts.read(typed, chosen)
    if read.faults:
        return _facts(request, None, typed, chosen, faults=read.faults)
    try:
        division_id = uuid_of(typed.get("division", ""))
        if division_id is None:
            raise DivisionUnknown(pointer="division")
        row = services.add_procedure(
            code=typed.get("code", "").strip(),
            division_id=division_id,
            values=read.values,
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return _facts(request, None, typed, chosen, refusal=refusal)
    return done(request, to="inventory:procedure", procedure_id=row.id)


@require_http_methods(["GET", "POST"])
@staff_page(CHANGE)
def facts(request: Request, procedure_id: UUID) -> HttpResponse:
    """Change the facts; who comes second is told, and keeps what he typed."""
    shown = found_or_404(request, procedure_id)
    permissions.require(request.actor, CHANGE, division_id=shown.division_id)
    if request.method == "GET":
        return _facts(request, shown, pages.facts_of(shown), shown.channel_codes)
    typed, chosen = request.POST, request.POST.getlist("channels")
    read = typed_facts.read(typed, chosen)
    if read.faults:
        return _facts(request, shown, typed, chosen, faults=read.faults, version=_version(request))
    try:
        services.change_procedure(
            procedure_id=procedure_id, version=_version(request), values=read.values, actor=request.actor, at=now()
        )
    except Refused as refusal:
        return _facts(request, shown, typed, chosen, refusal=refusal)
    return done(request, to="inventory:procedure", procedure_id=procedure_id)


def _facts(
    request: Request,
    shown: ProcedureShown | None,
    typed: Mapping[str, str],
    chosen: Collection[str],
    *,
    faults: Mapping[str, Message] | None = None,
    refusal: Refused | None = None,
    version: int | None = None,
) -> HttpResponse:
    data = pages.FactsPage(
        shown=shown,
        values={name: typed.get(name, "") for name in pages.FIELDS},
        chosen=chosen,
        code=typed.get("code", ""),
        division=typed.get("division", ""),
        channels=pages.channel_options(),
        divisions=_own_divisions(request),
        faults={name: say((faults or {}).get(name, "")) for name in (*pages.FIELDS, "channels")},
        version=version if version is not None else (shown.version if shown else 0),
    )
    status = refusal.status if refusal else 422 if faults else 200
    return page(request, "inventory/facts.html", data, refusal=refusal, status=status)


def _own_divisions(request: Request) -> pages.Options:
    """The divisions for which this person may write."""
    return tuple(
        (value, label)
        for value, label in division_options(request)
        if permissions.allowed(request.actor, CHANGE, division_id=UUID(value))
    )


def _require_own(request: Request, procedure_id: UUID) -> None:
    """Refuse other divisions before what they typed is looked at."""
    shown = found_or_404(request, procedure_id)
    permissions.require(request.actor, CHANGE, division_id=shown.division_id)


@require_POST
@staff_page(CHANGE)
def stage(request: Request, procedure_id: UUID) -> HttpResponse:
    """Move it to a stage, as a trial where that is ahead of the rest."""
    _require_own(request, procedure_id)
    chosen = pages.stage_of(request.POST.get("stage", ""))
    try:
        if chosen is None:
            raise WordUnknown(pointer="stage", word=request.POST.get("stage", "")[:20])
        services.move_stage(
            procedure_id=procedure_id,
            version=_version(request),
            stage=chosen,
            is_trial=request.POST.get("trial") == "1",
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return show(request, procedure_id, refusal=refusal, typed=request.POST)
    return done(request, to="inventory:procedure", procedure_id=procedure_id)


@require_POST
@staff_page(CHANGE)
def note_obstacle(request: Request, procedure_id: UUID) -> HttpResponse:
    """Note an obstacle, with the division that has to remove it."""
    _require_own(request, procedure_id)
    typed = request.POST
    division_id = uuid_of(typed.get("division", ""))
    try:
        if typed.get("division") and division_id is None:
            raise DivisionUnknown(pointer="division")
        services.note_obstacle(
            procedure_id=procedure_id,
            code=typed.get("obstacle", ""),
            division_id=division_id,
            is_main=typed.get("main") == "1",
            note=typed.get("note", "").strip()[:500],
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return show(request, procedure_id, refusal=refusal, typed=typed)
    return done(request, to="inventory:procedure", procedure_id=procedure_id)


@require_POST
@staff_page(CHANGE)
def resolve_obstacle(request: Request, procedure_id: UUID) -> HttpResponse:
    """Say that an obstacle is out of the way."""
    try:
        services.resolve_obstacle(
            procedure_id=procedure_id, code=request.POST.get("obstacle", ""), actor=request.actor, at=now()
        )
    except Refused as refusal:
        return show(request, procedure_id, refusal=refusal)
    return done(request, to="inventory:procedure", procedure_id=procedure_id)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # no version is ever -1
