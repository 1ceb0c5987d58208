"""A scope that only reads sends its first statements alone on PostgreSQL; they see, and may, no more than others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from madoguchi.ground.foundation.public import Body, Division, body_scope
from madoguchi.ground.foundation.statements import insert
from tests.support.bodies import SINCE, Staffed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
STATEMENTS = 5  # the first go alone, then a transaction begins
_COUNTED = "SELECT count(*) FROM foundation_division WHERE code = 'mine'"


@pytest.fixture
def both(body: Body, other_body: Staffed) -> Body:
    """A body and another, each with a row of its own."""
    for whose in (body, other_body.body):
        with body_scope(whose, write=True):
            insert(Division(code="mine", name=whose.name, name_en="", mark="", phone="", valid_from=SINCE))
    return body


@contextmanager
def _sent() -> Iterator[list[str]]:
    """Collect what is sent to the server."""
    sent: list[str] = []

    def collect(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(collect):
        yield sent


def _asked(text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone()[0]


def test_every_statement_sees_the_rows_of_its_body_alone(both: Body) -> None:
    with body_scope(both):
        assert [_asked(_COUNTED) for _ in range(STATEMENTS)] == [1] * STATEMENTS
        assert Division.objects.get(code="mine").name == both.name

    assert _asked(_COUNTED) == 0, "the body's name outlives its scope"


def test_each_statement_is_forgotten_when_it_is_done(both: Body) -> None:
    with body_scope(both):
        _asked(_COUNTED)
        raw: Any = connection.connection
        (left,) = raw.execute("SELECT current_setting('madoguchi.body', true)").fetchone()
        assert left in ("", None)


@pytest.mark.parametrize("number", range(STATEMENTS))
def test_no_statement_of_it_writes(both: Body, number: int) -> None:
    with pytest.raises(InternalError, match="read-only transaction"), body_scope(both):  # noqa: PT012
        for _ in range(number):
            _asked(_COUNTED)
        _asked("UPDATE foundation_division SET phone = '1' WHERE code = 'mine' RETURNING 1")

    with body_scope(both):
        assert Division.objects.get(code="mine").phone == ""


def test_one_read_is_one_round_trip(both: Body) -> None:
    with _sent() as sent, body_scope(both):
        Division.objects.get(code="mine")
        assert not connection.in_atomic_block
    assert len(sent) == 1


def test_much_reading_is_one_transaction(both: Body) -> None:
    with body_scope(both):
        for _ in range(STATEMENTS):
            _asked(_COUNTED)
        assert connection.in_atomic_block
        assert _asked("SHOW transaction_read_only") == "on"
    assert not connection.in_atomic_block


@pytest.mark.parametrize("number", range(STATEMENTS))
def test_a_transaction_inside_reads_the_same_body(both: Body, number: int) -> None:
    with body_scope(both):
        assert [_asked(_COUNTED) for _ in range(number)] == [1] * number
        with transaction.atomic():
            assert [_asked(_COUNTED) for _ in range(STATEMENTS)] == [1] * STATEMENTS
        assert [_asked(_COUNTED) for _ in range(STATEMENTS)] == [1] * STATEMENTS


@pytest.mark.parametrize("number", range(2))
def test_a_kept_connection_that_died_is_replaced(both: Body, number: int) -> None:
    for _ in range(number):
        with body_scope(both):
            _asked(_COUNTED)
    dead = _asked("SELECT pg_backend_pid()")
    killer = connection.copy()
    with killer.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [dead])
    killer.close()

    with body_scope(both):
        assert _asked(_COUNTED) == 1
        assert _asked("SELECT pg_backend_pid()") != dead
