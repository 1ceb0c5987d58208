"""Who has applied: here, where the form asks for a number of the register, or elsewhere, by an imported list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from madoguchi.beside.outreach.core.packing import unpack_ids
from madoguchi.beside.outreach.models import About, AppliedList, OptOut
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.office.rules.public import Rules, Unit

# The data items (core_item) by which a form asks for a number of the register.
HOUSEHOLD_ITEM: Final = "setaibango"
PERSON_ITEM: Final = "atenabango"
_AT_ONCE: Final = 2_000


@dataclass(slots=True)
class Numbers:
    """Numbers of households and of persons."""

    households: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)


def applied(rules: Rules, on: date) -> Numbers:
    """Return who has applied for a benefit, inside a scope.

    Applications are those to the procedure whose code is the id of the rules, unless they were withdrawn. A benefit
    of a year is applied for every fiscal year.
    """
    found = Numbers()
    for version_id, ids in intake.standing(rules.package.id, within=_year(rules, on)).items():
        _take(version_id, ids, found)
    if (newest := elsewhere(rules, on)) is not None:
        found.households.update(unpack_ids(bytes(newest.households)))
        found.persons.update(unpack_ids(bytes(newest.persons)))
    return found


def elsewhere(rules: Rules, on: date) -> AppliedList | None:
    """Return the list of who applied elsewhere that holds for a day asked about, inside a scope."""
    year = _year(rules, on)
    listed = AppliedList.objects.filter(rules=rules.package.id)
    if year is not None:
        listed = listed.filter(as_of__gte=year[0], as_of__lt=year[1])
    newest: AppliedList | None = listed.order_by("-as_of", "-imported_at", "-id").first()
    return newest


def _year(rules: Rules, on: date) -> tuple[date, date] | None:
    """The fiscal year, its end excluded, where a benefit is applied for each year."""
    if rules.package.unit != Unit.YEAR:
        return None
    begins = on.year - (on.month < 4)
    return date(begins, 4, 1), date(begins + 1, 4, 1)


def _take(version_id: UUID, ids: Sequence[UUID], found: Numbers) -> None:
    """Add the numbers that applications of one version give."""
    asked = [
        (each.id, found.households if each.core_item == HOUSEHOLD_ITEM else found.persons)
        for page in forms.version(version_id).form.pages
        for each in page.fields
        if each.core_item in (HOUSEHOLD_ITEM, PERSON_ITEM)
    ]
    if not asked:
        return
    for first in range(0, len(ids), _AT_ONCE):
        for answers in intake.newest_answers(ids[first : first + _AT_ONCE]).values():
            for name, numbers in asked:
                if isinstance(number := answers.get(name), str) and number:
                    numbers.add(number)


def opted_out(rules_id: str) -> Numbers:
    """Return who does not want to be told of a benefit, inside a scope."""
    found = Numbers()
    rows = OptOut.objects.filter(withdrawn_at=None, rules__in=("", rules_id)).values_list("about", "number")
    for about, number in rows.order_by("id"):
        (found.households if about == About.HOUSEHOLD else found.persons).add(number)
    return found
