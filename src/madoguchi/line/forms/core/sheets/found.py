"""What was found on a sheet: questions, tables of them, and what is none."""

import re
from dataclasses import dataclass, field

from madoguchi.line.forms.core.sheets.blanks import Blank
from madoguchi.line.forms.core.sheets.boxes import Box
from madoguchi.line.forms.core.sheets.words import label_of, squeezed

LONGEST_LABEL = 40
_HEADING = re.compile(r"^[\s\u3000]*(?:[(（]?[0-9０-９①-⑳Ⅰ-Ⅻ]{1,2}[)）.．、\s\u3000]|[①-⑳Ⅰ-Ⅻ■◆●【〔＜<])")


@dataclass(frozen=True, slots=True)
class Question:
    """A blank and what it asks."""

    label: Box | None
    answer: Box
    blank: Blank
    context: str = ""
    unit: str = ""
    row: str = ""
    """The name of its row in a table whose rows are named."""

    @property
    def text(self) -> str:
        """The label in one line, or an empty text."""
        return "" if self.label is None else label_of(self.label.text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the same questions. ``rows`` are the answers of each row, in the order of ``columns``."""

    columns: tuple[Question, ...]
    rows: tuple[tuple[Box, ...], ...]
    context: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is asked on the sheet and not on the screen. ``why``: ``my_number`` or ``office``."""

    label: str
    box: Box
    why: str


@dataclass(slots=True)
class Found:
    """What was found on one surface, in reading order."""

    questions: list[Question | Table] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unlabelled: list[Box] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)  # that label nothing: titles, headings, notes
    lonely: list[Box] = field(default_factory=list)  # labels that we know, without a blank


def is_heading(box: Box) -> bool:
    """Whether a text parts the sheet: numbered, marked, or in a box as wide as a line."""
    text = box.text.strip()
    if not 2 <= len(squeezed(text)) <= LONGEST_LABEL or text.startswith(("※", "*", "注", "（注")):
        return False
    return bool(_HEADING.match(text)) or (not box.is_open and box.width >= 200 and len(squeezed(text)) <= 25)
