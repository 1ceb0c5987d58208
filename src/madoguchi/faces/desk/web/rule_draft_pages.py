"""The pages of a draft of rules: begun, read, a value changed, proposed, thrown away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import rule_book, rule_drafts
from madoguchi.ground.foundation.public import Request, localdate, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page, say
from madoguchi.office.rules import public as rules

NO_FAULTS: Mapping[str, str] = {"note": "", "effective_from": ""}
_LONGEST = 2000  # characters of one box
_NO_DAY = Message("日を選んでください。", "Choose a day.")
_NO_VALUE = Message("「{type}」として読める値を入れてください。", "Enter a value that can be read as a {type}.")
_NO_ROWS = Message(
    "1行に1つずつ値を入れ、始めの番号と増え方は整数で入れてください。",
    "Enter one value on each line, and whole numbers for the first number and the step.",
)
_NO_SOURCE = Message("根拠になる条例・告示などを入れてください。", "Enter the ordinance or notice that it is based on.")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of a value, as it was typed."""

    start: str = ""
    value: str = ""
    first: str = ""
    step: str = ""
    source: str = ""
    adopted_by: str = ""


@dataclass(frozen=True, slots=True)
class ValuePage:
    """One parameter of a draft, and the form that gives it another value."""

    value: rule_drafts.ValueShown
    today: date
    version: int
    typed: Typed
    kind: str
    members: tuple[tuple[str, str], ...]
    wrong: Mapping[str, str]  # by the id of the box, "" where all is well

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [one for one in self.wrong.items() if one[1]]


@dataclass(frozen=True, slots=True)
class TextPage:
    """The document of a draft as it is written underneath."""

    shown: rule_drafts.DraftShown
    version: int
    document: str


@dataclass(frozen=True, slots=True)
class ProposePage:
    """A draft about to be proposed."""

    shown: rule_drafts.DraftShown
    version: int
    note: str
    effective_from: str
    wrong: Mapping[str, str]  # by the id of the box, "" where all is well

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [one for one in self.wrong.items() if one[1]]


@require_POST
@staff_page(rule_book.WRITE)
def start(request: Request, package: str) -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    try:
        draft = rule_drafts.start(package, request.actor, now())
    except rules.DraftExists:
        book = rule_book.book_of(package, request.actor, now())
        if book.draft_id is None:
            raise
        draft = book.draft_id
    return done(request, to="desk:rule_draft", draft=draft)


