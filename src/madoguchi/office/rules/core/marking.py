"""Where in a text a fault is: what stands before it, what is at fault, what follows, and its place in words."""

from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.tree import Span

_AROUND: Final = 60  # characters that are shown on either side
_MOST_HERE: Final = 200
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text. ``here`` is empty where something is missing between ``before`` and ``after``.

    ``line`` and ``column`` count from 1, in code points; ``is_long``: the text has several lines.
    """

    before: str
    here: str
    after: str
    line: int
    column: int
    is_long: bool

    @property
    def place(self) -> Message:
        """Where the fault begins, in words."""
        if self.is_long:
            return Message(f"{self.line}行目の{self.column}文字目", f"Line {self.line}, character {self.column}")
        return Message(f"{self.column}文字目", f"Character {self.column}")


def marked(text: str, span: Span | None) -> Marked | None:
    """Return a text with the span of a fault marked; all of it where there is no span, None where there is no text."""
    if not text.strip():
        return None
    start, end = (0, len(text)) if span is None else (min(max(each, 0), len(text)) for each in span)
    before, here, after = text[:start], text[start : max(start, end)], text[max(start, end) :]
    line_start = before.rfind("\n") + 1
    if len(here) > _MOST_HERE:
        here = here[:_MOST_HERE] + _CUT
    return Marked(
        before if len(before) <= _AROUND else _CUT + before[-_AROUND:],
        here,
        after if len(after) <= _AROUND else after[:_AROUND] + _CUT,
        before.count("\n") + 1,
        start - line_start + 1,
        "\n" in text.strip("\n"),
    )
