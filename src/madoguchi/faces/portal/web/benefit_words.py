"""What the pages of 「もらえる手当を調べる」 say: people, answers, what is wrong with an answer."""

from datetime import date

from madoguchi.faces.portal.benefit_questions import Question
from madoguchi.faces.portal.core.benefit_answers import MYSELF, RELATIONS, UNKNOWN, YES, Answer, Answers
from madoguchi.ground.kernel.errors import Language, Message, Refused
from madoguchi.ground.kernel.wareki import format_date
from madoguchi.ground.ui.public import say, wareki, yen
from madoguchi.office.rules.public import Kind

YOU = Message("あなた", "You", easy="あなた")
CHILD = Message("{born}生まれのお子さん", "Child born {born}", easy="{born}に 生まれた 子ども")
I_KNOW_NOT = Message("わからない", "I do not know", easy="わからない")
YES_WORDS, NO_WORDS = Message("はい", "Yes", easy="はい"), Message("いいえ", "No", easy="いいえ")
NOBODY = Message("いない", "Nobody", easy="いない")
CHOOSE = Message(
    "どれか1つを選んでください。分からないときは「わからない」を選べます。",
    "Choose one. If you do not know, choose “I do not know”.",
    easy="1つ えらんで ください。わからない ときは「わからない」を えらんで ください。",
)
FILL_IN = Message(
    "数字を入れるか、「わからない」を選んでください。",
    "Enter a number, or choose “I do not know”.",
    easy="数字を 入れて ください。わからない ときは「わからない」を えらんで ください。",
)
FILL_IN_DATE = Message(
    "年・月・日を入れるか、「わからない」を選んでください。",
    "Enter year, month and day, or choose “I do not know”.",
    easy="年・月・日を 入れて ください。わからない ときは「わからない」を えらんで ください。",
)
EITHER = Message(
    "答えと「わからない」の両方が入っています。どちらかにしてください。",
    "There is both an answer and “I do not know”. Keep one of them.",
    easy="答えと「わからない」が 両方 あります。どちらか 1つに して ください。",
)
WHOLE_NUMBER = Message(
    "0から999,999までの数字で入れてください。例：2",
    "Enter a number from 0 to 999,999. For example: 2",
    easy="0から 999,999までの 数字を 入れて ください。例：2",
)
NOT_BELOW_ZERO = Message(
    "0円以上の額を入れてください。赤字のときは0円です。",
    "Enter 0 yen or more; for a loss enter 0.",
    easy="0円か、それより 大きい 数を 入れて ください。",
)
NOT_BORN_YET = Message(
    "生年月日が、これからの日になっています。すでに生まれた方の日を入れてください。"
    "お腹の赤ちゃんのことは、あとの質問でお聞きします。",
    "This birth date is still to come. Enter that of somebody already born; a later question asks about pregnancy.",
    easy="これからの 日です。もう 生まれた 人の 日を 入れて ください。おなかの 赤ちゃんの ことは、あとで 聞きます。",
)
TOO_MANY_CHILDREN = Message(
    "この画面で調べられるお子さんは{most}人までです。それより多いときは、窓口かお電話でお尋ねください。",
    "This page can count up to {most} children. If there are more, please ask at the counter or by telephone.",
    easy="この ページで しらべられる 子どもは {most}人までです。もっと 多い ときは、電話で 聞いて ください。",
)
IN_FOUR_BOXES = Message(
    "元号か西暦を選び、年・月・日を数字で入れてください。",
    "Choose the era (or Western years) and enter year, month and day in figures.",
    easy="昭和・平成・西暦などを えらんで、年・月・日を 数字で 入れて ください。",
)


def person(answers: Answers, who: str) -> str:
    """Return what a person is called: あなた, 父, 令和6年1月15日生まれのお子さん."""
    if who == MYSELF:
        return say(YOU)
    born = answers.birth_of(who)
    if born is not None:
        return say(CHILD.with_facts(born=day(born)))
    return say(RELATIONS[who])


def day(value: date) -> str:
    """Return 令和6年1月15日（2024年）; ``15 January 2024``; 2024年1月15日 in easy Japanese."""
    western = f"{value.year}年{value.month}月{value.day}日"
    try:
        japanese = f"{format_date(value)}（{value.year}年）"
    except Refused:  # before 明治6年
        japanese = western
    return say(Message(japanese, wareki(value, Language.EN).rpartition(" (")[0], western))


def answer(question: Question, given: Answer) -> str:
    """Return an answer in words."""
    if given is None:
        return say(I_KNOW_NOT)
    if isinstance(given, bool):
        return say(YES_WORDS if given else NO_WORDS)
    if isinstance(given, int):
        return yen(given) if question.type.kind is Kind.YEN else f"{given:,}"
    if question.type.kind is Kind.DATE:
        return day(date.fromisoformat(given))
    return say(question.asked.choices.get(given, Message(given, given)))


def situation(said: str) -> str:
    """Return はい, いいえ or わからない."""
    return say(I_KNOW_NOT if said == UNKNOWN else YES_WORDS if said == YES else NO_WORDS)
