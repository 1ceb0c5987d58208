"""Handing over the cases of somebody who leaves: successors are proposed, the division confirms or changes them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import selectors
from madoguchi.ground.foundation.public import Person, Request, body_scope, localdate, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import uuid_of
from madoguchi.ground.ui.public import done, page
from madoguchi.line.review import public as review


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One case; ``people`` may take it, ``successor`` is proposed or was chosen."""

    case_id: UUID
    field: str
    receipt_shown: str
    procedure: str
    due_on: date | None
    version: int
    people: tuple[tuple[str, str], ...]
    successor: str

    @property
    def label(self) -> str:
        """The case as it stands above the choice."""
        return f"{self.receipt_shown}　{self.procedure}"


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """All open cases of a person in the divisions of whoever looks."""

    name: str
    left_on: date | None
    rows: tuple[HandOverRow, ...]
    done_count: int
    refused: tuple[Refused, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("review.case.assign")
def hand_over(request: Request, person_id: UUID) -> HttpResponse:
    """The proposal; posted, give each case to whoever was chosen for it."""
    if request.method != "POST":
        return _page(request, person_id)
    chosen: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for name, value in request.POST.items():
        case_id, successor = uuid_of(name.removeprefix("to-")), uuid_of(str(value))
        version = request.POST.get(f"version-{case_id}", "")
        if case_id is not None and successor is not None and version.isascii() and version.isdecimal():
            chosen[successor].append((case_id, int(version)))
    done_count, refused = 0, list[Refused]()
    for successor, cases in chosen.items():
        bulk = review.assign(cases=cases, person_id=successor, actor=request.actor, at=now())
        done_count += bulk.done
        refused += [refusal for _, refusal in bulk.refused]
    if refused or not done_count:
        return _page(request, person_id, done_count=done_count, refused=refused, status=409 if refused else 422)
    return done(request, to="desk:cases")


def _page(
    request: Request, person_id: UUID, *, done_count: int = 0, refused: Sequence[Refused] = (), status: int = 200
) -> HttpResponse:
    today, actor = localdate(now()), request.actor
    with body_scope(actor.body_id):
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise Http404(f"no person {person_id}")
        found = [
            one
            for one in review.in_hand(person_id, on=today)
            if permissions.allowed(actor, "review.case.assign", division_id=one.division_id)
        ]
        people = {one.division_id: selectors.colleagues([one.division_id], today) for one in found}
    rows = tuple(
        HandOverRow(
            one.id, f"to-{one.id}", one.receipt_shown, one.procedure, one.due_on, one.version,
            tuple((key, name) for key, name in people[one.division_id] if key != str(person_id)),
            str(one.successor_id or ""),
        )
        for one in found
    )  # fmt: skip
    data = HandOverPage(person.name, person.left_on, rows, done_count, tuple(refused))
    return page(request, "desk/hand_over.html", data, status=status)
