"""再開コード: sixteen characters with which a visitor goes on with a draft on another device.

The code is derived from the draft's secret, so it can be shown again to whoever holds that; the secret is sealed
under the code, so that the code alone leads back to it. 80 bits: not to be guessed, short enough to be copied by hand.
"""

import hmac
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""

LENGTH = 16
_AS_MEANT = str.maketrans("OIL", "011")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LONGEST_TYPED = 100


def of_secret(secret: str) -> str:
    """Return the code of a draft's secret: always the same."""
    digest = hmac.digest(secret.encode(), b"madoguchi resume code", "sha256")
    number = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def shown(code: str) -> str:
    """Return the code as people see it, in fours: ``7KQ2-M9DX-40PT-ZB3W``."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def as_typed(text: str) -> str | None:
    """Return the code a person typed (small letters, full-width letters, spaces and any hyphens are fine), or None."""
    plain = text[:_LONGEST_TYPED].translate(_FULL_WIDTH).upper().translate(_AS_MEANT)
    kept = "".join(char for char in plain if char not in " \u3000\t-‐‑‒–—―−ー")
    return kept if len(kept) == LENGTH and set(kept) <= set(ALPHABET) else None


def address(code: str) -> str:
    """Return the hash under which the code is kept."""
    return sha256(b"address" + code.encode()).hexdigest()


def sealed(secret: str, code: str) -> str:
    """Return the secret (at most 64 ASCII characters) sealed under the code, in hexadecimal."""
    plain = secret.encode("ascii")
    return bytes(one ^ other for one, other in zip(plain, _pad(code, len(plain)), strict=True)).hex()


def opened(sealed_secret: str, code: str) -> str:
    """Return the secret again."""
    hidden = bytes.fromhex(sealed_secret)
    return bytes(one ^ other for one, other in zip(hidden, _pad(code, len(hidden)), strict=True)).decode("ascii")


def _pad(code: str, length: int) -> bytes:
    """Return as many bytes as the secret has: every code seals one secret, so the pad is used once."""
    return hmac.digest(code.encode(), b"madoguchi resume seal", "sha512")[:length]
