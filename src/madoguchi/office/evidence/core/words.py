"""What stages are called."""

from collections.abc import Mapping

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.evidence.core.matters import Stage

STAGE_LABELS: Mapping[Stage, Message] = {
    Stage.WAITING: Message("審査の開始待ち", "Waiting for review"),
    Stage.REVIEW: Message("審査", "Review"),
    Stage.CORRECTION: Message("補正待ち（申請者）", "Correction (applicant)"),
    Stage.APPROVAL: Message("決裁", "Approval"),
    Stage.NOTICE: Message("通知", "Notice"),
    Stage.HAND_OVER: Message("引き継ぎ", "Hand-over"),
}
NOT_ENOUGH = Message("データ不足", "Not enough data")
