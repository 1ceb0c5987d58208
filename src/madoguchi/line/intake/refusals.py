"""When intake says no."""

from collections.abc import Sequence

from madoguchi.ground.foundation.public import NotPermitted
from madoguchi.ground.kernel.errors import Detail, Message, Refused
from madoguchi.line.forms import public as forms


class AnswersNotValid(Refused):
    """Answers that cannot be taken; each error with its field."""

    code = "intake.answers_not_valid"
    status = 422
    what = Message("まだ送信できません。", "It cannot be sent yet.", easy="まだ 送れません。")
    why = Message(
        "直していただきたい項目が{count}件あります。",
        "{count} answers need your attention.",
        easy="なおす ところが {count}こ あります。",
    )
    mend = Message(
        "示した項目を確かめ、もう一度送信してください。",
        "Check the answers shown and send again.",
        easy="なおして、もう一度 送って ください。",
    )

    def __init__(self, errors: Sequence[forms.FieldError]) -> None:
        self.errors = tuple(errors)
        self.details = tuple(Detail(f"answers/{one.path}", one.fault.value, one.message) for one in errors)
        super().__init__(count=len(self.errors))


class ChangedSinceReview(Refused):
    """The draft was saved in another tab after the review page was shown."""

    code = "intake.changed_since_review"
    what = Message("まだ送信していません。", "Nothing has been sent yet.", easy="まだ 送って いません。")
    why = Message(
        "この確認画面を開いた後に、別の画面で内容が変わりました。",
        "The answers were changed in another tab after this page was opened.",
        easy="この 画面を 開いた あとで、別の 画面で 内容が かわりました。",
    )
    mend = Message(
        "下は今の内容です。もう一度確かめてから送信してください。",
        "Below are the answers as they are now. Check them once more and send.",
        easy="下を もう一度 見てから、送って ください。",
    )


class KeyUsedDifferently(Refused):
    """An idempotency key came again with another request."""

    code = "intake.key_used_differently"
    status = 422
    what = Message("送信できませんでした。", "It was not taken.")
    why = Message(
        "同じIdempotency-Keyで、前回と違う内容が送られました。", "The same Idempotency-Key came with different content."
    )
    mend = Message("新しい申請には新しいキーを付けてください。", "Use a new key for a new application.")


class FileNotYours(Refused):
    """An answer names a file that did not come with this application."""

    code = "intake.file_not_yours"
    status = 422
    what = Message("添付ファイルを確認できませんでした。", "An attachment could not be found.")
    why = Message("この申請のために送られたファイルではありません。", "It was not sent for this application.")
    mend = Message("ファイルをもう一度選んでください。", "Please choose the file again.")


class NothingCorrected(Refused):
    """A correction that changes nothing."""

    code = "intake.nothing_corrected"
    status = 422
    what = Message("まだ送信できません。", "It cannot be sent yet.", easy="まだ 送れません。")
    why = Message(
        "補正をお願いした項目が、前の内容から変わっていません。",
        "The answers we asked about have not changed.",
        easy="なおす ところが かわって いません。",
    )
    mend = Message(
        "内容を直してください。直す必要がないとお考えの場合は、担当課へご連絡ください。",
        "Correct them, or contact the division if you think they are right.",
        easy="なおして ください。わからないときは 電話してください。",
    )


class ArrivalInFuture(Refused):
    """A paper application cannot arrive tomorrow."""

    code = "intake.arrival_in_future"
    status = 422
    what = Message("受付できませんでした。", "It was not taken.")
    why = Message("到達日が今日より後になっています。", "The day of arrival lies in the future.")
    mend = Message("書類が届いた日（今日以前）を入れてください。", "Give the day it arrived, today at the latest.")


class ArrivalNotGiven(Refused):
    """Paper arrived on some day: nobody but staff can say which."""

    code = "intake.arrival_not_given"
    status = 422
    what = Message("まだ受け付けていません。", "It was not taken yet.")
    why = Message("書類が届いた日（到達日）が入っていません。", "The day of arrival is missing.")
    mend = Message("収受印の日付を入れてください。", "Give the date of the receipt stamp.")


