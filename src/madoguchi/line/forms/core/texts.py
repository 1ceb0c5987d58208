"""Text as typed: what is mended silently, and what cannot be accepted."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from madoguchi.ground.kernel.kana import to_half_width_digits

_OUTER_SPACES: Final = " \t\r\n\u3000"
# C0 and C1 controls (not tab and line feed), lone surrogates, noncharacters: nobody types them, few stores keep them.
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of writing could make a staff page show something else than was sent.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−－ーｰ─━", "-"))
_TO_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INNER_SPACES: Final = re.compile(r"\s+")


def as_typed(text: str) -> str:
    """Return what a person typed: line ends unified, outer spaces and unstorable characters gone."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_TEXT.sub("", unified).strip(_OUTER_SPACES)


def is_storable(text: str) -> bool:
    """Tell whether every character can be stored and shown as it is."""
    return not _NOT_TEXT.search(text) and not _TURNING.search(text)


def code_like(text: str) -> str:
    """Return a code or number typed by a person with half-width digits, plain hyphens and no spaces."""
    return _INNER_SPACES.sub("", to_half_width_digits(text).translate(_HYPHENS))


def ascii_like(text: str) -> str:
    """Return an e-mail address typed with full-width letters in half-width, without spaces."""
    return _INNER_SPACES.sub("", text.translate(_TO_ASCII))


def degrees_like(text: str) -> str:
    """Return degrees a person typed with six decimals (full-width digits allowed); what is no number as it was."""
    plain = code_like(unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", plain):
        return text
    return str(Decimal(plain).quantize(Decimal("0.000001")))


def number_like(text: str) -> int | None:
    """Return the whole number a person typed (full-width digits and commas allowed), or ``None``."""
    plain = code_like(unicodedata.normalize("NFKC", text)).replace(",", "")
    return int(plain) if re.fullmatch("-?[0-9]{1,15}", plain) else None
