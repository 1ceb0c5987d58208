"""The states of a case."""

from collections.abc import Mapping
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message, Refused


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"  # 受付済（未着手）
    IN_REVIEW = "in_review"  # 審査中
    RETURNED = "returned"  # 補正待ち
    PROPOSED = "proposed"  # 決裁中
    DECIDED = "decided"  # 決定済
    WITHDRAWN = "withdrawn"  # 取下げ


LABELS: Mapping[State, Message] = {
    State.RECEIVED: Message("未着手", "Not started"),
    State.IN_REVIEW: Message("審査中", "In review"),
    State.RETURNED: Message("補正待ち", "Waiting for correction"),
    State.PROPOSED: Message("決裁中", "In approval"),
    State.DECIDED: Message("決定済み", "Decided"),
    State.WITHDRAWN: Message("取下げ", "Withdrawn"),
}

NEXT: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset({State.RETURNED, State.PROPOSED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.IN_REVIEW, State.DECIDED, State.WITHDRAWN}),
    State.DECIDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
OPEN = frozenset(state for state, after in NEXT.items() if after)


class NotAllowedNow(Refused):
    """The case is not in a state that allows it."""

    code = "review.not_allowed_now"
    what = Message("この操作はいまできません。", "This cannot be done now.")
    why = Message("案件は「{state}」です。", "The case is “{state_en}”.")
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


def not_allowed(now: State) -> NotAllowedNow:
    """Return the refusal of something that this state does not allow."""
    return NotAllowedNow(state=LABELS[now].ja, state_en=LABELS[now].en)


def check(now: State, wanted: State) -> None:
    """Refuse a step that the table does not have."""
    if wanted not in NEXT[now]:
        raise not_allowed(now)
