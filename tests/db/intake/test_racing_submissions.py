"""Two at once: one application, one receipt number, on PostgreSQL and on SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, now

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bus(office: Office) -> Office:
    from tests.web.intake.steps import publish

    publish(office, "bus-pass")
    return office


def answers() -> dict[str, Any]:
    from madoguchi_demo import applicants

    return dict(applicants.rider(Random(3), today=localdate(now())))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run these in threads that start together; return results or refusals in order."""
    barrier, results = Barrier(len(works)), [None] * len(works)

    def run(n: int, work: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[n] = work()
        except BaseException as error:
            results[n] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


def count(office: Office) -> int:
    from madoguchi.line.intake.models import Application

    with body_scope(office.body):
        return Application.objects.filter(procedure__code="bus-pass").count()


def test_the_same_key_at_once_makes_one_application(bus: Office) -> None:
    from madoguchi.line.intake import services
    from madoguchi.office.clients.public import client_actor

    actor, content = client_actor(bus.body.id), answers()
    delivery = services.Delivery(channel="api", client_id=str(UUID(int=7)), idempotency_key="k", request_sha256="a")

    def send() -> services.Sent:
        return services.submit_answers(
            procedure_code="bus-pass", answers=content, delivery=delivery, actor=actor, at=now()
        )

    sent = at_once(*[send] * 6)

    assert len({one.application.id for one in sent}) == 1
    assert sorted(one.is_repeat for one in sent) == [False] + [True] * 5
    assert count(bus) == 1


def test_one_draft_sent_from_several_tabs_at_once_makes_one_application(bus: Office) -> None:
    from madoguchi.line.forms import public as forms
    from madoguchi.line.intake import services

    actor = Actor.visitor(bus.body.id)
    with body_scope(bus.body, write=True):
        version = forms.published("bus-pass", on=now())
        started = forms.start_draft(version_id=version.id, actor=actor, at=now(), answers=answers())

    def send() -> services.Sent:
        return services.submit_draft(
            draft_id=started.id, secret=started.secret, revision=1, delivery=services.Delivery(), actor=actor, at=now()
        )

    sent = at_once(*[send] * 6)

    assert len({one.application.receipt_number for one in sent}) == 1
    assert sum(not one.is_repeat for one in sent) == 1
    assert count(bus) == 1


def test_a_receipt_number_drawn_twice_is_drawn_again(bus: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.ground.kernel import codes
    from madoguchi.line.intake import services

    taken, free = codes.new_receipt_number(lambda _: 1), codes.new_receipt_number(lambda _: 2)
    drawn = iter([taken, taken, taken, free])
    monkeypatch.setattr(codes, "new_receipt_number", lambda **_: next(drawn))
    actor = Actor.visitor(bus.body.id)

    first, second = (
        services.submit_answers(
            procedure_code="bus-pass", answers=answers(), delivery=services.Delivery(), actor=actor, at=now()
        )
        for _ in range(2)
    )

    assert (first.application.receipt_number, second.application.receipt_number) == (taken, free)


def test_a_refused_submission_leaves_nothing_behind(bus: Office) -> None:
    from madoguchi.ground.foundation.models import LoggedEvent
    from madoguchi.line.intake import services
    from madoguchi.line.intake.models import AnswerRevision
    from madoguchi.line.intake.refusals import FileNotYours
    from tests.web.intake.steps import parent_answers

    wrong = parent_answers() | {"identity_photo": [str(UUID(int=1))], "bank_photo": [str(UUID(int=2))]}
    with body_scope(bus.body):
        before = (AnswerRevision.objects.count(), LoggedEvent.objects.filter(body_id=bus.body.id).count())

    with pytest.raises(FileNotYours):
        services.submit_answers(
            procedure_code="jido-teate", answers=json.loads(json.dumps(wrong)), delivery=services.Delivery(),
            actor=Actor.visitor(bus.body.id), at=now(),
        )  # fmt: skip

    with body_scope(bus.body):
        after = (AnswerRevision.objects.count(), LoggedEvent.objects.filter(body_id=bus.body.id).count())
    assert after == before
