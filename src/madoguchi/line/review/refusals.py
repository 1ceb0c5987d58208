"""What review refuses, and how to mend it."""

from madoguchi.ground.kernel.errors import Message, Refused


class CaseUnknown(Refused):
    """No such case at this body."""

    code = "review.case_unknown"
    status = 404
    what = Message("案件が見つかりません。", "The case was not found.")
    why = Message("この団体に、その番号の案件がありません。", "This body has no such case.")
    mend = Message("案件の一覧から開き直してください。", "Open it from the list of cases.")


class NotOfDivision(Refused):
    """Cases go to people of the division that reviews them."""

    code = "review.not_of_division"
    status = 422
    what = Message("担当者を決められませんでした。", "The case was not assigned.")
    why = Message(
        "選んだ人は、案件の所属の職員ではありません。", "The person chosen does not work in the case's division."
    )
    mend = Message("案件の所属の職員から選んでください。", "Choose somebody of the case's division.")


class CheckUnknown(Refused):
    """A check or result that the procedure does not have."""

    code = "review.check_unknown"
    status = 422
    what = Message("確認結果を保存できませんでした。", "The check was not saved.")
    why = Message(
        "結果が選ばれていないか、この手続きにない確認項目です。",
        "No result was chosen, or the procedure has no such check.",
    )
    mend = Message("「よい」「よくない」「対象外」から選んでください。", "Choose OK, not OK or not applicable.")


class AnswerByPast(Refused):
    """A day to answer by that has gone."""

    code = "review.answer_by_past"
    status = 422
    what = Message("補正を依頼できませんでした。", "No correction was requested.")
    why = Message("回答してほしい日が、きょうより前です。", "The day to answer by has passed.")
    mend = Message("きょう以後の日を入れるか、空けておいてください。", "Give today or a later day, or leave it empty.")


class ChangedMeanwhile(Refused):
    """Somebody else changed the case first."""

    code = "review.changed_meanwhile"
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("開いている間に、ほかの人がこの案件を変更しました。", "Somebody else changed this case meanwhile.")
    mend = Message(
        "最新の内容を確かめてから、もう一度操作してください。", "Look at the latest content and do it again."
    )


class NothingAsked(Refused):
    """A correction without a field."""

    code = "review.nothing_asked"
    status = 422
    what = Message("補正を依頼できませんでした。", "No correction was requested.")
    why = Message("直してほしい項目が選ばれていません。", "No field was chosen.")
    mend = Message("項目を1つ以上選び、理由を選んでください。", "Choose at least one field and a reason.")


class ReasonUnknown(Refused):
    """A reason or field that the procedure does not have."""

    code = "review.reason_unknown"
    status = 422
    what = Message("補正を依頼できませんでした。", "No correction was requested.")
    why = Message(
        "「{item}」はこの手続きにない項目または理由です。", "“{item}” is no field or reason of this procedure."
    )
    mend = Message("一覧から選んでください。", "Choose from the list.")


class NoteEmpty(Refused):
    """A note without words."""

    code = "review.note_empty"
    status = 422
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("メモが書かれていません。", "There is no text.")
    mend = Message("メモを書いてください。", "Write something.")


class DivisionWithoutNumbers(Refused):
    """Its notices could not be numbered."""

    code = "review.division_without_numbers"
    what = Message("所管課の変更を登録できません。", "The change of division cannot be recorded.")
    why = Message("「{division}」の文書番号の付番が始められていません。", "{division} has no document numbers.")
    mend = Message(
        "先に「文書番号」のページで、その課の付番を始めてください。",
        "First open its series on the page of document numbers.",
    )
