"""One application as its applicant sees it.

The internet side of an office may run apart from the inner one, so nothing is read of later rooms here but events that
applicants may see, the sealed decision and its notice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from madoguchi.faces.portal.core.standing import COMING, ENDED, WAITING, WORDS, Step, Words, step_of
from madoguchi.faces.portal.refusals import NotShownHere
from madoguchi.faces.portal.selectors import division_name, period_of
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    Division,
    NotPermitted,
    Post,
    body_scope,
    calendars,
    localdate,
)
from madoguchi.ground.kernel import opendays
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.office.documents import public as documents

LOOKED = "foundation.record.read"
TONES: Mapping[Step, str] = {Step.CORRECTION: "warning", Step.NOTIFIED: "success", Step.WITHDRAWN: "done"}
PURPOSES: Mapping[str, Message] = {
    "review": Message("審査のため", "For review", easy="申請を 見るため"),
}
OTHER_PURPOSE = Message("事務のため", "For office work", easy="しごとの ため")
WHO: Mapping[str, Message] = {
    "resident": Message("申請した方", "Applicant", easy="申し込んだ 人"),
    "visitor": Message("申請した方", "Applicant", easy="申し込んだ 人"),
    "client": Message("外部のシステム", "Another system", easy="ほかの システム"),
    "system": Message("自動処理", "Automatic", easy="コンピューター"),
}
STAFF = Message("職員", "Staff", easy="役所の 人")
OFFICE = Message("担当課", "The division in charge", easy="係の 人")


@dataclass(frozen=True, slots=True)
class Happened:
    """One step that is done."""

    at: datetime
    label: Message
    detail: Message | None
    who: Message
    is_last_of_all: bool = False  # withdrawn: nothing follows


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the office looked: where he works and his post, never his name."""

    at: datetime
    division: Message
    post: Message
    purpose: Message


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One answer to be put right."""

    label: Message
    reason: Message
    note: str


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """The correction that waits for the applicant."""

    items: tuple[CorrectionItem, ...]
    note: str
    answer_by: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sealed decision. ``has_notice``: the letter can be downloaded."""

    label: Message
    lines: tuple[tuple[Message, Message], ...]
    reasons: str
    appeal: str
    decided_on: date | None
    notice_number: str
    has_notice: bool


@dataclass(frozen=True, slots=True)
class TrackerPage:
    """Everything an applicant is shown about one application.

    ``due_on``: last day of the 標準処理期間; None while it is stopped, and when it no longer matters.
    """

    id: UUID
    receipt_shown: str
    code: str
    procedure: Message
    applicant_name: str
    arrived_at: datetime
    channel: Message
    step: Step
    words: Words
    tone: str
    doing: Message | None
    coming: tuple[Message, ...]
    period_days: int | None
    due_on: date | None
    is_stopped: bool
    is_overdue: bool
    division: Message
    phone: str
    correction: CorrectionAsked | None
    outcome: Outcome | None
    happened: tuple[Happened, ...]
    looks: tuple[Look, ...]
    sections: tuple[forms.Section, ...]
    may_withdraw: bool
    may_leave: bool  # shown by number and birth date: the browser can be told to forget

    @property
    def acts(self) -> Message:
        """Who has to act next."""
        return Message("あなた", "You", easy="あなた") if self.words.is_yours else self.division


def own(application_id: UUID, actor: Actor) -> intake.ApplicationView:
    """Return an application to whoever sent it or proved to know it.

    Raises:
        NotShownHere: it is somebody else's, or there is none: the answer does not tell which.
    """
    try:
        return intake.own_application(application_id, actor)
    except (NotPermitted, ObjectDoesNotExist) as error:
        raise NotShownHere from error


def tracker(application_id: UUID, actor: Actor, *, at: datetime, language: str) -> TrackerPage:
    """Return where an application stands.

    Raises:
        NotShownHere: it is not the actor's to see.
    """
    application = own(application_id, actor)
    on = localdate(at)
    with body_scope(actor.body_id):
        version = forms.version(application.version_id)
        division = inventory.by_code(version.procedure_code).division
        recorded = events.timeline(application.id, reader=events.Reader.APPLICANT)
        steps = [event for event in recorded if event.name != LOOKED]
        looks = [event for event in recorded if event.name == LOOKED]
        step = step_of(str(event.event.mark) for event in steps if event.event.mark)
        due_on = _due_on(application, version, steps) if step in WAITING else None
        who = _Staff(recorded)
        correction = _correction(application, version) if step is Step.CORRECTION else None
        return TrackerPage(
            id=application.id,
            receipt_shown=application.receipt_shown,
            code=version.procedure_code,
            procedure=version.name,
            applicant_name=application.applicant_name,
            arrived_at=application.arrived_at,
            channel=intake.CHANNELS[application.channel],
            step=step,
            words=WORDS[step],
            tone=TONES.get(step, "active"),
            doing=None if step in ENDED else WORDS[step].doing,
            coming=tuple(WORDS[later].doing for later in COMING[step]),
            period_days=period_of(version),
            due_on=due_on,
            is_stopped=step is Step.CORRECTION,
            is_overdue=due_on is not None and due_on < on,
            division=division_name(division),
            phone=division.phone,
            correction=correction,
            outcome=_outcome(application.id) if step in (Step.DECIDED, Step.NOTIFIED) else None,
            happened=tuple(_happened(event, who, division) for event in steps),
            looks=tuple(_look(event, who) for event in reversed(looks)),
            sections=_sections(application, version, language),
            may_withdraw=application.state in (intake.State.SUBMITTED, intake.State.RETURNED),
            may_leave=application.id in actor.applications,
        )


