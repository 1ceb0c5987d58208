"""The states of an application as its applicant knows them, and the channels it may come by."""

from collections.abc import Mapping
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message, Refused


class State(StrEnum):
    """Where an application stands in intake; what review does with it is review's own."""

    SUBMITTED = "submitted"  # 到達
    RETURNED = "returned"  # 補正依頼中
    WITHDRAWN = "withdrawn"  # 取下げ
    CLOSED = "closed"  # 結果が出た


NEXT: Mapping[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.RETURNED, State.WITHDRAWN, State.CLOSED}),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN, State.CLOSED}),
    State.WITHDRAWN: frozenset(),
    State.CLOSED: frozenset(),
}

CHANNELS: Mapping[str, Message] = {
    "web": Message("オンライン", "Online", easy="インターネット"),
    "counter": Message("窓口", "Counter", easy="まどぐち"),
    "proxy": Message("代理人（オンライン）", "Proxy, online", easy="かわりの人"),
    "phone": Message("電話", "Telephone", easy="電話"),
    "paper": Message("郵送・紙", "Paper", easy="紙"),
    "api": Message("外部システム", "Other system", easy="ほかの システム"),
}
# Channels of which staff type the answers in.
ENTERED_BY_STAFF = frozenset({"counter", "phone", "paper"})


class NotPossibleNow(Refused):
    """The application is not in a state that allows it."""

    code = "intake.not_possible_now"
    what = Message("この操作はいまできません。", "This cannot be done now.", easy="いまは できません。")
    why = Message(
        "申請の状態がすでに変わっています。",
        "The state of the application has changed.",
        easy="もう ほかの 手続きが 終わっています。",
    )
    mend = Message(
        "画面を読み込み直し、申請の状況を確かめてください。",
        "Reload the page and look at the status.",
        easy="もう一度 ページを 開いて ください。",
    )


def check(now: State, wanted: State) -> None:
    """Refuse a step that the table does not have."""
    if wanted not in NEXT[now]:
        raise NotPossibleNow


def merged(here: State, there: State, *, is_asked: bool) -> State:
    """Return the state of an application that two zones moved without knowing of each other.

    An end stays an end, and an outcome outweighs a withdrawal that came after it was decided. Else the corrections
    tell: they are rows of their own, asked in one zone and answered in the other.

    Args:
        is_asked: a correction waits for its answer, as far as this zone knows.
    """
    for end in (State.CLOSED, State.WITHDRAWN):
        if end in (here, there):
            return end
    return State.RETURNED if is_asked else State.SUBMITTED
