"""What changes of a body's name or head refuse."""

from madoguchi.ground.kernel.errors import Message, Refused


class NamingNotSo(Refused):
    """Something is empty or too long."""

    code = "foundation.naming_not_so"
    status = 422
    what = Message("団体名・首長の変更を登録できません。", "The name or head cannot be recorded.")
    why = Message("空の項目、または長すぎる項目があります。", "Something is empty or too long.")
    mend = Message("項目ごとの説明を読んで直してください。", "Read what is said beside the fields.")


class NamingDayPassed(Refused):
    """What was written on past days stays."""

    code = "foundation.naming_day_passed"
    what = Message("{day}からの変更は登録できません。", "A change from {day} cannot be recorded.")
    why = Message(
        "過ぎた日の通知書は、その日の団体名と首長の名前で出ています。",
        "Notices of past days went out with the name and head of their day.",
    )
    mend = Message("今日か、先の日を選んでください。", "Choose today or a day to come.")


class NamingPlanned(Refused):
    """A change in between would be lost on the day of the later one."""

    code = "foundation.naming_planned"
    what = Message("この日からの変更は登録できません。", "A change from that day cannot be recorded.")
    why = Message("{day}からの変更が、先に登録されています。", "Another change begins on {day}.")
    mend = Message(
        "その予定を取りやめ、早い日のものから順に登録し直してください。",
        "Withdraw it, then record the changes from the earliest on.",
    )


class NamingTheSame(Refused):
    """Nothing would change."""

    code = "foundation.naming_the_same"
    status = 422
    what = Message("変わる項目がありません。", "Nothing would change.")
    why = Message("その日の内容と同じです。", "It is what holds on that day already.")
    mend = Message("変える項目を入力してください。", "Change what is to change.")


class NamingChangedMeanwhile(Refused):
    """Somebody else changed it after the page was opened."""

    code = "foundation.naming_changed_meanwhile"
    what = Message("保存しませんでした。", "It was not saved.")
    why = Message("ほかの人が、先に団体名・首長を変えました。", "Somebody else changed the name or head first.")
    mend = Message(
        "いまの内容を確かめてから、もう一度保存してください。", "Look at what holds now, then save it once more."
    )


class NamingHasBegun(Refused):
    """Only plans are taken back."""

    code = "foundation.naming_has_begun"
    what = Message("この変更は取りやめられません。", "This change cannot be withdrawn.")
    why = Message("すでに始まっています。", "It has begun already.")
    mend = Message(
        "元に戻すときは、元の内容を今日から登録してください。", "To go back, record what it was from today on."
    )
