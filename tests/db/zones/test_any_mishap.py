"""Whatever people do in both zones and whatever happens to packages on the way: once all arrive, both zones agree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.models import Crossing, Delivery, LoggedEvent, SentPackage
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.foundation.zones import crossings, sending
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.intake import public as intake
from madoguchi.line.intake.core.states import NotPossibleNow

if TYPE_CHECKING:
    import time_machine

    from tests.support.apart import Apart, Side
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 120


class _Days:
    """Somebody acts, the worker works, packages travel and meet mishaps: in an order drawn by ``random``."""

    def __init__(self, apart: Apart, office: Office, clock: time_machine.Traveller, random: Random) -> None:
        self.apart, self.office, self.clock, self.random = apart, office, clock, random
        self.seen: list[Any] = []
        self.held = Path(tempfile.mkdtemp(prefix="held-", dir=apart.internet.folder))
        self.done: dict[str, int] = {}

    def live(self) -> None:
        people = (self.apply, self.enter, self.ask, self.answer, self.withdraw, self.decide)
        mishaps = (self.lose, self.repeat, self.hold, self.let_go, self.cut, self.change)
        for _ in range(STEPS):
            step = self.random.choice((*people, *people, *mishaps, *mishaps, self.work, self.work, self.work))
            try:
                step()
            except (Refused, NotPossibleNow, intake.Application.DoesNotExist, LookupError):
                continue  # not possible in this zone at this moment, as its page would say
            self.done[step.__name__] = self.done.get(step.__name__, 0) + 1

    # --- people

    def apply(self) -> None:
        with self.apart.internet.here():
            self.seen.append(self.office.apply(seed=self.random.randrange(10**6), email="p@resident.example"))

    def enter(self) -> None:
        with self.apart.lgwan.here():
            self.seen.append(self.office.apply(seed=self.random.randrange(10**6), channel="counter"))

    def _one(self, side: Side, act: Callable[[Any], Any]) -> None:
        application = self.random.choice(self.seen)
        with side.here():
            with body_scope(self.office.body):
                intake.application(application.id)  # it has arrived in this zone
            act(application)

    def ask(self) -> None:
        def act(application: Any) -> None:
            if self.office.case(application).state == "received":
                self.office.start(application)
            self.office.ask(application)

        self._in_office(act)

    def _in_office(self, act: Callable[[Any], Any]) -> None:
        from madoguchi.line.review.models import Case

        try:
            self._one(self.apart.lgwan, act)
        except Case.DoesNotExist as error:
            raise LookupError from error

    def answer(self) -> None:
        number = f"{self.random.randrange(10**7):07}"
        self._one(self.apart.internet, lambda application: self.office.answer(application, number))

    def withdraw(self) -> None:
        self._one(self.apart.internet, self.office.withdraw)

    def decide(self) -> None:
        def act(application: Any) -> None:
            if self.office.case(application).state == "received":
                self.office.start(application)
            self.office.draft(application)
            self.office.approve(self.office.propose(application), "chief", "manager")

        self._in_office(act)

    # --- machines

    def work(self) -> None:
        side = self.random.choice((self.apart.internet, self.apart.lgwan))
        self.clock.shift(timedelta(seconds=self.random.choice((1, 11, 301))))
        side.work()
        side.carry()

    # --- mishaps on the way

    def _on_the_way(self) -> Path:
        found = [path for side in (self.apart.internet, self.apart.lgwan) for path in side.incoming.glob("*.madoguchi")]
        return self.random.choice(sorted(found))  # IndexError, a LookupError, where there is none

    def lose(self) -> None:
        self._on_the_way().unlink()

    def repeat(self) -> None:
        path = self._on_the_way()
        shutil.copy(path, path.with_name(f"again-{self.random.randrange(10**6)}-{path.name}"))

    def hold(self) -> None:
        path = self._on_the_way()
        folder = self.held / path.parents[1].name
        folder.mkdir(exist_ok=True)
        shutil.move(path, folder / path.name)

    def let_go(self) -> None:
        for path in self.held.glob("*/*.madoguchi"):
            shutil.move(path, self.apart.internet.folder.parent / path.parent.name / "in" / path.name)

    def cut(self) -> None:
        path = self._on_the_way()
        path.write_bytes(path.read_bytes()[: self.random.randrange(path.stat().st_size)])

    def change(self) -> None:
        path = self._on_the_way()
        raw = bytearray(path.read_bytes())
        raw[self.random.randrange(len(raw))] ^= 1 << self.random.randrange(8)
        path.write_bytes(raw)

    def settle(self) -> None:
        """No more mishaps: everything arrives in the end, however often it has to be sent again."""
        self.let_go()
        for _ in range(12):
            self.clock.shift(sending.AGAIN_AFTER)
            self.apart.exchange(rounds=1)


@pytest.mark.parametrize("seed", range(4))
def test_both_zones_agree_in_the_end(apart: Apart, office: Office, clock: time_machine.Traveller, seed: int) -> None:
    from tests.support.apart import told

    days = _Days(apart, office, clock, Random(seed))
    days.live()
    days.settle()

    internet, lgwan = told(apart.internet, office.body.id), told(apart.lgwan, office.body.id)
    for label, how in crossings.declared()[0].items():
        kept = ("version", "state", "due_on", "ended_at") if label == "review.case" else ()  # as last announced
        for key, values in internet[label].items():
            if label == "messages.outgoing" and key not in lgwan[label]:
                continue  # it left at once: the office knows of it, and no more
            there = lgwan[label][key]
            differing = {name for name in how.columns if values[name] != there[name]} - set(kept)
            assert differing == set(), (label, key)
        if how.by == crossings.BOTH and label != "foundation.storedfile":
            assert internet[label].keys() == lgwan[label].keys(), label
    for side in (apart.internet, apart.lgwan):
        _is_at_rest(side, office)
    _events_crossed(apart, office)
    assert len(days.done) >= 10, days.done  # a day on which little happened shows little


def _is_at_rest(side: Side, office: Office) -> None:
    with side.here():
        assert not Crossing.objects.exists()
        assert not SentPackage.objects.filter(acknowledged_at=None).exists()
        assert list(Delivery.objects.exclude(state="done").values_list("subscription", "last_error")) == []
        seals.seal_all(at=now())
        assert seals.verify(office.body.id, at=now())[0] == []
    assert [path.name for path in (side.folder / "in").glob("*.madoguchi")] == []


def _events_crossed(apart: Apart, office: Office) -> None:
    def log(side: Side) -> dict[Any, tuple[Any, ...]]:
        with side.here(), body_scope(office.body):
            rows = LoggedEvent.objects.filter(name__in=list(crossings.declared()[2])).order_by("arrival")
            return {row.id: (row.name, row.subject_id, row.matter_id, row.at, row.facts) for row in rows}

    assert log(apart.internet) == log(apart.lgwan)
