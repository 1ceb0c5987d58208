"""Columns as bytes: a line of JSON that says what follows, then the values, as the narrowest whole numbers.

The line is ``{"kind", "data": dtype, "count": n, "given": bool, "texts": [...]}``; after it stand the values,
little-endian, and one bit for each where some are missing. The whole is deflated. Ids are lines of UTF-8, deflated.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from madoguchi.beside.outreach.core.fields import Kind

Array = NDArray[Any]
_LEVEL: Final = 1  # of zlib: twice as fast as the usual one, a tenth larger


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one field.

    Attributes:
        kind: what they are.
        data: whole numbers, days since 1970-01-01, 1 and 0, or places in ``texts``.
        is_given: None where all are given.
    """

    kind: Kind
    data: Array
    is_given: Array | None = None
    texts: tuple[str, ...] | None = None


def pack(column: Column) -> bytes:
    """Return a column as bytes."""
    data = np.asarray(column.data)
    if data.dtype != np.bool_:
        low, high = int(data.min(initial=0)), int(data.max(initial=0))
        kinds: tuple[type[np.integer[Any]], ...] = (np.int8, np.int16, np.int32)
        if low >= 0:
            kinds = (np.uint8, np.uint16, np.uint32)
        fitting = (one for one in kinds if np.iinfo(one).min <= low and high <= np.iinfo(one).max)
        data = data.astype(next(fitting, np.int64))
    head: dict[str, Any] = {
        "kind": column.kind,
        "data": data.dtype.newbyteorder("<").str,
        "count": len(data),
        "given": True,
    }
    parts = [data.astype(data.dtype.newbyteorder("<")).tobytes()]
    if column.is_given is not None and not column.is_given.all():
        head["given"] = False
        parts.append(np.packbits(column.is_given).tobytes())
    if column.texts is not None:
        head["texts"] = column.texts
    return zlib.compress(b"".join([json.dumps(head).encode(), b"\n", *parts]), _LEVEL)


def unpack(packed: bytes) -> Column:
    """Return the column of :func:`pack`."""
    content = zlib.decompress(packed)
    line, _, rest = content.partition(b"\n")
    head = json.loads(line)
    kind, count = np.dtype(head["data"]), head["count"]
    data: Array = np.frombuffer(rest, kind, count)
    given = None
    if not head["given"]:
        given = np.unpackbits(np.frombuffer(rest, np.uint8, offset=count * kind.itemsize), count=count).astype(np.bool_)
    texts = head.get("texts")
    return Column(Kind(head["kind"]), data, given, None if texts is None else tuple(texts))


def pack_ids(ids: Sequence[str]) -> bytes:
    """Return ids, none of which holds a line feed, as bytes."""
    return zlib.compress("\n".join(ids).encode(), _LEVEL)


def unpack_ids(packed: bytes) -> list[str]:
    """Return the ids of :func:`pack_ids`."""
    text = zlib.decompress(packed).decode()
    return text.split("\n") if text else []


def joined(parts: Iterable[tuple[Column | None, int]]) -> Column:
    """Return columns of neighbours one after the other.

    Args:
        parts: each with its length; None where all of it are missing. At least one is there.
    """
    kind, data, given, codes = Kind.NUMBER, [], [], dict[str, int]()
    for column, count in parts:
        if column is None:
            data.append(np.zeros(count, np.int8))
            given.append(np.zeros(count, np.bool_))
            continue
        kind, values = column.kind, column.data
        if column.texts is not None:
            values = np.array([codes.setdefault(each, len(codes)) for each in column.texts], np.int64)[values]
        data.append(values)
        given.append(np.ones(count, np.bool_) if column.is_given is None else column.is_given)
    known: Array = np.concatenate(given)
    return Column(kind, np.concatenate(data), None if known.all() else known, tuple(codes) or None)


def cut(column: Column, first: int, last: int) -> Column | None:
    """Return part of a column; None where nothing is given there."""
    given = None if column.is_given is None else column.is_given[first:last]
    if given is not None and not given.any():
        return None
    return _narrow(column.kind, column.data[first:last], given, column.texts)


def without(column: Column, gone: slice) -> Column:
    """Return a column without some neighbours; texts that only they had go too."""
    given = None if column.is_given is None else np.delete(column.is_given, gone)
    return _narrow(column.kind, np.delete(column.data, gone), given, column.texts)


def _narrow(kind: Kind, data: Array, given: Array | None, texts: tuple[str, ...] | None) -> Column:
    """A column with those of the texts that are used."""
    if texts is None:
        return Column(kind, data, given)
    used = np.unique(data if given is None else data[given])
    if not len(used):
        return Column(kind, np.zeros_like(data), given, ("",))
    place = np.zeros(len(texts), np.int64)
    place[used] = np.arange(len(used))
    data = place[data] if given is None else np.where(given, place[data], 0)
    return Column(kind, data, given, tuple(texts[each] for each in used.tolist()))
