"""What comes out for a household that was typed, and how: by rules in force, shipped, of a draft or of a revision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from madoguchi.faces.desk import trying_typed
from madoguchi.faces.desk.trying_typed import NOT_READABLE, UNKNOWN, Read, Typed, Wanted
from madoguchi.ground.foundation.public import Actor, body_scope, localdate
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Case, Engine, Entity, Explanation, Level, Program, Rules

READ: Final = "rules.book.read"
WRITE: Final = "rules.draft.write"

EXPECT_NOTHING: Final = Message("期待する結果を入れてください。", "Enter what must come out.")
NOT_THERE: Final = Message("この規則の定義を選んでください。", "Choose a definition of these rules.")
OF_OTHERS: Final = Message("この定義の対象を選んでください。", "Choose whom this definition is about.")
NOT_UNKNOWN: Final = Message(
    "いまは不明になりません。期待する値を入れてください。", "It is known now. Enter the value that must come out."
)


class By(StrEnum):
    """Whose rules a household is tried on."""

    IN_FORCE = "in force"
    SHIPPED = "shipped"
    DRAFT = "draft"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Source:
    """The rules that are tried. ``number``, ``hash`` and ``effective_from`` are those of a revision."""

    by: By
    package_id: str
    title: Message
    rules: Rules
    number: int | None = None
    hash: str = ""
    effective_from: date | None = None
    draft_id: UUID | None = None  # of the package, if there is one


@dataclass(frozen=True, slots=True)
class Came:
    """What came out. ``steps`` are in the order of work; ``answer``: what the rules are about. Empty: 未対応の期間."""

    on: date
    answer: Explanation | None
    steps: Sequence[Explanation]


def of_package(package_id: str, actor: Actor, at: datetime) -> Source:
    """Return what is in force today, else the shipped package that could be adopted.

    Raises:
        rules.NoRules: there is neither.
    """
    today = localdate(at)
    book = next((each for each in rules.books(actor, at) if each.package_id == package_id), None)
    if book is None or (book.current is None and not book.is_shipped):
        raise rules.NoRules(package=package_id, day=today.isoformat())
    if book.current is None:
        return Source(By.SHIPPED, package_id, book.title, rules.package(package_id), draft_id=book.draft_id)
    row = book.current
    with body_scope(actor.body_id):
        found = rules.rules_of(row.hash)
    return Source(
        By.IN_FORCE, package_id, book.title, found, row.number, row.hash, row.effective_from, book.draft_id
    )  # fmt: skip


def of_revision(package_id: str, revision_id: UUID, actor: Actor) -> Source:
    """Return a revision's rules, for ever: however it ended.

    Raises:
        rules.RevisionUnknown: these rules have no such revision.
    """
    row = next((each for each in rules.history(package_id, actor) if each.id == revision_id), None)
    if row is None:
        raise rules.RevisionUnknown(revision=revision_id)
    with body_scope(actor.body_id):
        found = rules.rules_of(row.hash)
    return Source(By.REVISION, package_id, row.title, found, row.number, row.hash, row.effective_from)


def of_draft(draft: rules.DraftPage) -> Source | None:
    """Return a draft's rules; None where it holds faults."""
    if draft.looked.composed is None:
        return None
    found = draft.looked.composed.rules
    return Source(By.DRAFT, draft.package_id, found.package.title, found, draft_id=draft.id)


def work_out(of: Rules, given: Read) -> Came | None:
    """Return what comes out for what was read; None where the day could not be read."""
    if given.on is None:
        return None
    program = of.on(given.on)
    if program is None:
        return Came(given.on, None, ())
    groups = {name: ids for name, ids in given.groups.items() if name in program.groups}
    _, trace = Engine(program, given.on).trace(Case(given.whole, given.persons, groups))
    steps = rules.explain(program, trace)
    return Came(given.on, _answer(of, program, steps), steps)


def expectations(of: Rules, given: Read, typed: Sequence[Wanted]) -> tuple[list[dict[str, Any]], dict[str, Message]]:
    """Return what must come out as the record of a case holds it, and what cannot be read, by the id of its box."""
    found: list[dict[str, Any]] = []
    faults: dict[str, Message] = {}
    program = None if given.on is None else of.on(given.on)
    came = work_out(of, given)
    steps = () if came is None else came.steps
    for place, each in enumerate(typed):
        definition = None if program is None else program.definition.get(each.definition)
        if program is None or definition is None:
            faults[f"e{place}-definition"] = NOT_THERE
            continue
        is_members = definition.level == Level.MEMBER
        if each.whose not in (given.persons if is_members else (trying_typed.whole_id(of),)):
            faults[f"e{place}-whose"] = OF_OTHERS
            continue
        entity = Entity.PERSON if is_members else of.package.entity
        expected = {"entity": entity.value, "id": each.whose, "definition": each.definition}
        member = each.whose if is_members else None
        step = next((one for one in steps if (one.definition, one.member) == (each.definition, member)), None)
        if each.value.strip() in (UNKNOWN, "unknown"):
            if step is None or not isinstance(step.value, rules.Unknown):
                faults[f"e{place}-value"] = NOT_UNKNOWN
                continue
            reasons = program.reasons.of(step.value.bits)
            found.append({**expected, "reasons": sorted([one.code.value, one.subject] for one in reasons)})
            continue
        value = trying_typed.read_text(definition.type, each.value)
        if value is None:
            empty = not each.value.strip()
            faults[f"e{place}-value"] = EXPECT_NOTHING if empty else NOT_READABLE[definition.type.kind]
            continue
        found.append({**expected, "value": rules.to_plain(value)})
    if not typed:
        faults["expected"] = EXPECT_NOTHING
    return found, faults


def filled(typed: Typed, came: Came | None, whole: str) -> Typed:
    """Return what was typed with what came out where an expected value was left empty."""
    if came is None:
        return typed
    values = {(each.definition, each.member or whole): each for each in came.steps}

    def one(wanted: Wanted) -> Wanted:
        step = values.get((wanted.definition, wanted.whose))
        if wanted.value.strip() or step is None:
            return wanted
        text = UNKNOWN if isinstance(step.value, rules.Unknown) else trying_typed.typed_text(rules.to_plain(step.value))
        return replace(wanted, value=text)

    return replace(typed, expected=tuple(one(each) for each in typed.expected))


def _answer(of: Rules, program: Program, steps: Sequence[Explanation]) -> Explanation | None:
    """The outcome that people are asked about, else the last definition of the whole."""
    asked = of.package.asked
    of_whole = [each.name for each in program.definitions if each.level == Level.WHOLE]
    name = asked.outcome if asked is not None else of_whole[-1] if of_whole else ""
    return next((each for each in steps if each.definition == name and each.member is None), None)
