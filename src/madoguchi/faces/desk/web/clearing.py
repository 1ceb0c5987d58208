"""The pages between a definition that was taken in and its publication, and the period of a procedure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import clearing, publishing
from madoguchi.faces.desk.web import publishing as publishing_pages
from madoguchi.ground.foundation.public import Request, localtime, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory

TOKYO: Final = ZoneInfo("Asia/Tokyo")
_CONDITIONS = forms.readiness.CONDITIONS
_NO_TIME = Message(
    "日付と時刻を入れてください（例：2026年4月1日 9時00分）。", "Enter day and time, such as 1 April 2026 9:00."
)


@dataclass(frozen=True, slots=True)
class ConditionAsked:
    """One condition with what was typed or said of it."""

    code: str
    label: Message
    asks: Message
    choice: str
    word: str
    error: str


@dataclass(frozen=True, slots=True)
class ConditionsPage:
    """What is looked at, and the four questions."""

    overview: clearing.Overview
    asked: tuple[ConditionAsked, ...]

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(f"condition-{one.code}", one.error) for one in self.asked if one.error]


@dataclass(frozen=True, slots=True)
class ReceptionPage:
    """The period as typed, by ``opens_day opens_time closes_day closes_time``; errors by ``opens`` and ``closes``."""

    shown: publishing.ProcedurePage
    typed: Mapping[str, str]
    wrong: Mapping[str, str]

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(f"{name}_day", text) for name, text in self.wrong.items() if text]


_BOUNDS = ("opens", "closes")


@require_http_methods(["GET", "POST"])
@staff_page(publishing.PUBLISH)
def conditions(request: Request, procedure_id: UUID) -> HttpResponse:
    """Go through the four conditions of what was taken in."""
    try:
        found = clearing.overview(procedure_id, request.actor, at=now())
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error
    if request.method != "POST":
        said = {} if found.shown.clearance is None else {one.code: one for one in found.shown.clearance.conditions}
        typed = {code: ("yes" if one.is_met else "no", one.word) for code, one in said.items()}
        return page(request, "desk/publishing_conditions.html", ConditionsPage(found, _asked(typed, {})))
    typed = {code: (request.POST.get(code, ""), request.POST.get(f"{code}-word", "")) for code in _CONDITIONS}
    said_now, faults = forms.readiness.read(typed)
    if faults:
        data = ConditionsPage(found, _asked(typed, faults))
        return page(request, "desk/publishing_conditions.html", data, status=422)
    try:
        forms.confirm_conditions(
            procedure_code=found.shown.code, sha256=request.POST.get("sha256", ""), conditions=said_now,
            actor=request.actor, at=now(),
        )  # fmt: skip
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        data = ConditionsPage(found, _asked(typed, {}))
        return page(request, "desk/publishing_conditions.html", data, status=refusal.status, refusal=refusal)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


def _asked(typed: Mapping[str, tuple[str, str]], faults: Mapping[str, Message]) -> tuple[ConditionAsked, ...]:
    return tuple(
        ConditionAsked(
            code, one.label, one.asks, *typed.get(code, ("", "")), say(faults[code]) if code in faults else ""
        )
        for code, one in _CONDITIONS.items()
    )


@require_POST
@staff_page(publishing.PUBLISH, is_sensitive=True)
def review(request: Request, procedure_id: UUID) -> HttpResponse:
    """A second person has looked at it and lets it be published."""
    shown = _shown(request, procedure_id)
    try:
        forms.review_prepared(
            procedure_code=shown.code, sha256=request.POST.get("sha256", ""), actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _again(request, procedure_id, refusal)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


@require_POST
@staff_page(publishing.PUBLISH, is_sensitive=True)
def schedule(request: Request, procedure_id: UUID) -> HttpResponse:
    """Set down when it is published."""
    shown = _shown(request, procedure_id)
    day, clock = request.POST.get("day", ""), request.POST.get("time", "")
    publish_at = _instant(day, clock)
    if publish_at is None:
        return page(
            request, "desk/publish.html", publishing_pages.PublishPage(shown, day, clock, say(_NO_TIME)), status=422
        )
    try:
        forms.schedule(
            procedure_code=shown.code, sha256=request.POST.get("sha256", ""), publish_at=publish_at,
            actor=request.actor, at=now(),
        )  # fmt: skip
    except forms.DayNotPossible as refusal:
        error = f"{say(refusal.why)}{say(refusal.mend)}"
        return page(
            request, "desk/publish.html", publishing_pages.PublishPage(shown, day, clock, error), status=refusal.status
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _again(request, procedure_id, refusal)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


@require_POST
@staff_page(publishing.PUBLISH)
def unschedule(request: Request, procedure_id: UUID) -> HttpResponse:
    """Take the time back."""
    shown = _shown(request, procedure_id)
    try:
        forms.unschedule(
            procedure_code=shown.code, sha256=request.POST.get("sha256", ""), actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _again(request, procedure_id, refusal)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


@require_http_methods(["GET", "POST"])
@staff_page(publishing.PUBLISH)
def reception(request: Request, procedure_id: UUID) -> HttpResponse:
    """From when until when a procedure takes applications."""
    shown = _shown(request, procedure_id)
    if request.method != "POST":
        bounds = {"opens": shown.period.opens_at, "closes": shown.period.closes_at}
        typed = {
            f"{name}_{part}": "" if at is None else localtime(at).strftime(form)
            for name, at in bounds.items()
            for part, form in (("day", "%Y-%m-%d"), ("time", "%H:%M"))
        }
        return _reception(request, shown, typed, {})
    names = [f"{name}_{part}" for name in _BOUNDS for part in ("day", "time")]
    typed = {name: request.POST.get(name, "").strip() for name in names}
    found, wrong = {}, {}
    for name in _BOUNDS:
        day, clock = typed[f"{name}_day"], typed[f"{name}_time"]
        found[name] = _instant(day, clock) if day or clock else None
        if (day or clock) and found[name] is None:
            wrong[name] = say(_NO_TIME)
    if wrong:
        return _reception(request, shown, typed, wrong, status=422)
    try:
        forms.set_reception(
            procedure_code=shown.code, opens_at=found["opens"], closes_at=found["closes"], actor=request.actor, at=now()
        )
    except (forms.DayNotPossible, forms.PeriodNotInOrder) as refusal:
        told = {refusal.pointer: f"{say(refusal.why)}{say(refusal.mend)}"}
        return _reception(request, shown, typed, told, status=refusal.status)
    return done(request, to="desk:publishing_procedure", procedure_id=procedure_id)


def _reception(
    request: Request,
    shown: publishing.ProcedurePage,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    told = {name: wrong.get(name, "") for name in _BOUNDS}
    return page(request, "desk/publishing_reception.html", ReceptionPage(shown, typed, told), status=status)


@require_GET
@staff_page(publishing.PUBLISH)
def version(request: Request, procedure_id: UUID, number: int) -> HttpResponse:
    """One version: its files, and what was said of it before it was published."""
    try:
        found = publishing.published_version(procedure_id, number, request.actor, at=now())
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error
    return page(request, "desk/published_version.html", found)


def _instant(day: str, clock: str) -> datetime | None:
    """Return the instant of a day and a time typed in Japan; None where one of them is none."""
    date = day_of(day)
    try:
        return None if date is None else datetime.combine(date, time.fromisoformat(clock), TOKYO)
    except ValueError:
        return None


def _shown(request: Request, procedure_id: UUID) -> publishing.ProcedurePage:
    try:
        return publishing.procedure_page(procedure_id, request.actor, at=now())
    except inventory.Procedure.DoesNotExist as error:
        raise Http404 from error


def _again(request: Request, procedure_id: UUID, refusal: Refused) -> HttpResponse:
    data = publishing_pages.OneProcedure(_shown(request, procedure_id))
    return page(request, "desk/publishing_procedure.html", data, refusal=refusal, status=refusal.status)
