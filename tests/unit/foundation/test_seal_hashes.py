"""The hashes of the seals, calculated beside the code (RFC 9162, 2.1)."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation.seals import chained, merkle_root

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def test_roots_of_one_to_five_leaves() -> None:
    a, b, c, d, e = (bytes([number]) * 32 for number in range(5))
    assert merkle_root([a]) == a
    assert merkle_root([a, b]) == node(a, b)
    assert merkle_root([a, b, c]) == node(node(a, b), c)
    assert merkle_root([a, b, c, d]) == node(node(a, b), node(c, d))
    assert merkle_root([a, b, c, d, e]) == node(node(node(a, b), node(c, d)), e)


@given(LEAVES, st.data())
def test_any_change_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda leaf: leaf != leaves[place]))
    changed = [*leaves[:place], other, *leaves[place + 1 :]]
    shorter = leaves[:place] + leaves[place + 1 :]
    root = chained("0" * 64, 1, leaves)
    assert chained("0" * 64, 1, changed) != root
    assert chained("0" * 64, 2, leaves) != root
    assert chained("1" * 64, 1, leaves) != root
    if shorter:
        assert chained("0" * 64, 1, shorter) != root


@given(LEAVES)
def test_a_doubled_last_leaf_is_another_log(leaves: list[bytes]) -> None:
    assert chained("0" * 64, 1, [*leaves, leaves[-1]]) != chained("0" * 64, 1, leaves)
