"""The operator's pages of bodies: the list, and a new one in three steps: typed, looked over, founded."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk.bodies_page import bodies_page
from madoguchi.ground.foundation.public import Body, Request, localdate, new_bodies, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import page, say


@dataclass(frozen=True, slots=True)
class NewBodyPage:
    """What was typed, what is wrong with it by field, and what can be chosen."""

    typed: new_bodies.Typed
    kinds: tuple[tuple[str, str], ...]
    parents: tuple[tuple[str, str], ...]
    labels: dict[str, str]  # what each field is called
    faults: dict[str, str]  # of every field; empty where nothing is wrong

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.faults.items() if fault]

    @property
    def kind(self) -> str:
        """What the chosen kind is called."""
        return dict(self.kinds).get(self.typed.kind, "")

    @property
    def parent(self) -> str:
        """What the chosen prefecture is called."""
        return dict(self.parents).get(self.typed.parent, "")

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Everything typed, for the hidden fields of the page that shows it."""
        return [(name, getattr(self.typed, name)) for name in new_bodies.FIELDS]


@dataclass(frozen=True, slots=True)
class FoundedPage:
    """The new body, and the first password of its administrator, shown this once."""

    slug: str
    name: str
    name_en: str
    person: str
    email: str
    password: str


@require_GET
@staff_page(new_bodies.FOUND)
def listed(request: Request) -> HttpResponse:
    """All bodies, or those that were looked for."""
    number = request.GET.get("page", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    data = bodies_page(request.actor, query=request.GET.get("q", "")[:60], number=wanted, at=now())
    return page(request, "desk/bodies.html", data)


@require_http_methods(["GET", "POST"])
@staff_page(new_bodies.FOUND)
def new(request: Request) -> HttpResponse:
    """The form; posted, what it says, to be looked over (or changed once more)."""
    if request.method != "POST":
        return _form(request, new_bodies.Typed())
    typed = _typed(request)
    faults = new_bodies.faults(typed, on=localdate(now()))
    if faults or request.POST.get("change") == "1":
        return _form(request, typed, faults=faults, status=422 if faults else 200)
    return page(request, "desk/new_body_sure.html", _page(request, typed))


@require_POST
@never_cache
@staff_page(new_bodies.FOUND, is_sensitive=True)
def found(request: Request) -> HttpResponse:
    """Found it, and show the first password once."""
    typed = _typed(request)
    try:
        body, password = new_bodies.found(typed, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        faults = new_bodies.faults(typed, on=localdate(now()))
        return _form(request, typed, faults=faults, refusal=refusal, status=refusal.status)
    data = FoundedPage(body.slug, body.name, body.name_en, typed.person_name, typed.email, password)
    return page(request, "desk/new_body_founded.html", data)


def _typed(request: Request) -> new_bodies.Typed:
    return new_bodies.Typed(**{name: request.POST.get(name, "") for name in new_bodies.FIELDS})


def _form(
    request: Request,
    typed: new_bodies.Typed,
    *,
    faults: Mapping[str, Message] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    data = _page(request, typed, faults)
    return page(request, "desk/new_body.html", data, refusal=refusal, status=status)


def _page(request: Request, typed: new_bodies.Typed, faults: Mapping[str, Message] | None = None) -> NewBodyPage:
    return NewBodyPage(
        typed,
        tuple((str(kind), say(name, request.language)) for kind, name in new_bodies.KINDS.items()),
        tuple((one.slug, _name(one, request)) for one in new_bodies.prefectures()),
        {name: say(label, request.language) for name, label in new_bodies.LABELS.items()},
        {name: say((faults or {}).get(name), request.language) for name in new_bodies.FIELDS},
    )


def _name(body: Body, request: Request) -> str:
    return body.name_en if request.language == "en" else body.name
