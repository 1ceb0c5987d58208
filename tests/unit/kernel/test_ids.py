"""UUIDv7: order, uniqueness and bits (RFC 9562, 5.7)."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

import pytest

from madoguchi.ground.kernel import ids
from madoguchi.ground.kernel.ids import uuid7


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch):
    """Start as a new process does: other tests may have made ids under another clock."""
    monkeypatch.setattr(ids, "_last", 0)


def test_version_and_variant_bits_are_those_of_the_standard():
    made = [uuid7() for _ in range(1000)]

    assert {(i.version, i.variant) for i in made} == {(7, RFC_4122)}


def test_the_first_48_bits_are_unix_milliseconds(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_645_557_742_000_000_000)  # the example of RFC 9562, A.6

    assert uuid7().int >> 80 == 0x017F22E279B0


def test_ids_rise_even_when_the_clock_stands_still(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_645_557_742_000_000_000)
    made = [uuid7() for _ in range(10_000)]  # more than the 4,096 steps of a millisecond

    assert made == sorted(made)
    assert len(set(made)) == 10_000


def test_ids_rise_even_when_the_clock_goes_back(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 2_000_000_000_000_000_000)
    before = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_999_999_000_000_000_000)
    after = uuid7()

    assert after > before
    assert after.version == 7


def test_text_and_bytes_sort_as_the_ids_do():
    made = [uuid7() for _ in range(1000)]

    assert sorted(made, key=str) == made
    assert sorted(made, key=lambda i: i.bytes) == made


def test_threads_never_make_the_same_id_and_each_sees_its_own_rise():
    def make(_: int) -> list:
        return [uuid7() for _ in range(2000)]

    with ThreadPoolExecutor(8) as threads:
        runs = list(threads.map(make, range(8)))

    assert all(run == sorted(run) for run in runs)
    assert len({made for run in runs for made in run}) == 16_000


def test_the_random_part_differs():
    assert len({uuid7().int & (1 << 62) - 1 for _ in range(1000)}) == 1000
