"""What was read in a sheet beside the form as it is now, for a person who holds one against the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.sheets.drawing import Drawing
from madoguchi.line.forms.core.sheets.sheet_form import DOUBTS, LEFT_OUT
from madoguchi.line.forms.core.work_outline import Item, Outline

_DOUBTED = 0.7
"""A question read with less confidence is to be looked at even where no doubt is named."""


@dataclass(frozen=True, slots=True)
class ReadField:
    """A question as it was read. ``number``: where it stands on the drawing; 0 where it stands nowhere."""

    number: int
    place: str
    label: str
    kind: str
    confidence: float
    doubts: tuple[Message, ...]
    cell: str

    @property
    def id(self) -> str:
        """Its place as a part of an id in a page."""
        return self.place.replace("/", "-")

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look at it first."""
        return bool(self.doubts) or self.confidence < _DOUBTED


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet as it was read. ``left_out`` are fields that are no questions, and why."""

    name: str
    score: int
    reasons: tuple[tuple[Message, int, tuple[str, ...]], ...]
    fields: tuple[ReadField, ...]
    left_out: tuple[tuple[str, Message], ...]
    drawings: tuple[Drawing, ...]
    is_hardly_a_form: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A question as it was read and as it is now; ``item`` is None where it was taken away."""

    read: ReadField
    item: Item | None


def read_draft(draft: Mapping[str, Any], drawings: Sequence[Drawing], name: str) -> SheetRead:
    """Return what ``SheetForm.as_json`` wrote, with its drawings."""
    fields, number = [], 0
    for one in draft["fields"]:
        number += "at" in one
        at = one.get("at", {})
        fields.append(
            ReadField(
                number if "at" in one else 0, one["path"], one["label"], one["type"], one["confidence"],
                tuple(DOUBTS[code] for code in one["doubts"]), str(at.get("cell", at.get("page", ""))),
            )
        )  # fmt: skip
    reasons = draft["fidelity"]["reasons"]
    return SheetRead(
        name,
        draft["fidelity"]["score"],
        tuple(
            (Message(one["message"]["ja"], one["message"]["en"]), one["count"], tuple(one["texts"])) for one in reasons
        ),
        tuple(fields),
        tuple((one["label"], LEFT_OUT[one["why"]]) for one in draft["left_out"]),
        tuple(drawings),
        any(one["code"] == "hardly_a_form" for one in reasons),
    )


def compared(read: SheetRead, outline: Outline) -> tuple[tuple[Compared, ...], tuple[Compared, ...]]:
    """Return the questions to look at first, and all others, each as it is now."""
    items = {one.place: one for one in outline.everything()}
    rows = [Compared(one, items.get(one.place)) for one in read.fields]
    return (
        tuple(one for one in rows if one.read.is_doubtful),
        tuple(one for one in rows if not one.read.is_doubtful),
    )
