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


class PasskeyNotAccepted(Refused):
    """The answer of the key is not to our question, or the key is not known."""

    code = "signin.passkey_not_accepted"
    status = 422
    what = Message(
        "パスキーを確かめられませんでした。",
        "The passkey could not be verified.",
        easy="パスキーが つかえませんでした。",
    )
    why = Message(
        "登録されていないパスキーか、時間が過ぎたか、本人の確認（指紋・顔・暗証番号）が行われませんでした。",
        "It is not registered here, it took too long, or you were not verified by finger, face or PIN.",
        easy="とうろくして いないか、時間が すぎました。",
    )
    mend = Message(
        "もう一度お試しいただくか、ほかの方法でサインインしてください。",
        "Please try again, or sign in another way.",
        easy="もう一度 するか、ほかの 方法で サインインして ください。",
    )


class PasskeyCopied(Refused):
    """The key's counter went back: there are two of it."""

    code = "signin.passkey_copied"
    status = 403
    what = Message(
        "このパスキーは使えなくなりました。",
        "This passkey has been closed.",
        easy="この パスキーは もう つかえません。",
    )
    why = Message(
        "複製されたおそれがあるため、安全のために止めました。",
        "It may have been copied, so it was stopped for safety.",
        easy="コピーされたかも しれないので、とめました。",
    )
    mend = Message(
        "ほかの方法でサインインし、このパスキーを削除して新しく登録してください。心当たりがないときは役所へご連絡ください。",
        "Sign in another way, remove it and add a new one. If you cannot explain it, tell the office.",
        easy="ほかの 方法で サインインして、新しい パスキーを つくって ください。",
    )


class TooManyPasskeys(Refused):
    """Enough keys for one person."""

    code = "signin.too_many_passkeys"
    what = Message(
        "パスキーをこれ以上登録できません。", "No more passkeys can be added.", easy="これ以上 ふやせません。"
    )
    why = Message("登録できるのは{most}個までです。", "There can be {most} of them.", easy="{most}個まで です。")
    mend = Message(
        "使っていないパスキーを削除してから登録してください。",
        "Remove one that you do not use, then add the new one.",
        easy="つかわない パスキーを けして ください。",
    )
