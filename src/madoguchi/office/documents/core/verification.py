"""Verification codes: typed from paper, impossible to guess, wrong when mistyped.

Sixteen characters of an alphabet of 31, without 0, 1, I, L and O. Fifteen are random (74 bits); the last is a check
character, a weighted sum modulo 31. Because 31 is prime and the weights 1 to 16 differ, every single wrong character
and every exchange of two characters is found.
"""

import secrets
import unicodedata
from collections.abc import Callable

from madoguchi.ground.kernel.errors import Message, Refused

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
SEPARATORS = frozenset(" \u3000-‐‑–—―－ー−_/.")


class CodeNotWellFormed(Refused):
    """What was typed can't be a verification code."""

    code = "documents.code_not_well_formed"
    status = 422
    what = Message(
        "確認番号をもう一度お確かめください。",
        "Please check the verification code.",
        easy="番号を もう一度 見てください。",
    )
    why = Message(
        "確認番号は英数字16文字です。入力された番号には、足りない文字か打ち間違いがあります。",
        "A code is 16 letters and digits. The one entered has a missing or mistyped character.",
        easy="番号は 16文字です。入れた 番号は まちがいが あります。",
    )
    mend = Message(
        "文書の二次元コードの横にある番号を、4文字ずつ見比べて入力してください。数字の0と1、英字のI・L・Oは使われていません。",
        "Compare it, four characters at a time, with the code beside the QR code on the document. "
        "The digits 0 and 1 and the letters I, L and O are not used.",
        easy="紙に 書いてある 番号と 同じか、4文字ずつ 見てください。",
    )


def new_code(random_below: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a new code. Tests give their own ``random_below``; nobody else should."""
    payload = [random_below(len(ALPHABET)) for _ in range(LENGTH - 1)]
    return "".join(ALPHABET[value] for value in payload) + _check_character(payload)


def parse_code(typed: str) -> str:
    """Return the code in its stored form from what a person typed (lower case, full width, with hyphens).

    Raises:
        CodeNotWellFormed: wrong length, foreign characters, or a check character that does not fit.
    """
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    code = "".join(character for character in folded if character not in SEPARATORS and not character.isspace())
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise CodeNotWellFormed(pointer="code")
    if _check_character([ALPHABET.index(character) for character in code[:-1]]) != code[-1]:
        raise CodeNotWellFormed(pointer="code")
    return code


def grouped(code: str) -> str:
    """Return the code as printed, four by four: ``ABCD-EFGH-JKMN-PQRS``."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def _check_character(payload: list[int]) -> str:
    # chosen so that the sum of (place × value) over all sixteen is 0: solve 16·c ≡ −sum (mod 31); 16⁻¹ = 2
    total = sum(place * value for place, value in enumerate(payload, start=1))
    return ALPHABET[-total * 2 % len(ALPHABET)]
