"""What the codes in the log are called. Evidence knows no procedure: rooms that do say the names of their codes.

A code that nobody names is shown as it is.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message


class Kind(StrEnum):
    """Kinds of codes. A field is named by ``procedure:path``, its path without places in a group."""

    PROCEDURE = "procedure"
    CHANNEL = "channel"
    OUTCOME = "outcome"
    FIELD = "field"


#: Codes to the names of those that are known; called inside a scope of the body that asks.
Lookup = Callable[[Collection[str]], Mapping[str, Message]]
_lookups: dict[Kind, Lookup] = {}


def register_names(kind: Kind, lookup: Lookup) -> None:
    """Say how codes of a kind are called; from ``AppConfig.ready`` of the room that knows.

    Raises:
        ValueError: another room named this kind already.
    """
    if _lookups.setdefault(kind, lookup) is not lookup:
        raise ValueError(f"{kind} codes are named twice")


def names(kind: Kind, codes: Collection[str]) -> dict[str, Message]:
    """Return a name for every code (inside a scope)."""
    known = _lookups[kind](codes) if kind in _lookups else {}
    return {code: known.get(code) or Message(code, code) for code in codes}
