"""専決: who decides a proposal, by the facts it carries, and which steps its route takes then.

Approval knows no procedure. Whoever proposes says plain facts; the body's own rules say which rank decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.approval.core.routes import RANK_WORDS, RANKS, Seat, Step

BUSINESS, DISPOSITION, AMOUNT = "事務", "処分", "金額"
MARKS: Final[Mapping[str, Message]] = {
    "重要": Message("重要", "Important"),
    "異例": Message("異例", "Unusual"),
    "紛争": Message("紛争", "Disputed"),
}
"""What keeps a matter from being delegated; a marked proposal is not decided by a deputy either."""
RANK_OF: Final[Mapping[str, str]] = {words.ja: rank for rank, words in RANK_WORDS.items()}

Facts = Mapping[str, bool | int | str]


class DeciderNotReadable(Refused):
    """The body's rules name a decider that is no rank."""

    code = "approval.decider_not_readable"
    what = Message("決裁に回せません。", "It cannot be sent for approval.")
    why = Message(
        "採用されている専決規程（senketsu）の「決裁者」が、職位の名前ではありません：{found}",
        "What the adopted rules (senketsu) give as 「決裁者」 is no rank: {found}",
    )
    mend = Message(
        "規則の担当者に、決裁者を次のどれかに直すよう依頼してください：{ranks}",
        "Ask whoever keeps the rules to make it one of: {ranks}",
    )

    def __init__(self, found: str) -> None:
        super().__init__(found=found, ranks="、".join(RANK_OF))


@dataclass(frozen=True, slots=True)
class Authority:
    """What a body's rules said of a proposal when it was made.

    ``rules`` is the address (SHA-256) of the rules and ``on`` the day they were asked about. ``rank`` is None where
    they left it open, for ``reasons``: the template's last step decides then. ``row`` counts from 1 and ``sentence``
    is that row read back, with the ``values`` it names. Words are Japanese, like the proposal.
    """

    rules: str
    on: date
    rank: str | None
    article: str
    row: int | None = None
    sentence: str = ""
    values: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def rank_of(value: object) -> str:
    """Return the rank that a value of 「決裁者」 names.

    Raises:
        DeciderNotReadable: it names none.
    """
    rank = RANK_OF.get(value) if isinstance(value, str) else None
    if rank is None:
        raise DeciderNotReadable(str(value))
    return rank


def steps_up_to(steps: Sequence[Step], rank: str | None) -> tuple[Step, ...]:
    """Return the steps of a template as the deciding rank has them: cut after it, or with it added at the end.

    Args:
        steps: of the template, ranks not descending.
        rank: who decides; None: the template's last step.
    """
    if rank is None:
        return tuple(steps)
    kept = tuple(step for step in steps if RANKS.index(step.rank) <= RANKS.index(rank))
    return kept if kept and kept[-1].rank == rank else (*kept, Step(rank, RANK_WORDS[rank].ja))


def without_repeats(
    steps: Sequence[Step], holders: Sequence[Sequence[Seat]]
) -> tuple[tuple[Step, ...], tuple[Sequence[Seat], ...]]:
    """Return the steps, with their holders, less those held only by people who hold a later step too.

    Whoever holds two posts of a route decides once, in the higher one.
    """
    kept = []
    for place, (step, seats) in enumerate(zip(steps, holders, strict=True)):
        later = {seat.person_id for others in holders[place + 1 :] for seat in others}
        if not seats or any(seat.person_id not in later for seat in seats):
            kept.append((step, seats))
    return tuple(step for step, _ in kept), tuple(seats for _, seats in kept)


def is_marked(facts: Facts) -> bool:
    """Whether a proposal is important, unusual or disputed: nobody acts for anybody then."""
    return any(facts.get(mark) is True for mark in MARKS)


def plain(authority: Authority) -> dict[str, Any]:
    """Return it as it is stored."""
    return {
        "rules": authority.rules,
        "on": authority.on.isoformat(),
        "rank": authority.rank,
        "article": authority.article,
        "row": authority.row,
        "sentence": authority.sentence,
        "values": list(authority.values),
        "reasons": list(authority.reasons),
    }


def parse(stored: Mapping[str, Any]) -> Authority:
    """Return what ``plain`` wrote."""
    return Authority(
        stored["rules"],
        date.fromisoformat(stored["on"]),
        stored["rank"],
        stored["article"],
        stored["row"],
        stored["sentence"],
        tuple(stored["values"]),
        tuple(stored["reasons"]),
    )


def headline(authority: Authority, steps: Sequence[Step]) -> Message:
    """Return by what and by whom a proposal is decided; ``steps`` are those that it takes."""
    decider = RANK_WORDS[steps[-1].rank]
    if authority.rank is None:
        return Message(
            f"専決規程では決まらないため、決裁ルートの最上位の{decider.ja}が決裁",
            f"The rules leave it open: decided by the highest of the route ({decider.en})",
        )
    return Message(f"{authority.article}により{decider.ja}が決裁", f"{decider.en} decides by {authority.article}")
