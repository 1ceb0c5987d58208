"""The four conditions for wide use, gone through before a form is published: what each asks, and what was said of it.

Nothing is refused where one is not met; then a word says why, and what comes next. Source: 神奈川県 令和元年度
政策研究フォーラム「自治体におけるICT化進展のための条件」.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message

LONGEST_WORD: Final = 500  # characters


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the four: what it is called and how to tell whether it is met."""

    label: Message
    asks: Message


CONDITIONS: Final[Mapping[str, Condition]] = {
    "digital": Condition(
        Message("工程全体がデジタル前提", "The whole process is digital"),
        Message(
            "届いてから結果を渡すまで、印刷・押印・転記・手での再入力がありませんか。",
            "From arrival to outcome nothing is printed, stamped, copied or typed again.",
        ),
    ),
    "phone": Condition(
        Message("スマートフォンの特徴を使う", "It uses what a telephone can do"),
        Message(
            "書類は写真で送れますか。すでに持っている情報をたずねていませんか。片手で最後まで進めますか。",
            "Papers can be sent as photos, what is known is not asked again, one hand is enough to the end.",
        ),
    ),
    "intuitive": Condition(
        Message("誰でも直感的に操作できる", "Anybody can use it without being told how"),
        Message(
            "はじめての人に見せて、説明なしで最後まで進めましたか。",
            "Somebody who saw it for the first time came to the end without help.",
        ),
    ),
    "need": Condition(
        Message("住民の差し迫ったニーズを捉える", "It meets a pressing need of residents"),
        Message(
            "件数が多い、くり返し申請する、窓口に来るのがむずかしいなど、住民に急ぐ理由がありますか。",
            "Many apply, the same people apply again, or coming to the counter is hard for them.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a condition. ``word`` is needed where it is not met."""

    is_met: bool
    word: str


_CHOOSE = Message("当てはまるかどうかを選んでください。", "Choose whether it is met.")
_WHY = Message(
    "当てはまらない理由と、これからどうするかを書いてください。",
    "Say why it is not met, and what you will do about it.",
)
_LONG = Message(f"{LONGEST_WORD}文字までで書いてください。", f"Keep to {LONGEST_WORD} characters.")


def read(typed: Mapping[str, tuple[str, str]]) -> tuple[dict[str, Said], dict[str, Message]]:
    """Read what was typed: by condition ``yes`` or ``no`` and a word.

    Returns:
        What was said of each condition, and what is wrong by condition; all is well where the second is empty.
    """
    said: dict[str, Said] = {}
    faults: dict[str, Message] = {}
    for code in CONDITIONS:
        choice, word = typed.get(code, ("", ""))
        word = word.strip()
        if choice not in ("yes", "no"):
            faults[code] = _CHOOSE
        elif choice == "no" and not word:
            faults[code] = _WHY
        elif len(word) > LONGEST_WORD:
            faults[code] = _LONG
        else:
            said[code] = Said(choice == "yes", word)
    return said, faults
