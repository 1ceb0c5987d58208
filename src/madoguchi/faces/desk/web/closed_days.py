"""Closed days of a year, and one more or one less of those to come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.ground.foundation.public import Request, closures, localdate, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page

BACK, AHEAD = 5, 3  # years


@dataclass(frozen=True, slots=True)
class ClosedDaysPage:
    """The year, the neighbouring years that can be opened (0: none), and what was typed."""

    shown: closures.Year
    before: int
    after: int
    day: str
    reason: str
    faults: dict[str, str]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.faults.items() if fault]

    @property
    def rows(self) -> list[tuple[closures.OwnDay, str]]:
        """The body's own closed days, each with what is wrong with the reason for withdrawing it."""
        return [(one, self.faults.get(f"why-{one.iso}", "")) for one in self.shown.own]


@require_http_methods(["GET", "POST"])
@staff_page(closures.MANAGE)
def year(request: Request) -> HttpResponse:
    """A year's closed days; posted, one more."""
    if request.method != "POST":
        return _page(request)
    day, reason = _day(request.POST.get("day", "")), request.POST.get("reason", "")
    faults = {}
    if day is None:
        faults["day"] = _("閉庁する日を選んでください。")
    if not reason.strip():
        faults["reason"] = _("理由を入力してください。")
    if faults or day is None:
        return _page(request, faults=faults, status=422)
    return _act(request, day, lambda: closures.add(day=day, reason=reason, actor=request.actor, at=now()))


@require_POST
@staff_page(closures.MANAGE)
def withdraw(request: Request) -> HttpResponse:
    """Open on a day that was to be closed."""
    day, reason = _day(request.POST.get("closed", "")), request.POST.get("why", "")
    if day is None or not reason.strip():
        faults = {f"why-{day.isoformat()}" if day else "": _("取りやめる理由を入力してください。")}
        return _page(request, faults=faults, status=422)
    return _act(request, day, lambda: closures.withdraw(day=day, reason=reason, actor=request.actor, at=now()))


def _act(request: Request, day: date, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _page(request, refusal=refusal, status=refusal.status)
    response = done(request, to="desk:closed_days")
    response.headers["Location"] += f"?year={day.year}"
    return response


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(
    request: Request, *, faults: dict[str, str] | None = None, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    today = localdate(now())
    asked, posted = request.GET.get("year", ""), _day(request.POST.get("day") or request.POST.get("closed") or "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else (posted or today).year
    shown = min(max(wanted, today.year - BACK), today.year + AHEAD)
    data = ClosedDaysPage(
        closures.year(request.public_body.id, year=shown, on=today),
        shown - 1 if shown > today.year - BACK else 0,
        shown + 1 if shown < today.year + AHEAD else 0,
        request.POST.get("day", ""),
        request.POST.get("reason", ""),
        {"day": "", "reason": "", **(faults or {})},
    )
    return page(request, "desk/closed_days.html", data, refusal=refusal, status=status)
