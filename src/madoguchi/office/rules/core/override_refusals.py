"""Refusals about overrides of definitions."""

from madoguchi.ground.kernel.errors import Message, Refused


class OverrideUnknown(Refused):
    """An override names no definition. Facts: ``name``."""

    code = "rules.override_unknown"
    status = 422
    what = Message("「{name}」という定義はありません。", "There is no definition 「{name}」.")
    why = Message("置き換えられるのは、この規則の定義だけです。", "Only definitions of this rule can be replaced.")
    mend = Message("名前を確かめてください。", "Please check the name.")


class OverrideNotReadable(Refused):
    """An override is no value of its definition's type. Facts: ``name``, ``wanted``, ``wanted_en``."""

    code = "rules.override_not_readable"
    status = 422
    what = Message("「{name}」に置く値を読み取れません。", "The value to put in 「{name}」 cannot be read.")
    why = Message("ここには{wanted}が必要です。", "A {wanted_en} is needed.")
    mend = Message("値を確かめてください。", "Please check the value.")
