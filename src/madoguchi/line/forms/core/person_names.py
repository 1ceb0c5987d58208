"""A name asked in two boxes: how it is kept as one text, and shown in two again."""

import re
from typing import Final

SPACE: Final = "\u3000"
"""Stands once between family name and given name (基本データリスト: 氏名 is joined by one full-width space)."""
_JAPANESE: Final = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def joined(family: str, given: str) -> str:
    """Return the whole name; one part alone stands as it is."""
    return SPACE.join(part for part in (family, given) if part)


def split(name: str) -> tuple[str, str]:
    """Return family name and given name.

    The first full-width space divides; a half-width one only a name in Japanese characters: in the alphabet nobody can
    tell where a family name ends. Without one the whole is the family name.
    """
    family, _, given = name.partition(SPACE)
    if not given and _JAPANESE.search(name):
        family, _, given = name.partition(" ")
    return family, given.strip(" \u3000")


def may_be_single(name: str) -> bool:
    """Tell whether a name may have one part only: names in the alphabet do, those in Japanese characters do not."""
    return not _JAPANESE.search(name)


def private_character(text: str) -> str:
    """Return the first character of the private use areas (外字), which other machines cannot show, or nothing."""
    found = _PRIVATE.search(text)
    return found[0] if found else ""
