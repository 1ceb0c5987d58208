"""Kana and widths, for search keys and validated kana fields only.

Never apply these to a stored name: Unicode normalisation changes 1,002 compatibility ideographs
(U+FA19 becomes 神), and names are kept exactly as written. What comes out of here is a key,
a kana reading or a field of a bank file.
"""

import re
import unicodedata
from typing import Final

from madoguchi.ground.kernel.errors import Message, Refused

# Hiragana ぁ-ゖ and the marks ゝゞ lie 0x60 below their katakana.
_TO_KATAKANA: Final = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_TO_HALF_DIGITS: Final = {0xFF10 + n: 0x30 + n for n in range(10)}
# Kana that may be recomposed safely: half-width forms, and katakana followed by combining (semi-)voiced marks.
_KANA_RUN: Final = re.compile("[\u3099\u309a\u30a1-\u30fa\u30fc-\u30fe\uff65-\uff9f]+")
_SPACES: Final = re.compile(r"\s+")
_VARIATION_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HYPHEN_LIKE: Final = re.compile("[-‐‑‒–—―−─━ー〜~\u2043\u2e3a\u2e3b\u301c]")
_MIDDLE_DOTS: Final = frozenset("・·•‧∙⋅")
_KATAKANA_NAME: Final = re.compile("[ァ-ヺー・ヽヾㇰ-ㇿ]+(?:\u3000[ァ-ヺー・ヽヾㇰ-ㇿ]+)*")

_SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶヰヱヲ", "アイウエオツヤユヨワカケイエオ")
_HALF: Final = {unicodedata.normalize("NFKC", half): half for half in map(chr, range(0xFF66, 0xFFA0))}
_BANK: Final = frozenset("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()-.")


class NotForBankTransfer(Refused):
    """A character that bank transfer files cannot carry. Fact: ``position``, counted from 1."""

    code = "kernel.not_for_bank_transfer"
    status = 422
    what = Message(
        "口座名義に、振込で使えない文字があります。",
        "The account holder's name has a character that bank transfers cannot carry.",
        "口座の 名前に、使うことが できない 字が あります。",
    )
    why = Message(
        "{position}文字目が使えません。使えるのは、カナ、英字、数字、空白、「（ ） － ．」です。",
        "Character {position} cannot be used. Kana, Latin letters, digits, spaces and ( ) - . can.",
        "{position}番目の 字は 使うことが できません。カタカナ、英語の 字、数字を 使います。",
    )
    mend = Message(
        "通帳やキャッシュカードにあるカナの名義のとおりに書いてください。",
        "Please write the name in kana as in the bank book or on the cash card.",
        "通帳の カタカナの 名前と 同じように 書いてください。",
    )


def to_full_katakana(text: str) -> str:
    """Return a kana field in its one form: full-width katakana, parts joined by one full-width space.

    Hiragana and half-width kana are converted, voiced marks composed; anything else stays, for
    :func:`is_katakana_name` to find.

    Source: 共通機能標準仕様書 項目定義書 (full-width items; name parts are joined by one full-width space).
    """
    katakana = text.translate(_TO_KATAKANA)  # before composing: わ has no voiced form, ワ has ヷ
    composed = _KANA_RUN.sub(lambda run: unicodedata.normalize("NFKC", run[0]), katakana)
    return _SPACES.sub("\u3000", composed.strip())


def is_katakana_name(text: str) -> bool:
    """Return whether ``text`` is a reading as :func:`to_full_katakana` gives it, with at least one letter in it."""
    return bool(_KATAKANA_NAME.fullmatch(text)) and any(c not in "ー・ヽヾ\u3000" for c in text)


def to_half_width_digits(text: str) -> str:
    """Return ``text`` with ０-９ as 0-9 and everything else as it was."""
    return text.translate(_TO_HALF_DIGITS)


def fold_key(text: str) -> str:
    """Return a key under which spellings of one text meet, for searching; never shown, never stored as a name.

    Variation selectors go, NFKC and case folding apply, hiragana becomes katakana (as kana fields have it), spaces,
    invisible format characters and middle dots go, hyphens and long-vowel signs all become ー. Variant characters (髙
    and 高) are not folded here: that takes the operator's character table. Folding twice changes nothing.
    """
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:  # a removed space may bring a letter and its mark together
        folded = again
    return folded


def visible_length(text: str) -> int:
    """Return the length people count: code points without variation selectors VS1-16 and VS17-256 (辻󠄀 is 1).

    Source: 共通機能標準仕様書 項目定義書 (桁数 counts characters).
    """
    return len(_VARIATION_SELECTORS.sub("", text))


def half_width_kana(text: str) -> str:
    """Return an account holder's kana name as a bank transfer file carries it (全銀協規定文字).

    Small kana become large, ー becomes "-", ・ becomes ".", ヲ ヰ ヱ become ｵ ｲ ｴ, letters upper case; a voiced mark
    takes a place of its own.

    Raises:
        NotForBankTransfer: a character (kanji, or a sign other than ( ) - .) has no place in the file.

    Source: 全銀協規定フォーマット 総合振込 (受取人名: kana without ヲ and small kana, A-Z, 0-9, ( ) - . and space).
    """
    halves: list[str] = []
    for position, character in enumerate(text, start=1):
        half = _half(character)
        if not half or not _BANK.issuperset(half):
            raise NotForBankTransfer(position=position)
        halves.append(half)
    return "".join(halves)


def _half(character: str) -> str:
    if character in "ー‐－―−–ｰ":
        return "-"
    if character in "・･":
        return "."
    if character in "゛゜":  # NFKC would put a space before them
        return "ﾞ" if character == "゛" else "ﾟ"
    full = unicodedata.normalize("NFKC", character).translate(_TO_KATAKANA).translate(_SMALL).upper()
    return "".join(_HALF.get(part, part) for part in unicodedata.normalize("NFD", full))


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _VARIATION_SELECTORS.sub("", text))
    plain = unicodedata.normalize("NFKC", plain.casefold()).translate(_TO_KATAKANA)
    plain = _HYPHEN_LIKE.sub("ー", plain)
    return "".join(
        c for c in plain if not c.isspace() and c not in _MIDDLE_DOTS and unicodedata.category(c) not in ("Cf", "Zs")
    )
