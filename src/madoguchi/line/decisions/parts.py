"""The ``decisions`` part of the version a case is pinned to."""

from madoguchi.line.decisions.core import outcomes
from madoguchi.line.forms import public as forms
from madoguchi.line.review import public as review


def part_of(case: review.Case) -> outcomes.DecisionPart:
    """Return the procedure's decisions part for a case (inside a scope)."""
    return outcomes.parse(forms.version(case.procedure_version_id).part("decisions"))
