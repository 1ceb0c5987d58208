"""The door of linkage."""

from madoguchi.line.linkage.core.states import LABELS, State
from madoguchi.line.linkage.exports import Left
from madoguchi.line.linkage.selectors import HandOverShown, Waiting, WaitingShown, history, waiting, waiting_for
from madoguchi.line.linkage.services import Made, hand_over, open_file, transcription_sheet

__all__ = [
    "LABELS", "HandOverShown", "Left", "Made", "State", "Waiting", "WaitingShown", "hand_over", "history", "open_file",
    "transcription_sheet", "waiting", "waiting_for",
]  # fmt: skip
