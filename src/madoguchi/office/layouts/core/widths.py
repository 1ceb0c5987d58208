"""Half width and full width: which is which, and the conversions between them that lose nothing."""

import re
import unicodedata
from typing import Final

_HALF_KANA: Final = re.compile("[\uff61-\uff9f]+")


def is_half(character: str) -> bool:
    """Return whether a character is half-width: ASCII, half-width kana, and Unicode's other narrow ones (¥)."""
    return unicodedata.east_asian_width(character) in ("Na", "H")


def _wide_forms() -> dict[str, str]:
    forms = {" ": "\u3000"}
    for point in (*range(0xFF01, 0xFF61), *range(0xFFE0, 0xFFE7)):
        kind, _, origin = unicodedata.decomposition(chr(point)).partition(" ")
        if kind == "<wide>":
            forms[chr(int(origin, 16))] = chr(point)
    return forms


def _kana(half: str) -> str:
    # Normalising is safe here only because it is given nothing but half-width kana. A voiced mark that stands alone
    # would become a combining one; its spacing form is what was meant.
    return unicodedata.normalize("NFKC", half).replace("\u3099", "゛").replace("\u309a", "゜")


_TO_FULL: Final = _wide_forms()
_FULL_TABLE: Final = str.maketrans(_TO_FULL)
_HALVES: Final = {_kana(half): half for half in map(chr, range(0xFF61, 0xFFA0))} | {
    _kana(half + mark): half + mark
    for half in map(chr, range(0xFF66, 0xFF9E))
    for mark in "ﾞﾟ"
    if len(_kana(half + mark)) == 1
}
_HALF_TABLE: Final = str.maketrans({full: half for half, full in _TO_FULL.items()} | _HALVES)


def to_full(text: str) -> str:
    """Return the text with every half-width character that has one full-width form in that form.

    ``ｶﾞ`` becomes ``ガ``. Going back with :func:`to_half` gives what was there.
    """
    return _HALF_KANA.sub(lambda m: _kana(m[0]), text).translate(_FULL_TABLE)


def to_half(text: str) -> str:
    """Return the text with full-width letters, digits, signs, spaces and katakana half-width; other kanji stay."""
    return text.translate(_HALF_TABLE)
