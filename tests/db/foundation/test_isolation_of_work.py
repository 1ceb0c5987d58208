"""Background work of one body does nothing to another's: every task and every subscription is called with ids of both.

Tasks and subscriptions are found, not listed: a new one is tried from the day it is registered.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.test import override_settings
from django_tasks.base import Task

from madoguchi.ground.foundation import closures, closures_yearly, events
from madoguchi.ground.foundation.models import Delivery, DeliveryState, LoggedEvent, Owned, Shared, StoredFile
from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.opendays import MonthDay
from madoguchi.office.approval import public as approval
from tests.support.bodies import NEVER_SHOWN
from tests.support.city import City, build
from tests.support.offices import deliver as deliver_all

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.support.offices import Office

# What a handler or task may say when it is given what its body does not have.
CLEAR = (ObjectDoesNotExist, Refused)
LONG_AGO = "2026-01-01T00:00:00+09:00"  # before anything of a test was stored
# Parameter of a task → what another body has there.
FOREIGN: dict[str, Callable[[City], Any]] = {
    "after": lambda city: str(UUID(int=0)),
    "before": lambda city: LONG_AGO,
    "day": lambda city: LONG_AGO[:10],
    "delivery_id": lambda city: str(_a_delivery(city).id),
    "digests": lambda city: _digests(city),
    "digit": lambda city: "0",
    "file_id": lambda city: str(city.ids["attachment"]),
    "message_id": lambda city: str(city.ids["message_id"]),
    "round": lambda city: 1,
}
# Task → its parameters that stand for something else than usual.
FOREIGN_OF: dict[str, dict[str, Callable[[City], Any]]] = {
    "madoguchi.office.clients.sending.send": {"message_id": lambda city: str(city.ids["webhook_message_id"])},
}


def registered_tasks() -> list[Task[..., Any]]:
    """Return every task of the product, by path."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("madoguchi.")]
    found = {one.module_path: one for module in modules for one in vars(module).values() if isinstance(one, Task)}
    return [found[path] for path in sorted(found)]


def parameters(task: Task[..., Any]) -> list[str]:
    """Return the names of a task's arguments, in order."""
    code = task.func.__code__
    return list(code.co_varnames[: code.co_argcount])


def _a_delivery(city: City) -> Delivery:
    return Delivery.objects.filter(body_id=city.office.body.id).order_by("id")[0]


def _digests(city: City) -> list[str]:
    with body_scope(city.office.body):
        return sorted(StoredFile.objects.values_list("sha256", flat=True))


def state(city: City, folder: Path) -> dict[str, Any]:
    """Return everything of a body: each row of each of its tables, its deliveries, its files."""
    body_id = city.office.body.id
    with body_scope(body_id):
        rows: dict[str, Any] = {
            model._meta.label: sorted(model._default_manager.filter(body_id=body_id).values_list(), key=str)
            for model in apps.get_models()
            if issubclass(model, (Owned, Shared))
        }
    rows["deliveries"] = sorted(Delivery.objects.filter(body_id=body_id).values_list(), key=str)
    rows["files"] = sorted(str(path) for path in (folder / "files" / str(body_id)).rglob("*") if path.is_file())
    return rows


def _change_closed_days(office: Office) -> None:
    """Close the office on a Wednesday of next June, which has no holidays, and every October; take both back."""
    june = date(localdate(now()).year + 1, 6, 1)
    boss = {"actor": office.actor("administrator"), "at": now()}
    wednesday = june + timedelta((2 - june.weekday()) % 7)
    closures.add(day=wednesday, reason="庁舎の電気工事のため", **boss)
    closures.withdraw(day=wednesday, reason="工事が延びたため", **boss)
    harvest = MonthDay(10, 9), MonthDay(10, 11)
    closures_yearly.add_rest(first=harvest[0], last=harvest[1], reason="秋まつり", since=wednesday, **boss)
    closures_yearly.end_rest(first=harvest[0], last=harvest[1], until=wednesday + timedelta(days=700), **boss)


