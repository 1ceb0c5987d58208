"""What a draft of rules would do to the households of the newest register, compared with what the body adopted last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from madoguchi.beside.outreach import public as outreach
from madoguchi.faces.desk.trying_typed import covered_day
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Change, Compared, Entity, Kind, Level, Program, Rules

READ: Final = "outreach.list.read"
EXAMPLES: Final = 10  # ids shown of one change
_COUNTED: Final = (Kind.YEN, Kind.INT, Kind.BOOL)

FAULTY: Final = Message(
    "下書きに直すところがあるため、影響を計算できません。", "The draft has faults, so its impact cannot be worked out."
)
NOT_COVERED: Final = Message(
    "この基準日には、この案の規則の版がありません（未対応の期間）。",
    "No version of these rules holds on this day (period not covered).",
)
NOT_OF_HOUSEHOLDS: Final = Message(
    "申請ごとの規則なので、台帳の世帯では数えられません。",
    "These rules are about applications, so households of a register cannot be counted by them.",
)
NOTHING_TO_COUNT: Final = Message(
    "世帯ごとの金額・数・はい/いいえを出す定義がありません。",
    "There is no definition that gives a household an amount, a number or a yes or no.",
)


@dataclass(frozen=True, slots=True)
class RegisterUsed:
    """The register that was counted."""

    as_of: date
    household_count: int
    person_count: int


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """What is known of a draft's impact. Without ``impact``: no ``register``, or ``obstacle`` says what is in the way.

    Attributes:
        compared_number: the revision that stands for how it was; None: the body has adopted none, which counts as 0.
        definitions: what can be counted on that day.
        kind: of the definition that was counted.
        chosen: the change whose ``examples`` (ids of households) are shown.
    """

    draft_id: UUID
    package_id: str
    title: Message
    compared_number: int | None
    on: date
    definitions: Sequence[str] = ()
    definition: str = ""
    kind: Kind = Kind.YEN
    unit: rules.Unit = rules.Unit.ONCE
    register: RegisterUsed | None = None
    impact: rules.Impact | None = None
    obstacle: Message | None = None
    chosen: Change | None = None
    examples: Sequence[str] = ()


def impact_page(
    draft_id: UUID,
    actor: Actor,
    at: datetime,
    *,
    on: date | None = None,
    definition: str = "",
    chosen: Change | None = None,
) -> ImpactPage:
    """Count a draft's impact over the newest register. Ids of households are shown with an entry in the read log each.

    Args:
        on: the legal date; None: the day nearest to today on which the draft changes something.
        definition: what is counted; the outcome of the rules where it is none of theirs.
        chosen: the change of which the first households are wanted.

    Raises:
        NotPermitted, DraftUnknown
        RegisterOfOtherRules: the draft and the rules before name an input of the register with two types.
    """
    permissions.require(actor, READ)
    draft = rules.draft_page(draft_id, actor)
    number = None if draft.compared is None else draft.compared.number
    composed = draft.looked.composed
    day = on or changed_day(draft.compared, None if composed is None else composed.rules, localdate(at))
    page = ImpactPage(draft.id, draft.package_id, Message(draft.package_id, draft.package_id), number, day)
    if composed is None:
        return replace(page, obstacle=FAULTY)
    package, new = composed.rules.package, composed.rules.on(day)
    page = replace(page, title=package.title, unit=package.unit)
    if package.entity == Entity.APPLICATION:
        return replace(page, obstacle=NOT_OF_HOUSEHOLDS)
    before = next((row.hash for row in rules.history(draft.package_id, actor) if row.number == number), None)
    with body_scope(actor.body_id):
        old = None if before is None else rules.rules_of(before).on(day)
        programs = [each for each in (old, new) if each is not None]
        known = countable(programs)
        outcome = "" if package.asked is None else package.asked.outcome
        wanted = next((each for each in (definition, outcome, *reversed(known)) if each in known), "")
        snapshot = outreach.latest_register()
        if new is None or not wanted:
            return replace(page, obstacle=NOT_COVERED if new is None else NOTHING_TO_COUNT)
        if snapshot is None:
            return replace(page, definitions=known, definition=wanted)
        register = snapshot.columns(programs)
    found = rules.impact(old, new, day, register, wanted, examples=EXAMPLES)
    seen = () if chosen is None else found.examples[chosen]
    if seen:
        outreach.note_seen(register_id=snapshot.id, households=seen, actor=actor, at=at)
    return replace(
        page,
        definitions=known,
        definition=wanted,
        kind=new.definition[wanted].type.kind,
        impact=found,
        chosen=chosen,
        examples=seen,
        register=RegisterUsed(snapshot.as_of, snapshot.household_count, snapshot.person_count),
    )


def changed_day(compared: Compared | None, after: Rules | None, today: date) -> date:
    """Return today if the rules are different today, else the next day on which they will be, else the last one.

    Where no value can be different: today, or a day that the rules cover.
    """
    found = () if compared is None else compared.differences
    starts = [(each.start, each.end) for each in found if each.start and rules.may_change_results(each)]
    if any(start <= today and (end is None or today < end) for start, end in starts):
        return today
    coming = [start for start, _ in starts if start > today]
    if starts:
        return min(coming) if coming else max(start for start, _ in starts)
    return today if after is None else covered_day(after, today)


def countable(programs: Sequence[Program]) -> list[str]:
    """Return the definitions that give every one of these programs an amount, a number or a truth of a household."""
    if not programs:
        return []
    names = [
        {each.name for each in program.definitions if each.level == Level.WHOLE and each.type.kind in _COUNTED}
        for program in programs
    ]
    return [each.name for each in programs[-1].definitions if all(each.name in known for known in names)]
