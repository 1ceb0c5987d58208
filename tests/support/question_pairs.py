"""Pairs of questions of office forms that people would call one, or two.

``held_out`` was written before the comparison and is not used to tune it; ``tuning`` was. Both are by one hand.
One pair a line: 1 or 0, then kind, label and title above it, twice.
"""

from dataclasses import dataclass
from pathlib import Path

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.asked import Question
from madoguchi.line.forms.core.question_words import meaning

FOLDER = Path(__file__).resolve().parents[1] / "unit" / "forms" / "questions"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, and whether they are one."""

    one: Question
    other: Question
    is_same: bool


def pairs(name: str) -> list[Pair]:
    """Return the pairs of ``held_out`` or ``tuning``."""
    read = []
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        same, *rest = line.split("|")
        read.append(Pair(question("a", *rest[:3]), question("b", *rest[3:]), same == "1"))
    return read


def question(form: str, kind: str, label: str, title: str = "", *, path: str = "") -> Question:
    """Return a question as a form would ask it."""
    said = meaning(label, kind, (title,) if title else ())
    return Question(form, path or f"{kind}-{label}", kind, Message(label, label), said, "", {}, False)