class Pair:
    """Two filled cities, and their whole state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.other = build("tonari", "となり町", mark=NEVER_SHOWN, seed=100)
        office = self.other.office
        approval.withdraw(proposal_id=self.other.ids["proposal_id"], actor=office.actor("officer"), at=now())
        _change_closed_days(office)
        deliver_all()
        self.mine = build("minamo", "みなも市", mark="印")

    def states(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return state(self.mine, self.folder), state(self.other, self.folder)


@pytest.fixture(scope="module")
def pair(
    django_db_setup: None,
    django_db_blocker: Any,
    database: Database,
    settings_of_tests: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    from django.db import connections

    folder = tmp_path_factory.mktemp("pair")
    local = {**settings.STORAGES["documents"], "OPTIONS": {"location": folder / "files"}}
    stored = override_settings(STORAGES={**settings.STORAGES, "documents": local}, HANDOVER_FOLDER=folder / "handover")
    with stored:
        with django_db_blocker.unblock():
            made = Pair(folder)
        yield made
    with django_db_blocker.unblock():
        connections.close_all()
        database.prepare()


def test_tasks_are_found() -> None:
    paths = {one.module_path for one in registered_tasks()}
    assert "madoguchi.ground.foundation.delivering.deliver" in paths
    assert "madoguchi.office.messages.sending.send" in paths
    assert all(parameters(one)[0] == "body_id" for one in registered_tasks())
    unknown = {name for one in registered_tasks() for name in parameters(one)} - {"body_id", *FOREIGN}
    assert unknown == set(), "say in FOREIGN what another body has there"


@pytest.mark.parametrize("work", registered_tasks(), ids=lambda one: one.module_path.removeprefix("madoguchi."))
def test_a_task_given_what_another_body_has_changes_nothing_and_says_so(
    db: None, pair: Pair, work: Task[..., Any], caplog: pytest.LogCaptureFixture, mailoutbox: list[Any]
) -> None:
    foreign = FOREIGN | FOREIGN_OF.get(work.module_path, {})
    given = [foreign[name](pair.other) for name in parameters(work)[1:]]
    before = pair.states()
    names_rows = any(name.endswith("_id") for name in parameters(work)[1:])
    with transaction.atomic():
        try:
            work.func(str(pair.mine.office.body.id), *given)
        except CLEAR as error:
            said = str(error)
        else:
            said = caplog.text
        after = pair.states()
        transaction.set_rollback(True)
    assert after == before
    assert mailoutbox == []
    if names_rows:
        assert said, "a clear failure, or at least a line in the log"
        assert NEVER_SHOWN not in said


def test_a_delivery_of_another_body_is_neither_run_nor_counted(db: None, pair: Pair) -> None:
    from madoguchi.ground.foundation.delivering import deliver

    theirs = _a_delivery(pair.other)
    Delivery.objects.filter(pk=theirs.pk).update(state=DeliveryState.PENDING)
    with pytest.raises(Delivery.DoesNotExist):
        deliver.func(str(pair.mine.office.body.id), str(theirs.pk))
    assert Delivery.objects.get(pk=theirs.pk).attempts == theirs.attempts


TOGETHER = sorted(name for name, one in events.subscriptions.items() if not one.only_apart)


@pytest.mark.parametrize("name", TOGETHER)  # those of zones apart are asked in tests/db/zones
def test_a_subscription_given_an_event_of_another_body_changes_nothing(db: None, pair: Pair, name: str) -> None:
    """As if a delivery named the wrong body: the handler finds nothing of it, in whichever scope it runs."""
    subscription = events.subscriptions[name]
    with body_scope(pair.other.office.body):
        rows = LoggedEvent.objects.filter(name=subscription.event.name).order_by("id")
        recorded = [events.as_recorded(row) for row in rows]
    assert recorded, "the filled city has no such event: add it there"
    before = pair.states()
    for event in recorded:
        with transaction.atomic():
            try:
                with body_scope(pair.mine.office.body, write=True):
                    subscription.handler([event])
            except CLEAR:
                pass
            after = pair.states()
            transaction.set_rollback(True)
        assert after == before, f"{name} did something for {event.name} of another body"
