"""Closed days of a year, and one more or one less of those to come."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.ground.foundation.public import (
    Request,
    closures,
    closures_yearly,
    localdate,
    now,
    permissions,
    staff_page,
)
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.opendays import MonthDay
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page

BACK, AHEAD = 5, 3  # years
REST = ("first", "last", "yearly_reason", "since")
_MONTH_DAY = re.compile(r"([0-9]{1,2})[/月-]([0-9]{1,2})日?")


@dataclass(frozen=True, slots=True)
class ClosedDaysPage:
    """The year, the neighbouring years that can be opened (0: none), and what was typed."""

    shown: closures.Year
    yearly: list[closures_yearly.Rest]
    before: int
    after: int
    day: str
    reason: str
    faults: dict[str, str]
    rest: dict[str, str]  # a rest of every year, as typed

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.faults.items() if fault]

    @property
    def rests(self) -> list[tuple[closures_yearly.Rest, str]]:
        """The rests of every year, each with what is wrong with the day of its end."""
        return [(one, self.faults.get(f"until-{one.key}", "")) for one in self.yearly]

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
    day, reason = day_of(request.POST.get("day", "")), request.POST.get("reason", "")
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
    day, reason = day_of(request.POST.get("closed", "")), request.POST.get("why", "")
    if day is None or not reason.strip():
        faults = {f"why-{day.isoformat()}" if day else "": _("取りやめる理由を入力してください。")}
        return _page(request, faults=faults, status=422)
    return _act(request, day, lambda: closures.withdraw(day=day, reason=reason, actor=request.actor, at=now()))


@require_POST
@staff_page(closures.MANAGE)
def add_yearly(request: Request) -> HttpResponse:
    """Close on some days of every year."""
    first, last = (_month_day(request.POST.get(name, "")) for name in ("first", "last"))
    since, reason = day_of(request.POST.get("since", "")), request.POST.get("yearly_reason", "")
    faults = {}
    if first is None:
        faults["first"] = _("最初の月日を「12/29」のように入力してください。")
    if last is None:
        faults["last"] = _("最後の月日を「1/3」のように入力してください。")
    if since is None:
        faults["since"] = _("始まる日を選んでください。")
    if not reason.strip():
        faults["yearly_reason"] = _("理由を入力してください。")
    if faults or first is None or last is None or since is None:
        return _page(request, faults=faults, status=422)
    return _act(
        request, since,
        lambda: closures_yearly.add_rest(
            first=first, last=last, reason=reason, since=since, actor=request.actor, at=now()
        ),
    )  # fmt: skip


@require_POST
@staff_page(closures.MANAGE)
def end_yearly(request: Request) -> HttpResponse:
    """Close on some days no more, from a day on."""
    first, last = (_month_day(request.POST.get(name, "")) for name in ("rest_first", "rest_last"))
    until = day_of(request.POST.get("until", ""))
    if first is None or last is None or until is None:
        key = "" if first is None or last is None else closures_yearly.Rest(first, last, "", None, None).key
        return _page(request, faults={f"until-{key}": _("休みでなくなる日を選んでください。")}, status=422)
    return _act(
        request, until,
        lambda: closures_yearly.end_rest(first=first, last=last, until=until, actor=request.actor, at=now()),
    )  # fmt: skip


def _month_day(text: str) -> MonthDay | None:
    """Read 12/29, 12-29 or 12月29日."""
    found = _MONTH_DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        day = date(2024, int(found[1]), int(found[2])) if found else None  # a leap year: 29 February is a day
    except ValueError:
        return None
    return MonthDay(day.month, day.day) if day else None


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


def _page(
    request: Request, *, faults: dict[str, str] | None = None, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    today = localdate(now())
    asked, posted = request.GET.get("year", ""), day_of(request.POST.get("day") or request.POST.get("closed") or "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else (posted or today).year
    shown = min(max(wanted, today.year - BACK), today.year + AHEAD)
    data = ClosedDaysPage(
        closures.year(request.public_body.id, year=shown, on=today),
        closures_yearly.rests(request.public_body.id, on=today),
        shown - 1 if shown > today.year - BACK else 0,
        shown + 1 if shown < today.year + AHEAD else 0,
        request.POST.get("day", ""),
        request.POST.get("reason", ""),
        {**dict.fromkeys(("day", "reason", *REST), ""), **(faults or {})},
        {name: request.POST.get(name, "") for name in REST},
    )
    return page(request, "desk/closed_days.html", data, refusal=refusal, status=status)
