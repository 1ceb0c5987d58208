"""The body's name and head: what holds, what held, and a change in three steps: typed, looked over, saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.ground.foundation.public import Request, localdate, namings, new_bodies, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page, say

NO_DAY = Message("変わる日を選んでください。", "Please choose the day from which it changes.")


@dataclass(frozen=True, slots=True)
class NamingPage:
    """What holds today, everything that held or is planned, and what each field is called."""

    shown: namings.Namings
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class NamingForm:
    """What was typed, what is wrong with it by field, and what is in force."""

    typed: namings.Naming
    valid_from: str
    seen: str
    labels: dict[str, str]
    faults: dict[str, str]  # of every field; empty where nothing is wrong

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.faults.items() if fault]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Everything typed, for the hidden fields of the page that shows it."""
        own = [(name, getattr(self.typed, name)) for name in namings.FIELDS]
        return [*own, ("valid_from", self.valid_from), ("seen", self.seen)]


@dataclass(frozen=True, slots=True)
class NamingSure:
    """What would change, by field: before and after. ``is_today``: it changes as soon as it is saved."""

    form: NamingForm
    day: date
    is_today: bool
    changes: list[tuple[str, str, str]]


@require_GET
@staff_page(namings.MANAGE)
def shown(request: Request) -> HttpResponse:
    """What the body is called, was called and will be called."""
    return _list(request)


@require_http_methods(["GET", "POST"])
@staff_page(namings.MANAGE)
def change(request: Request) -> HttpResponse:
    """The form; posted, what would change, to be looked over (or changed once more)."""
    known = namings.namings(request.public_body.id, on=localdate(now()))
    if request.method != "POST":
        latest = known.rows[0].naming if known.rows else known.current
        return _form(request, latest, valid_from=localdate(now()).isoformat(), seen=known.mark)
    typed, day = _typed(request), day_of(request.POST.get("valid_from", ""))
    faults = _faults(typed)
    if day is None:
        faults["valid_from"] = NO_DAY
    if faults or day is None or request.POST.get("change") == "1":
        return _form(request, typed, faults=faults, status=422 if faults else 200)
    try:
        found = namings.rehearse(
            wanted=typed, valid_from=day, seen=request.POST.get("seen", ""), actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, typed, refusal)
    changes = [(say(new_bodies.LABELS[name], request.language), before, after) for name, before, after in found]
    sure = NamingSure(_data(request, typed, {}), day, day == localdate(now()), changes)
    return page(request, "desk/naming_sure.html", sure)


@require_POST
@staff_page(namings.MANAGE, is_sensitive=True)
def save(request: Request) -> HttpResponse:
    """Save what was looked over."""
    typed, day = _typed(request), day_of(request.POST.get("valid_from", ""))
    if day is None:
        return _form(request, typed, faults={"valid_from": NO_DAY}, status=422)
    try:
        namings.set_naming(
            wanted=typed, valid_from=day, seen=request.POST.get("seen", ""), actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _refused(request, typed, refusal)
    return done(request, to="desk:naming")


@require_POST
@staff_page(namings.MANAGE)
def withdraw(request: Request, naming_id: UUID) -> HttpResponse:
    """Take back a change that has not begun."""
    try:
        namings.withdraw(naming_id=naming_id, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _list(request, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return done(request, to="desk:naming")


def _refused(request: Request, typed: namings.Naming, refusal: Refused) -> HttpResponse:
    """The form again; who was told that somebody else changed it has now seen that."""
    seen = None
    if refusal.code == "foundation.naming_changed_meanwhile":
        seen = namings.namings(request.public_body.id, on=localdate(now())).mark
    return _form(request, typed, seen=seen, faults=_faults(typed), refusal=refusal, status=refusal.status)


def _list(request: Request, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    known = namings.namings(request.public_body.id, on=localdate(now()))
    return page(request, "desk/naming.html", NamingPage(known, _labels(request)), refusal=refusal, status=status)


def _form(
    request: Request,
    typed: namings.Naming,
    *,
    valid_from: str | None = None,
    seen: str | None = None,
    faults: Mapping[str, Message] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    data = _data(request, typed, faults or {}, valid_from=valid_from, seen=seen)
    return page(request, "desk/naming_form.html", data, refusal=refusal, status=status)


def _data(
    request: Request,
    typed: namings.Naming,
    faults: Mapping[str, Message],
    *,
    valid_from: str | None = None,
    seen: str | None = None,
) -> NamingForm:
    day = request.POST.get("valid_from", "") if valid_from is None else valid_from
    mark = request.POST.get("seen", "") if seen is None else seen
    every = (*namings.FIELDS, "valid_from")
    return NamingForm(
        typed, day, mark, _labels(request), {name: say(faults.get(name), request.language) for name in every}
    )


def _typed(request: Request) -> namings.Naming:
    return namings.Naming(**{name: request.POST.get(name, "") for name in namings.FIELDS})


def _faults(typed: namings.Naming) -> dict[str, Message]:
    found = {}
    for name in namings.faults(typed):
        label = new_bodies.LABELS[name]
        if getattr(typed, name).strip():
            found[name] = new_bodies.TOO_LONG.with_facts(most=namings.MOST[name])
        else:
            found[name] = new_bodies.EMPTY.with_facts(label_ja=label.ja, label_en=label.en)
    return found


def _labels(request: Request) -> dict[str, str]:
    return {name: say(new_bodies.LABELS[name], request.language) for name in namings.FIELDS}
