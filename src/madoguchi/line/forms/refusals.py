"""When forms say no."""

from collections.abc import Mapping
from datetime import datetime

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.fields import Json


class ProcedureUnknown(Refused):
    """No procedure of this body has the code."""

    code = "forms.procedure_unknown"
    status = 404
    what = Message("手続きが見つかりません。", "There is no such procedure.", "手続きが ありません。")
    why = Message(
        "この団体に「{procedure}」という手続きはありません。",
        "This body has no procedure “{procedure}”.",
        "「{procedure}」は ここには ありません。",
    )
    mend = Message("手続きの一覧から選んでください。", "Choose one from the list.", "一覧から 選んでください。")


class NotOpen(Refused):
    """Nothing published, or taking applications has ended."""

    code = "forms.not_open"
    what = Message(
        "この手続きは、いまオンラインで受け付けていません。",
        "This procedure does not take applications online at present.",
        "この 手続きは、今 インターネットで できません。",
    )
    why = Message(
        "受付を始める前か、受付の期間が終わっています。",
        "It has not opened yet, or has ended.",
        "まだ 始まっていないか、もう 終わりました。",
    )
    mend = Message(
        "受付の期間を確かめるか、担当の窓口へお問い合わせください。",
        "Check the period, or ask the office in charge.",
        "市役所に 聞いてください。",
    )


class DefinitionOfAnother(Refused):
    """The definition names another procedure than the one it is published for."""

    code = "forms.definition_of_another"
    status = 422
    what = Message("公開できませんでした。", "It was not published.")
    why = Message(
        "定義の手続きコードが「{found}」で、「{wanted}」と異なります。",
        "The definition is of “{found}”, not of “{wanted}”.",
    )
    mend = Message("procedure/code を確かめてください。", "Check procedure/code.")


class NothingChanged(Refused):
    """The current version has exactly this definition."""

    code = "forms.nothing_changed"
    what = Message("公開できませんでした。", "It was not published.")
    why = Message("いま公開している第{number}版と同じ内容です。", "Version {number}, the current one, is the same.")
    mend = Message("内容を直してから公開してください。", "Change the definition first.")


class VersionUnknown(Refused):
    """The procedure has no version of this number."""

    code = "forms.version_unknown"
    status = 404
    what = Message("版が見つかりません。", "There is no such version.")
    why = Message("この手続きに第{number}版はありません。", "This procedure has no version {number}.")
    mend = Message("版の一覧から選んでください。", "Choose one from the list of versions.")


class NothingPrepared(Refused):
    """No definition was taken in for this procedure, or somebody has published or discarded it."""

    code = "forms.nothing_prepared"
    what = Message("公開前の版がありません。", "There is no version to be published.")
    why = Message(
        "まだ取り込んでいないか、ほかの人が先に公開したか、取り消しました。",
        "None was taken in yet, or somebody has published or discarded it.",
    )
    mend = Message("版の一覧を確かめてください。", "Look at the list of versions.")


class PreparedChanged(Refused):
    """What was looked at is not what would be published."""

    code = "forms.prepared_changed"
    what = Message("まだ公開していません。", "It was not published yet.")
    why = Message(
        "画面を開いたあとに、別の定義が取り込まれました。", "Another definition was taken in after you opened the page."
    )
    mend = Message(
        "新しい内容を確かめてから、もう一度公開してください。", "Look at what it holds now, then publish it again."
    )


class NoWork(Refused):
    """Nobody is at work on this procedure's form: somebody handed it in or gave it up meanwhile."""

    code = "forms.no_work"
    status = 404
    what = Message("編集中の様式がありません。", "There is no form in progress.")
    why = Message(
        "まだ編集を始めていないか、ほかの人が公開の準備に出したか、編集をやめました。",
        "Nobody has begun, or somebody has handed it in or given it up.",
    )
    mend = Message("手続きの公開の画面から、編集を始めてください。", "Begin on the page of the procedure's versions.")


class WorkBegun(Refused):
    """Somebody is at work on this procedure's form already: one at a time, for all to see."""

    code = "forms.work_begun"
    what = Message("この様式は、すでに編集中です。", "This form is in progress already.")
    why = Message("編集中の様式は、手続きごとに一つです。", "A procedure has one form in progress at a time.")
    mend = Message(
        "いまの編集の続きをするか、それをやめてから始めてください。", "Go on with it, or give it up before you begin."
    )


class WorkMoved(Refused):
    """Somebody else changed the form since the page was shown. What was typed stays on the page."""

    code = "forms.work_moved"
    what = Message("まだ保存していません。", "It was not saved yet.")
    why = Message(
        "画面を開いたあとに、ほかの人（または別の画面）がこの様式を変えました。",
        "Somebody else, or you in another window, has changed this form since you opened the page.",
    )
    mend = Message(
        "入力した内容は残っています。いまの様式を確かめてから、もう一度保存してください。",
        "What you typed is still here. Look at the form as it is now, then save again.",
    )


class PlaceGone(Refused):
    """The page or question was taken away meanwhile."""

    code = "forms.place_gone"
    status = 404
    what = Message("そのページまたは質問がありません。", "There is no such page or question.")
    why = Message("ほかの人が消したか、移しました。", "Somebody has taken it away or moved it.")
    mend = Message("様式の一覧から選び直してください。", "Choose again from the form.")


