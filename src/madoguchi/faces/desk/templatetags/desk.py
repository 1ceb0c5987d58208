"""Filters for lists of cases and of households."""

from django import template

from madoguchi.line.review import public as review

register = template.Library()

_TONES = {
    review.State.RECEIVED: "neutral",
    review.State.IN_REVIEW: "active",
    review.State.RETURNED: "warning",
    review.State.PROPOSED: "active",
    review.State.DECIDED: "done",
    review.State.WITHDRAWN: "neutral",
}


@register.filter
def tone(state: review.State) -> str:
    """The tone of a case's chip; its word stands beside it."""
    return _TONES[state]


@register.filter
def choice(row: review.CaseRow) -> str:
    """A case and its version as one value of a check box."""
    return f"{row.id}:{row.version}"


@register.filter
def grouped(count: int) -> str:
    """A count as people read it: 1,234,567."""
    return f"{count:,}"
