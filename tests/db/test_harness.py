"""The harness keeps its promises: tests do not see each other's rows, and silent faults are loud."""

import os
import socket
import warnings
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.template import engines
from django.utils.timezone import localdate, now

from madoguchi.ground.foundation.models import Session
from madoguchi.ground.foundation.public import Body, Person, body_scope
from tests.support.bodies import NEVER_SHOWN, Staffed, assert_nothing_of_another_body
from tests.support.offices import Office


def _database_name() -> str:
    return str(connection.settings_dict["NAME"]).replace("-", "_")


def _leave_a_row() -> None:
    assert Session.objects.count() == 0
    Session.objects.create(session_key="left-behind", session_data="", expire_date=now())


def office_rows() -> int:
    """Return how many rows an open office has beyond its people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inventory_procedure")
        (count,) = cursor.fetchone()
    return int(count)


@pytest.mark.django_db
@pytest.mark.parametrize("time", [1, 2])
def test_rows_of_a_test_are_rolled_back(time: int) -> None:
    _leave_a_row()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_committed_rows_are_gone_too(time: int) -> None:
    with transaction.atomic():
        _leave_a_row()
    connections.close_all()
    assert Session.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("time", [1, 2])
def test_what_stands_is_for_each_test_as_it_was_built(time: int, office: Office, own_files: Path) -> None:
    officer = office.staffed.people["officer"]
    assert (officer.name, len(office.staffed.people), office.body.name) == ("officer", 4, "みなも市")
    stored = [path for path in own_files.rglob("*") if path.is_file()]
    assert len(stored) == 2, "the photos of the neighbour's application"
    with body_scope(office.body, write=True):
        assert {one.name for one in Person.objects.all()} == set(office.staffed.people)
        officer.name = "changed"
        officer.save()
    Body.objects.filter(pk=office.body.id).update(name="変更市")
    office.body.refresh_from_db()
    office.employ("another", rank="officer", role="officer")
    for path in stored:
        path.unlink()


@pytest.mark.django_db
def test_nothing_stands_for_a_test_that_asks_for_nothing() -> None:
    assert Body.objects.count() == 0


@pytest.mark.django_db
def test_only_what_was_asked_for_stands(staffed: Staffed) -> None:
    assert Body.objects.count() == 2
    assert office_rows() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_stands_under_a_test_that_commits(staffed: Staffed) -> None:
    assert not connection.in_atomic_block
    assert Body.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_broke_is_built_again(time: int, staffed: Staffed) -> None:
    assert Body.objects.count() == 2
    connection.close()  # the server gone, in the middle of the transaction in which the bodies stand


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_owner_of_the_tables_is_out_of_reach() -> None:
    with pytest.raises(AssertionError, match="'owner' are not allowed"):
        Session.objects.using("owner").count()


@pytest.mark.django_db
def test_a_database_belongs_to_one_process_of_one_run() -> None:
    assert Path(os.environ["MADOGUCHI_TEST_RUN_DIRECTORY"]).name.replace("-", "_") in _database_name()


@pytest.mark.django_db
def test_unordered_rows_come_back_in_no_order() -> None:
    keys = [f"{number:02}" for number in range(30)]
    Session.objects.bulk_create(Session(session_key=key, session_data="", expire_date=now()) for key in keys)

    assert [session.session_key for session in Session.objects.all()] != keys
    assert [session.session_key for session in Session.objects.order_by("session_key")] == keys


def test_the_clock_stands_still(clock: time_machine.Traveller) -> None:
    assert localdate() == date(2026, 4, 15)
    before = now()
    clock.shift(timedelta(days=1))
    assert now() - before == timedelta(days=1)


def test_an_undefined_variable_of_a_template_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="Undefined template variable 'missing'"):
        engines["django"].from_string("{{ missing }}").render({})


def test_the_network_is_closed() -> None:
    with pytest.raises((RuntimeError, UserWarning), match=r"192\.0\.2\.1"), socket.socket() as probe:
        probe.connect(("192.0.2.1", 80))


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("quiet", UserWarning, stacklevel=1)


@pytest.mark.django_db
def test_another_body_is_always_there_and_out_of_reach(staffed: Staffed, other_body: Staffed) -> None:
    with body_scope(staffed.body):
        assert set(Person.objects.all()) == set(staffed.people.values())
    with body_scope(other_body.body):
        assert set(Person.objects.all()) == set(other_body.people.values())


@pytest.mark.django_db
@pytest.mark.parametrize("path, seen", [("/minamo/page", True), ("/tonari/page", False)])
def test_a_page_that_shows_another_body_fails(path: str, seen: bool) -> None:
    response = HttpResponse(f"<td>部長{NEVER_SHOWN}</td>")
    with pytest.raises(AssertionError, match="another body") if seen else nullcontext():
        assert_nothing_of_another_body(path, response)
