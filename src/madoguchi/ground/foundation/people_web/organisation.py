"""Divisions and posts: listed, opened, renamed, closed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.ground.foundation import people_organisation as organisation
from madoguchi.ground.foundation import people_organisation_selectors as selectors
from madoguchi.ground.foundation.actors import Role
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import day_of, uuids_of

DIVISION = ("name", "name_en", "code", "mark", "phone", "parent", "first_on")
NAMES = ("name", "name_en", "phone")
POST = ("title", "title_en", "rank", "first_on")


@staff_page(MANAGE)
@require_GET
def listed(request: Request) -> HttpResponse:
    """Every division with its posts."""
    page = selectors.organisation(request.public_body.id, on=localdate(now()))
    return render(request, "people/organisation.html", {"page": page})


@staff_page(MANAGE)
@require_http_methods(["GET", "POST"])
def new_division(request: Request) -> HttpResponse:
    """Open a division."""
    if request.method != "POST":
        typed = {**dict.fromkeys(DIVISION, ""), "first_on": localdate(now()).isoformat()}
        return _division_form(request, typed)
    typed = _typed(request, DIVISION)
    errors, first_on = _missing(typed, ("name", "name_en", "code", "mark")), day_of(typed["first_on"])
    if first_on is None:
        errors["first_on"] = _("最初の日を選んでください。")
    if errors or first_on is None:
        return _division_form(request, typed, errors, status=422)
    parents = uuids_of([typed["parent"]])

    def act() -> None:
        organisation.open_division(
            code=typed["code"], names=_names(typed), mark=typed["mark"], parent_id=parents[0] if parents else None,
            valid_from=first_on, actor=request.actor, at=now(),
        )  # fmt: skip

    return _act(request, act, lambda refusal: _division_form(request, typed, {}, refusal, refusal.status))


@staff_page(MANAGE)
@require_http_methods(["GET", "POST"])
def division(request: Request, division_id: UUID) -> HttpResponse:
    """One division; posted, its new names."""
    if request.method != "POST":
        return _division_page(request, division_id)
    typed = _typed(request, NAMES)
    errors = _missing(typed, ("name", "name_en"))
    if errors:
        return _division_page(request, division_id, typed, errors, status=422)

    def act() -> None:
        organisation.rename_division(division_id=division_id, names=_names(typed), actor=request.actor, at=now())

    return _act(request, act, lambda refusal: _division_page(request, division_id, typed, {}, refusal, refusal.status))


@staff_page(MANAGE)
@require_POST
def close_division(request: Request, division_id: UUID) -> HttpResponse:
    """Close a division: the day typed is its last."""
    last_on = day_of(request.POST.get("last_on", ""))
    if last_on is None:
        errors = {"last_on": _("最後の日を選んでください。")}
        return _division_page(request, division_id, None, errors, status=422)

    def act() -> None:
        organisation.close_division(
            division_id=division_id, valid_until=last_on + timedelta(days=1), actor=request.actor, at=now()
        )

    return _act(request, act, lambda refusal: _division_page(request, division_id, None, {}, refusal, refusal.status))


@staff_page(MANAGE)
@require_http_methods(["GET", "POST"])
def new_post(request: Request, division_id: UUID) -> HttpResponse:
    """Open a post in a division."""
    if request.method != "POST":
        typed = {**dict.fromkeys(POST, ""), "first_on": localdate(now()).isoformat(), "rank": "officer"}
        return _post_form(request, division_id, typed, [Role.OFFICER.value])
    typed, roles = _typed(request, POST), request.POST.getlist("roles")
    errors, first_on = _missing(typed, ("title", "title_en", "rank")), day_of(typed["first_on"])
    if not roles:
        errors["roles"] = _("役割を一つ以上選んでください。")
    if first_on is None:
        errors["first_on"] = _("最初の日を選んでください。")
    if errors or first_on is None:
        return _post_form(request, division_id, typed, roles, errors, status=422)

    def act() -> None:
        organisation.open_post(
            division_id=division_id, title=typed["title"], title_en=typed["title_en"], rank=typed["rank"], roles=roles,
            valid_from=first_on, actor=request.actor, at=now(),
        )  # fmt: skip

    return _act(
        request, act, lambda refusal: _post_form(request, division_id, typed, roles, {}, refusal, refusal.status)
    )


@staff_page(MANAGE)
@require_http_methods(["GET", "POST"])
def post(request: Request, post_id: UUID) -> HttpResponse:
    """One post; posted, its new title."""
    if request.method != "POST":
        return _post_page(request, post_id)
    typed = _typed(request, ("title", "title_en"))
    errors = _missing(typed, ("title", "title_en"))
    if errors:
        return _post_page(request, post_id, typed, errors, status=422)

    def act() -> None:
        organisation.rename_post(post_id=post_id, **typed, actor=request.actor, at=now())

    return _act(request, act, lambda refusal: _post_page(request, post_id, typed, {}, refusal, refusal.status))


@staff_page(MANAGE)
@require_POST
def close_post(request: Request, post_id: UUID) -> HttpResponse:
    """Close a post: the day typed is its last."""
    last_on = day_of(request.POST.get("last_on", ""))
    if last_on is None:
        return _post_page(request, post_id, None, {"last_on": _("最後の日を選んでください。")}, status=422)

    def act() -> None:
        organisation.close_post(
            post_id=post_id, valid_until=last_on + timedelta(days=1), actor=request.actor, at=now()
        )  # fmt: skip

    return _act(request, act, lambda refusal: _post_page(request, post_id, None, {}, refusal, refusal.status))


def _typed(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}


def _names(typed: Mapping[str, str]) -> organisation.Names:
    return organisation.Names(typed["name"], typed["name_en"], typed["phone"])


def _missing(typed: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    words = {
        "name": _("課の名前を入力してください。"),
        "name_en": _("英語の名前を入力してください。"),
        "code": _("符号を入力してください。"),
        "mark": _("文書記号を入力してください。"),
        "title": _("職名を入力してください。"),
        "title_en": _("英語の職名を入力してください。"),
        "rank": _("職位を選んでください。"),
    }
    return {name: words[name] for name in names if not typed[name].strip()}


def _act(request: Request, act: Callable[[], None], again: Callable[[Refused], HttpResponse]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return again(refusal)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    response = HttpResponseRedirect(reverse("people:organisation", kwargs={"body": request.public_body.slug}))
    response.status_code = 303
    return response


def _render(
    request: Request,
    template: str,
    context: dict[str, Any],  # Any: what templates take
    errors: Mapping[str, str] | None,
    refusal: Refused | None,
    status: int,
) -> HttpResponse:
    errors = errors or {}
    every = dict.fromkeys((*DIVISION, *POST, "roles", "last_on"), "")
    more = {"error": {**every, **errors}, "errors": list(errors.items()), "refusal": refusal}
    return render(request, template, {**context, **more}, status=status)


def _division_form(
    request: Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    parents = selectors.division_choices(request.public_body.id, on=localdate(now()))
    context = {"typed": typed, "parents": parents}
    return _render(request, "people/new_division.html", context, errors, refusal, status)


def _division_page(
    request: Request,
    division_id: UUID,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = selectors.division(request.public_body.id, division_id=division_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    names = typed or {"name": found.name, "name_en": found.name_en, "phone": found.phone}
    context = {"division": found, "typed": names, "last_on": request.POST.get("last_on", "")}
    return _render(request, "people/division.html", context, errors, refusal, status)


def _post_form(
    request: Request,
    division_id: UUID,
    typed: Mapping[str, str],
    roles: list[str],
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = selectors.division(request.public_body.id, division_id=division_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "division": found,
        "typed": typed,
        "chosen": roles,
        "ranks": [(rank.value, name.text(request.language)) for rank, name in selectors.RANKS.items()],
        "roles": [
            (role.value, name.text(request.language))
            for role, name in organisation.ROLES.items()
            if role != Role.OPERATOR or Role.OPERATOR in request.actor.roles
        ],
    }
    return _render(request, "people/new_post.html", context, errors, refusal, status)


def _post_page(
    request: Request,
    post_id: UUID,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = selectors.post(request.public_body.id, post_id=post_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    titles = typed or {"title": found.title, "title_en": found.title_en}
    context = {"post": found, "typed": titles, "last_on": request.POST.get("last_on", "")}
    return _render(request, "people/post.html", context, errors, refusal, status)