class PlaceNotPossible(Refused):
    """It cannot stand there, or cannot be taken away."""

    code = "forms.place_not_possible"
    status = 422
    what = Message("その操作はできません。", "This cannot be done.")
    why = Message(
        "くり返しの中にくり返しは置けません。また、最後の1ページは消せません。",
        "A group cannot stand inside a group, and the last page cannot be taken away.",
    )
    mend = Message("別の場所を選んでください。", "Choose another place.")


class NoQuestionChosen(Refused):
    """Nothing was chosen to be put together or moved."""

    code = "forms.no_question_chosen"
    status = 422
    what = Message("まとめる質問、動かす質問が選ばれていません。", "No questions were chosen.")
    why = Message("どの質問にも印が付いていません。", "No question is ticked.")
    mend = Message("質問の左の四角に印を付けてから、もう一度押してください。", "Tick questions, then try again.")


class ConditionsNotJoined(Refused):
    """Two conditions in different shapes would have to become one."""

    code = "forms.conditions_not_joined"
    status = 422
    what = Message("まとまりを解けませんでした。", "It could not be taken apart.")
    why = Message(
        "まとまりの条件と中の質問の条件が、新しい書き方と古い書き方に分かれています。",
        "One of its conditions is written as text, another in the older shape.",
    )
    mend = Message(
        "条件のある質問の設定を開き、そのまま保存すると新しい書き方になります。そのあとで、もう一度解いてください。",
        "Open the settings of what has a condition and save them as they are: they become text. Then try again.",
    )


class CommentEmpty(Refused):
    """Nothing, or too much, was written."""

    code = "forms.comment_empty"
    status = 422
    what = Message("コメントを保存できませんでした。", "The comment was not saved.")
    why = Message("何も書かれていないか、2,000文字を超えています。", "It is empty, or longer than 2,000 characters.")
    mend = Message("1文字以上、2,000文字までで書いてください。", "Write 1 to 2,000 characters.")


class CommentGone(Refused):
    """There is no such comment, or it is done already."""

    code = "forms.comment_gone"
    status = 409
    what = Message("そのコメントには、もう答えられません。", "This comment cannot be answered any more.")
    why = Message("ほかの人が先に対応済みにしたか、消えました。", "Somebody has marked it done, or it is gone.")
    mend = Message("続きがあるときは、新しいコメントを書いてください。", "Write a new comment if there is more to say.")


class NothingToUndo(Refused):
    """There is no earlier step, or no later one."""

    code = "forms.nothing_to_undo"
    what = Message("これ以上は戻せません（進められません）。", "There is nothing more to undo or redo.")
    why = Message("編集の最初か最後まで来ています。", "This is the first or the last step.")
    mend = Message("編集の記録から、戻したい時点を選ぶこともできます。", "You may choose a step from the list too.")


class DraftNotFound(Refused):
    """No such draft, or not this person's, or expired: the answer is the same, so that nobody learns which."""

    code = "forms.draft_not_found"
    status = 404
    what = Message(
        "入力途中の内容が見つかりません。", "There are no answers in progress.", "書いている 途中の ものが ありません。"
    )
    why = Message(
        "保存の期間が過ぎたか、すでに送信したか、別の端末で始めた申請です。",
        "They have expired, have been sent, or were started on another device.",
        "時間が たったか、もう 送ったか、別の スマホや パソコンで 始めました。",
    )
    mend = Message(
        "送信した申請は「申請の状況」で確かめられます。まだの場合は、初めから入力してください。",
        "See the status page for what you have sent. Otherwise please start again.",
        "送った ものは「申請の状況」で 見る ことが できます。まだの 人は、もう一度 はじめから 書いてください。",
    )


class DraftStale(Refused):
    """The draft was saved elsewhere (another tab) since this page was shown. ``typed`` keeps what was typed here.

    ``typed`` is None where nothing was typed (sending from the review page); ``revision`` is the newest.
    """

    code = "forms.draft_stale"
    what = Message("まだ保存していません。", "It was not saved yet.", "まだ 保存していません。")
    why = Message(
        "別の画面で、この申請の内容が先に保存されました。",
        "This application was saved in another tab or window meanwhile.",
        "別の 画面で、先に 保存しました。",
    )
    mend = Message(
        "いまの入力は下に残っています。確かめてから、もう一度「次へ」を押してください。",
        "What you typed is still below. Check it and press “Next” again.",
        "書いた ことは 下に あります。見てから、もう一度「次へ」を おしてください。",
    )

    def __init__(self, *, revision: int, saved_at: datetime, typed: Mapping[str, Json] | None = None) -> None:
        self.revision, self.saved_at, self.typed = revision, saved_at, typed
        super().__init__()


class PageUnknown(Refused):
    """The form has no such page."""

    code = "forms.page_unknown"
    status = 404
    what = Message("ページが見つかりません。", "There is no such page.", "ページが ありません。")
    why = Message("この様式にそのページはありません。", "This form has no such page.", "この ページは ありません。")
    mend = Message("最初のページから進んでください。", "Go on from the first page.", "はじめから 進んでください。")
