"""The posts of one person: a transfer (人事異動), a post beside the main one (兼務), an end, a plan taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.ground.foundation import people, people_directory, people_services
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import day_of, uuids_of


@dataclass(frozen=True, slots=True)
class Posted:
    """A post as typed; ``kind``: ``transfer`` or ``beside``."""

    kind: str = "transfer"
    post: str = ""
    first_on: str = ""


@staff_page(MANAGE)
@require_http_methods(["GET", "POST"])
def posts(request: Request, person_id: UUID) -> HttpResponse:
    """The posts held and to come; posted, another one."""
    if request.method != "POST":
        return _page(request, person_id, Posted())
    typed = Posted(*(request.POST.get(name, "") for name in ("kind", "post", "first_on")))
    errors, first_on, chosen = {}, day_of(typed.first_on), uuids_of([typed.post])
    if not chosen:
        errors["post"] = _("職を一覧から選んでください。")
    if first_on is None:
        errors["first_on"] = _("最初の日を選んでください。")
    if errors or first_on is None:
        return _page(request, person_id, typed, errors=errors, status=422)

    def act() -> None:
        if typed.kind == "beside":
            people_services.assign(
                person_id=person_id, post_id=chosen[0], from_on=first_on, is_main=False, actor=request.actor, at=now()
            )
        else:
            people_services.transfer(
                person_id=person_id, post_id=chosen[0], on=first_on, actor=request.actor, at=now()
            )  # fmt: skip

    return _act(request, person_id, typed, act)


@staff_page(MANAGE)
@require_POST
def end(request: Request, person_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Say the last day in a post."""
    _require_theirs(request, person_id, assignment_id)
    last_on = day_of(request.POST.get("last_on", ""))
    if last_on is None:
        errors = {f"last-{assignment_id.hex}": _("最後の日を選んでください。")}
        return _page(request, person_id, Posted(), errors=errors, status=422)

    def act() -> None:
        people_services.end_assignment(
            assignment_id=assignment_id, until_on=last_on + timedelta(days=1), actor=request.actor, at=now()
        )

    return _act(request, person_id, Posted(), act)


@staff_page(MANAGE)
@require_POST
def withdraw(request: Request, person_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Take back what has not begun."""
    _require_theirs(request, person_id, assignment_id)

    def act() -> None:
        people_services.withdraw_assignment(assignment_id=assignment_id, actor=request.actor, at=now())

    return _act(request, person_id, Posted(), act)


def _require_theirs(request: Request, person_id: UUID, assignment_id: UUID) -> None:
    """An address that puts somebody's post under somebody else is none."""
    with body_scope(request.public_body):
        if not people_directory.is_assigned(person_id, assignment_id):
            raise Http404


def _act(request: Request, person_id: UUID, typed: Posted, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return _page(request, person_id, typed, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    response = HttpResponseRedirect(
        reverse("people:posts", kwargs={"body": request.public_body.slug, "person_id": person_id})
    )
    response.status_code = 303
    return response


def _page(
    request: Request,
    person_id: UUID,
    typed: Posted,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    errors, today = errors or {}, localdate(now())
    try:
        with body_scope(request.public_body):
            person = people.person(person_id)
            held = people_directory.posts_of(person_id, on=today)
            choices = people_directory.post_choices(on=today)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "person": person,
        "held": [(one, errors.get(f"last-{one.assignment_id.hex}", "")) for one in held],
        "choices": choices,
        "typed": typed,
        "kinds": [("transfer", _("異動（いまの職をすべて終え、新しい本務に就く）")), ("beside", _("兼務を加える"))],
        "error": {name: errors.get(name, "") for name in ("post", "first_on")},
        "errors": list(errors.items()),
        "refusal": refusal,
        "has_left": person.left_on is not None and person.left_on <= today,
    }
    return render(request, "people/posts.html", context, status=status)
