"""Who does not want to be told: looked up, recorded, withdrawn."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach.public import About
from madoguchi.faces.desk import outreach_opt_outs
from madoguchi.faces.desk.outreach_opt_outs import RECORD
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import number_of
from madoguchi.ground.ui.public import components, done, page

MOST_TYPED = 60  # characters: more than a number can have, so that one too long is told


@dataclass(frozen=True, slots=True)
class Typed:
    """An opt-out as typed; ``rules`` is empty for all benefits."""

    about: str
    number: str
    rules: str


@dataclass(frozen=True, slots=True)
class OptOutsPage:
    """The opt-outs, and what was typed."""

    shown: outreach_opt_outs.OptOuts
    typed: Typed
    keep: str
    error: str

    @property
    def abouts(self) -> list[tuple[str, str]]:
        """Whom a number can be of."""
        return [(About.HOUSEHOLD.value, _("世帯（世帯番号）")), (About.PERSON.value, _("人（宛名番号）"))]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [("number", self.error)] if self.error else []


@dataclass(frozen=True, slots=True)
class SurePage:
    """An opt-out that is to be withdrawn."""

    typed: Typed
    title: str
    is_household: bool


@require_http_methods(["GET", "POST"])
@staff_page(RECORD)
def listed(request: Request) -> HttpResponse:
    """Who does not want to be told; a post records one more."""
    if request.method != "POST":
        return _show(request, Typed(About.HOUSEHOLD, "", ""))
    typed = _typed(request)
    if not typed.number:
        error = _("世帯番号または宛名番号を入力してください。")
        return _show(request, typed, error=error, status=422)
    try:
        outreach.opt_out(
            about=About(typed.about), number=typed.number, rules=typed.rules, actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, typed, refusal=refusal, status=refusal.status)
    return done(request, to="desk:opt_outs")


@require_POST
@staff_page(RECORD)
def withdraw(request: Request) -> HttpResponse:
    """Ask whether somebody wants to be told again; then record it."""
    typed = _typed(request)
    if request.POST.get("sure") != "1":
        shown = outreach_opt_outs.title(typed.rules, at=now(), actor=request.actor, language=request.language)
        return page(request, "desk/outreach/withdraw.html", SurePage(typed, shown, typed.about == About.HOUSEHOLD))
    try:
        outreach.withdraw_opt_out(
            about=About(typed.about), number=typed.number, rules=typed.rules, actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, Typed(About.HOUSEHOLD, "", ""), refusal=refusal, status=refusal.status)
    return done(request, to="desk:opt_outs")


def _typed(request: Request) -> Typed:
    about, number, rules = (
        request.POST.get(name, "").replace("\0", "").strip()[:MOST_TYPED] for name in ("about", "number", "rules")
    )
    return Typed(about if about in About.values else About.HOUSEHOLD, number, rules)


def _show(
    request: Request, typed: Typed, *, error: str = "", refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:MOST_TYPED]
    shown = outreach_opt_outs.opt_outs(
        request.actor, query=query, number=number_of(request.GET.get("page", "")), at=now(), language=request.language
    )
    data = OptOutsPage(shown, typed, components.query_of([("q", query)]), error)
    return page(request, "desk/outreach/opt_outs.html", data, refusal=refusal, status=status)
