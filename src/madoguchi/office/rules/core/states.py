"""The states of a revision of a body's rules, from the proposal on; before that it is a draft."""

from collections.abc import Mapping
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message, Refused


class State(StrEnum):
    """Where a revision stands."""

    PROPOSED = "proposed"  # 承認待ち
    ADOPTED = "adopted"  # 採用済（その日から効力を持つ）
    RETURNED = "returned"  # 差戻し
    WITHDRAWN = "withdrawn"  # 取下げ（承認前、または効力を持つ日より前）


NEXT: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.ADOPTED, State.RETURNED, State.WITHDRAWN}),
    State.ADOPTED: frozenset({State.WITHDRAWN}),
    State.RETURNED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

WORDS: Mapping[State, Message] = {
    State.PROPOSED: Message("承認待ち", "Awaiting approval"),
    State.ADOPTED: Message("採用済み", "Adopted"),
    State.RETURNED: Message("差戻し", "Sent back"),
    State.WITHDRAWN: Message("取下げ", "Withdrawn"),
}


class RevisionEnded(Refused):
    """The revision does not stand where this could be done to it. Facts: ``state_ja``, ``state_en``."""

    code = "rules.revision_ended"
    what = Message("この規則の版には、もうこの操作ができません。", "This can no longer be done to this revision.")
    why = Message("いまの状態は「{state_ja}」です。", "It is “{state_en}” now.")
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


def check(now: State, wanted: State) -> None:
    """Refuse a step that the table does not have."""
    if wanted not in NEXT[now]:
        raise RevisionEnded(state_ja=WORDS[now].ja, state_en=WORDS[now].en)
