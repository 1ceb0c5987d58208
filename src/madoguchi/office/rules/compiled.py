"""Compiled rules by the hash of their text, kept in each process: a text is read and checked once."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.composing import rules_of_text

MOST: Final = 512  # of at most 100 kB each: a prefecture's bodies with a dozen packages of their own

_kept: OrderedDict[str, Rules] = OrderedDict()
_lock = Lock()


def rules(sha256: str, text: Callable[[], str]) -> Rules:
    """Return the rules of a hash; ``text`` is asked for theirs where they are not known here."""
    with _lock:
        found = _kept.get(sha256)
        if found is not None:
            _kept.move_to_end(sha256)
            return found
    made = rules_of_text(text())
    with _lock:
        _kept[sha256] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