@require_GET
@staff_page(rule_book.READ)
def draft(request: Request, draft: UUID) -> HttpResponse:
    """A draft: what it says, what it changes, what is wrong with it."""
    return _draft(request, draft)


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def parameter(request: Request, draft: UUID, parameter: str) -> HttpResponse:
    """Give a parameter another value from a day on, or take one back."""
    value = rule_drafts.value_shown(draft, parameter, request.actor)
    if request.method != "POST":
        return page(request, "desk/rules/value.html", _begun(value))
    typed, version = _typed(request.POST), rule_drafts.version_of(request.POST.get("version", ""))
    if request.POST.get("take_back"):
        day = day_of(request.POST["take_back"]) or date.min
        return _kept(
            request, value, typed, lambda: rule_drafts.take_back_value(value, version, day, request.actor, now())
        )
    given, wrong = _read(value, typed)
    if given is None:
        return page(request, "desk/rules/value.html", _value_page(value, typed, version, wrong), status=422)
    return _kept(request, value, typed, lambda: rule_drafts.change_value(value, version, given, request.actor, now()))


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def text(request: Request, draft: UUID) -> HttpResponse:
    """The document underneath, for whoever asks for it: what other pages cannot show is mended here."""
    shown = rule_drafts.draft_shown(draft, request.actor)
    if request.method != "POST":
        return page(request, "desk/rules/text.html", TextPage(shown, shown.draft.version, shown.draft.document))
    document = request.POST.get("document", "").replace("\r\n", "\n")
    version = rule_drafts.version_of(request.POST.get("version", ""))
    try:
        rules.save_draft(
            draft_id=draft, version=version, document=document, note=shown.draft.note, actor=request.actor, at=now()
        )
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        data = TextPage(shown, version, document)
        return page(request, "desk/rules/text.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:rule_draft", draft=draft)


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def propose(request: Request, draft: UUID) -> HttpResponse:
    """Say what was changed and from when, and ask somebody else to approve it."""
    shown = rule_drafts.draft_shown(draft, request.actor)
    if request.method != "POST":
        data = ProposePage(shown, shown.draft.version, shown.draft.note, localdate(now()).isoformat(), NO_FAULTS)
        return page(request, "desk/rules/propose.html", data)
    note, day = request.POST.get("note", "")[:_LONGEST], request.POST.get("effective_from", "")[:20]
    version, since = rule_drafts.version_of(request.POST.get("version", "")), day_of(day)
    if since is None:
        data = ProposePage(shown, version, note, day, {**NO_FAULTS, "effective_from": say(_NO_DAY)})
        return page(request, "desk/rules/propose.html", data, status=422)
    try:
        made = rule_drafts.propose(draft, version, note, since, request.actor, now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _not_proposed(request, draft, ProposePage(shown, version, note, day, NO_FAULTS), refusal)
    return done(request, to="desk:rule_revision", package=shown.draft.package_id, revision=made)


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def discard(request: Request, draft: UUID) -> HttpResponse:
    """Throw a draft away, after being asked."""
    shown = rule_drafts.draft_shown(draft, request.actor)
    if request.method == "POST":
        try:
            rules.discard_draft(
                draft_id=draft,
                version=rule_drafts.version_of(request.POST.get("version", "")),
                actor=request.actor,
                at=now(),
            )
        except permissions.NotPermitted:
            raise
        except Refused as refusal:
            return page(request, "desk/rules/discard.html", shown, refusal=refusal, status=refusal.status)
        return done(request, to="desk:rule", package=shown.draft.package_id)
    return page(request, "desk/rules/discard.html", shown)


def _draft(request: Request, draft_id: UUID, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    data = rule_drafts.draft_shown(draft_id, request.actor)
    return page(request, "desk/rules/draft.html", data, refusal=refusal, status=status)


def _begun(value: rule_drafts.ValueShown) -> ValuePage:
    """The form before anything was typed: the value of today, from today on."""
    today = localdate(now())
    current = value.edited.parameter.on(today)
    typed = Typed(today.isoformat())
    if current is not None:
        plain = current.value
        if isinstance(plain, rules.Rows):
            step = "" if plain.step is None else str(plain.step)
            text = "\n".join(_box(each) for each in plain.values)
            typed = Typed(today.isoformat(), text, str(plain.first), step, "", "")
        else:
            typed = Typed(today.isoformat(), _box(plain))
    return _value_page(value, typed, value.draft.version, {})


def _box(value: rules.Value) -> str:
    """A value as it stands in a box."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(rules.to_plain(value))


def _value_page(value: rule_drafts.ValueShown, typed: Typed, version: int, wrong: Mapping[str, str]) -> ValuePage:
    type_ = value.edited.parameter.type
    kind = "rows" if value.shown.is_table else type_.kind.value
    return ValuePage(
        value, localdate(now()), version, typed, kind, tuple((each, each) for each in type_.members),
        {name: wrong.get(name, "") for name in ("start", "value", "source")},
    )  # fmt: skip


def _typed(post: QueryDict) -> Typed:
    texts = {
        name: post.get(name, "")[:_LONGEST].strip()
        for name in ("start", "value", "first", "step", "source", "adopted_by")
    }
    return Typed(**texts)


def _read(value: rule_drafts.ValueShown, typed: Typed) -> tuple[rules.Dated | None, dict[str, str]]:
    """The value that was typed, or what is wrong with each box."""
    parameter, wrong = value.edited.parameter, {}
    day = day_of(typed.start)
    found: rules.Value | rules.Rows | None
    if parameter.is_table:
        found = rules.read_rows(parameter.type, typed.value, typed.first, typed.step)
    else:
        found = rules.read_typed(parameter.type, typed.value)
    if day is None:
        wrong["start"] = say(_NO_DAY)
    if found is None:
        words = _NO_ROWS if parameter.is_table else _NO_VALUE
        wrong["value"] = say(words.with_facts(type=say(parameter.type.words)))
    if not typed.source:
        wrong["source"] = say(_NO_SOURCE)
    if day is None or found is None or wrong:
        return None, wrong
    return rules.Dated(day, None, found, typed.source, typed.adopted_by), {}


def _kept(request: Request, value: rule_drafts.ValueShown, typed: Typed, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        data = _value_page(value, typed, rule_drafts.version_of(request.POST.get("version", "")), {})
        return page(request, "desk/rules/value.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:rule_draft", draft=value.draft.id)


def _not_proposed(request: Request, draft_id: UUID, typed: ProposePage, refusal: Refused) -> HttpResponse:
    """The form again; what was said of the draft may have been kept, which raised its version."""
    shown = rule_drafts.draft_shown(draft_id, request.actor)
    version = typed.version if isinstance(refusal, rules.DraftChangedMeanwhile) else shown.draft.version
    is_of_a_box = refusal.pointer in NO_FAULTS
    wrong = {**NO_FAULTS, refusal.pointer: f"{say(refusal.why)} {say(refusal.mend)}"} if is_of_a_box else NO_FAULTS
    data = ProposePage(shown, version, typed.note, typed.effective_from, wrong)
    above = None if is_of_a_box else refusal
    return page(request, "desk/rules/propose.html", data, refusal=above, status=refusal.status)
