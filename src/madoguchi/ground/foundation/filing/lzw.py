"""How much a stream packed by LZW unfolds to (ISO 32000-2, 7.4.4), without unfolding it.

Every code stands for a text that is one longer than an earlier one, so lengths are all that is kept: a bomb costs what
its packed bytes cost, about an eighth of a second a megabyte.
"""

CLEAR, END, FIRST = 256, 257, 258
_MOST_CODES = 4096  # twelve bits


def unfolded(data: bytes | memoryview, *, most: int, early: int = 1) -> tuple[int, int]:
    """Return how many bytes come out, up to the end or to the first code that cannot be, and how many were read.

    Args:
        most: what comes out beyond this is not counted any more.
        early: 1 where codes grow by a bit one code early (``/EarlyChange``, 1 by default), else 0.
    """
    lengths = [1] * FIRST
    size = previous = bits = held = 0
    width, grows_at = 9, 512 - early
    read = 0
    for read, byte in enumerate(data, 1):  # noqa: B007  # read is what the loop leaves behind
        held = held << 8 | byte
        bits += 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits
        held &= (1 << bits) - 1
        if code == CLEAR:
            del lengths[FIRST:]
            previous, width, grows_at = 0, 9, 512 - early
            continue
        known = len(lengths)
        if code == END or code > known or (code >= FIRST and not previous):
            break
        length = lengths[code] if code < known else previous + 1
        size += length
        if size > most:
            break
        if previous and known < _MOST_CODES:
            lengths.append(previous + 1)
            if known + 1 >= grows_at and width < 12:
                width += 1
                grows_at = (1 << width) - early
        previous = length
    return size, read
