"""The audit page: who did what, who looked at what, and whether the log is as it was sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from madoguchi.ground.foundation.public import Actor, audit, body_scope, log_checks, people, who_looked
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import components
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review

PAGE = 50
LOOKS = who_looked.READ.name
WHO = {
    "staff": Message("職員", "Staff"),
    "resident": Message("申請者", "Applicant"),
    "visitor": Message("申請者", "Applicant"),
    "client": Message("外部システム", "Other system"),
    "system": Message("自動処理", "Automatic"),
}
FAULTS = {
    "changed": Message("書き換えられています", "was changed"),
    "missing": Message("なくなっています", "is gone"),
    "moved": Message("順序が入れ替えられています", "was moved"),
    "added": Message("あとから加えられています", "was added afterwards"),
    "broken_chain": Message("前の封印とつながっていません", "does not continue the seal before"),
    "cut_off": Message("封印がなくなっています", "its seal is gone"),
    "unsealed": Message("まだ封印されていません", "waits for a seal"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The conditions as typed."""

    number: str = ""
    who: str = ""
    kind: str = ""
    first: str = ""
    last: str = ""
    before: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The conditions for an address, without the place in the list."""
        names = ("number", "who", "kind", "first", "last")
        return [(name, getattr(self, name)) for name in names]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    at: datetime
    label: Message
    name: str
    who: str
    division: str
    receipt: str
    matter_id: UUID | None
    facts: tuple[tuple[str, str], ...]
    subject: str
    request_id: str
    seal_number: int | None

    @property
    def is_of_application(self) -> bool:
        """Whether its matter is, or was, an application; otherwise a list of whom to tell, or a household of one."""
        return not self.subject.startswith("outreach.")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the log."""

    words: Message
    seal: int | None
    event: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The list with its conditions. ``total`` stops at one more than is counted."""

    typed: Typed
    errors: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    total: int
    kinds: tuple[tuple[str, str], ...]
    case_id: UUID | None  # of the one matter that was asked for
    query: str
    looks_query: str
    all_query: str
    older_query: str
    check: log_checks.Checked | None
    findings: tuple[Finding, ...]

    @property
    def error(self) -> Mapping[str, str]:
        """What is wrong, by field."""
        return {"number": "", "who": "", "kind": "", "first": "", "last": "", **dict(self.errors)}

    @property
    def is_looks(self) -> bool:
        """Whether only looks are shown."""
        return self.typed.kind == LOOKS

    @property
    def is_all(self) -> bool:
        """Whether every kind is shown."""
        return not self.typed.kind

    @property
    def is_many(self) -> bool:
        """Whether there are more than are counted."""
        return self.total > audit.MOST_COUNTED

    @property
    def counted(self) -> int:
        """The number to show."""
        return min(self.total, audit.MOST_COUNTED)


def audit_page(typed: Typed, actor: Actor, *, language: str) -> AuditPage:
    """Return the entries that the conditions ask for; none where one of them cannot be read.

    Raises:
        NotPermitted
    """
    with body_scope(actor.body_id):
        wanted, errors = read(typed, language)
        found: list[audit.Entry] = []
        total = 0
        if not errors:
            before = _uuid(typed.before) if typed.before else None
            found = audit.entries(actor, wanted, most=PAGE + 1, before=before)
            total = audit.count(actor, wanted)
        receipts = _receipts(found[:PAGE])
        checked = log_checks.last()
        case_id = _case_of(wanted.matter_id)
    query = components.query_of(typed.pairs)
    others = [(name, value) for name, value in typed.pairs if name != "kind"]
    return AuditPage(
        typed=typed,
        errors=tuple(errors.items()),
        rows=tuple(shown(one, receipts, language) for one in found[:PAGE]),
        total=total,
        kinds=tuple((name, label.text(language)) for name, label in audit.kinds()),
        case_id=case_id,
        query=query,
        looks_query=components.query_of([*others, ("kind", LOOKS)]),
        all_query=components.query_of(others),
        older_query=components.query_of([*typed.pairs, ("before", str(found[PAGE - 1].id))])
        if len(found) > PAGE
        else "",
        check=checked,
        findings=tuple(
            Finding(FAULTS.get(one["kind"], Message(one["kind"], one["kind"])), one["seal"], one["event"] or "")
            for one in (checked.findings if checked else ())
        ),
    )


def exported(typed: Typed, actor: Actor, *, at: datetime, language: str) -> list[Row] | None:
    """Return every entry that the conditions ask for and record that; None where one of them cannot be read.

    Raises:
        NotPermitted, TooManyToExport
    """
    with body_scope(actor.body_id):
        wanted, errors = read(typed, language)
    if errors:
        return None
    found = audit.export(wanted=wanted, actor=actor, at=at)
    with body_scope(actor.body_id):
        receipts = _receipts(found)
    return [shown(one, receipts, language) for one in found]


def read(typed: Typed, language: str) -> tuple[audit.Wanted, dict[str, str]]:
    """Return the conditions and, by field, what is wrong with them (inside a scope)."""
    errors: dict[str, str] = {}
    matter_id = _matter(typed.number, errors, language) if typed.number else None
    days = {name: _day(getattr(typed, name), name, errors) for name in ("first", "last")}
    if days["first"] and days["last"] and days["first"] > days["last"]:
        errors["last"] = _("終わりの日は、始めの日と同じか、それより後の日にしてください。")
    if typed.kind and typed.kind not in dict(audit.kinds()):
        errors["kind"] = _("種類を一覧から選んでください。")
    who = people.named(typed.who) if typed.who else None
    return audit.Wanted(who, matter_id, typed.kind, days["first"], days["last"]), errors


def _matter(text: str, errors: dict[str, str], language: str) -> UUID | None:
    """Return the application with a receipt number, or with an id (of a record that was erased, or of a case)."""
    if (known := _uuid(text)) is not None:
        case = review.Case.objects.filter(pk=known).first()
        return case.application_id if case else known
    try:
        number = codes.parse_receipt_number(text)
    except Refused as refusal:
        errors["number"] = refusal.why.text(language)
        return None
    found = intake.numbered(number)
    if found is None:
        errors["number"] = _("この受付番号の申請はありません。番号を確かめてください。")
    return found


def _day(text: str, name: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors[name] = _("日付を選ぶか、2026-04-15 のように入力してください。")
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _case_of(matter_id: UUID | None) -> UUID | None:
    if matter_id is None:
        return None
    found: UUID | None = review.Case.objects.filter(application_id=matter_id).values_list("id", flat=True).first()
    return found


def _receipts(found: list[audit.Entry]) -> dict[UUID, str]:
    ids = {one.matter_id for one in found if one.matter_id is not None}
    return {one.id: one.receipt_shown for one in intake.applications(ids).values()}


def shown(one: audit.Entry, receipts: Mapping[UUID, str], language: str) -> Row:
    """Return an entry as a line of the list."""
    who = WHO.get(one.actor_kind, Message(one.actor_kind, one.actor_kind)).text(language)
    return Row(
        one.at,
        one.label,
        one.name,
        one.person_name or who,
        one.division_name,
        receipts.get(one.matter_id, "") if one.matter_id else "",
        one.matter_id,
        tuple((key, _fact(value)) for key, value in sorted(one.facts.items()) if value not in (None, "", [])),
        f"{one.subject_type} {one.subject_id}",
        one.request_id,
        one.seal_number,
    )


def _fact(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
