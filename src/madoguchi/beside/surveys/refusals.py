"""Refusals of surveys."""

from madoguchi.ground.kernel.errors import Message, Refused


class SurveyUnknown(Refused):
    """No such survey of this body."""

    code = "surveys.survey_unknown"
    status = 404
    what = Message("この調査はありません。", "There is no such survey.", easy="この アンケートは ありません。")
    why = Message(
        "アドレスが違うか、別の団体の調査です。",
        "The address is wrong, or it is another body's.",
        easy="アドレスが ちがいます。",
    )
    mend = Message(
        "案内のアドレスを確かめてください。",
        "Please check the address on the letter.",
        easy="手紙に 書いてある アドレスを たしかめてください。",
    )


class NotOpenYet(Refused):
    """Facts: ``day``."""

    code = "surveys.not_open_yet"
    status = 409
    what = Message("まだ回答できません。", "It cannot be answered yet.", easy="まだ 答えられません。")
    why = Message("受付は{day}からです。", "Answers are taken from {day_en}.", easy="{day}から 答えることが できます。")
    mend = Message(
        "受付が始まってから、もう一度お越しください。", "Please come back then.", easy="あとで また 来てください。"
    )


class SurveyClosed(Refused):
    """Facts: ``day``."""

    code = "surveys.closed"
    status = 409
    what = Message("この調査の受付は終わりました。", "This survey is closed.", easy="この アンケートは 終わりました。")
    why = Message("受付は{day}までの期間でした。", "Answers were taken until {day_en}.", easy="{day}に 終わりました。")
    mend = Message(
        "ご意見は、担当の課で伺います。",
        "The division in charge still listens to what you think.",
        easy="言いたいことが ある人は、市役所に 言ってください。",
    )


class CodeNotWellFormed(Refused):
    """What was typed is no code: a slip of the pen or the finger, which the check digit tells."""

    code = "surveys.code_not_well_formed"
    status = 422
    what = Message("調査番号を読み取れませんでした。", "That is not a code of a sheet.", easy="番号が ちがいます。")
    why = Message(
        "調査番号は、英字と数字の12文字です。1文字でも違うと、ここで分かるようになっています。",
        "A code has twelve letters and digits; one wrong sign is noticed here.",
        easy="番号は 12文字です。",
    )
    mend = Message(
        "調査票の番号と1文字ずつ見比べてください。0（ゼロ）、O（オー）、1（いち）、I（アイ）、L（エル）は使っていません。",
        "Compare it sign by sign with the sheet. There is no 0, O, 1, I or L in it.",
        easy="紙の 番号と 見くらべてください。",
    )


class CodeUnknown(Refused):
    """A well-formed code that no sheet of this survey has."""

    code = "surveys.code_unknown"
    status = 422
    what = Message(
        "この調査の番号ではありません。",
        "That code is not of this survey.",
        easy="この アンケートの 番号では ありません。",
    )
    why = Message(
        "同じ番号の調査票がありません。", "No sheet of this survey has it.", easy="この番号の 紙が ありません。"
    )
    mend = Message(
        "調査票の題名と番号を確かめてください。別の調査の番号かもしれません。",
        "Check title and code of the sheet; it may belong to another survey.",
        easy="紙の 名前と 番号を たしかめてください。",
    )


class CodeUsed(Refused):
    """Answers have been sent with this code."""

    code = "surveys.code_used"
    status = 409
    what = Message(
        "この番号の回答は、すでに受け取りました。",
        "Answers with this code have arrived already.",
        easy="この番号の 答えは もう もらいました。",
    )
    why = Message(
        "1つの番号で回答できるのは1回です。",
        "Each code is good for one answer.",
        easy="1つの 番号で 1回だけ 答えることが できます。",
    )
    mend = Message(
        "回答は番号と切り離して保管しているため、見ることも直すこともできません。心当たりがないときは、担当の課にご連絡ください。",
        "Answers are kept apart from codes: they can be neither shown nor changed. If it was not you, tell the office.",
        easy="もう 直せません。あなたが 答えていないときは、市役所に 言ってください。",
    )


class AnswersGone(Refused):
    """Answers in progress that are not there, sent, somebody else's or swept away."""

    code = "surveys.answers_gone"
    status = 404
    what = Message(
        "途中の回答が見つかりません。", "These answers are not here any more.", easy="書いた 答えが ありません。"
    )
    why = Message(
        "すでに送信したか、保存から30日が過ぎたか、別の端末で書いたものです。",
        "They were sent, kept for 30 days, or written on another device.",
        easy="もう 送ったか、30日が すぎました。",
    )
    mend = Message(
        "まだ送信していないときは、はじめから回答してください。",
        "If you have not sent them, please begin again.",
        easy="まだ 送っていないときは、はじめから 答えてください。",
    )


