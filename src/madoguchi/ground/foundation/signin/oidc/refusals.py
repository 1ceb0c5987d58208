"""What sign-in at an identity provider may refuse, and how to go on."""

from madoguchi.ground.kernel.errors import Message, Refused

_OTHER_WAY = Message(
    "少し待ってからもう一度お試しいただくか、ほかの方法でサインインしてください。",
    "Please try again in a while, or sign in another way.",
    easy="少し 待って もう一度 するか、ほかの 方法で サインインして ください。",
)


class ProviderDown(Refused):
    """The provider did not answer, or not as the standard says."""

    code = "signin.provider_down"
    status = 503
    what = Message(
        "「{name}」に接続できませんでした。", "{name_en} could not be reached.", easy="「{name}」が いま 使えません。"
    )
    why = Message(
        "相手の認証サービスが応答していません。あなたの操作が原因ではありません。",
        "The other service does not answer. It was nothing you did.",
        easy="あなたの まちがいでは ありません。",
    )
    mend = _OTHER_WAY


class ProviderNotSetUp(Refused):
    """What the operator has to put right: the secret is not where it should be."""

    code = "signin.provider_not_set_up"
    status = 503
    what = Message("外部の認証サービスの設定が終わっていません。", "The identity provider is not set up completely.")
    why = Message(
        "秘密情報のファイル（{path}）を使えません（{reason}）。",
        "The file of its secret ({path}) cannot be used ({reason}).",
    )
    mend = Message(
        "運用担当者は docs/operate/sign-in.md の手順でファイルを置いてください。"
        "ほかの方は別の方法でサインインしてください。",
        "Operators: put the file there as docs/operate/sign-in.md says. Others: please sign in another way.",
    )


class SignInGivenUp(Refused):
    """The person went back, or the provider let them not in."""

    code = "signin.given_up"
    status = 403
    what = Message("サインインは完了していません。", "You are not signed in.", easy="サインインは おわって いません。")
    why = Message(
        "認証サービスの画面で取りやめたか、認証できませんでした。",
        "You went back on the other service's page, or it did not recognise you.",
        easy="とちゅうで やめたか、確認が できませんでした。",
    )
    mend = _OTHER_WAY


class SignInNotProved(Refused):
    """The answer is not to this browser's question, too late, used before, or not the provider's: nobody is let in."""

    code = "signin.not_proved"
    status = 400
    what = Message(
        "サインインを確かめられませんでした。", "The sign-in could not be verified.", easy="確認が できませんでした。"
    )
    why = Message(
        "時間が過ぎたか、別の画面で始めた手続きの続きか、認証サービスの応答に誤りがありました。",
        "It took too long, was begun in another window, or the other service's answer was not right.",
        easy="時間が すぎたか、ちがう 画面の つづき でした。",
    )
    mend = Message(
        "サインインを最初からやり直してください。くり返すときは窓口へお知らせください。",
        "Please begin to sign in again. If it happens again, tell the office.",
        easy="はじめから もう一度 して ください。",
    )


class NotStrongEnough(Refused):
    """The provider did not check what the body asks for (acr, amr)."""

    code = "signin.not_strong_enough"
    status = 403
    what = Message("この方法では、まだサインインできません。", "This way of signing in is not enough here.")
    why = Message(
        "認証サービスで、必要な本人確認（多要素認証など）が行われていません。",
        "The identity provider did not check what is asked for here, such as a second factor.",
    )
    mend = Message(
        "認証サービスの側で多要素認証を設定してから、もう一度お試しください。",
        "Set up a second factor at the identity provider and try again.",
    )


class NotLinked(Refused):
    """Staff are let in only when somebody linked them first."""

    code = "signin.not_linked"
    status = 403
    what = Message("この認証サービスの利用者は登録されていません。", "This user is not registered here.")
    why = Message(
        "職員は、管理者が結び付けた利用者だけがサインインできます。あなたの識別子: {subject}",
        "Staff sign in only as users whom an administrator has linked. Your identifier: {subject}",
    )
    mend = Message(
        "上の識別子を管理者に伝え、登録を依頼してください。",
        "Give this identifier to an administrator and ask to be linked.",
    )


class IdentityTaken(Refused):
    """One person of a provider, one account."""

    code = "signin.identity_taken"
    what = Message(
        "この認証サービスの利用者は、すでに別のアカウントで使われています。",
        "This user of the identity provider already has another account here.",
        easy="べつの アカウントで つかって います。",
    )
    why = Message(
        "一人の利用者を結び付けられるアカウントは一つです。",
        "A user can be linked to one account only.",
        easy="アカウントは 1つだけ です。",
    )
    mend = Message(
        "先に結び付けたアカウントでサインインするか、窓口へご相談ください。",
        "Sign in with the account it is linked to, or ask the office.",
        easy="前の アカウントで サインインして ください。",
    )
