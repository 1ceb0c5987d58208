"""The columns and the closures agree on more than 100,000 random expressions."""

import pytest

from tests.support.columns import differences

PARTS, PROGRAMS, DEFINITIONS = 4, 3_200, 8


@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_thousand_expressions_agree(part: int) -> None:
    first = 1_000_000 + part * PROGRAMS
    found, compared, known = differences(range(first, first + PROGRAMS), definitions=DEFINITIONS, cases=3)

    assert found == []
    assert compared >= PROGRAMS * DEFINITIONS
    assert known > compared // 2
    assert PARTS * PROGRAMS * DEFINITIONS >= 100_000