def _due_on(
    application: intake.ApplicationView, version: forms.PinnedVersion, steps: Iterable[events.RecordedEvent]
) -> date | None:
    """The day review announced last; before it has opened the case, the day that the version promises."""
    announced = [str(event.facts["due_on"]) for event in steps if event.facts.get("due_on")]
    if announced:
        return date.fromisoformat(announced[-1])
    days = period_of(version)
    if not days:
        return None
    closed = calendars.closed_days(application.arrived_on, opendays.count_until(application.arrived_on, days))
    return opendays.due_date(application.arrived_on, period_days=days, closed=closed)


class _Staff:
    """Divisions and posts of the staff in some events, read at once, as they were on the day of each event."""

    def __init__(self, recorded: Iterable[events.RecordedEvent]) -> None:
        acted = {event.actor_person_id for event in recorded if event.actor_person_id is not None}
        posts = Post.objects.filter(assignments__person_id__in=acted).select_related("division")
        self._posts: list[Post] = list(posts.prefetch_related("assignments").distinct().order_by("id")) if acted else []
        self._divisions: dict[UUID, Division] = {post.division_id: post.division for post in self._posts}

    def post(self, event: events.RecordedEvent) -> Post | None:
        """The post in which somebody acted: of the division that the event names where he held several."""
        on = localdate(event.at)
        held = [
            (post.division_id != event.actor_division_id, not row.is_main, str(post.id), post)
            for post in self._posts
            for row in post.assignments.all()
            if row.person_id == event.actor_person_id
            and row.valid_from <= on
            and (row.valid_until is None or on < row.valid_until)
        ]
        return min(held, key=lambda one: one[:3])[3] if held else None

    def division(self, event: events.RecordedEvent) -> Division | None:
        """The division for which somebody acted."""
        post = self.post(event)
        if event.actor_division_id in self._divisions:
            return self._divisions[event.actor_division_id]
        return post.division if post else None


def _happened(event: events.RecordedEvent, who: _Staff, division: Division) -> Happened:
    words = WHO.get(event.actor_kind, STAFF)
    if "division" in event.facts:  # opened by the worker, for the division
        words = division_name(division) if event.facts["division"] == str(division.id) else OFFICE
    if event.actor_person_id is not None:
        post = who.post(event)
        words = _joined(who.division(event), post) if post else STAFF
    is_last = event.event.mark is events.Mark.WITHDRAWN
    return Happened(event.at, event.label, event.detail, words, is_last)


def _joined(division: Division | None, post: Post) -> Message:
    name, title = division_name(division or post.division), _title(post)
    return Message(f"{name.ja}　{title.ja}", f"{title.en}, {name.en}")


def _title(post: Post) -> Message:
    return Message(post.title, post.title_en or post.title)


def _look(event: events.RecordedEvent, who: _Staff) -> Look:
    post, division = who.post(event), who.division(event)
    return Look(
        event.at,
        division_name(division) if division else OFFICE,
        _title(post) if post else STAFF,
        PURPOSES.get(str(event.facts.get("purpose")), OTHER_PURPOSE),
    )


def _correction(application: intake.ApplicationView, version: forms.PinnedVersion) -> CorrectionAsked | None:
    asked = intake.open_correction_of(application.id)
    if asked is None:
        return None
    reasons = {one["id"]: one["label"] for one in _listed(version.part("review").get("correction_reasons"))}
    items = tuple(
        CorrectionItem(
            forms.field_label(version.form, item["path"]),
            _message(reasons.get(item["reason"], {})),
            item.get("note", ""),
        )
        for item in asked.items
    )
    return CorrectionAsked(items, asked.note, asked.answer_by)


def _listed(value: object) -> list[Mapping[str, Any]]:  # Any: JSON, checked when the version was published
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _message(texts: Mapping[str, str]) -> Message:
    japanese = texts.get("ja", "")
    return Message(japanese, texts.get("en", japanese), texts.get("easy"))


def _outcome(application_id: UUID) -> Outcome | None:
    decision = decisions.disposition_of(application_id)
    if decision is None or decision.state is not decisions.State.SEALED:
        return None
    notice = notice_of(application_id)
    return Outcome(
        decision.outcome_label, decision.lines, decision.reasons, decision.appeal, decision.decided_on,
        notice.number_text if notice else "", notice is not None,
    )  # fmt: skip


def notice_of(application_id: UUID) -> documents.DocumentRow | None:
    """Return the notice that is valid now, None before it is issued and after it was erased (inside a scope)."""
    issued = [one for one in documents.documents_of(application_id) if one.kind is documents.Kind.NOTICE]
    valid = [one for one in issued if one.superseded_by is None and not one.is_erased]
    return valid[-1] if valid else None


def notice(application_id: UUID, actor: Actor, *, at: datetime) -> documents.OpenedDocument | None:
    """Return the notice's bytes to the applicant, None where there is none.

    Raises:
        NotShownHere: the application is not the actor's.
    """
    own(application_id, actor)
    with body_scope(actor.body_id, write=True):
        found = notice_of(application_id)
        if found is None:
            return None
        return documents.open_document(document_id=found.id, actor=actor, at=at, purpose="own")


def _sections(
    application: intake.ApplicationView, version: forms.PinnedVersion, language: str
) -> tuple[forms.Section, ...]:
    names = {str(one.file_id): one.name for one in intake.attachments(application.id)}
    try:
        answers = intake.answers(application.id)
    except ObjectDoesNotExist:  # retention has ended
        return ()
    return forms.summary(version.form, answers, language, file_names=names)
