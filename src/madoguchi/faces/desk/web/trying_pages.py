"""「試してみる」: a household typed by an officer, worked out by rules in force, of a revision, or of a draft."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import trying_cases, trying_results, trying_typed
from madoguchi.faces.desk.trying_results import Came, Source
from madoguchi.faces.desk.trying_typed import Typed
from madoguchi.faces.desk.web import trying_form
from madoguchi.ground.foundation.public import Request, localdate, now, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.rules import public as rules

NAME_MISSING = Message("事例の名前を入れてください。", "Enter a name for the case.")
NAME_TAKEN = Message(
    "同じ名前の事例があります。別の名前にしてください。", "There is a case of this name. Choose another."
)


@dataclass(frozen=True, slots=True)
class TryPage:
    """The form and what came out. ``came`` is None before anything was worked out; ``may_keep`` only on drafts."""

    source: Source
    form: trying_form.TryForm
    came: Came | None
    may_keep: bool = False


@require_http_methods(["GET", "POST"])
@staff_page(trying_results.READ)
def try_rules(request: Request, package: str) -> HttpResponse:
    """Try the rules in force, or the shipped ones that could be adopted."""
    return _tried(request, trying_results.of_package(package, request.actor, now()))


@require_http_methods(["GET", "POST"])
@staff_page(trying_results.READ)
def recount(request: Request, package: str, revision: UUID) -> HttpResponse:
    """Work a household out by the rules of one revision, whatever is in force today."""
    return _tried(request, trying_results.of_revision(package, revision, request.actor))


@require_GET
@staff_page(trying_results.READ)
def find_revision(request: Request) -> HttpResponse:
    """Go to the revision of the number (the hash) that a decision keeps, to work a case out by it."""
    row = rules.revision_of_hash(request.GET.get("number", "").strip().lower()[:64], request.actor)
    return done(request, to="desk:rule_recount", package=row.package_id, revision=row.id)


@require_http_methods(["GET", "POST"])
@staff_page(trying_results.WRITE)
def new_case(request: Request, draft: UUID) -> HttpResponse:
    """Try a draft, and keep what was tried as a test case of it."""
    found = rules.draft_page(draft, request.actor)
    source = trying_results.of_draft(found)
    if source is None:
        return page(request, "desk/rules/trying_faulty.html", found, status=409 if request.method == "POST" else 200)
    if request.method != "POST":
        begun = trying_cases.begun(found, source, request.GET.get("like", ""))
        return _page(request, source, begun or trying_typed.blank(source.rules, localdate(now())), may_keep=True)
    typed = trying_form.posted(source.rules, request.POST)
    if request.POST.get("act") != "keep":
        return _tried(request, source, may_keep=True)
    given = trying_typed.read(source.rules, typed)
    expect, wrong = trying_results.expectations(source.rules, given, typed.expected)
    faults = {**given.faults, **wrong}
    if not typed.name.strip():
        faults["case"] = NAME_MISSING
    elif typed.name.strip() in trying_cases.names(found):
        faults["case"] = NAME_TAKEN
    if faults:
        return _page(request, source, typed, faults=faults, may_keep=True)
    record = trying_typed.record(source.rules, typed, given, expect)
    try:
        _keep(request, found, record)
    except Refused as refusal:
        return _page(request, source, typed, may_keep=True, refusal=refusal)
    return done(request, to="desk:rule_cases", draft=draft)


def _keep(request: Request, draft: rules.DraftPage, record: dict[str, Any]) -> None:
    line = json.dumps(record, ensure_ascii=False)
    cases = "\n".join([*(each for each in draft.cases.split("\n") if each.strip()), line])
    rules.save_cases(draft_id=draft.id, version=draft.version, cases=cases, actor=request.actor, at=now())


def _tried(request: Request, source: Source, *, may_keep: bool = False) -> HttpResponse:
    if request.method != "POST":
        return _page(request, source, trying_typed.blank(source.rules, localdate(now())), may_keep=may_keep)
    typed = trying_form.posted(source.rules, request.POST)
    whole = trying_typed.whole_id(source.rules)
    edited = trying_form.changed(typed, request.POST.get("act", ""), whole)
    if edited is not None:
        return _page(request, source, edited, may_keep=may_keep)
    given = trying_typed.read(source.rules, typed)
    if given.faults:
        return _page(request, source, typed, faults=given.faults, may_keep=may_keep)
    came = trying_results.work_out(source.rules, given)
    return _page(request, source, trying_results.filled(typed, came, whole), came=came, may_keep=may_keep)


def _page(
    request: Request,
    source: Source,
    typed: Typed,
    *,
    faults: Mapping[str, Message] | None = None,
    came: Came | None = None,
    may_keep: bool = False,
    refusal: Refused | None = None,
) -> HttpResponse:
    form = trying_form.show(source.rules, typed, faults or {})
    status = 422 if faults else 200 if refusal is None else refusal.status
    data = TryPage(source, form, came, may_keep)
    return page(request, "desk/rules/trying.html", data, status=status, refusal=refusal)
