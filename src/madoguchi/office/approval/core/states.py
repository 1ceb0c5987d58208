"""The states of a proposal (起案)."""

from collections.abc import Mapping
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message, Refused


class State(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"  # 回議中
    DECIDED = "decided"  # 決裁済
    RETURNED = "returned"  # 差戻し
    WITHDRAWN = "withdrawn"  # 取下げ


NEXT: Mapping[State, frozenset[State]] = {
    State.OPEN: frozenset({State.DECIDED, State.RETURNED, State.WITHDRAWN}),
    State.DECIDED: frozenset(),
    State.RETURNED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class NoLongerOpen(Refused):
    """The proposal has ended."""

    code = "approval.no_longer_open"
    what = Message("この起案にはもう決裁できません。", "This proposal can no longer be acted on.")
    why = Message("すでに決裁、差戻しまたは取下げが済んでいます。", "It has been decided, returned or withdrawn.")
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


def check(now: State, wanted: State) -> None:
    """Refuse a step that the table does not have."""
    if wanted not in NEXT[now]:
        raise NoLongerOpen