class SavedElsewhere(Refused):
    """The page was saved in another window meanwhile."""

    code = "surveys.saved_elsewhere"
    status = 409
    what = Message("保存していません。", "Nothing was saved.", easy="まだ ほぞん していません。")
    why = Message(
        "この回答は、別の画面で保存されました。",
        "These answers were saved in another window.",
        easy="ほかの 画面で ほぞん されました。",
    )
    mend = Message(
        "下に残っている内容でよければ、もう一度「次へ進む」を押してください。",
        "If what stands below is right, go on once more.",
        easy="よければ もう一度 おしてください。",
    )


class NotComplete(Refused):
    """Answers cannot be sent as they are. Facts: ``count``."""

    code = "surveys.not_complete"
    status = 422
    what = Message("まだ送信していません。", "Nothing was sent yet.", easy="まだ 送っていません。")
    why = Message(
        "直すところが{count}か所あります。", "There are {count} places to mend.", easy="{count}つ 直してください。"
    )
    mend = Message(
        "下の設問を直してから、もう一度送信してください。",
        "Mend the questions below and send again.",
        easy="下の しつもんを 直してください。",
    )


class CodeTaken(Refused):
    """A survey of this code exists. Facts: ``code``."""

    code = "surveys.code_taken"
    status = 409
    what = Message("調査を作っていません。", "The survey was not made.")
    why = Message("コード「{code}」の調査がすでにあります。", "There is a survey “{code}” already.")
    mend = Message(
        "定義の survey/code を別のものにするか、その調査の設問を改めてください。",
        "Give another survey/code, or revise that survey.",
    )


class QuestionKindNotUsable(Refused):
    """The engine asks it, but a survey cannot count or keep it. Facts: ``ja``, ``en``."""

    code = "surveys.question_kind_not_usable"
    status = 422
    what = Message("この設問は調査では使えません。", "A survey cannot ask this.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "選択、複数選択、はい・いいえ、数、年月日、文章の設問に置きかえてください。",
        "Ask it as a choice, several choices, yes or no, a number, a date or a text.",
    )


class PeriodNotUsable(Refused):
    """It would close before it opens, or answers would be erased before it closes."""

    code = "surveys.period_not_usable"
    status = 422
    what = Message("この期間にはできません。", "The period cannot be so.")
    why = Message(
        "受付の終わりは始まりより後、回答を消す日は受付の終わりより後でなければなりません。",
        "It must close after it opens, and answers may be erased only after it has closed.",
    )
    mend = Message("日付を見直してください。", "Please look at the days again.")


class PurposeMissing(Refused):
    """No purpose, or too long a one. Facts: ``most``."""

    code = "surveys.purpose_missing"
    status = 422
    what = Message("調査を作っていません。", "The survey was not made.")
    why = Message(
        "利用目的がないか、{most}文字を超えています（個人情報の保護に関する法律第61条、第62条）。",
        "The purpose is missing or longer than {most} characters.",
    )
    mend = Message("何のために尋ね、どう使うかを書いてください。", "Say why it is asked and how answers are used.")


class LeastCountNotUsable(Refused):
    """Facts: ``least``, ``most``."""

    code = "surveys.least_count_not_usable"
    status = 422
    what = Message("秘匿の基準にできない数です。", "Numbers cannot be protected by this.")
    why = Message("{least}から{most}までの整数で決めます。", "It is a whole number from {least} to {most}.")
    mend = Message("ふつうは5です。", "5 is usual.")


class CodesNotUsable(Refused):
    """Facts: ``ja``, ``en``."""

    code = "surveys.codes_not_usable"
    status = 422
    what = Message("調査番号を作っていません。", "No codes were made.")
    why = Message("{ja}", "{en}")
    mend = Message("入力を直して、もう一度お試しください。", "Please mend it and try again.")


class WeightsNotUsable(Refused):
    """Facts: ``ja``, ``en``."""

    code = "surveys.weights_not_usable"
    status = 422
    what = Message("このウエイトでは集計できません。", "These weights cannot be used.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "母集団の人数を見直すか、回答のない区分をほかの区分とまとめた設問を選んでください。",
        "Look at the numbers again, or choose a question each of whose answers somebody gave.",
    )


class NothingRevised(Refused):
    """The same definition once more."""

    code = "surveys.nothing_revised"
    status = 409
    what = Message("新しい版は作っていません。", "No new version was made.")
    why = Message("いまの版と同じ内容です。", "It is the same as the current version.")
    mend = Message("改めたファイルを選んでください。", "Choose the file that was changed.")


class AnswersErased(Refused):
    """The answers were erased when they had been kept long enough. Facts: ``day``."""

    code = "surveys.answers_erased"
    status = 410
    what = Message("この調査の回答は消してあります。", "The answers to this survey have been erased.")
    why = Message("保存期間が{day}で終わりました。", "They were kept until {day_en}.")
    mend = Message(
        "集計は、期間のうちに取り出したものをお使いください。", "Please use the tables that were taken out before then."
    )
