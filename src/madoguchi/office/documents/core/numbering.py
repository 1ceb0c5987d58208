"""文書番号: 「みな子第123号」, counted from 1 in each fiscal year."""

import re

from madoguchi.ground.kernel.errors import Message, Refused

PREFIX = re.compile(r"[^\W_]{1,20}")  # letters, kana, kanji and digits


class PrefixNotUsable(Refused):
    """A division mark (文書記号) that would not read as one."""

    code = "documents.prefix_not_usable"
    status = 422
    what = Message("この文書記号は使えません。", "This document prefix cannot be used.")
    why = Message(
        "文書記号は、記号や空白を含まない1～20文字の文字と数字です。",
        "A prefix is 1 to 20 letters and digits, without spaces or punctuation.",
    )
    mend = Message("「みな子」のように入力してください。", "Enter it like 「みな子」.")


def check_prefix(prefix: str) -> str:
    """Return the prefix, or raise :class:`PrefixNotUsable`."""
    if not PREFIX.fullmatch(prefix):
        raise PrefixNotUsable(pointer="prefix")
    return prefix


def format_number(prefix: str, number: int) -> str:
    """Return the number as printed: 「みな子第123号」.

    The year is not part of it in most offices' rules (文書取扱規程): the date beside it tells the year.
    """
    if number < 1:
        raise ValueError("document numbers start at 1")
    return f"{prefix}第{number}号"
