"""ゆうちょ銀行: 記号 and 番号, as its books show them, as the bank, branch, kind and number that transfers need.

Source: ゆうちょ銀行「記号番号から振込用の店名・預金種目・口座番号を調べる」 and its account guide. Where the
記号 begins with 1 (総合口座, 通常貯金) the branch is its second and third digit and 8, and the number is the 番号
without its last digit, a 1. Where it begins with 0 (振替口座) the branch ends in 9, and the 番号 is the number. Numbers
are filled up to 7 digits. The digit between 記号 and 番号 only checks and is left out.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

BANK_CODE: Final = "9900"
_WRITTEN: Final = re.compile("(?:記号)?([01][0-9]{3}0)(?:-?([0-9])(?=[- ]))?[- 番号]*([0-9]{1,8})")
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ー", "-"))


@dataclass(frozen=True, slots=True)
class Account:
    """An account as transfers name it; ``kind`` is ``ordinary`` or ``current``."""

    branch_code: str
    kind: str
    number: str


def account_of(typed: str) -> Account | None:
    """Return the account of 「10120 12345671」 or 「00110-2-5606」; None where it is no 記号 and 番号."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", typed)).translate(_HYPHENS).strip()
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    sign, number = found[1], found[3]
    if sign[0] == "0":
        return None if len(number) > 7 else Account(f"{sign[1:3]}9", "current", number.zfill(7))
    if not number.endswith("1") or len(number) < 2:
        return None
    return Account(f"{sign[1:3]}8", "ordinary", number[:-1].zfill(7))
