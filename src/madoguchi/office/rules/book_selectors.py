"""What pages show of a body's rules: which there are, a draft, a revision, the history. All open their own scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import compiled, packages
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core import drafting
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.difference_words import Difference
from madoguchi.office.rules.core.differences import differences
from madoguchi.office.rules.core.drafting import Looked, Tried
from madoguchi.office.rules.core.states import WORDS, State
from madoguchi.office.rules.draft_states import neighbours
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from madoguchi.office.rules.refusals import DraftUnknown, RevisionUnknown


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One revision in a list, with the names of those who acted; ``hash``: of its composed text."""

    id: UUID
    package_id: str
    number: int
    title: Message
    hash: str
    note: str
    effective_from: date
    state: State
    proposed_by: str
    proposed_at: datetime
    approved_by: str
    adopted_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    comment: str

    @property
    def state_words(self) -> Message:
        """The state in words."""
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one package: shipped, the body's own, or both.

    ``current`` is in force today, ``planned`` were adopted for days to come, ``proposed`` waits for approval.
    """

    package_id: str
    title: Message
    is_shipped: bool
    current: RevisionRow | None
    planned: Sequence[RevisionRow]
    proposed: RevisionRow | None
    draft_id: UUID | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What is different from what. ``number`` is that of the revision compared with; None: the shipped package."""

    number: int | None
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as it was typed, what it amounts to, and what it changes (None where it holds faults).

    ``undo`` and ``redo``: the numbers of the states before and after the current one, where there are such.
    """

    id: UUID
    package_id: str
    version: int
    document: str
    cases: str
    note: str
    saved_at: datetime
    writers: Sequence[str]
    looked: Looked
    compared: Compared | None
    proposed: RevisionRow | None
    undo: int | None
    redo: int | None


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """A revision with its texts, its golden cases as they come out, and what it changed.

    ``may_approve``: the actor may, who then may send it back too; ``may_withdraw`` likewise. ``draft_id``: the draft
    that stands still while this waits for approval.
    """

    row: RevisionRow
    document: str
    upper_hash: str | None
    rules: Rules
    tried: Sequence[Tried]
    compared: Compared | None
    writers: Sequence[str]
    may_approve: bool
    may_withdraw: bool
    draft_id: UUID | None = None


def books(actor: Actor, at: datetime) -> list[Book]:
    """Return the rules of every package that is shipped or that the body writes itself, by id."""
    with body_scope(actor.body_id):
        permissions.require(actor, may.READ)
        rows = _rows(RuleRevision.objects.filter(state__in=[State.PROPOSED.value, State.ADOPTED.value]))
        drafts = {
            package_id: (draft_id, document)
            for package_id, draft_id, document in RuleDraft.objects.order_by("package_id").values_list(
                "package_id", "id", "document"
            )
        }
    shipped = packages.shipped()
    return [
        _book(package_id, [row for row in rows if row.package_id == package_id], drafts.get(package_id), localdate(at))
        for package_id in sorted({*shipped, *drafts, *(row.package_id for row in rows)})
    ]


def history(package_id: str, actor: Actor) -> list[RevisionRow]:
    """Return every revision of a package, newest first."""
    with body_scope(actor.body_id):
        permissions.require(actor, may.READ)
        return _rows(RuleRevision.objects.filter(package_id=package_id))


def proposals_for(actor: Actor) -> list[RevisionRow]:
    """Return the proposals that the actor may approve: none that they wrote in themselves."""
    if not permissions.allowed(actor, may.APPROVE):
        return []
    with body_scope(actor.body_id):
        proposed = RuleRevision.objects.filter(state=State.PROPOSED.value)
        waiting = proposed.order_by("package_id").values_list("id", "writers")
        ids = [each for each, writers in waiting if str(actor.person_id) not in writers]
        return _rows(proposed.filter(pk__in=ids)) if ids else []


def revision_of_hash(sha256: str, actor: Actor) -> RevisionRow:
    """Return the revision whose composed text has a hash, which is what a decision keeps; of several the newest.

    Raises:
        RevisionUnknown: the body has none.
    """
    with body_scope(actor.body_id):
        permissions.require(actor, may.READ)
        rows = _rows(RuleRevision.objects.filter(composed__sha256=sha256))
    if not rows:
        raise RevisionUnknown(revision=sha256)
    return rows[0]


def draft_page(draft_id: UUID, actor: Actor) -> DraftPage:
    """Return a draft with everything that is wrong with it and how its golden cases come out.

    Raises:
        DraftUnknown
    """
    with body_scope(actor.body_id):
        permissions.require(actor, may.READ)
        draft = RuleDraft.objects.filter(pk=draft_id).first()
        if draft is None:
            raise DraftUnknown
        revisions = RuleRevision.objects.filter(package_id=draft.package_id)
        before = revisions.filter(state=State.ADOPTED.value).order_by("-effective_from", "-number").first()
        before_rules = None if before is None else _rules(before)
        proposed = _rows(revisions.filter(state=State.PROPOSED.value))
        writers = _names(draft.writers)
        undo, redo = neighbours(draft)
    looked = drafting.look(draft.document, draft.cases, draft.package_id, packages.shipped())
    compared = None
    if looked.composed is not None:
        number = None if before is None else before.number
        compared = _compared(number, before_rules, looked.composed.rules, draft.package_id)
    return DraftPage(
        draft.id, draft.package_id, draft.version, draft.document, draft.cases, draft.note, draft.saved_at, writers,
        looked, compared, proposed[0] if proposed else None, undo, redo,
    )  # fmt: skip


def look_at(document: str, package_id: str) -> Looked:
    """Return what a document would amount to as a draft of a package; its golden cases are not tried."""
    return drafting.look(document, "", package_id, packages.shipped())


def revision_page(revision_id: UUID, actor: Actor, at: datetime) -> RevisionPage:
    """Return a revision, compared with what was in force on its day without it.

    Raises:
        RevisionUnknown
    """
    with body_scope(actor.body_id):
        permissions.require(actor, may.READ)
        found = RuleRevision.objects.filter(pk=revision_id)
        revision = found.select_related("document", "upper", "composed", "cases").first()
        if revision is None:
            raise RevisionUnknown(revision=revision_id)
        (row,) = _rows(found)
        before = (
            RuleRevision.objects.filter(
                package_id=row.package_id,
                state=State.ADOPTED.value,
                number__lt=row.number,
                effective_from__lte=row.effective_from,
            )
            .order_by("-effective_from", "-number")
            .first()
        )
        before_rules = None if before is None else _rules(before)
        writers = _names(revision.writers)
        drafts = RuleDraft.objects.filter(package_id=row.package_id).values_list("id", flat=True)
        draft_id = drafts.first() if row.state == State.PROPOSED else None
    rules = compiled.rules(row.hash, lambda: str(revision.composed.text))
    is_adopted, is_proposed = row.state == State.ADOPTED, row.state == State.PROPOSED
    may_decide = permissions.allowed(actor, may.APPROVE)
    return RevisionPage(
        row,
        drafting.readable(revision.document.text),
        None if revision.upper is None else revision.upper.sha256,
        rules,
        tuple(drafting.try_cases(revision.cases.text, rules)),
        _compared(None if before is None else before.number, before_rules, rules, row.package_id),
        writers,
        may_approve=is_proposed and may_decide and str(actor.person_id) not in revision.writers,
        may_withdraw=(is_proposed and permissions.allowed(actor, may.WRITE))
        or (is_adopted and may_decide and row.effective_from > localdate(at)),
        draft_id=draft_id,
    )


def _book(package_id: str, rows: Sequence[RevisionRow], draft: tuple[UUID, str] | None, today: date) -> Book:
    adopted = sorted(
        (row for row in rows if row.state == State.ADOPTED), key=lambda row: (row.effective_from, row.number)
    )
    current = [row for row in adopted if row.effective_from <= today]
    shipped = packages.shipped().get(package_id)
    title: Message | None
    if rows:
        title = rows[0].title
    elif shipped is not None:
        title = shipped.package.title
    else:
        title = None if draft is None else drafting.title_in(draft[1])
    return Book(
        package_id,
        title or Message(package_id, package_id),
        shipped is not None,
        current[-1] if current else None,
        [row for row in adopted if row.effective_from > today],
        next((row for row in rows if row.state == State.PROPOSED), None),
        None if draft is None else draft[0],
    )


def _compared(number: int | None, before: Rules | None, after: Rules, package_id: str) -> Compared | None:
    """What is different from the revision before, or from the shipped package; None where there is neither."""
    old = before or packages.shipped().get(package_id)
    return None if old is None else Compared(number, differences(old.package, after.package))


def _rules(revision: RuleRevision) -> Rules:
    return compiled.rules(revision.composed.sha256, lambda: str(revision.composed.text))


def _rows(found: QuerySet[RuleRevision]) -> list[RevisionRow]:
    """The revisions, newest first, with the names of people."""
    rows = list(found.order_by("package_id", "-number").select_related("composed").defer("composed__text", "writers"))
    acted = {each for row in rows for each in (row.proposed_by_id, row.approved_by_id, row.ended_by_id) if each}
    names = {str(each): name for each, name in people.names(acted).items()} if acted else {}
    return [
        RevisionRow(
            row.id, row.package_id, row.number, Message(row.title, row.title_en), row.composed.sha256, row.note,
            row.effective_from, State(row.state), names.get(str(row.proposed_by_id), ""), row.proposed_at,
            names.get(str(row.approved_by_id), ""), row.adopted_at, names.get(str(row.ended_by_id), ""), row.ended_at,
            row.comment,
        )
        for row in rows
    ]  # fmt: skip


def _names(ids: Iterable[str]) -> list[str]:
    """The names of people, by their ids as a draft holds them."""
    return sorted(people.names({UUID(each) for each in ids}).values())
