"""What is refused before a version is published, and of the period in which a procedure takes applications."""

from datetime import datetime

from madoguchi.ground.kernel.errors import Language, Message, Refused
from madoguchi.ground.ui.public import wareki_time
from madoguchi.line.forms.refusals import NotOpen


class ConditionsNotConfirmed(Refused):
    """Nobody has gone through the four conditions of this definition."""

    code = "forms.conditions_not_confirmed"
    what = Message("まだ公開していません。", "It was not published yet.")
    why = Message(
        "この内容について、公開前の四つの条件が確かめられていません。",
        "The four conditions have not been gone through for this definition.",
    )
    mend = Message(
        "「四つの条件を確かめる」から確かめてください。", "Go through them on the page of the four conditions."
    )


class ReviewMissing(Refused):
    """No second person has reviewed this definition."""

    code = "forms.review_missing"
    what = Message("まだ公開していません。", "It was not published yet.")
    why = Message("作った人とは別の人が、まだ確かめていません。", "Nobody but its author has reviewed it.")
    mend = Message(
        "公開できるほかの人（所管課の課長か管理者）に、確かめてもらってください。",
        "Ask somebody else who may publish it: the division's manager or an administrator.",
    )


class ReviewerTookPart(Refused):
    """Whoever took a definition in or confirmed its conditions does not review it."""

    code = "forms.reviewer_took_part"
    what = Message("確かめたことにできません。", "It was not reviewed.")
    why = Message(
        "取り込んだ人と四つの条件を答えた人は、確かめる人になれません。",
        "Whoever took it in or answered the four conditions cannot review it too.",
    )
    mend = Message("公開できるほかの人に確かめてもらってください。", "Ask somebody else who may publish it.")


class DayNotPossible(Refused):
    """A time that is past, or more than two years ahead."""

    code = "forms.day_not_possible"
    status = 422
    what = Message("日時を決められませんでした。", "The time was not set.")
    why = Message("過ぎた日時か、2年より先の日時です。", "It is past, or more than two years ahead.")
    mend = Message("これから2年以内の日時を入れてください。", "Enter a time within the next two years.")


class NotScheduled(Refused):
    """Nothing is set down, or it was published or taken back meanwhile."""

    code = "forms.not_scheduled"
    what = Message("公開の予定がありません。", "Nothing is set down to be published.")
    why = Message(
        "すでに公開されたか、ほかの人が予定をやめました。", "It was published, or somebody has taken it back."
    )
    mend = Message("版の一覧を確かめてください。", "Look at the list of versions.")


class PeriodNotInOrder(Refused):
    """The period ends before it begins."""

    code = "forms.period_not_in_order"
    status = 422
    what = Message("受付期間を決められませんでした。", "The period was not set.")
    why = Message("受付の終わりが、始まりより前（または同じ）です。", "It ends before it begins, or at the same time.")
    mend = Message("始まりより後の日時を入れてください。", "Enter a later time for the end.")


class OutsideOfPeriod(NotOpen):
    """It is not the time at which the procedure takes applications; ``bound`` is when that begins or ended."""

    def __init__(self, *, bound: datetime) -> None:
        self.bound, why = bound, self.why
        ja, en, easy = (wareki_time(bound, language) for language in (Language.JA, Language.EN, Language.EASY))
        self.why = Message(
            why.ja.format(day=ja), why.en.format(day=en), None if why.easy is None else why.easy.format(day=easy)
        )
        super().__init__()


class NotOpenYet(OutsideOfPeriod):
    """The period of taking applications has not begun."""

    code = "forms.not_open_yet"
    what = Message(
        "この手続きの受付は、まだ始まっていません。",
        "Applications are not taken yet.",
        "まだ 始まっていません。",
    )
    why = Message("受付は{day}から始まります。", "Applications are taken from {day}.", "{day}から 始まります。")
    mend = Message(
        "その日になってから、もう一度開いてください。",
        "Please come back from that day on.",
        "その日に なってから、もう一度 見てください。",
    )


class ReceptionEnded(OutsideOfPeriod):
    """The period of taking applications has ended: what arrives (到達) from then on is too late."""

    code = "forms.reception_ended"
    what = Message("この手続きの受付は終わりました。", "Applications are no longer taken.", "もう 終わりました。")
    why = Message(
        "受付は{day}までに届いたもので終わりました。",
        "Only what arrived before {day} was taken.",
        "{day}までに とどいた ものだけでした。",
    )
    mend = Message(
        "事情があるときや次の受付については、担当の窓口へお問い合わせください。",
        "If there are reasons, or for the next period, please ask the office in charge.",
        "こまった ときは、市役所に 聞いてください。",
    )
