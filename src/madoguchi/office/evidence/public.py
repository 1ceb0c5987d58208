"""The door of evidence."""

from datetime import date
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation.public import Body
from madoguchi.office.evidence.core.matters import Marked, Matter, Party, Stage, matters
from madoguchi.office.evidence.core.measures import FieldCorrected, Figures, Measures, Month, Period, measure
from madoguchi.office.evidence.core.plain import as_json
from madoguchi.office.evidence.core.statistics import Distribution, Rate
from madoguchi.office.evidence.names import Kind, register_names
from madoguchi.office.evidence.selectors import measures

__all__ = [
    "Distribution", "FieldCorrected", "Figures", "Kind", "Marked", "Matter", "Measures", "Month", "Party", "Period",
    "Rate", "Stage", "as_json", "matters", "measure", "measures", "plain_measures", "register_names",
]  # fmt: skip


def plain_measures(body: Body | UUID, period: Period, procedure: str | None = None, *, on: date) -> dict[str, Any]:
    """Return a body's figures of a period as JSON data (``as_json``): what ``madoguchi demo --json`` prints."""
    return as_json(measures(body, period, procedure, on=on))
