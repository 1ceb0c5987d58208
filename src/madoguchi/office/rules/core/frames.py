"""What the closures work on.

A frame is a list. A member's is ``[whole frame, id, slots …]``, a whole's ``[groups, None, slots …]``, where groups are
lists of members' frames. Slots hold inputs, definitions and what is worked out once for a whole. What a function
returns is known (bool, int, str, date) or an Unknown.
"""

from collections.abc import Callable
from typing import Any, Final

from madoguchi.office.rules.core.reasons import Unknown

Frame = list[Any]  # slots of any value, and the links to other frames
Run = Callable[[Frame], Any]  # a Value or an Unknown

WHOLE: Final = 0  # of a member's frame: the frame of its whole
GROUPS: Final = 0  # of a whole's frame: for each group its members' frames
ID: Final = 1  # of a member's frame
FIRST_SLOT: Final = 2
UNSET: Final = object()  # in a slot for which nothing has been worked out yet


def union(*found: object) -> Unknown:
    """Return the unknown value with the reasons of all that are unknown among ``found``; one of them must be."""
    bits = 0
    for each in found:
        if isinstance(each, Unknown):
            bits |= each.bits
    return Unknown(bits)
