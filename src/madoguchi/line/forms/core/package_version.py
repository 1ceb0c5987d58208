"""Versions of a package (1.2.3), told from what changed: whether answers still fit, whether only words did."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from madoguchi.line.forms.core.merging import ORDER, Merged, merge

Version = tuple[int, int, int]
FIRST: Final[Version] = (1, 0, 0)
_TEXT = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
_WORDS = frozenset({"ja", "en", "easy", ORDER})


def read_version(text: object) -> Version | None:
    """Return a version of three whole numbers; None where the text is none."""
    found = _TEXT.fullmatch(text) if isinstance(text, str) else None
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))


def version_text(version: Version) -> str:
    """Return a version as it is written."""
    return ".".join(str(number) for number in version)


def version_of(definitions: Sequence[Mapping[str, object]]) -> Version:
    """Return the version of the last of all definitions of a procedure that were published, in their order.

    The first number rises where answers of before do not fit any more (a question or an option was taken away, or got
    another kind), the second where anything else but words and order changed, the third otherwise.
    """
    version = FIRST
    for before, after in pairwise(definitions):
        version = _next(version, merge(before, after, before, {}).records)
    return version


def _next(version: Version, changes: Sequence[Merged]) -> Version:
    major, minor, patch = version
    if any(_breaks(one) for one in changes):
        return (major + 1, 0, 0)
    if any(one.path[-1] not in _WORDS for one in changes):
        return (major, minor + 1, 0)
    return (major, minor, patch + 1)


def _breaks(one: Merged) -> bool:
    if one.path[:2] != ("form", "fields"):
        return False
    return one.path[-1] == "type" or (one.theirs is None and one.path[-2] in ("fields", "options"))
