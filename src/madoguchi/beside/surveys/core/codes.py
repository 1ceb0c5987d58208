"""調査番号: the code on each sheet of a survey, and its check digit.

Twelve signs of an alphabet without those that look alike (0 O, 1 I L). The last one makes the weighted sum of all a
multiple of 31; as 31 is a prime and no two weights differ by it, a wrong sign and any two signs that changed places are
noticed.
"""

import secrets
import unicodedata
from hashlib import sha256
from typing import Final
from uuid import UUID

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs
LENGTH: Final = 12
_IGNORED: Final = str.maketrans("", "", "-‐‑‒–—―−ー ")


def new() -> str:
    """Return a random code: eleven signs (54 bits) and their check digit."""
    return with_check("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def with_check(signs: str) -> str:
    """Return eleven signs with their check digit."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=2))
    return signs + ALPHABET[-total % len(ALPHABET)]


def shown(code: str) -> str:
    """Return a code as it is printed: ``ABCD-EFGH-JKMN``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def typed(text: str) -> str | None:
    """Return the code that was typed, in whatever width and case, with or without hyphens; None: it is none."""
    code = unicodedata.normalize("NFKC", text[:60]).upper().translate(_IGNORED)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or with_check(code[:-1]) != code:
        return None
    return code


def digest(code: str, survey_id: UUID) -> str:
    """Return what is kept of a code, as 64 hexadecimal digits; the same code of another survey gives another."""
    return sha256(f"{survey_id}:{code}".encode()).hexdigest()
