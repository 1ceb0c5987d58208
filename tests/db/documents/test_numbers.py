"""Document numbers: none lost, none given twice, whatever happens around them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction

from madoguchi.ground.foundation.public import Actor, Body, body_scope
from madoguchi.ground.foundation.scope import NoBodyInScope
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.office.documents.models import NumberSeries
from madoguchi.office.documents.public import (
    PrefixNotUsable,
    SeriesAlreadyOpen,
    SeriesNotOpen,
    open_series,
)
from madoguchi.office.documents.services import take_numbers
from tests.db.documents.bodies import Y2026


class Undone(Exception):
    """The decision around a number failed."""


def take(body: Body, year: FiscalYear = Y2026) -> str:
    with body_scope(body, write=True):
        return take_numbers(1, series="kodomo", fiscal_year=year)[0].text


def in_threads(count: int, work: object) -> list[object]:
    """Run ``work(i)`` for each i, in eight threads that start together, each with a connection of its own."""
    start = threading.Barrier(min(8, count))

    def once(i: int) -> object:
        if i < min(8, count):
            start.wait(timeout=30)
        try:
            return work(i)  # type: ignore[operator]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(once, range(count)))


@pytest.mark.django_db
def test_numbers_count_from_one_and_each_body_has_its_own(minamo: Body, tonari: Body) -> None:
    taken = [take(minamo), take(minamo), take(tonari), take(minamo)]

    assert taken == ["みな子第1号", "みな子第2号", "とな子第1号", "みな子第3号"]


@pytest.mark.django_db
def test_numbers_start_again_in_april_with_the_same_prefix(minamo: Body) -> None:
    assert take(minamo, FiscalYear.of(date(2027, 3, 31))) == "みな子第1号"
    assert take(minamo, FiscalYear.of(date(2027, 3, 31))) == "みな子第2号"
    assert take(minamo, FiscalYear.of(date(2027, 4, 1))) == "みな子第1号"
    assert take(minamo, FiscalYear.of(date(2027, 3, 31))) == "みな子第3号"


@pytest.mark.django_db
def test_a_series_that_was_never_opened_is_refused(minamo: Body) -> None:
    with body_scope(minamo, write=True):
        with pytest.raises(SeriesNotOpen):
            take_numbers(1, series="zeimu", fiscal_year=Y2026)
        with pytest.raises(SeriesNotOpen):
            take_numbers(1, series="kodomo", fiscal_year=FiscalYear(2025))


@pytest.mark.django_db
def test_a_number_is_taken_only_where_something_is_written(minamo: Body) -> None:
    with pytest.raises(NoBodyInScope):
        take_numbers(1, series="kodomo", fiscal_year=Y2026)
    with body_scope(minamo), pytest.raises(NoBodyInScope):
        take_numbers(1, series="kodomo", fiscal_year=Y2026)


@pytest.mark.django_db(transaction=True)
def test_a_number_of_what_was_undone_is_given_to_the_next(minamo: Body) -> None:
    assert take(minamo) == "みな子第1号"
    undone = []
    try:
        with body_scope(minamo, write=True):
            undone.append(take_numbers(1, series="kodomo", fiscal_year=Y2026)[0].text)
            raise Undone
    except Undone:
        assert undone == ["みな子第2号"]

    assert take(minamo) == "みな子第2号"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_every_third_undone_leave_no_gap_and_no_double(minamo: Body) -> None:
    def work(i: int) -> int | None:
        try:
            with body_scope(minamo, write=True):
                (taken,) = take_numbers(1, series="kodomo", fiscal_year=Y2026)
                if i % 3 == 0:
                    raise Undone
        except Undone:
            return None
        return taken.number

    kept = [number for number in in_threads(60, work) if number is not None]

    assert sorted(kept) == list(range(1, 41))  # type: ignore[type-var]
    with body_scope(minamo):
        assert NumberSeries.objects.get(code="kodomo").last_number == 40


@pytest.mark.django_db(transaction=True)
def test_the_first_numbers_of_a_year_may_be_taken_at_once(minamo: Body) -> None:
    next_year = FiscalYear(2027)

    taken = in_threads(16, lambda _i: take(minamo, next_year))

    assert sorted(taken, key=str) == sorted(f"みな子第{n}号" for n in range(1, 17))
    with body_scope(minamo):
        assert NumberSeries.objects.filter(fiscal_year=2027).count() == 1


@pytest.mark.django_db
def test_a_prefix_belongs_to_one_series(minamo: Body, at: datetime) -> None:
    actor = Actor.system(minamo.id)
    with body_scope(minamo, write=True):
        with pytest.raises(SeriesAlreadyOpen):
            open_series(code="kodomo", prefix="みな児", fiscal_year=Y2026, actor=actor, at=at)
        with pytest.raises(SeriesAlreadyOpen):
            open_series(code="hoiku", prefix="みな子", fiscal_year=FiscalYear(2027), actor=actor, at=at)
        with pytest.raises(PrefixNotUsable):
            open_series(code="hoiku", prefix="みな 保", fiscal_year=Y2026, actor=actor, at=at)
        assert (
            open_series(code="kodomo", prefix="みな児", fiscal_year=FiscalYear(2027), actor=actor, at=at).prefix
            == "みな児"
        )


@pytest.mark.django_db
def test_the_database_keeps_one_series_per_code_prefix_and_year(minamo: Body) -> None:
    for code, prefix in (("kodomo", "みな児"), ("hoiku", "みな子")):
        with body_scope(minamo, write=True), pytest.raises(IntegrityError), transaction.atomic():
            NumberSeries.objects.create(code=code, prefix=prefix, fiscal_year=2026)


@pytest.mark.django_db
def test_the_database_keeps_a_series_from_being_renamed_or_deleted(minamo: Body) -> None:
    with body_scope(minamo, write=True):
        with pytest.raises(IntegrityError), transaction.atomic():
            NumberSeries.objects.filter(code="kodomo").update(prefix="ほか")
        with pytest.raises(IntegrityError), transaction.atomic():
            NumberSeries.objects.filter(code="kodomo").delete()


@pytest.mark.postgres
@pytest.mark.django_db
def test_row_level_security_hides_the_neighbours_series(minamo: Body, tonari: Body) -> None:
    with body_scope(minamo), connection.cursor() as cursor:
        cursor.execute("SELECT prefix FROM documents_numberseries")
        assert cursor.fetchall() == [("みな子",)]
