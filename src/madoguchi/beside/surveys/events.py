"""What surveys announce: codes, days and counts; nobody's answers and no sheet's code.

That answers were sent is told of the survey, not of the answers, so that the log does not say when which were.
"""

from datetime import date, datetime

from madoguchi.ground.foundation.events import Event
from madoguchi.ground.kernel.errors import Message

MADE = Event(
    name="surveys.survey.made",
    label=Message("調査を作りました", "A survey was made"),
    facts={"code": str, "mode": str, "opens_at": datetime, "closes_at": datetime, "erase_on": date},
)
REVISED = Event(
    name="surveys.survey.revised",
    label=Message("調査の設問を改めました", "The questions of a survey were revised"),
    facts={"code": str, "version": int, "sha256": str},
)
PERIOD_SET = Event(
    name="surveys.period.set",
    label=Message("調査の期間を変えました", "The period of a survey was changed"),
    facts={"opens_at": datetime, "closes_at": datetime},
)
CODES_MADE = Event(
    name="surveys.codes.made",
    label=Message("調査番号を作りました", "Codes of sheets were made"),
    facts={"count": int},
)
WEIGHTS_SET = Event(
    name="surveys.weights.set",
    label=Message("集計のウエイトを決めました", "Weights were set"),
    facts={"question": str},
)
ANSWER_STARTED = Event(
    name="surveys.answer.started",
    label=Message("調査の回答を始めました", "Somebody began to answer a survey"),
    facts={"version": int},
)
ANSWER_RESUMED = Event(
    name="surveys.answer.resumed",
    label=Message("調査の回答の続きを始めました", "Somebody went on answering a survey"),
)
ANSWER_SAVED = Event(
    name="surveys.answer.saved",
    label=Message("調査の回答を保存しました", "Answers to a survey were saved"),
    facts={"page": str},
)
ANSWER_SENT = Event(
    name="surveys.answer.sent",
    label=Message("調査の回答が届きました", "Answers to a survey arrived"),
    facts={"channel": str},
)
EXPORTED = Event(
    name="surveys.answers.exported",
    label=Message("調査の回答を取り出しました", "The answers to a survey were taken out"),
    facts={"count": int},
)
ERASED = Event(
    name="surveys.answers.erased",
    label=Message("保存期間の過ぎた調査の回答を消しました", "Answers kept long enough were erased"),
    facts={"count": int},
)
UNFINISHED_ERASED = Event(
    name="surveys.unfinished.erased",
    label=Message("途中のままの調査の回答を消しました", "Unfinished answers were erased"),
    facts={"count": int},
)
