"""The flood of one body does not make the others wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from madoguchi.ground.foundation import admission
from madoguchi.ground.foundation.admission import ALONE_SECONDS, HEAVY, BodyBusy, Gate


class Times:
    """A clock and a processor that the test moves."""

    def __init__(self) -> None:
        self.now = self.used = 0.0


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def gate(times: Times) -> Gate:
    return Gate(room=2, clock=lambda: times.now, used=lambda: times.used)


def serve(gate: Gate, times: Times, body: str, *, seconds: float, count: int = 1) -> None:
    """Serve requests of a body one after the other, each of which takes the processor for so long."""
    for _ in range(count):
        with gate.admitted(body):
            times.now += seconds
            times.used += seconds


def until(is_so: Callable[[], bool]) -> None:
    """Wait for other threads."""
    end = monotonic() + 20
    while not is_so():
        assert monotonic() < end
        sleep(0.001)


@pytest.fixture
def flooded(gate: Gate, times: Times) -> Gate:
    """A gate at which one body has taken nearly all for some seconds, while another was there."""
    for _ in range(10):
        serve(gate, times, "flooding", seconds=0.5)
        serve(gate, times, "calm", seconds=0.005)
    return gate


@pytest.fixture
def waiting(flooded: Gate) -> Iterator[tuple[Event, list[Thread], list[str]]]:
    """One request of the heavy body in progress, and two that wait, as many as may."""
    go_on, came = Event(), list[str]()
    inside = Event()

    def run() -> None:
        with flooded.admitted("flooding"):
            came.append("flooding")
            inside.set()
            go_on.wait(20)

    threads = [Thread(target=run) for _ in range(3)]
    threads[0].start()
    assert inside.wait(20)
    for thread in threads[1:]:
        thread.start()
    until(lambda: flooded._waiting == 2)
    yield go_on, threads, came
    go_on.set()
    for thread in threads:
        thread.join(20)


def test_a_body_alone_has_every_thread(gate: Gate, times: Times) -> None:
    serve(gate, times, "alone", seconds=0.5, count=20)
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(gate.admitted("alone"))


def test_bodies_that_share_evenly_all_come_in(gate: Gate, times: Times) -> None:
    for _ in range(20):
        serve(gate, times, "one", seconds=0.3)
        serve(gate, times, "other", seconds=0.31)
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(gate.admitted("one"))
            stack.enter_context(gate.admitted("third"))


def test_a_body_that_takes_little_is_not_heavy_however_little_the_others_take(gate: Gate, times: Times) -> None:
    for _ in range(200):
        serve(gate, times, "usual", seconds=0.01)
        times.now += 0.01 / HEAVY
    serve(gate, times, "calm", seconds=0.001)
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(gate.admitted("usual"))


@pytest.mark.real_time
def test_a_heavy_body_has_one_place_and_a_waiting_room_and_the_rest_is_refused(
    flooded: Gate, waiting: tuple[Event, list[Thread], list[str]]
) -> None:
    go_on, threads, came = waiting
    assert came == ["flooding"]
    with pytest.raises(BodyBusy), flooded.admitted("flooding"):
        pass
    with ExitStack() as stack:  # the others come in as ever
        for _ in range(8):
            stack.enter_context(flooded.admitted("calm"))
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert came == ["flooding"] * 3  # who waited was served, one after the other


@pytest.mark.real_time
def test_a_heavy_body_lets_those_in_progress_end_first(flooded: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "YIELD_SECONDS", 20.0)
    order: list[str] = []

    def run() -> None:
        with flooded.admitted("flooding"):
            order.append("flooding")

    heavy = Thread(target=run)
    with flooded.admitted("calm"):
        heavy.start()
        until(lambda: flooded._is_taken)
        order.append("calm")
    heavy.join(20)
    assert order == ["calm", "flooding"]


@pytest.mark.real_time
@pytest.mark.parametrize(("others_ago", "rests"), [(0.1, True), (30.0, False)])
def test_a_heavy_body_rests_only_while_others_come(
    flooded: Gate, times: Times, monkeypatch: pytest.MonkeyPatch, others_ago: float, rests: bool
) -> None:
    rested: list[bool] = []
    monkeypatch.setattr(flooded, "_rest", lambda: rested.append(True))
    times.now += others_ago
    flooded._shares["flooding"] = flooded._shares[""] = (1.0, times.now)
    serve(flooded, times, "flooding", seconds=0.01)
    assert rested == [True] * rests


@pytest.mark.real_time
def test_a_slow_line_of_another_holds_a_heavy_body_up_for_a_moment_only(flooded: Gate) -> None:
    with flooded.admitted("calm"), flooded.admitted("flooding"):
        pass


def test_a_flood_is_forgotten_when_it_is_over(flooded: Gate, times: Times) -> None:
    assert flooded._is_heavy("flooding", times.now)
    assert not flooded._is_heavy("flooding", times.now + 20)


def test_nobody_is_held_up_for_those_who_left_a_minute_ago(flooded: Gate, times: Times) -> None:
    times.now += ALONE_SECONDS + 1
    serve(flooded, times, "flooding", seconds=5)
    assert not flooded._is_heavy("flooding", times.now)


def test_a_refused_request_leaves_no_trace(flooded: Gate, times: Times) -> None:
    flooded.room = 0
    for _ in range(3):
        with pytest.raises(BodyBusy), flooded.admitted("flooding"):
            pass
    flooded.room = 1
    serve(flooded, times, "flooding", seconds=0.1)


def test_what_fails_inside_gives_its_place_back(flooded: Gate, times: Times) -> None:
    for body in ("flooding", "calm"):
        with pytest.raises(ZeroDivisionError), flooded.admitted(body):
            raise ZeroDivisionError
    serve(flooded, times, "flooding", seconds=0.1)
    assert (flooded._light, flooded._is_taken, flooded._waiting) == (0, False, 0)


def test_what_is_refused_counts_as_asked_for(
    flooded: Gate, times: Times, waiting: tuple[Event, list[Thread], list[str]]
) -> None:
    """Else a body that is refused would be light again after a while, and let all its requests in at once."""
    go_on, threads, _ = waiting
    go_on.set()
    for thread in threads:
        thread.join(20)
    serve(flooded, times, "flooding", seconds=0.01)
    flooded.room = 0
    for _ in range(1_000):  # 100 a second for ten seconds, long after what was used has faded
        times.now += 0.01
        with pytest.raises(BodyBusy), flooded.admitted("flooding"):
            pytest.fail("it was let in")
        serve(flooded, times, "calm", seconds=0.0)
    times.now += 10
    serve(flooded, times, "flooding", seconds=0.01, count=8)  # the flood is over
