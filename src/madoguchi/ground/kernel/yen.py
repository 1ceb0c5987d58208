"""Yen: whole amounts of money, their rounding by name, and reading them as people write them."""

import re
import unicodedata
from typing import Final, NewType

from madoguchi.ground.kernel.errors import Message, Refused

Yen = NewType("Yen", int)

MAX_YEN: Final = Yen(2**53 - 1)  # whole numbers beyond it are not exact in JSON readers and spreadsheets

_WRITE_LIKE = Message(
    "「15,000」または「15000円」のように書いてください。",
    "Please write it like 15,000 or 15000円.",
    "「15,000」や「15000円」のように 書いてください。",
)


class YenEmpty(Refused):
    """Nothing was written."""

    code = "kernel.yen_empty"
    status = 422
    what = Message("金額が書かれていません。", "There is no amount.", "お金の 数が ありません。")
    why = Message("円の単位の金額が必要です。", "An amount in yen is needed.", "いくらか 書きます。")
    mend = _WRITE_LIKE


class YenNotReadable(Refused):
    """Something else than digits, or commas in other places than every three digits."""

    code = "kernel.yen_not_readable"
    status = 422
    what = Message(
        "金額を読み取れませんでした。", "We could not read the amount.", "お金の 数を 読むことが できませんでした。"
    )
    why = Message(
        "数字と、3けたごとのコンマ、「円」「¥」のほかは読み取れません。",
        "Only digits, a comma every three digits, and 円 or ¥ can be read.",
        "数字と「,」と「円」だけ 使うことが できます。",
    )
    mend = _WRITE_LIKE


class YenNotWhole(Refused):
    """A fraction of a yen."""

    code = "kernel.yen_not_whole"
    status = 422
    what = Message(
        "円未満の端数が書かれています。", "The amount has a fraction of a yen.", "円より 小さい 数が あります。"
    )
    why = Message("金額は1円単位です。", "Amounts are whole yen.", "いちばん 小さい お金は 1円です。")
    mend = Message(
        "小数点のない金額を書いてください。",
        "Please write it without a decimal point.",
        "「.」を 使わないで 書いてください。",
    )


class YenOutOfRange(Refused):
    """Beyond what can be kept exactly everywhere."""

    code = "kernel.yen_out_of_range"
    status = 422
    what = Message("金額が大きすぎます。", "The amount is too large.", "お金の 数が 大きすぎます。")
    why = Message(
        "扱える金額は9,007,199,254,740,991円までです。",
        "Amounts up to 9,007,199,254,740,991 yen can be handled.",
        "9,007,199,254,740,991円までです。",
    )
    mend = Message("けた数を確かめてください。", "Please check the number of digits.", "数字を もう一度 見てください。")


def yen(amount: int) -> Yen:
    """Return ``amount`` as yen. Raises :class:`YenOutOfRange` unless -2**53 < amount < 2**53."""
    if abs(amount) > MAX_YEN:
        raise YenOutOfRange
    return Yen(amount)


def format_yen(amount: int) -> str:
    """Return 「15,000円」; below zero 「-15,000円」."""
    return f"{amount:,}円"


def floor_to_100_yen(amount: int) -> Yen:
    """Drop what is below 100 yen (百円未満切捨て). Below zero the fraction goes too: -150 becomes -100.

    Source: 地方税法 第20条の4の2第3項 and ordinances that say the same for fees and contributions.
    """
    return _drop_fraction(amount, 100)


def floor_to_10_yen(amount: int) -> Yen:
    """Drop what is below 10 yen (十円未満切捨て). Below zero the fraction goes too: -15 becomes -10.

    Source: the ordinance or rule that names this rounding.
    """
    return _drop_fraction(amount, 10)


def parse_yen(text: str) -> Yen:
    """Read an amount as people write it: １５，０００円, ¥15,000, 15000, 金15,000円也, △15,000 (below zero).

    Raises:
        YenEmpty, YenNotReadable, YenNotWhole, YenOutOfRange.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDED).strip()
    if not plain:
        raise YenEmpty
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise YenNotReadable
    if found["fraction"]:
        raise YenNotWhole
    digits = found["digits"].replace(",", "").lstrip("0")
    if len(digits) > 16:  # also keeps int() from very long texts
        raise YenOutOfRange
    amount = int(digits or "0")
    return yen(-amount if found["minus"] else amount)


_FOLDED = str.maketrans({"−": "-", "‐": "-", "―": "-", "–": "-", "△": "-", "▲": "-", "、": ",", "\\": "¥"})
_WRITTEN = re.compile(
    r"(?P<minus>-?)\s*(?:金|¥)?\s*(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?P<fraction>\.[0-9]+)?\s*(?:円\s*也?)?"
)


def _drop_fraction(amount: int, unit: int) -> Yen:
    dropped = abs(amount) // unit * unit
    return yen(dropped if amount >= 0 else -dropped)
