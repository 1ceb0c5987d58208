"""The closures give what the shared vectors say."""

from typing import Any

import pytest

from madoguchi.office.rules.core.engine import Engine
from tests.support.vectors import NAME, Vector, read_vectors, shown

VECTORS = read_vectors()


def test_there_are_enough_vectors_and_their_names_differ() -> None:
    assert len(VECTORS) >= 500
    assert len({each.id for each in VECTORS}) == len(VECTORS)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.id)
def test_a_vector(vector: Vector) -> None:
    result = Engine(vector.program, vector.on).run(vector.case)

    if vector.is_of_members:
        found: Any = {member: shown(vector.program, values[NAME]) for member, values in result.members.items()}
    else:
        found = shown(vector.program, result.whole[NAME])
    assert found == vector.expected, vector.why
    assert type(found) is type(vector.expected)
