"""What the portal refuses."""

from madoguchi.ground.kernel.errors import Message, Refused


class NoSuchApplication(Refused):
    """Number and birth date do not meet. The same answer whether the number exists or not."""

    code = "portal.no_such_application"
    status = 422
    what = Message(
        "申請を見つけられませんでした。", "We could not find the application.", easy="申請が 見つかりません。"
    )
    why = Message(
        "受付番号と生年月日の組み合わせが、届いている申請と合いません。",
        "The receipt number and the birth date together match no application.",
        easy="受付番号と 生まれた日が 合いません。",
    )
    mend = Message(
        "受付番号をお手元の控えで確かめ、申請する方（お子さまではなく請求者など）の生年月日を入れてください。"
        "わからないときは、下の連絡先へお電話ください。",
        "Check the number on your receipt and enter the applicant's birth date (the claimant's, not the child's). "
        "If you are not sure, telephone the office.",
        easy="受付番号を もう一度 見て ください。申し込んだ 人の 生まれた日を 入れて ください。"
        "わからないときは 電話して ください。",
    )


class NotShownHere(Refused):
    """Whoever asks has not shown that the application is his; the same answer where there is none."""

    code = "portal.not_shown_here"
    status = 403
    what = Message("この申請は表示できません。", "This application cannot be shown.", easy="この 申請は 見られません。")
    why = Message(
        "ご本人の申請であることを確かめられていないか、確かめてから1時間が過ぎました。",
        "You have not yet shown that it is yours, or more than an hour has passed since you did.",
        easy="あなたの 申請か、わかりません。または、1時間が すぎました。",
    )
    mend = Message(
        "下に受付番号と生年月日を入れてください。サインインして申請した方は、サインインすると見られます。",
        "Enter the receipt number and the birth date below. If you applied signed in, sign in to see it.",
        easy="下に 受付番号と 生まれた日を 入れて ください。",
    )


class AnswersUnreadable(Refused):
    """What a page of 「もらえる手当を調べる」 carried of earlier answers cannot be read any more."""

    code = "portal.answers_unreadable"
    status = 422
    what = Message(
        "これまでの答えを読み取れませんでした。",
        "We could not read your earlier answers.",
        easy="前の 答えを 読めませんでした。",
    )
    why = Message(
        "画面が途中で切れたか、書き換えられています。答えはどこにも保存していません。",
        "The page arrived incomplete or was changed. Your answers are kept nowhere.",
        easy="ページが こわれて います。答えは どこにも のこって いません。",
    )
    mend = Message(
        "お手数ですが、はじめからお答えください。",
        "Please answer again from the start.",
        easy="もう一度 はじめから 答えて ください。",
    )
