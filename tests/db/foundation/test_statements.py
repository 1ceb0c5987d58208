"""Statements that go past the ORM write and read what the ORM would, in the body in scope only."""

from datetime import timedelta

import pytest
from django.db import DataError, connection

from madoguchi.ground.foundation.public import Body, Division, body_scope, owned_row, update_row, update_rows
from madoguchi.ground.foundation.scope import NoBodyInScope
from madoguchi.ground.foundation.statements import insert
from tests.support.bodies import SINCE, Staffed


def _division(code: str) -> Division:
    return Division(code=code, name="辻󠄀課", name_en="", mark="つ", phone="000", valid_from=SINCE)


@pytest.mark.django_db
def test_rows_inserted_past_the_orm_are_read_by_it_unchanged(body: Body) -> None:
    with body_scope(body, write=True):
        rows = [_division("one"), _division("two")]
        insert(*rows)

        for row in rows:
            read, written = Division.objects.get(pk=row.pk), row
            names = [field.attname for field in Division._meta.concrete_fields]
            assert [getattr(read, name) for name in names] == [getattr(written, name) for name in names]
            assert not row._state.adding


@pytest.mark.django_db
def test_a_row_read_past_the_orm_is_the_orms_row(body: Body) -> None:
    with body_scope(body, write=True):
        made = Division.objects.create(
            code="three", name="髙橋課", name_en="", mark="た", phone="000", valid_from=SINCE
        )  # fmt: skip
        for lock in (False, True):
            found = owned_row(Division, made.pk, lock=lock)
            assert found is not None
            for field in Division._meta.concrete_fields:
                assert getattr(found, field.attname) == getattr(made, field.attname)


@pytest.mark.django_db
def test_a_row_changed_past_the_orm_is_changed_in_what_is_named_only(body: Body, other_body: Staffed) -> None:
    with body_scope(body, write=True):
        made = _division("three")
        insert(made)
        made.name, made.phone, made.valid_until = "髙橋課", "111", SINCE + timedelta(days=9)
        update_row(made, "name", "valid_until")

        read = Division.objects.get(pk=made.pk)
        assert (read.name, read.phone, read.valid_until) == ("髙橋課", "000", made.valid_until)

    with body_scope(other_body.body, write=True):  # not theirs to change
        update_row(made, "phone")
    with body_scope(body):
        assert Division.objects.get(pk=made.pk).phone == "000"
        with pytest.raises(NoBodyInScope):
            update_row(made, "phone")


@pytest.mark.django_db
def test_rows_changed_past_the_orm_each_get_their_own_values(body: Body, other_body: Staffed) -> None:
    ends = SINCE + timedelta(days=9)
    with body_scope(body, write=True):
        rows = [_division(code) for code in ("three", "four", "five")]
        insert(*rows)
        for row, name, valid_until in zip(rows, ("髙橋課", "辻󠄀課", "總務課"), (None, ends, None), strict=True):
            row.name, row.phone, row.valid_until = name, "111", valid_until
        update_rows(rows, "name", "valid_until")

        read = Division.objects.filter(pk__in=[row.pk for row in rows])
        assert sorted(read.values_list("code", "name", "phone", "valid_until"), key=str) == [
            ("five", "總務課", "000", None), ("four", "辻󠄀課", "000", ends), ("three", "髙橋課", "000", None),
        ]  # fmt: skip

    with body_scope(other_body.body, write=True):  # not theirs to change
        update_rows(rows, "phone")
        update_rows([], "phone")
    with body_scope(body):
        assert set(Division.objects.filter(pk__in=[row.pk for row in rows]).values_list("phone", flat=True)) == {"000"}


@pytest.mark.postgres  # SQLite knows no lengths
@pytest.mark.django_db
def test_a_text_that_is_too_long_is_refused_and_not_cut(body: Body) -> None:
    with body_scope(body, write=True):
        row = _division("six")
        insert(row)
    row.code = "x" * 200
    with pytest.raises(DataError), body_scope(body, write=True):
        update_rows([row], "code")


@pytest.mark.django_db
def test_a_row_of_another_body_is_not_there(body: Body, other_body: Staffed) -> None:
    with body_scope(other_body.body, write=True):
        theirs = _division("four")
        insert(theirs)

    with body_scope(body):
        assert owned_row(Division, theirs.pk) is None


@pytest.mark.django_db
def test_nothing_is_read_outside_a_scope(body: Body) -> None:
    with pytest.raises(NoBodyInScope):
        owned_row(Division, body.id)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_kept_connection_that_died_is_replaced_before_work_begins(body: Body) -> None:
    with body_scope(body), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (dead,) = cursor.fetchone()
    killer = connection.copy()
    with killer.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [dead])
    killer.close()

    with body_scope(body, write=True):
        insert(_division("five"))
    with body_scope(body), connection.cursor() as cursor:
        assert Division.objects.filter(code="five").exists()
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (dead,)
