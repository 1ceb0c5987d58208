"""Tables: hand-counted ones, weights, and versions that asked something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.beside.surveys.core.questions import Change, Kind, Option, Question, Respondent, change
from madoguchi.beside.surveys.core.tabulating import HIDDEN, Cell, LeftOut, cross, simple
from madoguchi.beside.surveys.core.weighting import NobodyIn, effective_count, weights
from madoguchi.ground.kernel.errors import Message


def question(name: str, *values: str, kind: Kind = Kind.ONE) -> Question:
    return Question(name, Message(name, name), kind, tuple(Option(one, Message(one, one)) for one in values))


AGE, USED = question("age", "60", "70", "80"), question("used", "yes", "no")
VERSIONS = {1: {"age": AGE, "used": USED}}


def people(*groups: tuple[int, str, str]) -> list[Respondent]:
    return [Respondent({"age": age, "used": used}, 1) for count, age, used in groups for _ in range(count)]


SEVENTY = people(
    (18, "60", "yes"), (12, "60", "no"), (10, "70", "yes"), (10, "70", "no"), (5, "80", "yes"), (15, "80", "no")
)


def test_a_simple_table_counts_everybody_once() -> None:
    found = simple(AGE, SEVENTY, VERSIONS, least=5)
    assert found.base == 70
    assert [cell.count for cell in found.cells] == [30, 20, 20, 0]
    assert found.cells[0] == Cell(30, pytest.approx(42.857, abs=0.001))


def test_a_cross_table_gives_shares_of_its_rows() -> None:
    found = cross(AGE, USED, SEVENTY, VERSIONS, least=5)
    assert found.totals == (30, 20, 20, 0)
    assert [[cell.count for cell in row] for row in found.rows] == [[18, 12, 0], [10, 10, 0], [5, 15, 0], [0, 0, 0]]
    assert found.rows[2][0].percent == 25


def test_small_numbers_are_hidden_with_what_would_tell_them() -> None:
    found = cross(AGE, USED, [*SEVENTY, *people((2, "80", "yes"))][:-4], VERSIONS, least=8)
    assert found.rows[2][0] == HIDDEN
    assert sum(cell == HIDDEN for row in found.rows for cell in row) >= 4


def test_too_few_answers_show_nothing() -> None:
    assert simple(AGE, SEVENTY[:4], VERSIONS, least=5).base is None
    assert cross(AGE, USED, SEVENTY[:4], VERSIONS, least=5).is_withheld


def test_several_answers_of_one_person_are_all_counted() -> None:
    devices = question("devices", "phone", "tv", kind=Kind.MANY)
    own = [Respondent({"devices": frozenset({"phone", "tv"})}, 1)] * 10 + [Respondent({}, 1)] * 10
    found = simple(devices, own, {1: {"devices": devices}}, least=5)
    assert [cell.count for cell in found.cells] == [10, 10, 10]
    nearly = simple(devices, [*own[:10], *own[10:12]], {1: {"devices": devices}}, least=5)
    assert nearly.cells == (HIDDEN, HIDDEN, HIDDEN)  # 10 of 12 say that 2 did not


def test_weights_give_the_shares_of_the_population() -> None:
    given_to = weights([one.values["age"] for one in SEVENTY], {"60": 100, "70": 100, "80": 200})  # type: ignore[misc]
    found = simple(AGE, SEVENTY, VERSIONS, least=5, weights=given_to)
    assert [cell.weighted for cell in found.cells] == pytest.approx([25, 25, 50, 0])
    used = simple(USED, SEVENTY, VERSIONS, least=5, weights=given_to)
    assert used.cells[0].weighted == pytest.approx(25 * 18 / 30 + 25 / 2 + 50 / 4)


@given(st.lists(st.sampled_from("abc"), min_size=3), st.tuples(*[st.integers(1, 9_999)] * 3))
def test_weights_average_one_and_never_make_more_of_the_answers(categories: list[str], sizes: tuple[int, ...]) -> None:
    population = dict(zip("abc", sizes, strict=True))
    if set(categories) != set("abc"):
        with pytest.raises(NobodyIn):
            weights(list(categories), population)
        return
    found = [one for one in weights([*categories, None], population) if one is not None]
    assert sum(found) == pytest.approx(len(categories))
    assert effective_count(found) <= len(categories) + 1e-6


def test_an_earlier_version_that_asked_something_else_is_left_out_and_said_so() -> None:
    before = question("used", "yes", "no", "sometimes")
    versions = {1: {"age": AGE, "used": before}, 2: {"age": AGE, "used": USED}}
    newer = [Respondent(one.values, 2) for one in SEVENTY[:30]]
    found = simple(USED, [*SEVENTY, *newer], versions, least=5)
    assert found.base == 30
    assert found.left_out == (LeftOut(1, 70, Change.OPTIONS),)
    assert simple(AGE, [*SEVENTY, *newer], versions, least=5).base == 100


def test_what_makes_questions_another() -> None:
    assert change(None, AGE) is Change.ABSENT
    assert change(question("age", "60", "70", "80", kind=Kind.MANY), AGE) is Change.KIND
    assert change(question("age", "80", "70", "60"), AGE) is None
    asked = Question("age", Message("年代は", "age"), Kind.ONE, AGE.options)
    assert change(asked, AGE) is Change.WORDS
