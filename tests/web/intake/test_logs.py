"""The technical log tells of every step of an application, and nothing of who applies."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import DataError
from django.test import Client

from madoguchi.faces.portal.web import views
from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.logs import JsonLines
from tests.support.offices import Office, deliver

pytestmark = pytest.mark.django_db
NAME, PHONE, EMAIL = "綾小路　桔梗", "090-0055-8877", "kikyo.ayanokoji@example.jp"
PRIVATE = (NAME, "綾小路", "桔梗", PHONE, "09000558877", EMAIL, "kikyo", "Secret-Number-1234")


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that is logged, down to DEBUG, as the product writes it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    for one, before in zip(loggers, levels, strict=True):
        one.setLevel(before)


def lines(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@tasks.task
def fail_by_name(body_id: str) -> None:
    raise ValueError(f"{NAME} {PHONE} is not a number")


def test_no_line_tells_who_applied(office: Office, logged: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    application = office.apply(email=EMAIL, name=NAME, phone=PHONE)
    case = office.start(application)
    deliver()
    visitor = Client(raise_request_exception=False)
    visitor.get(f"/minamo/{NAME}/")
    visitor.get("/minamo/status/", {"number": application.receipt_number, "name": NAME})
    visitor.post("/minamo/status/", {"number": application.receipt_number, "birth_date": "1950-01-01", "name": NAME})
    visitor.get("/minamo/", headers={"host": "kikyo.example.jp"})
    visitor.get(f"/minamo/desk/cases/{case.id}/?q={EMAIL}")
    tasks.enqueue(fail_by_name, str(office.body.id))
    tasks.run_pending(loud=False)

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"could not read {NAME} {EMAIL}")

    monkeypatch.setattr(views, "page", broken)
    assert visitor.get("/minamo/").status_code == 500
    logging.getLogger("some.library").warning("asked for %s, %d times", EMAIL, 3)

    text = logged.getvalue()
    assert [word for word in (*PRIVATE, str(application.receipt_number)) if word in text] == []
    found = lines(logged)
    events = {line["event"] for line in found}
    assert {"request", "task_failed", "library"} <= events
    fault = next(line for line in found if line.get("error") == "builtins.ValueError" and "frames" in line)
    assert "in broken" not in str(fault)
    assert any(str(frame).endswith(" broken") for frame in fault["frames"])  # type: ignore[attr-defined]
    assert {"event": "library", "text": "asked for …, 3 times"}.items() <= found[-1].items()


def test_a_request_is_found_by_its_number_and_a_task_by_its(office: Office, logged: StringIO) -> None:
    page = Client().get("/minamo/")
    (line,) = [line for line in lines(logged) if line["event"] == "request"]
    assert (line["request_id"], line["body"], line["route"]) == (page["X-Request-Id"], "minamo", "portal:home")
    task_id = tasks.enqueue(fail_by_name, str(office.body.id))
    tasks.run_pending(loud=False)
    (line,) = [line for line in lines(logged) if line["event"] == "task_failed"]
    assert (line["task"], line["error"], line["attempt"]) == (task_id, "builtins.ValueError", 1)
    assert str(line["line"]).startswith("test_logs.py:") or "ground/foundation" in str(line["line"])


def test_what_a_database_says_of_a_row_is_not_logged(office: Office, logged: StringIO) -> None:
    try:
        raise DataError(f'invalid input syntax for type integer: "{PHONE}"')
    except DataError:
        logging.getLogger("madoguchi.tasks").exception("schedule_failed name=%s", "tests")
    (line,) = lines(logged)
    assert (line["event"], line["name"], line["error"]) == ("schedule_failed", "tests", "django.db.utils.DataError")
    assert PHONE not in logged.getvalue()
