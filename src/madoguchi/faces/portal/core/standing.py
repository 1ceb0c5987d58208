"""Where an application stands, in the applicant's words, from the marks of the events he may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message


class Step(StrEnum):
    """What is going on now."""

    ARRIVED = "arrived"  # 到達、担当課の確認待ち
    REVIEW = "review"  # 審査
    CORRECTION = "correction"  # 補正の回答待ち
    APPROVAL = "approval"  # 決裁
    DECIDED = "decided"  # 決定、通知書の用意
    NOTIFIED = "notified"  # 結果の通知済
    WITHDRAWN = "withdrawn"  # 取下げ


# Values of foundation.events.Mark; the core knows no other room.
AFTER: Mapping[str, Step] = {
    "arrived": Step.ARRIVED,
    "review_started": Step.REVIEW,
    "correction_asked": Step.CORRECTION,
    "correction_answered": Step.REVIEW,
    "proposed": Step.APPROVAL,
    "proposal_returned": Step.REVIEW,
    "approved": Step.APPROVAL,
    "decided": Step.DECIDED,
    "notified": Step.NOTIFIED,
    "withdrawn": Step.WITHDRAWN,
}
ENDED = frozenset({Step.NOTIFIED, Step.WITHDRAWN})
# The clock of the 標準処理期間 runs until the decision.
WAITING = frozenset({Step.ARRIVED, Step.REVIEW, Step.APPROVAL})


def step_of(marks: Iterable[str]) -> Step:
    """Return where an application stands after these marks, oldest first; marks that say nothing are passed over.

    A withdrawal that was sent while the outcome was on its way from the office's zone came too late.
    """
    step = Step.ARRIVED
    for mark in marks:
        if not (mark == "withdrawn" and step in (Step.DECIDED, Step.NOTIFIED)):
            step = AFTER.get(mark, step)
    return step


@dataclass(frozen=True, slots=True)
class Words:
    """``chip``: one word; ``now``: what is going on; ``next``: what comes; ``doing``: the open item of the timeline.

    ``is_yours``: the applicant has to act.
    """

    chip: Message
    now: Message
    next: Message
    doing: Message
    is_yours: bool = False


WORDS: Mapping[Step, Words] = {
    Step.ARRIVED: Words(
        Message("受付済み", "Received", easy="とどきました"),
        Message("申請が届いています。", "Your application has arrived.", easy="申請が とどいて います。"),
        Message(
            "担当課が順番に内容を確かめます。",
            "The division will look at it in its turn.",
            easy="係の 人が、順番に 見ます。",
        ),
        Message("担当課の確認を待っています", "Waiting for the division", easy="係の 人が 見るのを 待って います"),
    ),
    Step.REVIEW: Words(
        Message("確認中", "In review", easy="見て います"),
        Message(
            "担当課が申請の内容を確かめています。",
            "The division is checking your application.",
            easy="係の 人が、申請を 見て います。",
        ),
        Message(
            "確認が終わると、決定の手続き（決裁）に進みます。",
            "When the check is done, it goes on to approval.",
            easy="見おわったら、けっかを 決めます。",
        ),
        Message("内容の確認（審査）", "Review", easy="申請を 見る"),
    ),
    Step.CORRECTION: Words(
        Message("補正のお願い", "Correction needed", easy="なおして ください"),
        Message(
            "直していただきたいところがあり、回答をお待ちしています。",
            "Something needs to be put right. We are waiting for your answer.",
            easy="なおして ほしい ところが あります。あなたの 返事を 待って います。",
        ),
        Message(
            "直して送っていただくと、確認を再開します。",
            "When you have corrected it and sent it, the check goes on.",
            easy="なおして 送ったら、また 見ます。",
        ),
        Message("回答をお待ちしています", "Waiting for your answer", easy="返事を 待って います"),
        is_yours=True,
    ),
    Step.APPROVAL: Words(
        Message("決定の手続き中", "Being decided", easy="決めて います"),
        Message(
            "内容の確認が終わり、責任者が決定の手続き（決裁）をしています。",
            "The check is done. Those responsible are deciding.",
            easy="見おわりました。決める 人が 決めて います。",
        ),
        Message(
            "決まりしだい、結果をお知らせします。",
            "As soon as it is decided we tell you the outcome.",
            easy="決まったら、けっかを 知らせます。",
        ),
        Message("決定の手続き（決裁）", "Decision", easy="けっかを 決める"),
    ),
    Step.DECIDED: Words(
        Message("結果が決まりました", "Decided", easy="決まりました"),
        Message(
            "結果が決まりました。通知書を用意しています。",
            "It has been decided. The notice is being prepared.",
            easy="けっかが 決まりました。けっかの 手紙を 作って います。",
        ),
        Message(
            "通知書ができると、この画面に表示します。",
            "When the notice is ready it is shown here.",
            easy="手紙が できたら、ここに 出ます。",
        ),
        Message("通知書の用意", "Preparing the notice", easy="けっかの 手紙を 作る"),
    ),
    Step.NOTIFIED: Words(
        Message("結果が出ました", "Outcome ready", easy="けっかが 出ました"),
        Message("結果が出ました。", "The outcome is ready.", easy="けっかが 出ました。"),
        Message(
            "下の「結果」を確かめ、通知書を保存してください。",
            "Please read the outcome below and keep the notice.",
            easy="下の けっかを 読んで、手紙を とって おいて ください。",
        ),
        Message("結果のお知らせ", "Outcome", easy="けっかの お知らせ"),
    ),
    Step.WITHDRAWN: Words(
        Message("取下げ済み", "Withdrawn", easy="やめました"),
        Message("この申請は取り下げられました。", "This application was withdrawn.", easy="この 申請は やめました。"),
        Message(
            "もう一度申し込むときは、はじめから申請してください。",
            "To apply again, please start a new application.",
            easy="また 申し込むときは、はじめから 書いて ください。",
        ),
        Message("取下げ", "Withdrawn", easy="やめました"),
    ),
}

COMING: Mapping[Step, tuple[Step, ...]] = {
    Step.ARRIVED: (Step.REVIEW, Step.APPROVAL, Step.NOTIFIED),
    Step.REVIEW: (Step.APPROVAL, Step.NOTIFIED),
    Step.CORRECTION: (Step.REVIEW, Step.APPROVAL, Step.NOTIFIED),
    Step.APPROVAL: (Step.NOTIFIED,),
    Step.DECIDED: (),
    Step.NOTIFIED: (),
    Step.WITHDRAWN: (),
}
