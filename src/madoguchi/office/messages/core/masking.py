"""What those may see of a message who look after its delivery, not after its matter."""

import re
from typing import Final

# Narrow enough to leave "550 5.1.1" alone, wide enough for what a server repeats of an address.
_ADDRESS: Final = re.compile(r"""([^\s<>"'(){},;:@])[^\s<>"'(){},;:@]*@""")
_RECEIPT_NUMBER: Final = re.compile(r"\d{4}-\d{4}-\d{4}")


def without_name(text: str) -> str:
    """Return a text with every e-mail address cut to its first letter and its server: ``h…@example.jp``."""
    return _ADDRESS.sub(r"\1…@", text)


def without_number(text: str) -> str:
    """Return a text without receipt numbers (受付番号)."""
    return _RECEIPT_NUMBER.sub("…", text)
