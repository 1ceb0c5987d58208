"""The lists of whom to tell: making one in three steps (typed, looked over, made), its households, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach.public import PURPOSE_MOST, Outcome
from madoguchi.faces.desk import outreach_lists
from madoguchi.faces.desk.outreach_lists import EXPLAIN, MAKE, OPEN, READ
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel import xlsx
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import day_of, number_of, uuid_of
from madoguchi.ground.ui.public import components, done, page

_TABS = {"told": Outcome.TOLD, "check": Outcome.CHECK}
MOST_TYPED = 40  # characters of a number


@dataclass(frozen=True, slots=True)
class Typed:
    """A list as typed."""

    rules: str
    on: str
    purpose: str
    definition: str  # empty where the rules name one themselves


@dataclass(frozen=True, slots=True)
class NewPage:
    """What was typed, and what can be chosen."""

    typed: Typed
    choices: outreach_lists.Choices
    error: dict[str, str]
    definitions: tuple[tuple[str, str], ...]
    most: int = PURPOSE_MOST

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.error.items() if fault]


@dataclass(frozen=True, slots=True)
class SurePage:
    """What a list would be made from."""

    typed: Typed
    prepared: outreach.Prepared
    apart_days: int  # from the register's day to the day asked about

    @property
    def inputs(self) -> str:
        """The fields that are read."""
        return "、".join(self.prepared.inputs)


@dataclass(frozen=True, slots=True)
class HouseholdsPage:
    """Households of a list, and the addresses of the others."""

    shown: outreach_lists.Households
    kept: tuple[tuple[str, str], ...]  # what stays in the address when somebody searches
    keep: str
    all_query: str


@dataclass(frozen=True, slots=True)
class WhyPage:
    """What was asked, and what came out; nothing asked, nothing found."""

    household: str
    run: str
    runs: tuple[tuple[str, str], ...]
    found: outreach_lists.WhyPage | None
    error: str

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [("household", self.error)] if self.error else []


@require_GET
@staff_page(READ)
def listed(request: Request) -> HttpResponse:
    """The lists, the newest first, and the register."""
    number = number_of(request.GET.get("page", ""))
    return page(request, "desk/outreach/lists.html", outreach_lists.lists(request.actor, number=number))


@require_http_methods(["GET", "POST"])
@staff_page(MAKE)
def new(request: Request) -> HttpResponse:
    """The form of a new list; a post shows what would be used, to be looked over (or the form once more)."""
    if request.method != "POST":
        return _form(request, Typed("", "", "", ""))
    typed = _typed(request)
    if request.POST.get("change") == "1":
        return _form(request, typed)

    def look(on: date) -> HttpResponse:
        prepared = outreach.prepare_list(
            rules=typed.rules, on=on, purpose=typed.purpose, definition=typed.definition or None,
            actor=request.actor, at=now(),
        )  # fmt: skip
        sure = SurePage(typed, prepared, (prepared.on - prepared.register.as_of).days)
        return page(request, "desk/outreach/sure.html", sure)

    return _go_on(request, typed, look)


@require_POST
@staff_page(MAKE)
def make(request: Request) -> HttpResponse:
    """Make it."""
    typed = _typed(request)

    def act(on: date) -> HttpResponse:
        made = outreach.make_list(
            rules=typed.rules, on=on, purpose=typed.purpose, definition=typed.definition or None,
            actor=request.actor, at=now(),
        )  # fmt: skip
        return done(request, to="desk:outreach_list", run_id=made.id)

    return _go_on(request, typed, act)


@require_GET
@staff_page(READ)
def one(request: Request, run_id: UUID) -> HttpResponse:
    """One list: its facts and counts, nobody's number."""
    return page(request, "desk/outreach/list.html", outreach_lists.one(run_id, request.actor))


@require_GET
@staff_page(OPEN)
def households(request: Request, run_id: UUID) -> HttpResponse:
    """The households to be told or to be checked; looking is written to the read log."""
    tab = request.GET.get("tab", "")
    query, is_printed = _number(request.GET.get("q", "")), request.GET.get("print") == "1"
    shown = outreach_lists.households(
        run_id, _TABS.get(tab, Outcome.TOLD), query=query, number=number_of(request.GET.get("page", "")),
        is_printed=is_printed, actor=request.actor, at=now(),
    )  # fmt: skip
    kept = () if shown.is_told else (("tab", "check"),)
    pairs = [*kept, ("q", query)]
    keep = components.query_of([*pairs, ("print", "1" if is_printed else "")])
    data = HouseholdsPage(shown, kept, keep, components.query_of([*pairs, ("print", "1")]))
    response = page(request, "desk/outreach/households.html", data)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@staff_page(OPEN)
