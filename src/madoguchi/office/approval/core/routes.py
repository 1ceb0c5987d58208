"""Routes: which rank acts at which step, and who that is today.

The holder of the post acts himself (決裁); when every holder of the step's rank is absent, the first present
deputy in the acting order acts for him (代決) and the holder looks at it afterwards (後閲).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from madoguchi.ground.kernel.errors import Message, Refused

RANK_WORDS: Mapping[str, Message] = {
    "officer": Message("担当", "Officer"),
    "chief": Message("係長", "Chief"),
    "deputy": Message("課長補佐", "Deputy head of division"),
    "manager": Message("課長", "Head of division"),
    "director": Message("部長", "Director"),
    "head": Message("首長", "Head of the body"),
}
RANKS = tuple(RANK_WORDS)
HEAD = "head"  # one in a body, whatever the division
MOST_STEPS, LONGEST_LABEL = len(RANKS), 40


class RouteNotValid(Refused):
    """A route template that cannot work."""

    code = "approval.route_not_valid"
    status = 422
    what = Message("決裁ルートを保存できません。", "The route cannot be saved.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "係長、課長などの段階を、下の職位から順に、それぞれ一度だけ並べてください。",
        "List one or more steps, each rank once, from the lowest up.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(pointer="steps", ja=ja, en=en)


class NotYourTurn(Refused):
    """Somebody else acts at this step."""

    code = "approval.not_your_turn"
    status = 403
    what = Message("この段階の決裁はできません。", "You cannot act at this step.")
    why = Message("この段階は{who}が決裁します。", "This step belongs to {who}.")
    mend = Message(
        "決裁者が不在のときは、代決の順位に従って代決できます。",
        "If they are absent, their deputy can act in the set order.",
    )


class HolderOnly(Refused):
    """Nobody acts for anybody here."""

    code = "approval.holder_only"
    status = 403
    what = Message("この段階の決裁はできません。", "You cannot act at this step.")
    why = Message(
        "重要・異例・紛争の事案は、その職にある人だけが決裁します。代決はできません。",
        "What is important, unusual or disputed is decided by the holder of the post alone.",
    )
    mend = Message(
        "決裁者が戻るのを待ってください。印が要らないと分かったときは、起案を取り下げ、処分案を直してから回します。",
        "Wait until they are back. If the mark turns out not to be needed, withdraw the proposal and mend the draft.",
    )


class NobodyDecides(Refused):
    """A step that nobody could ever act on."""

    code = "approval.nobody_decides"
    what = Message("決裁に回せません。", "It cannot be sent for approval.")
    why = Message("「{step}」の段階で決裁できる人がいません。", "Nobody can act at the step “{step}”.")
    mend = Message(
        "管理者に、その職位の人または代決の順位の登録を依頼してください。",
        "Ask your administrator to register a holder of that post or a deputy.",
    )


class OwnProposal(Refused):
    """The one who drafted it does not decide it."""

    code = "approval.own_proposal"
    status = 403
    what = Message("自分の起案は決裁できません。", "You cannot act on your own proposal.")
    why = Message("起案と決裁は別の人が行います。", "Drafting and deciding are done by different people.")
    mend = Message("上司または代決の順位にある人に依頼してください。", "Ask your superior or the next deputy.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route. ``division_id`` is where the posts are looked for."""

    rank: str
    label: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a post on the day, as the step sees him."""

    person_id: UUID
    person_name: str
    post_id: UUID
    post_title: str
    is_absent: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody who may act at a step; ``acting_for`` is the absent holder for whom a deputy acts."""

    seat: Seat
    acting_for: Seat | None


def parse_steps(steps: object) -> tuple[Step, ...]:
    """Return a template's steps.

    Args:
        steps: a list of ``{"rank": one of RANKS, "label": text}``, ranks not descending.

    Raises:
        RouteNotValid: empty, an unknown rank, or a lower rank after a higher one.
    """
    if not isinstance(steps, Sequence) or isinstance(steps, str) or not steps:
        raise RouteNotValid("段階がありません。", "It has no steps.")
    parsed = []
    for one in steps:
        rank = one.get("rank") if isinstance(one, Mapping) else one
        if not isinstance(one, Mapping) or rank not in RANKS:
            raise RouteNotValid(f"「{rank}」という職位はありません。", f"There is no rank “{rank}”.")
        parsed.append(Step(one["rank"], str(one.get("label", ""))))
    order = [RANKS.index(step.rank) for step in parsed]
    if order != sorted(order):
        raise RouteNotValid("上の職位の後に下の職位があります。", "A lower rank comes after a higher one.")
    return tuple(parsed)


