"""The ``review`` part of a procedure's definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the check list, with the fields it looks at."""

    id: str
    label: Message
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for a correction, in words for the applicant."""

    id: str
    label: Message


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """What review needs of a procedure: the period in open days, who reviews, what is checked."""

    period_days: int
    division: str
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]

    def reason(self, reason_id: str) -> Reason | None:
        """Return a reason by its id."""
        return next((one for one in self.reasons if one.id == reason_id), None)


OTHER = Reason("other", Message("その他（下の説明をご覧ください）", "Other (see the note)", easy="ほかの 理由"))


def parse(part: Mapping[str, Any]) -> ReviewPart:
    """Return the part as typed values; the definition was checked when it was published.

    Args:
        part: ``{"period_days", "division", "checks": [{"id", "label", "fields"}],
            "correction_reasons": [{"id", "label"}]}``.
    """
    return ReviewPart(
        period_days=int(part["period_days"]),
        division=str(part["division"]),
        checks=tuple(
            Check(one["id"], message(one["label"]), tuple(one.get("fields", ()))) for one in part.get("checks", ())
        ),
        reasons=(*(Reason(one["id"], message(one["label"])) for one in part.get("correction_reasons", ())), OTHER),
    )


def message(texts: Mapping[str, str]) -> Message:
    """Return a definition's text as a message."""
    return Message(texts["ja"], texts.get("en", texts["ja"]), texts.get("easy"))
