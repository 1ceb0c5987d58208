"""What another system sends is read whole or refused with a reason, whatever the bytes are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Language, Refused
from madoguchi.line.intake.core import document

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    statuses: list[int] = []
    try:
        document.read(content)
    except Refused as refusal:
        statuses.append(refusal.status)
        (refusal.why.ja + refusal.why.en).encode()
    assert set(statuses) <= {400, 422}


@given(st.dictionaries(st.sampled_from(["procedure", "answers", "language", "よぶん"]), JSON))
def test_any_object_is_read_or_refused_with_words_that_can_be_sent(data: object) -> None:
    try:
        found = document.read(json.dumps(data).encode())
    except Refused as refusal:
        (refusal.pointer + refusal.why.ja + refusal.why.en).encode()
    else:
        assert isinstance(found.answers, dict)
        assert found.language in tuple(Language)


def test_a_document_is_read() -> None:
    found = document.read(b'{"procedure": "bus-pass", "answers": {"a": 1}, "language": "ja-easy"}')

    assert found == document.Document("bus-pass", {"a": 1}, "ja-easy")


@pytest.mark.parametrize("key", ["a", "x" * 200, "0b3f-…"[:5], "!~"])
def test_printable_keys_are_taken(key: str) -> None:
    assert document.read_key(key) == key
