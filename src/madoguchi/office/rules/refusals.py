"""What keeps somebody from writing, proposing or adopting rules."""

from collections.abc import Sequence

from madoguchi.ground.kernel.errors import Detail, Message, Refused
from madoguchi.office.rules.core.findings import Finding


class NoRules(Refused):
    """The body has no rules of this name in force on the day. Facts: ``package``, ``day``."""

    code = "rules.no_rules"
    status = 404
    what = Message("「{package}」の規則がありません。", "There are no rules 「{package}」.")
    why = Message(
        "{day}の時点で効力のある規則を、この団体は採用していません。",
        "This body has adopted none that are in force on {day}.",
    )
    mend = Message(
        "規則のページで採用の状況を確かめてください。", "Please look at the page of rules at what has been adopted."
    )


class RevisionUnknown(Refused):
    """There is no revision of this hash, or of this id. Facts: ``revision``."""

    code = "rules.revision_unknown"
    status = 404
    what = Message("規則の版「{revision}」はありません。", "There is no revision 「{revision}」 of rules.")
    why = Message("この団体が採用または提案した版ではありません。", "This body never adopted or proposed it.")
    mend = Message("規則の履歴で版を確かめてください。", "Please look for it in the history of the rules.")


class DraftUnknown(Refused):
    """There is no such draft (any more)."""

    code = "rules.draft_unknown"
    status = 404
    what = Message("この下書きはありません。", "There is no such draft.")
    why = Message("採用されたか、捨てられています。", "It was adopted or discarded.")
    mend = Message("規則のページを開き直してください。", "Please open the page of rules again.")


class DraftExists(Refused):
    """Somebody writes on these rules already. Facts: ``package``."""

    code = "rules.draft_exists"
    what = Message("「{package}」の下書きはすでにあります。", "There is a draft of 「{package}」 already.")
    why = Message("1つの規則の下書きは1つだけです。", "Rules have one draft at a time.")
    mend = Message("その下書きを開いて続けてください。", "Please open that draft and go on with it.")


class PackageIdNotUsable(Refused):
    """The id of new rules is none."""

    code = "rules.package_id_not_usable"
    status = 422
    what = Message("このコードでは規則を始められません。", "Rules cannot be started under this code.")
    why = Message(
        "コードは英小文字で始まる、英小文字・数字・- の60文字までです。",
        "A code is at most 60 of a-z, 0-9 and -, a letter first.",
    )
    mend = Message("「kyufu-2026」のようなコードを入れてください。", "Please choose one like kyufu-2026.")


class PackageIdTaken(Refused):
    """There are rules of this id already. Facts: ``package``, ``title``."""

    code = "rules.package_id_taken"
    what = Message("コード「{package}」はすでに使われています。", "The code 「{package}」 is taken.")
    why = Message("「{title}」のコードです。", "It is that of 「{title}」.")
    mend = Message(
        "別のコードにしてください。その規則を変えるときは、規則の一覧からその規則を開いてください。",
        "Please choose another. To change those rules, open them from the list of rules.",
    )


class TitleMissing(Refused):
    """New rules have no title, or too long a one."""

    code = "rules.title_missing"
    status = 422
    what = Message("規則を始められません。", "The rules cannot be started.")
    why = Message(
        "新しい規則には、200文字までの名前が必要です。",
        "New rules need a title of at most 200 characters.",
    )
    mend = Message("規則の名前を日本語で入れてください。", "Please give them a title.")


class TitleTaken(Refused):
    """Other rules of the body bear this title. Facts: ``title``, ``package``."""

    code = "rules.title_taken"
    what = Message("「{title}」という名前の規則がすでにあります。", "There are rules named 「{title}」 already.")
    why = Message(
        "コード「{package}」の規則です。判定や一覧は規則を名前でも探すので、同じ名前は2つ使えません。",
        "They are those of the code 「{package}」. Rules are found by their names too, so no two may have the same.",
    )
    mend = Message(
        "年度や対象を加えて区別できる名前にするか、その規則を開いて変えてください。",
        "Add a year or whom it is for to the name, or open those rules and change them.",
    )


class DraftChangedMeanwhile(Refused):
    """Somebody else saved the draft since it was shown."""

    code = "rules.draft_changed_meanwhile"
    what = Message("まだ保存していません。", "It was not saved yet.")
    why = Message(
        "画面を開いたあとに、ほかの人がこの下書きを保存しました。",
        "Somebody else has saved this draft since you opened the page.",
    )
    mend = Message(
        "いまの下書きを別の画面で開いて見比べ、変えた部分を入れ直してください。",
        "Open the draft as it stands now beside this page and put in again what you changed.",
    )


