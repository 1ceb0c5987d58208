"""How long failed tasks wait, and what is kept of their errors."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation.tasks.leases import in_a_line, waiting


@given(st.integers(1, 60))
def test_tasks_wait_from_a_second_to_a_quarter_of_an_hour(attempts: int) -> None:
    wait = waiting(attempts)
    assert timedelta(seconds=0.75) <= wait <= timedelta(minutes=15)
    if attempts <= 6:  # 1, 3, 9, 27, 81, 243 seconds, a quarter more or less
        assert 0.75 * 3 ** (attempts - 1) <= wait.total_seconds() <= 1.25 * 3 ** (attempts - 1)


def test_tasks_that_failed_together_do_not_come_back_together() -> None:
    assert len({waiting(5) for _ in range(20)}) > 15


def test_an_error_is_one_short_line() -> None:
    assert in_a_line(ValueError("first\nDETAIL: 佐藤花子")) == "builtins.ValueError: first"
    assert in_a_line(ValueError()) == "builtins.ValueError: "
    assert len(in_a_line(ValueError("長" * 1000))) == 300
