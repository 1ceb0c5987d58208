"""What people services refuse."""

from madoguchi.ground.kernel.errors import Message, Refused


class AccountNotForStaff(Refused):
    """A resident's account, a closed one or none was named for a member of staff."""

    code = "foundation.account_not_for_staff"
    what = Message("このアカウントは職員に結び付けられません。", "This account cannot be used for a member of staff.")
    why = Message("職員用のアカウントでないか、閉じられています。", "It is not a staff account, or it is closed.")
    mend = Message(
        "職員用のアカウントを作ってから、もう一度登録してください。", "Make a staff account first, then try again."
    )


class NameMissing(Refused):
    """Nobody is registered without a name."""

    code = "foundation.name_missing"
    status = 422
    what = Message("氏名を確かめてください。", "Please check the name.")
    why = Message(
        "氏名またはローマ字の氏名が空か、100文字を超えています。",
        "The name, or the name in Latin letters, is empty or longer than 100 characters.",
    )
    mend = Message("どちらも入力してください。", "Please enter both.")


class EmailNotSo(Refused):
    """What was typed is no address."""

    code = "foundation.email_not_so"
    status = 422
    what = Message("メールアドレスを確かめてください。", "Please check the e-mail address.")
    why = Message("メールアドレスの形になっていません。", "It is not written like an e-mail address.")
    mend = Message("「name@example.lg.jp」のように入力してください。", "Please enter it like name@example.lg.jp.")


class PersonAlreadyHere(Refused):
    """One person per account and body."""

    code = "foundation.person_already_here"
    what = Message("この職員はすでに登録されています。", "This member of staff is already registered.")
    why = Message("同じアカウントの職員が、この団体にいます。", "Someone of this body has the same account.")
    mend = Message("一覧からその職員を開き、職を割り当ててください。", "Open the person in the list and assign a post.")


class PersonHasLeft(Refused):
    """Nothing can be planned past the last day."""

    code = "foundation.person_has_left"
    what = Message("この職員には登録できません。", "This cannot be recorded for this member of staff.")
    why = Message("指定した期間の前または途中に退職・転出しています。", "They have left before the end of the period.")
    mend = Message("期間を確かめるか、別の職員を選んでください。", "Check the dates, or choose another person.")


class PostNotOpen(Refused):
    """The post does not exist on all those days."""

    code = "foundation.post_not_open"
    what = Message("この職に就けられません。", "This post cannot be assigned.")
    why = Message("指定した期間には、この職がありません。", "The post does not exist for the whole period.")
    mend = Message("組織の設定で職の有効期間を確かめてください。", "Check from when until when the post exists.")


class AlreadyInPost(Refused):
    """The same person holds the same post in that time."""

    code = "foundation.already_in_post"
    what = Message("すでにこの職に就いています。", "The person already holds this post.")
    why = Message("同じ期間に同じ職の発令があります。", "There is an assignment to the same post in this period.")
    mend = Message(
        "期間を確かめ、必要なら前の発令を先に終えてください。", "Check the dates, or end the earlier assignment first."
    )


class MainPostTaken(Refused):
    """One main post (本務) at a time."""

    code = "foundation.main_post_taken"
    what = Message("本務は一度に一つだけです。", "A person has one main post at a time.")
    why = Message("同じ期間に、別の本務の発令があります。", "Another main post is assigned in this period.")
    mend = Message(
        "異動として登録するか、兼務として登録してください。",
        "Record a transfer, or assign this post beside the main one.",
    )


class DatesNotInOrder(Refused):
    """A period of at least one day is needed."""

    code = "foundation.dates_not_in_order"
    status = 422
    what = Message("日付の順序を確かめてください。", "Please check the dates.")
    why = Message("終わりの日が、始まりの日より前になっています。", "The last day is before the first.")
    mend = Message("始まりの日と同じか、それより後の日を指定してください。", "Choose a last day on or after the first.")


class AlreadyEnded(Refused):
    """It ended no later than that."""

    code = "foundation.already_ended"
    what = Message("すでに終わっています。", "It has already ended.")
    why = Message(
        "指定した日より前、または同じ日に終わる登録があります。", "It is recorded to end on or before that day."
    )
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


class AlreadyBegun(Refused):
    """What has begun is ended, not taken back."""

    code = "foundation.already_begun"
    what = Message("この発令は取り消せません。", "This assignment cannot be taken back.")
    why = Message("すでに始まっています。", "It has begun.")
    mend = Message("終わりの日を登録してください。", "Record its last day instead.")


