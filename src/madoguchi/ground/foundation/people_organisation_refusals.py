"""What changes of divisions and posts refuse."""

from madoguchi.ground.kernel.errors import Message, Refused


class OrganisationNotSo(Refused):
    """A name is missing or too long, a key is not one, a rank or a role is unknown."""

    code = "foundation.organisation_not_so"
    status = 422
    what = Message("課または職を登録できません。", "The division or post cannot be recorded.")
    why = Message(
        "空の項目、長すぎる項目、または決められた形でない項目があります。",
        "Something is empty, too long or not written as it must be.",
    )
    mend = Message(
        "必須の項目をすべて入力し、符号は半角の英小文字、数字、ハイフンで入力してください。",
        "Fill in all that is required; keys are lower-case letters, digits and hyphens.",
    )


class DivisionCodeTaken(Refused):
    """One division a key."""

    code = "foundation.division_code_taken"
    what = Message("課の符号「{key}」はすでに使われています。", "The key “{key}” is in use already.")
    why = Message("廃止した課の符号も、記録のために残ります。", "Keys of closed divisions stay, for the records.")
    mend = Message("別の符号を入力してください。", "Please choose another key.")


class RoleNotGiven(Refused):
    """Only operators make operators: the deployment is not the office's own."""

    code = "foundation.role_not_given"
    status = 403
    what = Message("「運用」の役割は付けられません。", "You cannot give the role of an operator.")
    why = Message(
        "「運用」の役割を持つ人だけが、ほかの職に付けられます。", "Only those who have it can give it to another post."
    )
    mend = Message("運用の担当に依頼してください。", "Ask the operator.")


class StillHeld(Refused):
    """Somebody stands there, or will."""

    code = "foundation.post_still_held"
    what = Message("この職は廃止できません。", "This post cannot be closed.")
    why = Message("その日の後も就いている人がいます：{names}", "People hold it after that day: {names}.")
    mend = Message("先に、その人の異動を登録してください。", "Record their transfers first.")


class DivisionInUse(Refused):
    """Posts, divisions below it or work would be left without a division."""

    code = "foundation.division_in_use"
    what = Message("この課は廃止できません。", "This division cannot be closed.")
    why = Message("残っているものがあります：{things_ja}", "Something is left there: {things_en}.")
    mend = Message(
        "職を廃止し、案件と手続きをほかの課に移してから廃止してください。",
        "Close its posts and move its cases and procedures first.",
    )
