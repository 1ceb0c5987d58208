"""Refusals about registers."""

from madoguchi.ground.kernel.errors import Message, Refused


class RegisterUneven(Refused):
    """A column does not have one value for each. Facts: ``name``, ``wanted`` and ``found`` (lengths)."""

    code = "rules.register_uneven"
    status = 422
    what = Message("「{name}」の件数が合いません。", "The column 「{name}」 has the wrong length.")
    why = Message("{wanted}件のところ、{found}件あります。", "There are {found} values where {wanted} are needed.")
    mend = Message(
        "一人（一世帯）に一つずつ値を用意してください。", "Please give one value for each person or household."
    )


class PersonWithoutHousehold(Refused):
    """A person is in a household that is not there. Facts: ``person``, ``household``."""

    code = "rules.person_without_household"
    status = 422
    what = Message("「{person}」の世帯がありません。", "The household of 「{person}」 is not there.")
    why = Message("世帯の一覧に「{household}」がありません。", "「{household}」 is not among the households.")
    mend = Message("世帯の一覧を確かめてください。", "Please check the list of households.")


class RowTwice(Refused):
    """A household, or a person of one household, stands there twice. Facts: ``name``."""

    code = "rules.row_twice"
    status = 422
    what = Message("「{name}」が二度出てきます。", "「{name}」 stands there twice.")
    why = Message(
        "世帯と、世帯の中の人は、一度ずつ数えます。", "Households, and persons of a household, are counted once each."
    )
    mend = Message("重なった行を除いてください。", "Please remove one of the rows.")


class RegisterOfOtherRules(Refused):
    """The rules do not fit the register. Facts: ``name``: the input whose type or place in the order differs."""

    code = "rules.register_of_other_rules"
    status = 422
    what = Message("この台帳では、この規則を計算できません。", "These rules cannot be worked out on this register.")
    why = Message(
        "「{name}」の型か並びが、規則と違います。", "The type or the order of 「{name}」 differs from the rules'."
    )
    mend = Message("この規則で台帳を読み直してください。", "Please read the register again with these rules.")


class OverridesNotInRegister(Refused):
    """A case for a register replaces definitions. Facts: ``household``."""

    code = "rules.overrides_not_in_register"
    status = 422
    what = Message("「{household}」には、置き換えた定義があります。", "「{household}」 replaces definitions.")
    why = Message(
        "台帳の全員を計算するときは、定義を置き換えません。",
        "Definitions are not replaced where a whole register is worked out.",
    )
    mend = Message("この世帯だけを計算してください。", "Please work this household out by itself.")
