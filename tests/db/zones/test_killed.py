"""A process killed at any place of a round: whatever it left, the next round goes on from, and both zones agree."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation.models import LoggedEvent, SentPackage
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.foundation.zones import courier, sending, taking_in
from madoguchi.line.intake import public as intake

if TYPE_CHECKING:
    import time_machine

    from tests.support.apart import Apart, Side
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The process is gone: no ``except Exception`` of the product sees it."""


class _Dying:
    """Dies when so many places were passed: each statement, each file and each commit before and after."""

    def __init__(self, place: int) -> None:
        self.left = place

    def pass_by(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self.pass_by()
        return result

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self.pass_by()
            result = work(*args)
            self.pass_by()
            return result

        return call


@contextmanager
def _dying(side: Side, dying: _Dying, patch: pytest.MonkeyPatch) -> Iterator[None]:
    with side.here(), patch.context() as during, side.connection.execute_wrapper(dying):
        during.setattr(courier, "_write", dying.around(courier._write))
        during.setattr(side.connection, "_commit", dying.around(side.connection._commit))  # type: ignore[attr-defined]
        yield


def _round_killed_everywhere(side: Side, work: Callable[[], Any], patch: pytest.MonkeyPatch) -> int:
    """Let the work be killed at its first place, then at its second, and so on until it comes through."""
    deaths = 0
    while True:
        dying = _Dying(deaths + 1)
        try:
            with _dying(side, dying, patch):
                work()
        except BaseException:  # what Django makes of a death in the middle of a commit is no matter
            if dying.left > 0:
                raise
            deaths += 1
            _hang_up(side)
        else:
            return deaths


def _hang_up(side: Side) -> None:
    """A process that is gone holds no connection; the next one opens its own."""
    raw = side.connection.connection
    if raw is not None:
        raw.close()
    side.connection = type(side.connection)(side.connection.settings_dict, "default")


def test_sending_and_taking_in_are_killed_at_every_place(
    apart: Apart, office: Office, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    with apart.internet.here():
        first, second = office.apply(seed=1), office.apply(seed=2)

    deaths = _round_killed_everywhere(apart.internet, lambda: sending.send(now()), monkeypatch)
    assert deaths > 10
    apart.internet.carry()
    deaths = _round_killed_everywhere(apart.lgwan, lambda: taking_in.receive(now()), monkeypatch)
    assert deaths > 20
    apart.lgwan.carry()
    deaths = _round_killed_everywhere(apart.internet, lambda: taking_in.receive(now()), monkeypatch)
    assert deaths > 3
    apart.exchange()

    with apart.internet.here():
        assert not SentPackage.objects.filter(acknowledged_at=None).exists()
    with apart.lgwan.here(), body_scope(office.body):
        assert {row.id for row in intake.Application.objects.order_by("id")} == {first.id, second.id}
        assert LoggedEvent.objects.filter(name="intake.application.submitted").count() == 2
        assert LoggedEvent.objects.filter(name="review.case.opened").count() == 2
    assert apart.internet.refused == apart.lgwan.refused == []
    left = list((apart.internet.folder / "kept").glob("*"))
    with apart.internet.here():
        for path in left:
            os.utime(path, (now().timestamp(),) * 2)
        assert sending.sweep(now()) == 0
        clock.shift(2 * sending.LEFT_ALONE)
        assert sending.sweep(now()) == len(left) > 0
