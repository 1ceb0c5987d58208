"""What the inventory refuses, and how to mend it."""

from madoguchi.ground.kernel.errors import Message, Refused


class CodeTaken(Refused):
    """Another procedure has this code."""

    code = "inventory.code_taken"
    what = Message("手続きを登録できませんでした。", "The procedure was not registered.")
    why = Message("手続きコード「{procedure}」はすでに使われています。", "The code “{procedure}” is in use.")
    mend = Message("別のコードを付けてください。", "Choose another code.")


class WordUnknown(Refused):
    """A channel, obstacle or stage outside the fixed lists."""

    code = "inventory.word_unknown"
    status = 422
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("「{word}」は一覧にない区分です。", "“{word}” is not in the list.")
    mend = Message("一覧から選んでください。", "Choose from the list.")


class ChangedMeanwhile(Refused):
    """Somebody else saved first."""

    code = "inventory.changed_meanwhile"
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message(
        "開いている間に、ほかの人がこの手続きを変更しました。", "Somebody else changed this procedure meanwhile."
    )
    mend = Message("最新の内容を確かめ、もう一度保存してください。", "Look at the latest content and save again.")


class CodeNotValid(Refused):
    """A code that cannot stand in an address."""

    code = "inventory.code_not_valid"
    status = 422
    what = Message("手続きを登録できませんでした。", "The procedure was not registered.")
    why = Message(
        "手続きコードは、半角の英小文字、数字、ハイフンで60文字までです。",
        "A code has at most 60 lower-case letters, digits and hyphens.",
    )
    mend = Message("例：jido-teate のように付けてください。", "For example: jido-teate.")


class NameMissing(Refused):
    """A procedure without name or legal basis."""

    code = "inventory.name_missing"
    status = 422
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("名称または根拠法令がありません。", "The name or the legal basis is missing.")
    mend = Message("両方を入力してください。", "Enter both.")


class DivisionUnknown(Refused):
    """A division that this body does not have."""

    code = "inventory.division_unknown"
    status = 422
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("選ばれた所属がこの団体にありません。", "This body has no such division.")
    mend = Message("一覧から所属を選んでください。", "Choose a division from the list.")


class ProcedureUnknown(Refused):
    """No such procedure at this body."""

    code = "inventory.procedure_unknown"
    status = 404
    what = Message("手続きが見つかりません。", "There is no such procedure.")
    why = Message("この団体の棚卸しにない手続きです。", "It is not in this body's inventory.")
    mend = Message("棚卸しの一覧から開き直してください。", "Open it from the list.")


class NotAnObstacle(Refused):
    """Nothing to resolve."""

    code = "inventory.not_an_obstacle"
    what = Message("解消にできませんでした。", "It was not resolved.")
    why = Message(
        "この手続きの、解消していない阻害要因ではありません。", "It is not an open obstacle of this procedure."
    )
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


class MovesNowhere(Refused):
    """The division is in charge already."""

    code = "inventory.moves_nowhere"
    status = 422
    what = Message("所管課の変更を登録できません。", "The change of division cannot be recorded.")
    why = Message("選んだ課は、いまの所管課です。", "The division is in charge already.")
    mend = Message("別の課を選んでください。", "Choose another division.")


class MoveDayPassed(Refused):
    """Cases of past days were reviewed where they were."""

    code = "inventory.move_day_passed"
    what = Message("所管課の変更を登録できません。", "The change of division cannot be recorded.")
    why = Message("過ぎた日の案件は、その日の課が受け付けています。", "Cases of past days stay where they were.")
    mend = Message("今日か、先の日を選んでください。", "Choose today or a day to come.")


class MovePlanned(Refused):
    """One plan at a time."""

    code = "inventory.move_planned"
    what = Message("所管課の変更を登録できません。", "The change of division cannot be recorded.")
    why = Message("この手続きの変更が、{day}から予定されています。", "A change is planned from {day} already.")
    mend = Message("その予定を取りやめてから登録してください。", "Withdraw that plan first.")


class MoveHasBegun(Refused):
    """Only plans are taken back."""

    code = "inventory.move_has_begun"
    what = Message("この変更は取りやめられません。", "This change cannot be withdrawn.")
    why = Message("すでに変わっています。", "It has begun already.")
    mend = Message("元に戻すときは、元の課への変更を登録してください。", "To go back, record the former division.")
