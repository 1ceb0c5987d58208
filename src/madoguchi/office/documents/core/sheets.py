"""Sheets to be written on by hand, as plain data: what is asked, and which boxes are given for it.

Texts are final sentences of the sheet's language. What is told of the boxes is in docs/develop/paper.md.
"""

from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.kernel.errors import Language


class Charset(StrEnum):
    """What may stand in a box: a reader by machine looks for nothing else."""

    DIGITS = "digits"
    KANA = "kana"  # full-width katakana, the mark of a voiced sound in the same box
    ASCII = "ascii"  # an address of e-mail
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Run:
    """Boxes in a row, one for each character. ``before`` and ``after`` are printed beside them (〒, －, 年)."""

    path: str
    count: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """One or more runs side by side; a single run longer than the sheet is wide goes on in the next row."""

    runs: tuple[Run, ...]
    charset: Charset = Charset.DIGITS
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A wide box to write in freely, ``rows`` lines high."""

    path: str
    rows: int = 1
    charset: Charset = Charset.ANY
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick, and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick."""

    path: str
    options: tuple[Choice, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences to read between boxes, one string per paragraph."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. ``kind`` is kept in the template; ``label_ja`` is for the office, where the label is not Japanese.

    ``for_whom`` says who answers, ``help`` how; without entries it is text to read.
    """

    label: str
    kind: str = ""
    label_ja: str = ""
    is_required: bool = False
    for_whom: str = ""
    help: tuple[str, ...] = ()
    entries: tuple[Cells | Line | Choices | Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Questions in a frame of their own, as about one child. ``heading`` may be empty."""

    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Short questions asked of several in turn: a column for each question, a row for each of them.

    ``numbers``: what stands before each row, a text or boxes to write it in.
    """

    columns: tuple[Question, ...]
    numbers: tuple[str | Cells, ...]
    rows: tuple[tuple[Cells | Line | Choices, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under a heading."""

    heading: str
    notes: tuple[str, ...] = ()
    for_whom: str = ""
    contents: tuple[Question | Item | Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to read before writing: a heading and its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole form on paper.

    ``address``: the SHA-256 of what it was made from, 64 hexadecimal digits. ``large``: letters of 14 pt and boxes of
    10.5 mm instead of 10.5 pt and 7.5 mm. ``front`` and ``back`` are read before and after the questions; each of
    ``continuations`` begins a page of its own at the end. ``is_trial``: of a trial body, which every page says.
    ``foot`` stands below every page (where to hand it in), outside of what moves boxes: a telephone number that changes
    leaves them where they were.
    """

    title: str
    title_ja: str
    address: str
    language: Language
    large: bool
    front: tuple[Notice, ...]
    sections: tuple[Section, ...]
    back: tuple[Notice, ...] = ()
    continuations: tuple[Section, ...] = ()
    foot: str = ""
    is_trial: bool = False