def households_csv(request: Request, run_id: UUID) -> HttpResponse:
    """All of them as CSV; that the list was taken out is an event."""
    _run, lines = outreach.open_list(run_id=run_id, actor=request.actor, at=now())
    return _file(outreach.as_csv(lines), "text/csv; charset=utf-8", "households.csv")


@require_POST
@staff_page(OPEN)
def households_xlsx(request: Request, run_id: UUID) -> HttpResponse:
    """The same as a workbook for Excel."""
    run, lines = outreach.open_list(run_id=run_id, actor=request.actor, at=now())
    return _file(outreach.as_xlsx(lines, title=run.title), xlsx.CONTENT_TYPE, "households.xlsx")


def _file(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
@staff_page(EXPLAIN)
def why(request: Request) -> HttpResponse:
    """Why a household was told or not; looking is written to the read log."""
    household, chosen = _number(request.GET.get("household", "")), request.GET.get("list", "")
    found, refusal, status, error = None, None, 200, ""
    if household:
        try:
            found = outreach_lists.why(household=household, run_id=uuid_of(chosen), actor=request.actor, at=now())
        except permissions.NotPermitted:
            raise
        except Refused as refused:
            refusal, status = refused, refused.status
    elif "household" in request.GET:
        error, status = _("世帯番号を入力してください。"), 422
    runs = outreach_lists.choices_of_runs(request.actor)
    data = WhyPage(household, chosen or str(found.run.id if found else ""), runs, found, error)
    response = page(request, "desk/outreach/why.html", data, refusal=refusal, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed(request: Request) -> Typed:
    post = request.POST
    return Typed(*(post.get(name, "").replace("\0", "") for name in ("rules", "on", "purpose", "definition")))


def _go_on(request: Request, typed: Typed, act: Callable[[date], HttpResponse]) -> HttpResponse:
    """Do what a list as typed is posted for; where that cannot be, show the form with what is wrong."""
    on, error = day_of(typed.on), _faults(typed)
    try:
        if on is not None and typed.rules and typed.definition not in (_definitions(request, typed) or ("",)):
            error["definition"] = _("何をもって対象とするかを選んでください。")
        if on is not None and not error:
            return act(on)
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _form(request, typed, refusal=refusal, status=refusal.status)
    return _form(request, typed, error=error, status=422)


def _definitions(request: Request, typed: Typed) -> tuple[str, ...]:
    """What can tell who is entitled, where that is to be chosen."""
    on = day_of(typed.on)
    if on is None or not typed.rules:
        return ()
    return outreach.definitions_to_choose(rules=typed.rules, on=on, actor=request.actor, at=now())


def _faults(typed: Typed) -> dict[str, str]:
    """What is wrong with a list as typed, by field."""
    error, length = {}, len(typed.purpose.strip())
    if not typed.rules:
        error["rules"] = _("規則を選んでください。")
    if day_of(typed.on) is None:
        error["on"] = _("いつの資格かを、日付で入れてください。")
    if not length:
        error["purpose"] = _("根拠となる法令や要綱と、何のために使うかを書いてください。")
    if length > PURPOSE_MOST:
        error["purpose"] = _("%(most)s文字以内で書いてください。") % {"most": PURPOSE_MOST}
    return error


def _number(text: str) -> str:
    return text.replace("\0", "").strip()[:MOST_TYPED]


def _form(
    request: Request,
    typed: Typed,
    *,
    error: dict[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    choices = outreach_lists.choices(request.actor, at=now(), language=request.language)
    try:
        definitions = _definitions(request, typed)
    except permissions.NotPermitted:
        raise
    except Refused:  # said already, or to be said once it is posted
        definitions = ()
    data = NewPage(
        typed, choices, {"rules": "", "on": "", "definition": "", "purpose": "", **(error or {})},
        tuple((each, each) for each in definitions),
    )  # fmt: skip
    return page(request, "desk/outreach/new.html", data, refusal=refusal, status=status)
