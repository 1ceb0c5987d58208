"""Routes: which rank acts at which step, and who that is today.

The holder of the post acts himself (決裁); when every holder of the step's rank is absent, the first present
deputy in the acting order acts for him (代決) and the holder looks at it afterwards (後閲).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from madoguchi.ground.kernel.errors import Message, Refused

RANKS = ("officer", "chief", "deputy", "manager", "director", "head")


class RouteNotValid(Refused):
    """A route template that cannot work."""

    code = "approval.route_not_valid"
    status = 422
    what = Message("決裁経路を保存できません。", "The route cannot be saved.")
    why = Message("{problem}", "{problem}")
    mend = Message(
        "係長、課長などの段階を、下から順に1つ以上並べてください。", "List one or more steps, from the lowest rank up."
    )


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
        raise RouteNotValid(problem="段階がありません。")
    parsed = []
    for one in steps:
        if not isinstance(one, Mapping) or one.get("rank") not in RANKS:
            raise RouteNotValid(problem=f"段階「{one}」の職位が分かりません。")
        parsed.append(Step(one["rank"], str(one.get("label", ""))))
    order = [RANKS.index(step.rank) for step in parsed]
    if order != sorted(order):
        raise RouteNotValid(problem="上の職位の後に下の職位があります。")
    return tuple(parsed)


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


def turns(holders: Sequence[Seat], deputies: Mapping[UUID, Sequence[Seat]], *, proposed_by: UUID) -> list[Turn]:
    """Return who may act at a step today.

    The drafter counts as absent from a step that is his alone: his deputy acts for him.

    Args:
        holders: who holds posts of the step's rank.
        deputies: present deputies by post, in acting order.
        proposed_by: the drafter, who never acts on his own proposal.
    """
    present = [seat for seat in holders if not seat.is_absent]
    if any(seat.person_id != proposed_by for seat in present):
        return [Turn(seat, None) for seat in present if seat.person_id != proposed_by]
    acting: list[Turn] = []
    for absent in holders:
        for seat in deputies.get(absent.post_id, ()):
            if seat.person_id not in (proposed_by, absent.person_id):
                if all(turn.seat.person_id != seat.person_id for turn in acting):  # one deputy of two is asked once
                    acting.append(Turn(seat, absent))
                break
    return acting


def turn_of(person_id: UUID | None, may_act: Sequence[Turn], *, proposed_by: UUID) -> Turn:
    """Return the person's turn at a step.

    Raises:
        OwnProposal: the person drafted it.
        NotYourTurn: others act here; names them.
    """
    if person_id == proposed_by:
        raise OwnProposal
    for turn in may_act:
        if turn.seat.person_id == person_id:
            return turn
    who = (
        "、".join(f"{turn.seat.post_title} {turn.seat.person_name}" for turn in may_act) or "（決裁できる人がいません）"
    )
    raise NotYourTurn(who=who)