def new_steps(steps: object) -> tuple[Step, ...]:
    """Return the steps of a route that is to be set; stricter than ``parse_steps``, which reads what is kept, too.

    A step without words is called by its rank.

    Raises:
        RouteNotValid: as ``parse_steps``, or a rank is there twice: the same people would decide twice.
    """
    parsed = parse_steps(steps)
    for n, step in enumerate(parsed):
        said = RANK_WORDS[step.rank]
        if any(step.rank == other.rank for other in parsed[:n]):
            raise RouteNotValid(f"「{said.ja}」の段階が二つあります。", f"There are two steps of “{said.en}”.")
        if len(step.label) > LONGEST_LABEL:
            raise RouteNotValid(
                f"「{step.label[:10]}…」の呼び方が{LONGEST_LABEL}文字を超えています。",
                f"The words of “{step.label[:10]}…” are longer than {LONGEST_LABEL} characters.",
            )
    return tuple(Step(step.rank, step.label.strip() or RANK_WORDS[step.rank].ja) for step in parsed)


def plain_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return steps as they are stored."""
    return [{"rank": step.rank, "label": step.label} for step in steps]


def steps_for(steps: Sequence[Step], holders: Sequence[Sequence[Seat]], *, proposed_by: UUID) -> tuple[Step, ...]:
    """Return the steps a proposal really takes: those that only its drafter could act on fall away, save the last.

    A chief's own proposal needs no chief's approval; it goes straight to the manager.

    Args:
        holders: who holds each step's rank, absent or not; as many as ``steps``.

    Raises:
        NobodyDecides: a step has no holder.
    """
    for step, seats in zip(steps, holders, strict=True):
        if not seats:
            raise NobodyDecides(step=step.label)
    taken = [
        step
        for step, seats in zip(steps[:-1], holders[:-1], strict=True)
        if any(seat.person_id != proposed_by for seat in seats)
    ]
    return (*taken, steps[-1])


def turns(
    holders: Sequence[Seat],
    deputies: Mapping[UUID, Sequence[Seat]],
    *,
    proposed_by: UUID,
    barred: Collection[UUID] = (),
    with_deputies: bool = True,
) -> list[Turn]:
    """Return who may act at a step today.

    The drafter counts as absent from a step that is his alone: his deputy acts for him.

    Args:
        holders: who holds posts of the step's rank.
        deputies: present deputies by post, in acting order.
        proposed_by: the drafter, who never acts on his own proposal.
        barred: who may not act either, and counts as absent, too.
        with_deputies: whether anybody may act for anybody.
    """
    out = {proposed_by, *barred}
    present = [seat for seat in holders if not seat.is_absent]
    if any(seat.person_id not in out for seat in present):
        return [Turn(seat, None) for seat in present if seat.person_id not in out]
    acting: list[Turn] = []
    for absent in holders if with_deputies else ():
        for seat in deputies.get(absent.post_id, ()):
            if seat.person_id not in out and seat.person_id != absent.person_id:
                if all(turn.seat.person_id != seat.person_id for turn in acting):  # one deputy of two is asked once
                    acting.append(Turn(seat, absent))
                break
    return acting


def turn_of(person_id: UUID | None, may_act: Sequence[Turn], *, proposed_by: UUID, with_deputies: bool = True) -> Turn:
    """Return the person's turn at a step.

    Raises:
        OwnProposal: the person drafted it.
        NotYourTurn: others act here; names them.
        HolderOnly: nobody may now, and nobody may act for anybody (``with_deputies`` is False).
    """
    if person_id == proposed_by:
        raise OwnProposal
    for turn in may_act:
        if turn.seat.person_id == person_id:
            return turn
    if not may_act and not with_deputies:
        raise HolderOnly
    who = (
        "、".join(f"{turn.seat.post_title} {turn.seat.person_name}" for turn in may_act) or "（決裁できる人がいません）"
    )
    raise NotYourTurn(who=who)
