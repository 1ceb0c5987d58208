"""Keys under which spellings of an address, or of a bank's name, meet."""

import re
from typing import Final

from madoguchi.ground.kernel.kana import fold_key

_NUMERALS: Final = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CHOME: Final = re.compile("([一二三四五六七八九十]{1,3})丁目")
_SHORT: Final = {
    "信金": "信用金庫",
    "信組": "信用組合",
    "労金": "労働金庫",
    "農協": "農業協同組合",
    "漁協": "漁業協同組合",
}
_BANK_ENDINGS: Final = re.compile("(銀行|支店|出張所)$")


def address_key(text: str) -> str:
    """Return the key of an address: widths, kana, 「一丁目」 and 「1丁目」, 「大字」 and 「字」 do not count.

    The hyphen between numbers and the sign of a long vowel are the same, so a key is for comparing only.
    """
    return _CHOME.sub(lambda found: f"{_number(found[1])}丁目", fold_key(text)).replace("大字", "").replace("字", "")


def _number(numerals: str) -> int:
    tens, ten, ones = numerals.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def bank_key(name: str) -> str:
    """Return the key of a bank or branch, by name or reading: 「銀行」 at its end goes, 「信金」 is written out."""
    key = fold_key(name)
    for short, whole in _SHORT.items():
        key = key.replace(short, whole)
    return _BANK_ENDINGS.sub("", key)