class ApplicationNotFound(NotPermitted):
    """No such application, or not this person's, or proved too long ago: one answer, so that nobody learns which."""

    code = "intake.application_not_found"
    status = 404
    what = Message("申請を表示できません。", "The application cannot be shown.", easy="申請を 見る ことが できません。")
    why = Message(
        "確認から1時間が過ぎたか、ほかの方の申請か、アドレスが違います。",
        "An hour has passed since you proved to know it, or it is another person's, or the address is wrong.",
        easy="1時間が すぎたか、ほかの 人の 申請か、アドレスが ちがいます。",
    )
    mend = Message(
        "「申請の状況」で受付番号と生年月日を入れるか、サインインしてから、もう一度開いてください。",
        "Give receipt number and birth date on the status page, or sign in, and open it again.",
        easy="「申請の状況」で 受付番号と 生まれた 日を 書いてから、もう一度 開いて ください。",
    )


class ResumeCodeUnknown(Refused):
    """No draft goes on with this code: never given, mistyped, deleted or expired."""

    code = "intake.resume_code_unknown"
    status = 422
    what = Message(
        "この再開コードでは開けませんでした。",
        "This code does not open anything.",
        easy="この コードでは 開く ことが できません。",
    )
    why = Message(
        "書き間違いがあるか、保存の期間（最後の保存から30日）が過ぎています。",
        "It may be mistyped, or the answers have expired (30 days after the last save).",
        easy="コードが ちがうか、30日が すぎました。",
    )
    mend = Message(
        "16文字をもう一度確かめてください。見つからないときは、初めから入力してください。",
        "Check the 16 characters. If they are right, please start again.",
        easy="16文字を もう一度 見て ください。だめな ときは、はじめから 書いて ください。",
    )


class ChannelUnknown(Refused):
    """Staff enter what came by counter, telephone or paper."""

    code = "intake.channel_unknown"
    status = 422
    what = Message("入力を始められませんでした。", "It could not be started.")
    why = Message("手続きと受け方が選ばれていません。", "Procedure and channel were not chosen.")
    mend = Message("手続きと受け方を一つずつ選んでください。", "Choose one procedure and one channel.")


class PageTooOld(Refused):
    """The form's token does not fit any more: a sign-in or sign-out in another tab, or cookies cleared."""

    code = "intake.page_too_old"
    status = 403
    what = Message("まだ保存していません。", "It was not saved yet.", easy="まだ 保存して いません。")
    why = Message(
        "画面を開いてから時間がたったか、別の画面でサインインし直したため、安全のために止めました。",
        "The page was open for long, or you signed in again in another tab; it was stopped for safety.",
        easy="時間が たったので、止めました。",
    )
    mend = Message(
        "前に保存した内容も、いまの入力も残っています（選んだファイルは選び直してください）。もう一度ボタンを押してください。",
        "Nothing is lost: what you saved and typed is below (choose files again). Press the button again.",
        easy="書いた ことは のこって います。もう一度 ボタンを おして ください。ファイルは えらび なおして ください。",
    )


class NoCorrection(Refused):
    """The office has not asked for anything to be put right."""

    code = "intake.no_correction"
    status = 404
    what = Message(
        "直していただくところはありません。", "There is nothing to correct.", easy="なおす ところは ありません。"
    )
    why = Message(
        "この申請について、窓口から補正のお願いは出ていません。",
        "The office has not asked for a correction of this application.",
        easy="市役所は なおす ことを たのんで いません。",
    )
    mend = Message(
        "内容を変えたいときは、担当課へご連絡ください。",
        "To change something, please contact the division in charge.",
        easy="かえたい ときは 電話してください。",
    )


class NothingOnCard(Refused):
    """The card says nothing that this form asks, or what it said is gone."""

    code = "intake.nothing_on_card"
    status = 409
    what = Message(
        "カードの内容を入力できません。", "The card's details cannot be filled in.", easy="カードから 書けません。"
    )
    why = Message(
        "読み取りから時間がたったか、この申請でたずねる内容がカードにありません。",
        "It was read too long ago, or holds nothing that this form asks.",
        easy="時間が たったか、カードに 書いて ありません。",
    )
    mend = Message(
        "もう一度カードを読み取るか、ご自分で入力してください。",
        "Read the card again, or type the answers yourself.",
        easy="もう一度 カードを よむか、自分で 書いて ください。",
    )