class StateNotThere(Refused):
    """A draft cannot go to this state."""

    code = "rules.state_not_there"
    status = 404
    what = Message("下書きをこの状態にできません。", "The draft cannot be brought to this state.")
    why = Message(
        "すでにこの状態か、残しておく数（100回分）を超えて消えています。",
        "It is in this state already, or the state went because no more than 100 are kept.",
    )
    mend = Message(
        "「保存した状態」を開き直して選んでください。", "Please open the list of states again and choose one."
    )


class TextNotKept(Refused):
    """A text is too long, or holds what no database keeps. Facts: ``most``."""

    code = "rules.text_not_kept"
    status = 422
    what = Message("この内容は保存できません。", "This cannot be saved.")
    why = Message(
        "{most}文字を超えているか、文字として保存できない符号が入っています。",
        "It has more than {most} characters, or holds a code that is no character.",
    )
    mend = Message("短くするか、その符号を消してください。", "Please shorten it, or delete that code.")


class ProposalWaits(Refused):
    """The draft is being approved."""

    code = "rules.proposal_waits"
    what = Message("この下書きは、いまは変えられません。", "This draft cannot be changed now.")
    why = Message("承認を待っている版があります。", "A revision made from it waits for approval.")
    mend = Message(
        "承認か差戻しを待つか、取り下げてから変えてください。",
        "Wait until it is approved or sent back, or withdraw it first.",
    )


class NotReady(Refused):
    """A draft cannot be proposed; ``findings`` and ``details`` have every fault. Facts: ``count``."""

    code = "rules.not_ready"
    status = 422
    what = Message("まだ承認を求められません。", "It cannot be sent for approval yet.")
    why = Message("{count}か所に直すところがあります。", "{count} things need mending.")
    mend = Message("示された箇所を直して、もう一度試してください。", "Please mend the places shown and try again.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self.details = tuple(Detail(each.path, each.code, each.what) for each in findings)
        super().__init__(count=len(findings))


class NoteMissing(Refused):
    """Nothing is said of what was changed."""

    code = "rules.note_missing"
    status = 422
    what = Message("まだ承認を求められません。", "It cannot be sent for approval yet.")
    why = Message("何を変えたかが書かれていません。", "It does not say what was changed.")
    mend = Message(
        "承認する人のために、変えた点と理由を書いてください。",
        "Please write for whoever approves what was changed and why.",
    )


class CommentMissing(Refused):
    """Nothing is said of why rules are sent back or withdrawn."""

    code = "rules.comment_missing"
    status = 422
    what = Message("理由がありません。", "A reason is missing.")
    why = Message("書いた人が直せるように、理由が必要です。", "Whoever wrote it needs to know why.")
    mend = Message("1000文字までで理由を書いてください。", "Please give a reason of at most 1000 characters.")


class DayOver(Refused):
    """The day from which rules are to be in force is over."""

    code = "rules.day_over"
    status = 422
    what = Message("この日から効力を持たせることはできません。", "They cannot be in force from this day.")
    why = Message("効力を持つ日が、きょうより前です。", "The day is over.")
    mend = Message(
        "きょうか、それより後の日にしてください。すでに承認を求めた版は、差し戻して出し直してください。",
        "Choose today or a later day; what was proposed already is sent back and proposed anew.",
    )


class NothingChanged(Refused):
    """The draft is what is adopted for that day already."""

    code = "rules.nothing_changed"
    what = Message("採用するものがありません。", "There is nothing to adopt.")
    why = Message("その日の規則は、すでにこの内容です。", "The rules of that day are these already.")
    mend = Message("内容か、効力を持つ日を変えてください。", "Please change the content or the day.")


class WrittenByYou(Refused):
    """Four eyes: who wrote rules does not approve them."""

    code = "rules.written_by_you"
    status = 403
    what = Message("この規則は、あなたには承認できません。", "You cannot approve these rules.")
    why = Message(
        "書いた人と承認を求めた人は、承認できません。", "Neither who wrote in them nor who proposed them can."
    )
    mend = Message("ほかの承認者に依頼してください。", "Please ask somebody else who may approve.")


class InForceAlready(Refused):
    """The day has come: cases may have been decided by these rules."""

    code = "rules.in_force_already"
    what = Message("この規則は取り下げられません。", "These rules cannot be withdrawn.")
    why = Message("効力を持つ日がすでに来ています。", "The day from which they are in force has come.")
    mend = Message(
        "変えるときは、新しい下書きを作って採用してください。",
        "To change them, write a new draft and have it adopted.",
    )
