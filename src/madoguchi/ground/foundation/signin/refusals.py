"""What sign-in may refuse, and how to go on."""

from madoguchi.ground.kernel.errors import Message, Refused


class TooManySignIns(Refused):
    """Too many wrong passwords or codes, or too many requests for a code."""

    code = "signin.too_many"
    status = 429
    what = Message(
        "安全のため、サインインを一時的に止めています。",
        "Sign-in is paused for safety.",
        easy="安全の ために、サインインを 少し 止めています。",
    )
    why = Message(
        "短い時間に、何度も入力の誤りまたは送信がありました。",
        "There were many wrong entries or requests within a short time.",
        easy="短い 時間に 何回も 入力しました。",
    )
    mend = Message(
        "5分ほど待ってから、もう一度お試しください。お急ぎの場合は窓口へお電話ください。",
        "Please wait about five minutes and try again. If it is urgent, telephone the office.",
        easy="5分 待って、もう一度 してください。いそぐときは 電話してください。",
    )


class MailNotSent(Refused):
    """The mail server did not take the code."""

    code = "signin.mail_not_sent"
    status = 503
    what = Message(
        "確認番号のメールを送れませんでした。",
        "The mail with the code could not be sent.",
        easy="メールを 送れませんでした。",
    )
    why = Message(
        "役所のメールの仕組みに問題が起きています。あなたの操作が原因ではありません。",
        "The office's mail service has a problem. It was nothing you did.",
        easy="役所の メールが うごいていません。あなたの まちがいでは ありません。",
    )
    mend = Message(
        "少し待ってからもう一度お試しください。サインインしなくても、申請や受付番号での確認はできます。",
        "Please try again in a while. You can apply, and look up a receipt number, without signing in.",
        easy="少し 待って、もう一度 してください。サインインしなくても 申請できます。",
    )


class EmailTaken(Refused):
    """One address, one account."""

    code = "signin.email_taken"
    what = Message(
        "このメールアドレスのアカウントはすでにあります。", "There is already an account with this e-mail address."
    )
    why = Message("アカウントは、メールアドレス一つにつき一つです。", "There is one account for each e-mail address.")
    mend = Message(
        "すでにある職員アカウントを使うか、別のメールアドレスを指定してください。",
        "Use the staff account that exists, or another e-mail address.",
    )
