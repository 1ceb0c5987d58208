"""The states of a hand-over."""

from collections.abc import Mapping
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message


class State(StrEnum):
    """Results are claimed first, then the files are placed, then it is done: a killed run is taken up again."""

    PREPARED = "prepared"  # 準備済み: claimed, files perhaps not yet in place
    DONE = "done"  # 引き継ぎ済み


NEXT: Mapping[State, frozenset[State]] = {
    State.PREPARED: frozenset({State.DONE}),
    State.DONE: frozenset(),
}
LABELS: Mapping[State, Message] = {
    State.PREPARED: Message("途中で止まっています", "Stopped half-way"),
    State.DONE: Message("引き継ぎ済み", "Handed over"),
}
