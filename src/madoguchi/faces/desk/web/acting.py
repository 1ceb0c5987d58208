"""The pages of acting orders: every post, one, and its change in three steps: typed, looked over, saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import acting
from madoguchi.ground.foundation.public import Request, localdate, now, people_acting, permissions, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page, say
from madoguchi.office.approval import public as approval

NO_DAY = Message("変わる日を選んでください。", "Please choose the day from which it changes.")
NOT_IN_LIST = Message("一覧から選んでください。", "Please choose from the list.")


@dataclass(frozen=True, slots=True)
class Rung:
    """One place of the order, as typed."""

    number: int
    value: str
    fault: str

    @property
    def field_id(self) -> str:
        return f"deputy-{self.number}"


@dataclass(frozen=True, slots=True)
class ActingForm:
    """The order as typed, and the posts that can be chosen."""

    post_id: UUID
    post: str
    rungs: tuple[Rung, ...]
    valid_from: str
    day_fault: str
    seen: str
    choices: tuple[tuple[str, str], ...]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        found = [(one.field_id, one.fault) for one in self.rungs if one.fault]
        return [("valid_from", self.day_fault), *found] if self.day_fault else found

    @property
    def chosen(self) -> list[UUID]:
        """The posts in their order; places left empty are skipped."""
        return [UUID(one.value) for one in self.rungs if one.value]


@dataclass(frozen=True, slots=True)
class ActingSure:
    """What would be on the first day."""

    form: ActingForm
    day: date
    shown: approval.PostActing


@require_GET
@staff_page(acting.READ)
def listed(request: Request) -> HttpResponse:
    """Every post with who acts for it."""
    return page(request, "desk/acting.html", acting.acting_page(request.actor, at=now()))


@require_GET
@staff_page(acting.READ)
def listed_csv(request: Request) -> HttpResponse:
    """The same list for Excel."""
    head = [
        "課",
        "職",
        "職位",
        "就いている人",
        "不在",
        *(f"第{n}順位" for n in range(1, people_acting.MOST_DEPUTIES + 1)),
    ]
    text = spreadsheet.csv_text([*head, "不在の日に決裁する人"], _rows(acting.acting_page(request.actor, at=now())))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="acting.csv"'
    return response


def _rows(shown: acting.ActingPage) -> Iterator[list[str]]:
    for division in shown.divisions:
        for one in division.posts:
            deputies = [f"{each.post} {'、'.join(each.names)}".strip() for each in one.deputies]
            yield [
                division.name, one.title, one.rank.ja, "、".join(name for name, _ in one.holders),
                "、".join(name for name, is_absent in one.holders if is_absent),
                *(deputies + [""] * people_acting.MOST_DEPUTIES)[: people_acting.MOST_DEPUTIES],
                "、".join(each.name for each in one.if_absent),
            ]  # fmt: skip


@require_GET
@staff_page(acting.READ)
def post(request: Request, post_id: UUID) -> HttpResponse:
    """One post."""
    return _post(request, post_id)


@require_http_methods(["GET", "POST"])
@staff_page(acting.MANAGE)
def change(request: Request, post_id: UUID) -> HttpResponse:
    """The form; posted, what would be, to be looked over (or changed once more)."""
    begun = _editing(request, post_id)
    if request.method != "POST":
        chosen = [str(one) for one in begun.deputies]
        return _show(request, _form(request, post_id, begun, chosen, localdate(now()).isoformat(), begun.mark))
    typed = _typed(request, post_id, begun)
    day = day_of(typed.valid_from)
    if typed.errors or day is None or request.POST.get("change") == "1":
        return _show(request, typed, status=422 if typed.errors else 200)
    wanted = people_acting.Wanted(post_id, typed.chosen, day, typed.seen)
    try:
        shown = acting.confirmed(wanted, request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, post_id, refusal)
    return page(request, "desk/acting_sure.html", ActingSure(typed, day, shown))


@require_POST
@staff_page(acting.MANAGE)
def save(request: Request, post_id: UUID) -> HttpResponse:
    """Save what was looked over."""
    typed = _typed(request, post_id, _editing(request, post_id))
    day = day_of(typed.valid_from)
    if typed.errors or day is None:
        return _show(request, typed, status=422)
    wanted = people_acting.Wanted(post_id, typed.chosen, day, typed.seen)
    try:
        people_acting.set_acting_order(wanted, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, post_id, refusal)
    return done(request, to="desk:acting_post", post_id=post_id)


@require_POST
@staff_page(acting.MANAGE)
def withdraw(request: Request, post_id: UUID) -> HttpResponse:
    """Take back a plan."""
    day = day_of(request.POST.get("valid_from", ""))
    if day is None:
        raise Http404("no plan")
    try:
        people_acting.withdraw_acting_order(post_id=post_id, valid_from=day, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _post(request, post_id, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return done(request, to="desk:acting_post", post_id=post_id)


def _post(request: Request, post_id: UUID, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    try:
        shown = acting.post_page(post_id, request.actor, at=now())
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return page(request, "desk/acting_post.html", shown, refusal=refusal, status=status)


def _editing(request: Request, post_id: UUID) -> acting.Editing:
    try:
        return acting.editing(post_id, request.actor, at=now())
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _typed(request: Request, post_id: UUID, begun: acting.Editing, seen: str | None = None) -> ActingForm:
    chosen = request.POST.getlist("deputy")[: people_acting.MOST_DEPUTIES]
    mark = request.POST.get("seen", "") if seen is None else seen
    return _form(request, post_id, begun, chosen, request.POST.get("valid_from", ""), mark)


def _form(
    request: Request, post_id: UUID, begun: acting.Editing, chosen: list[str], valid_from: str, seen: str
) -> ActingForm:
    known = {value for value, _ in begun.choices}
    wrong, every = say(NOT_IN_LIST, request.language), [*chosen, *[""] * people_acting.MOST_DEPUTIES]
    rungs = tuple(
        Rung(number, value, wrong if value and value not in known else "")
        for number, value in enumerate(every[: people_acting.MOST_DEPUTIES], 1)
    )
    day_fault = "" if day_of(valid_from) else say(NO_DAY, request.language)
    return ActingForm(post_id, begun.post, rungs, valid_from, day_fault, seen, begun.choices)


def _refused(request: Request, post_id: UUID, refusal: Refused) -> HttpResponse:
    """The form again; who was told that somebody else changed it has now seen that."""
    begun = _editing(request, post_id)
    seen = begun.mark if refusal.code == "foundation.acting_order_changed_meanwhile" else None
    return _show(request, _typed(request, post_id, begun, seen), refusal=refusal, status=refusal.status)


def _show(request: Request, data: ActingForm, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    return page(request, "desk/acting_form.html", data, refusal=refusal, status=status)
