"""Many calls of every operation, as the published document allows and forbids."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.api_contract import OPERATIONS, can_be_wrong, keeps_to_it

if TYPE_CHECKING:
    from tests.support.city import City

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("MADOGUCHI_TEST_EXAMPLES", "150"))


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_operation_keeps_to_the_document(
    city: City, one_connection: None, mode: str, subtests: pytest.Subtests
) -> None:
    for operation_id in OPERATIONS:
        if mode == "positive" or can_be_wrong(operation_id):
            with subtests.test(operation_id):
                keeps_to_it(city, operation_id, mode, examples=EXAMPLES)
