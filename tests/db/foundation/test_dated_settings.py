"""A body's choices by day: the division's, the body's, its parents', the default."""

from datetime import date
from uuid import UUID

import pytest

from madoguchi.ground.foundation.calendars import CLOSURES
from madoguchi.ground.foundation.dated_settings import put, value
from madoguchi.ground.foundation.public import Body, body_scope
from tests.support.bodies import make_body

DAY, LATER = date(2026, 4, 1), date(2027, 4, 1)
DIVISION = UUID(int=7)


def _put(body: Body, new: list[str], *, division_id: UUID | None = None, since: date = DAY) -> None:
    with body_scope(body, write=True):
        put(CLOSURES, new, valid_from=since, set_by=None, division_id=division_id)


def _value(body: Body, on: date, division_id: UUID | None = None) -> list[str]:
    with body_scope(body):
        return value(CLOSURES, on=on, division_id=division_id)


@pytest.mark.django_db
def test_the_nearest_choice_counts_and_the_newest_of_a_day() -> None:
    prefecture, town = make_body("shiomi", "汐見県"), make_body("isobe", "磯辺町")
    stranger = make_body("oki", "沖市")
    Body.objects.filter(pk=town.pk).update(parent=prefecture)
    _put(stranger, ["05-05"])
    assert _value(town, DAY) == CLOSURES.default

    _put(prefecture, ["01-04"])
    _put(prefecture, ["11-11"], division_id=DIVISION)
    assert _value(town, DAY) == ["01-04"]
    assert _value(town, DAY, DIVISION) == ["11-11"]

    _put(town, ["02-02"])
    assert _value(town, DAY) == _value(town, DAY, DIVISION) == ["02-02"]  # the town's own, before any parent's

    _put(town, ["03-03"], division_id=DIVISION)
    _put(town, ["04-04"], since=LATER)
    assert _value(town, DAY, DIVISION) == ["03-03"]
    assert (_value(town, DAY), _value(town, LATER)) == (["02-02"], ["04-04"])
    assert _value(town, date(2026, 3, 31)) == CLOSURES.default
    assert _value(prefecture, DAY) == ["01-04"]
