"""Before the form: what it is, who may go on with what, for whom."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from madoguchi.ground.foundation.public import ActorKind, Request, client_address, limits, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import compiled_page, page, speak_one_of
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors, draft_services
from madoguchi.line.intake.core import resume_codes
from madoguchi.line.intake.refusals import ResumeCodeUnknown
from madoguchi.line.intake.web import gone, held_drafts
from madoguchi.line.intake.web.ways import DraftWay, resident_actor

PROXY_FIELDS = ("name", "relation", "phone")
LONGEST = {"name": 50, "relation": 30, "phone": 20}
PROXY_ERRORS = {
    "name": Message(
        "申請を代わりにする方の氏名を、50文字までで入力してください。",
        "Enter the name of the person who applies, at most 50 characters.",
        easy="かわりの 人の 名前を 書いて ください。",
    ),
    "relation": Message(
        "本人との関係を、30文字までで入力してください。例：長女",
        "Enter how you are related, at most 30 characters. For example: daughter",
        easy="どんな 人か 書いて ください。例：むすめ",
    ),
    "phone": Message(
        "日中につながる電話番号を、数字とハイフンで入力してください。例：090-1234-5678",
        "Enter a daytime telephone number in digits and hyphens. For example: 090-1234-5678",
        easy="昼に つながる 電話番号を 書いて ください。例：090-1234-5678",
    ),
}
QUARTER_HOUR = 15 * 60
# A library or a school stands behind one address; a machine that fills the disk stands out all the same.
MOST_STARTS, MOST_CODES = 60, 10
LONGEST_CARRIED = 20_000  # characters


@dataclass(frozen=True, slots=True)
class BegunShown:
    """A draft to go on with."""

    url: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class StartPage:
    """What a resident reads before starting."""

    code: str
    name: str
    summary: str
    minutes: int
    needed: tuple[str, ...]
    office: str
    phone: str
    is_signed_in: bool
    sign_in_url: str
    begun: tuple[BegunShown, ...]
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProxyPage:
    """Who applies for somebody else; what was typed is kept."""

    code: str
    procedure: str
    typed: dict[str, str]
    errors: tuple[tuple[str, str], ...]
    wrong: dict[str, str]


@dataclass(frozen=True, slots=True)
class ResumePage:
    """The box for a resume code."""

    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class LaterPage:
    """How to come back. ``code`` is empty for signed-in residents, who find the draft in their account."""

    code: str
    resume_url: str
    draft_url: str
    discard_url: str
    forget_url: str
    expires_at: datetime
    procedure: str
    start_url: str
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class DiscardPage:
    """Asks before a draft is deleted."""

    procedure: str
    back_url: str


def start_page(request: Request, code: str) -> HttpResponse:
    """Show the start page of a procedure."""
    actor = resident_actor(request)
    found = draft_selectors.opening(code, actor, held_drafts.held(request), at=now())
    speak_one_of(request, found.version.form.languages)
    facts, language = found.version.facts, request.language
    data = StartPage(
        code=code,
        name=facts.name.text(language),
        summary="" if facts.summary is None else facts.summary.text(language),
        minutes=facts.minutes_to_fill,
        needed=tuple(one.text(language) for one in facts.needed),
        office=found.office.shown(language),
        phone=found.office.phone,
        is_signed_in=actor.kind is ActorKind.RESIDENT,
        sign_in_url=gone.sign_in_url(request, request.path),
        begun=tuple(BegunShown(_page_url(request, one.draft_id, one.page_id), one.saved_at) for one in found.begun),
        closes_at=found.closes_at,
    )
    if data.begun:
        return page(request, "intake/start.html", data)
    return compiled_page(request, "intake/start.html", data, slots=())


def start(request: Request, code: str) -> HttpResponse:
    """Begin for oneself."""
    return _begin(request, code, channel="web", proxy=None)


def proxy_page(request: Request, code: str) -> HttpResponse:
    """Ask who applies for somebody else, then begin."""
    if request.method != "POST":
        return _proxy_page(request, code, dict.fromkeys(PROXY_FIELDS, ""), ())
    typed = {name: request.POST.get(name, "").strip() for name in PROXY_FIELDS}
    wrong = {name for name, text in typed.items() if not text or len(text) > LONGEST[name]}
    if not set(typed["phone"]) <= set("0123456789-+() ０１２３４５６７８９－ー（）　"):
        wrong.add("phone")
    if wrong:
        return _proxy_page(request, code, typed, wrong)
    return _begin(request, code, channel="proxy", proxy=typed)


def _proxy_page(request: Request, code: str, typed: dict[str, str], wrong: Collection[str]) -> HttpResponse:
    found = draft_selectors.opening(code, resident_actor(request), {}, at=now())
    speak_one_of(request, found.version.form.languages)
    said = {name: PROXY_ERRORS[name].text(request.language) if name in wrong else "" for name in PROXY_FIELDS}
    errors = tuple(pair for pair in said.items() if pair[1])
    data = ProxyPage(code, found.version.name.text(request.language), typed, errors, said)
    return page(request, "intake/proxy.html", data, status=422 if wrong else 200)


def _begin(request: Request, code: str, *, channel: str, proxy: dict[str, str] | None) -> HttpResponse:
    at = now()
    limits.spend("intake.start", key=client_address(request), most=MOST_STARTS, per_seconds=QUARTER_HOUR, at=at)
    actor = resident_actor(request)
    started, _version = draft_services.start(
        procedure_code=code, channel=channel, proxy=proxy, actor=actor, at=at, carried=_carried(request)
    )
    url = _page_url(request, started.id, started.draft.page_reached)
    response = HttpResponse(status=303, headers={"Location": url})
    if started.secret is not None:
        held_drafts.hold(response, request, started.id, started.secret)
    return response


def _carried(request: Request) -> dict[str, object]:
    """What the person has answered before, on a page that leads here; the form keeps what fits it."""
    text = request.POST.get("carried", "")
    if not text or len(text) > LONGEST_CARRIED:
        return {}
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def resume(request: Request) -> HttpResponse:
    """Open a draft with its code, on whatever device."""
    if request.method != "POST":
        return page(request, "intake/resume.html", ResumePage("", ""))
    typed = request.POST.get("code", "")
    at = now()
    limits.spend("intake.resume", key=client_address(request), most=MOST_CODES, per_seconds=QUARTER_HOUR, at=at)
    try:
        draft_id, secret = draft_services.take_up(typed=typed, actor=resident_actor(request))
    except ResumeCodeUnknown as refusal:
        return _resume_again(request, typed, refusal)
    way = DraftWay(request, draft_id)
    way.secret = secret
    try:
        page_id = way.look(at).draft.page_reached
    except forms.DraftNotFound:
        sent = draft_selectors.sent_from(draft_id, actor=way.actor, secret=secret)
        if sent is None:
            return _resume_again(request, typed, ResumeCodeUnknown(pointer="code"))
        return gone.to_receipt(request, way, sent)
    return way.keep(HttpResponse(status=303, headers={"Location": way.page_url(page_id)}))


def _resume_again(request: Request, typed: str, refusal: Refused) -> HttpResponse:
    error = f"{refusal.what.text(request.language)}{refusal.mend.text(request.language)}"
    return page(request, "intake/resume.html", ResumePage(typed[:60], error), status=422, refusal=refusal)


def later(request: Request, draft_id: UUID) -> HttpResponse:
    """Show how to come back: the code (made at the first visit), or the account."""
    way, at = DraftWay(request, draft_id), now()
    try:
        look = way.look(at)
        code = "" if way.secret is None else draft_services.put_aside(
            draft_id=draft_id, secret=way.secret, actor=way.actor, at=at
        )  # fmt: skip
    except forms.DraftNotFound as refusal:
        return gone.answer(request, way, refusal)
    body = request.public_body.slug
    data = LaterPage(
        code=resume_codes.shown(code) if code else "",
        resume_url=request.build_absolute_uri(reverse("intake:resume", kwargs={"body": body})),
        draft_url=way.page_url(look.draft.page_reached),
        discard_url=way.url("discard"),
        forget_url=way.url("forget"),
        expires_at=look.draft.expires_at,
        procedure=look.version.name.text(request.language),
        start_url=reverse("intake:start", kwargs={"body": body, "code": look.version.procedure_code}),
        closes_at=draft_selectors.closes_at(look.version.procedure_id, way.actor),
    )
    return way.keep(page(request, "intake/later.html", data))


def forget(request: Request, draft_id: UUID) -> HttpResponse:
    """Take the draft from this device (a shared computer); the code still opens it."""
    response = page(request, "intake/forgotten.html", None)
    held_drafts.let_go(response, request, draft_id)
    return response


def discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Delete the draft for good, after asking."""
    way, at = DraftWay(request, draft_id), now()
    try:
        if request.method != "POST":
            look = way.look(at)
            data = DiscardPage(look.version.name.text(request.language), way.page_url(look.draft.page_reached))
            return page(request, "intake/discard.html", data)
        draft_services.discard(draft_id=draft_id, secret=way.secret, actor=way.actor, at=at)
    except forms.DraftNotFound as refusal:
        return gone.answer(request, way, refusal)
    response = page(request, "intake/discarded.html", None)
    held_drafts.let_go(response, request, draft_id)
    return response


def _page_url(request: Request, draft_id: UUID, page_id: str) -> str:
    kwargs = {"body": request.public_body.slug, "draft_id": draft_id, "page_id": page_id}
    return reverse("intake:draft_page", kwargs=kwargs)
