"""A few calls of every operation, as the published document allows and forbids; tests/long/api makes many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.city import City

pytestmark = pytest.mark.django_db
EXAMPLES = 8


def test_every_operation_is_tried() -> None:
    from tests.support.api_contract import OPERATIONS, published

    found = [one["operationId"] for methods in published()["paths"].values() for one in methods.values()]
    assert sorted(found) == list(OPERATIONS)


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_operation_keeps_to_the_document(
    city: City, one_connection: None, mode: str, subtests: pytest.Subtests
) -> None:
    from tests.support.api_contract import OPERATIONS, can_be_wrong, keeps_to_it

    for operation_id in OPERATIONS:
        if mode == "positive" or can_be_wrong(operation_id):
            with subtests.test(operation_id):
                keeps_to_it(city, operation_id, mode, examples=EXAMPLES)
