"""Staff pages about staff: who is here, and absences (不在)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.ground.foundation import people_selectors, people_services, permissions
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.people_services import MANAGE, REASONS, RECORD_OWN_ABSENCE
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import day_of


@dataclass(frozen=True, slots=True)
class Posted:
    """An absence as typed, and what is wrong with it by field."""

    person: str = ""
    first_on: str = ""
    last_on: str = ""
    reason: str = REASONS[0]


@staff_page(MANAGE)
@require_GET
def people_list(request: Request) -> HttpResponse:
    """All divisions, posts and people of today."""
    data = people_selectors.people_page(request.public_body.id, on=localdate(now()))
    return render(request, "people/list.html", {"page": data})


@staff_page(RECORD_OWN_ABSENCE)
@require_http_methods(["GET", "POST"])
def absence(request: Request) -> HttpResponse:
    """Record an absence: one's own, or anybody's for administrators."""
    if request.method != "POST":
        return _absence_page(request, Posted())
    posted = Posted(*(request.POST.get(name, "") for name in ("person", "first_on", "last_on", "reason")))
    errors, first_on, last_on = _read(posted)
    if errors or first_on is None or last_on is None:
        return _absence_page(request, posted, errors=errors, status=422)
    try:
        people_services.record_absence(
            person_id=UUID(posted.person) if posted.person else _own_person(request),
            from_on=first_on,
            until_on=last_on + timedelta(days=1),
            reason=posted.reason,
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return _absence_page(request, posted, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return _to_absences(request)


@staff_page(RECORD_OWN_ABSENCE)
@require_POST
def end_absence(request: Request, absence_id: UUID) -> HttpResponse:
    """Come back today: an absence under way ends, one to come is cancelled."""
    try:
        people_services.end_absence(absence_id=absence_id, until_on=localdate(now()), actor=request.actor, at=now())
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return _to_absences(request)


def _own_person(request: Request) -> UUID:
    if request.actor.person_id is None:
        raise permissions.NotPermitted
    return request.actor.person_id


def _to_absences(request: Request) -> HttpResponse:
    response = HttpResponseRedirect(reverse("people:absence", kwargs={"body": request.public_body.slug}))
    response.status_code = 303
    return response


def _read(posted: Posted) -> tuple[dict[str, str], date | None, date | None]:
    """Return what is wrong by field, and the two days where they could be read."""
    errors: dict[str, str] = {}
    first_on, last_on = day_of(posted.first_on), day_of(posted.last_on)
    if first_on is None:
        errors["first_on"] = _("不在の最初の日を選んでください。")
    if last_on is None:
        errors["last_on"] = _("不在の最後の日を選んでください。一日だけのときは、最初の日と同じ日です。")
    if posted.reason not in REASONS:
        errors["reason"] = _("理由を一つ選んでください。")
    if posted.person:
        try:
            UUID(posted.person)
        except ValueError:
            errors["person"] = _("職員を一覧から選んでください。")
    return errors, first_on, last_on


def _absence_page(
    request: Request,
    posted: Posted,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    may_manage = permissions.allowed(request.actor, MANAGE)
    data = people_selectors.absence_page(
        request.public_body.id, person_id=request.actor.person_id, may_manage=may_manage, on=localdate(now())
    )
    errors = errors or {}
    context = {
        "page": data,
        "posted": posted,
        "error": {name: errors.get(name, "") for name in ("person", "first_on", "last_on", "reason")},
        "errors": list(errors.items()),
        "refusal": refusal,
        "reasons": [("leave", _("休暇")), ("trip", _("出張")), ("other", _("その他"))],
    }
    return render(request, "people/absence.html", context, status=status)