class AbsenceOverlaps(Refused):
    """One absence per day."""

    code = "foundation.absence_overlaps"
    what = Message("不在の期間が重なっています。", "The absence overlaps another one.")
    why = Message("同じ日を含む不在が、すでに登録されています。", "Another absence on the same days is recorded.")
    mend = Message(
        "登録済みの期間を確かめ、重ならない日を指定してください。",
        "Look at the recorded absences and choose other days.",
    )


class NoSignIn(Refused):
    """The person has no account that could be renewed."""

    code = "foundation.no_sign_in"
    what = Message("この職員のサインインは初期化できません。", "This person's sign-in cannot be renewed.")
    why = Message("使えるアカウントが結び付いていません。", "There is no open account for this person.")
    mend = Message("職員用のアカウントを作り、結び付けてください。", "Make a staff account and link it first.")


class AccountShared(Refused):
    """An administrator of one body must not take over an account that opens another body's desk."""

    code = "foundation.account_shared"
    status = 403
    what = Message(
        "この職員のサインインは、ここでは初期化できません。", "This person's sign-in cannot be renewed here."
    )
    why = Message("ほかの団体でも使われているアカウントです。", "The account is also used at another body.")
    mend = Message("システムの運用担当に依頼してください。", "Ask the operator of the system.")


class OwnSignIn(Refused):
    """Nobody vouches for themselves."""

    code = "foundation.own_sign_in"
    status = 403
    what = Message("自分のサインインは初期化できません。", "You cannot renew your own sign-in.")
    why = Message("本人であることは、ほかの人が確かめます。", "Somebody else has to confirm who you are.")
    mend = Message("ほかの管理者に依頼してください。", "Ask another administrator.")


class RenewalWaits(Refused):
    """It is asked for already."""

    code = "foundation.renewal_waits"
    what = Message("この職員の初期化は、すでに申し出があります。", "A renewal for this person is waiting already.")
    why = Message("二人目の承認を待っています。", "It waits for a second person.")
    mend = Message(
        "もう一人の管理者または課長に、承認を依頼してください。", "Ask another administrator or a manager to allow it."
    )


class RenewalGone(Refused):
    """It was decided, withdrawn, or is too old."""

    code = "foundation.renewal_gone"
    status = 404
    what = Message("この申し出は、もう承認できません。", "This renewal can no longer be allowed.")
    why = Message(
        "すでに承認または取り下げられたか、24時間が過ぎています。",
        "It was allowed or withdrawn, or 24 hours have passed.",
    )
    mend = Message(
        "必要な場合は、もう一度申し出てもらってください。", "If it is still needed, have it asked for again."
    )


class SecondPersonNeeded(Refused):
    """Four eyes."""

    code = "foundation.second_person_needed"
    status = 403
    what = Message("この初期化は、あなたには承認できません。", "You cannot allow this renewal.")
    why = Message(
        "申し出た人と、初期化される本人は承認できません。",
        "Neither who asked for it nor the person it is about can allow it.",
    )
    mend = Message("もう一人の管理者または課長に依頼してください。", "Ask another administrator or a manager.")


class NoSuchProvider(Refused):
    """The body has no such identity provider for staff."""

    code = "foundation.no_such_provider"
    status = 422
    what = Message("この認証サービスは登録されていません。", "There is no such identity provider.")
    why = Message("職員用の認証サービスの設定にありません。", "It is not among those for staff.")
    mend = Message("一覧から選ぶか、運用担当に設定を依頼してください。", "Choose from the list, or ask the operator.")


class SubjectMissing(Refused):
    """Whom at the provider?"""

    code = "foundation.subject_missing"
    status = 422
    what = Message("識別子を確かめてください。", "Please check the identifier.")
    why = Message("空か、255文字を超えています。", "It is empty or longer than 255 characters.")
    mend = Message(
        "本人がサインインしようとしたときに画面に出る識別子を入力してください。",
        "Enter the identifier the person is shown when they try to sign in.",
    )


class SubjectTaken(Refused):
    """One user of a provider, one account."""

    code = "foundation.subject_taken"
    what = Message("この識別子はすでに使われています。", "This identifier is in use already.")
    why = Message("この職員または別のアカウントに結び付いています。", "It is linked to this or another account.")
    mend = Message(
        "識別子に誤りがないか確かめ、必要なら先の結び付けを解除してください。",
        "Check the identifier, or remove the earlier link first.",
    )
