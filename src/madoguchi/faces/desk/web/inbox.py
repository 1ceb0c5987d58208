"""The inbox: lists of cases, CSV, bulk assignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.faces.desk import selectors
from madoguchi.ground.foundation.public import (
    Request,
    body_scope,
    localdate,
    now,
    people,
    permissions,
    staff_page,
)
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import uuid_of
from madoguchi.ground.ui.public import components, done, page
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review

PAGE = 50


@dataclass(frozen=True, slots=True)
class StateTab:
    """One filter by state."""

    url_query: str
    label: str
    is_current: bool
    count: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox with its filters."""

    found: review.CaseList
    state: str
    mine: bool
    overdue: bool
    query: str
    number: int
    pages: int
    keep: str
    states: tuple[StateTab, ...]
    people: tuple[tuple[str, str], ...]
    may_assign: bool
    leavers: tuple[review.Leaver, ...]
    refused: tuple[Refused, ...] = ()
    done: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.state or self.mine or self.overdue)


@require_GET
@staff_page("review.case.read")
def inbox(request: Request) -> HttpResponse:
    """Open cases of my divisions, the most urgent first."""
    return page(request, "desk/cases.html", _inbox(request))


def _inbox(request: Request, **more: Any) -> InboxPage:  # Any: the further fields of the page
    state = request.GET.get("state", "")
    if state not in {one.value for one in review.State}:
        state = ""
    mine, overdue = request.GET.get("mine") == "1", request.GET.get("overdue") == "1"
    query = request.GET.get("q", "")[:60]
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    at = now()
    found = review.cases(
        request.actor,
        on=localdate(at),
        state=state,
        mine=mine,
        overdue=overdue,
        query=query,
        start=(number - 1) * PAGE,
        most=PAGE,
    )
    with body_scope(request.actor.body_id):
        colleagues = selectors.colleagues(request.actor.divisions, localdate(at))
        may_assign = permissions.allowed(request.actor, "review.case.assign")
        leavers = tuple(review.leavers(request.actor)) if may_assign else ()
    keep = components.query_of([(key, request.GET.get(key, "")) for key in request.GET if key != "page"])
    states = tuple(
        StateTab(
            f"?state={one.value}",
            review.LABELS[one].text(request.language),
            state == one.value,
            found.counts.get(one.value, 0),
        )
        for one in review.State
    )
    return InboxPage(
        found, state, mine, overdue, query, number, max(1, -(-found.total // PAGE)), keep, states, colleagues,
        may_assign, leavers, **more,
    )  # fmt: skip


@require_GET
@staff_page("review.case.read")
def inbox_csv(request: Request) -> HttpResponse:
    """The same list for Excel: UTF-8 with BOM; cells that a spreadsheet would run are made text."""
    shown = _inbox(request)
    found = review.cases(
        request.actor,
        on=localdate(now()),
        state=shown.state,
        mine=shown.mine,
        overdue=shown.overdue,
        query=shown.query,
        most=100_000,
    )
    text = spreadsheet.csv_text(
        ["受付番号", "手続き", "申請者", "状態", "担当", "到達日", "期限", "受付方法"],
        (
            [
                row.receipt_shown,
                row.procedure,
                row.applicant_name,
                row.state_label.ja,
                row.assignee,
                row.arrived_on.isoformat(),
                row.due_on.isoformat() if row.due_on else "",
                intake.CHANNELS[row.channel].ja,
            ]
            for row in found.rows
        ),
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


@require_POST
@staff_page("review.case.assign")
def assign_many(request: Request) -> HttpResponse:
    """Give the chosen cases to one person, after showing how many and to whom."""
    chosen = _chosen(request.POST.getlist("case"))
    person_id = uuid_of(request.POST.get("person", ""))
    if not chosen or person_id is None:
        return page(request, "desk/cases.html", _inbox(request, done=0), status=422)
    with body_scope(request.actor.body_id):
        name = people.names({person_id}).get(person_id)
    if name is None:
        return page(request, "desk/cases.html", _inbox(request, done=0), status=422)
    if request.POST.get("sure") != "1":
        return page(request, "desk/assign_many.html", AssignPage(tuple(chosen), person_id, name))
    bulk = review.assign(cases=chosen, person_id=person_id, actor=request.actor, at=now())
    if bulk.refused:
        refused = tuple(refusal for _, refusal in bulk.refused)
        return page(request, "desk/cases.html", _inbox(request, refused=refused, done=bulk.done), status=409)
    return done(request, to="desk:cases")


@dataclass(frozen=True, slots=True)
class AssignPage:
    """What a bulk assignment will do."""

    cases: tuple[tuple[UUID, int], ...]
    person_id: UUID
    person_name: str


def _chosen(values: Sequence[str]) -> list[tuple[UUID, int]]:
    chosen = []
    for value in values[:500]:
        case_id, _, version = value.partition(":")
        if (found := uuid_of(case_id)) is not None and version.isascii() and version.isdecimal():
            chosen.append((found, int(version)))
    return chosen
