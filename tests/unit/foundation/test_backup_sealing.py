"""The sealed stream of a backup: what was written comes back, and nothing else does."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation.backup.sealing import CHUNK, MAGIC, Damaged, Key, Sealer, Stretching, opened

CHEAP = Stretching(b"salt of 16 bytes", n=2**14)
KEY = Key("a passphrase of the tests", CHEAP)
HEAD = len(MAGIC) + 16
SEALED = CHUNK + 16


def sealed(pieces: Iterable[bytes], about: str = "part") -> bytes:
    target = io.BytesIO()
    with Sealer(target, KEY, about) as sealer:
        for piece in pieces:
            sealer.write(piece)
    return target.getvalue()


def read(stream: bytes, key: Key = KEY, about: str = "part") -> bytes:
    return b"".join(opened(io.BytesIO(stream), key, about))


SIZES = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])


@given(SIZES, st.integers(1, 3 * CHUNK))
def test_what_was_written_comes_back_however_it_was_cut(size: int, step: int) -> None:
    content = (bytes(range(251)) * (size // 251 + 1))[:size]
    stream = sealed(content[start : start + step] for start in range(0, size, step))
    assert read(stream) == content
    assert size < 16 or content[:16] not in stream


@given(SIZES, st.data())
def test_a_changed_byte_does_not_open(size: int, data: st.DataObject) -> None:
    stream = bytearray(sealed([b"x" * size]))
    place = data.draw(st.integers(0, len(stream) - 1))
    stream[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Damaged):
        read(bytes(stream))


@given(SIZES, st.data())
def test_a_stream_that_was_cut_off_anywhere_does_not_open(size: int, data: st.DataObject) -> None:
    stream = sealed([b"x" * size])
    with pytest.raises(Damaged):
        read(stream[: data.draw(st.integers(0, len(stream) - 1))])


@pytest.mark.parametrize(
    "moved",
    [
        lambda s: s[:HEAD] + s[HEAD + SEALED : HEAD + 2 * SEALED] + s[HEAD : HEAD + SEALED] + s[HEAD + 2 * SEALED :],
        lambda s: s[: HEAD + SEALED] + s[HEAD + 2 * SEALED :],  # the one in the middle left out
        lambda s: s[: HEAD + SEALED],  # cut off between two chunks
        lambda s: s[: HEAD + SEALED] + s[HEAD:],  # one of them twice
        lambda s: s + s[HEAD + 2 * SEALED :],
        lambda s: s + b"more",
    ],
)
def test_chunks_stand_in_their_order_and_end(moved: object) -> None:
    stream = sealed([b"a" * CHUNK, b"b" * CHUNK, b"c" * CHUNK])
    assert callable(moved)
    assert moved(stream) != stream
    with pytest.raises(Damaged):
        read(moved(stream))


def test_a_stream_is_bound_to_its_name_and_to_its_key() -> None:
    stream = sealed([b"the body's files"])
    with pytest.raises(Damaged):
        read(stream, about="another part")
    with pytest.raises(Damaged):
        read(stream, key=Key("another passphrase of the tests", CHEAP))
    with pytest.raises(Damaged):
        read(stream, key=Key("a passphrase of the tests", Stretching(b"SALT of 16 bytes", n=2**14)))


def test_a_block_that_fails_leaves_no_stream_that_opens() -> None:
    target = io.BytesIO()
    with suppress(OSError), Sealer(target, KEY, "part") as sealer:
        sealer.write(b"x" * (CHUNK + 1))
        raise OSError("disk full")
    with pytest.raises(Damaged):
        read(target.getvalue())


def test_the_same_content_is_never_sealed_to_the_same_bytes() -> None:
    assert sealed([b"same"]) != sealed([b"same"])


@pytest.mark.parametrize("wrong", [{"n": 2**30}, {"n": 2}, {"salt": "00"}, {"r": 10**6}])
def test_a_head_that_would_cost_gigabytes_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Stretching.from_json({**CHEAP.as_json(), **wrong})
