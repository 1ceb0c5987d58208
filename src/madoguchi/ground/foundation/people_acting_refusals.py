"""What changes of an acting order refuse."""

from madoguchi.ground.kernel.errors import Message, Refused


class DeputiesNotDistinct(Refused):
    """Each deputy once, and never the post itself."""

    code = "foundation.deputies_not_distinct"
    status = 422
    what = Message("代決の順位を登録できません。", "The acting order cannot be recorded.")
    why = Message(
        "同じ職が二度あるか、その職自身が含まれています。", "A post is named twice, or the post itself is named."
    )
    mend = Message("それぞれの職を一度だけ、順位の順に指定してください。", "Name each post once, in its order.")


class TooManyDeputies(Refused):
    """More than a page shows."""

    code = "foundation.too_many_deputies"
    status = 422
    what = Message("代決の順位を登録できません。", "The acting order cannot be recorded.")
    why = Message("順位が{most}より多くあります。", "It names more than {most} posts.")
    mend = Message("順位を{most}までにしてください。", "Name at most {most}.")


class DeputyNotOpen(Refused):
    """A post that is not there on the first day could never act."""

    code = "foundation.deputy_not_open"
    status = 422
    what = Message("代決の順位を登録できません。", "The acting order cannot be recorded.")
    why = Message("始まる日に、まだない職か、廃止された職が含まれています。", "A post is not there on its first day.")
    mend = Message("その日にある職を選んでください。", "Choose posts that are there on that day.")


class ActingDayPassed(Refused):
    """Who acted in the past stays."""

    code = "foundation.acting_day_passed"
    what = Message("代決の順位を変えられません。", "The acting order cannot be changed.")
    why = Message("始まる日が、今日より前です。", "Its first day is over.")
    mend = Message("今日か、先の日を選んでください。", "Choose today or a day to come.")


class ActingOrderTheSame(Refused):
    """Nothing would change."""

    code = "foundation.acting_order_the_same"
    what = Message("保存するものがありません。", "There is nothing to save.")
    why = Message("その日の順位は、すでにこの内容です。", "The order of that day is the same already.")
    mend = Message("順位か始まる日を変えてください。", "Change the order or its first day.")


class ActingOrderChangedMeanwhile(Refused):
    """Somebody else set it since the page was shown."""

    code = "foundation.acting_order_changed_meanwhile"
    what = Message("保存しませんでした。", "It was not saved.")
    why = Message("ほかの人が、先にこの職の代決の順位を変えました。", "Somebody else changed this order first.")
    mend = Message(
        "いまの順位を確かめてから、もう一度変えてください。", "Look at the order as it is now, then change it again."
    )


class NoActingOrderPlanned(Refused):
    """Only plans are taken back."""

    code = "foundation.no_acting_order_planned"
    what = Message("予定を取りやめられません。", "The plan cannot be withdrawn.")
    why = Message("すでに始まっているか、取りやめられています。", "It has begun, or it was withdrawn already.")
    mend = Message(
        "画面を読み込み直し、いまの順位を確かめてください。", "Reload the page and look at the order as it is now."
    )
