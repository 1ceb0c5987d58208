"""Which revisions of the body in scope are in force on a day."""

from datetime import date
from typing import NamedTuple

from madoguchi.office.rules.core.states import State
from madoguchi.office.rules.models import RuleRevision


class InForce(NamedTuple):
    """A revision in force, without its texts."""

    package_id: str
    title: str
    hash: str
    effective_from: date


def in_force(at: date, **wanted: str) -> list[InForce]:
    """The newest revision of each package in force on a day; of one day the last that was adopted."""
    found = (
        RuleRevision.objects.filter(state=State.ADOPTED.value, effective_from__lte=at, **wanted)
        .order_by("package_id", "-effective_from", "-number")
        .values_list("package_id", "title", "composed__sha256", "effective_from")
    )
    newest: dict[str, InForce] = {}
    for row in map(InForce._make, found):
        newest.setdefault(row.package_id, row)
    return list(newest.values())
