"""Identifiers: UUIDv7, so that rows of one table lie in the order they were made (RFC 9562, 5.7)."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """Return a UUIDv7 greater than every one this process made before.

    48 bits of Unix milliseconds, then 12 bits that count within the millisecond (RFC 9562, 6.2 method 3:
    the fraction of the millisecond, raised by one where the clock stood still or went back), then 62 random bits.
    """
    global _last
    with _lock:
        stamp = time.time_ns() * 4096 // 1_000_000  # milliseconds with 12 binary places
        _last = stamp = max(stamp, _last + 1)
    milliseconds, fraction = divmod(stamp, 4096)
    random = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)
