"""二次元コード as a vector picture (JIS X 0510).

Every notice has one, and a general library takes longer for it than for the letter: it draws each of the eight masks
anew and rates it module by module. Here all that does not depend on the text is drawn once for each version, by the
library, and kept; a text's code is put together from it, and masks are rated on whole numbers of one bit a module.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from operator import itemgetter

from qrcode.base import rs_blocks  # type: ignore[import-untyped]  # qrcode ships no types
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.main import QRCode  # type: ignore[import-untyped]

QUIET_ZONE = 4  # modules, JIS X 0510 requires 4
MASKS, VERSIONS = range(8), range(1, 41)
_RUN = re.compile("1+")
_PRIMITIVE = 0x11D  # of the field in which check words are counted: x⁸ + x⁴ + x³ + x² + 1


def svg(text: str) -> str:
    """Return a QR code of ``text`` as SVG: black lines, one module thick, on white, error correction M (15 %)."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET_ZONE
    runs = [
        f"M{run.start() + QUIET_ZONE} {y}.5h{run.end() - run.start()}"
        for y, row in enumerate(rows, QUIET_ZONE)
        for run in _RUN.finditer(row)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{"".join(runs)}" stroke="#000"/></svg>'
    )


def matrix(text: str) -> list[str]:
    """Return the modules of the smallest code of ``text``, row by row: ``1`` is dark. The quiet zone is left out.

    Raises:
        ValueError: the text is longer than any code holds (2,331 bytes).

    Source:
        ISO/IEC 18004:2015 (JIS X 0510:2018): 7.4.5 byte mode, 7.5 check words, 7.7 placement, 7.8 masks.
    """
    content = text.encode()
    version = next((one for one in VERSIONS if len(content) <= _room(one)), None)
    if version is None:
        raise ValueError(f"{len(content)} bytes are more than a QR code holds")
    frame = _frame(version)
    bits = "".join(map("{:08b}".format, _code_words(content, version)))
    placed = "".join(frame.place(bits + "0"))
    across, down = int(placed, 2), int("".join(placed[n :: frame.size] for n in range(frame.size)), 2)
    best = min(
        MASKS,
        key=lambda mask: penalty(across ^ frame.across[mask], down ^ frame.down[mask], frame.size),
    )
    drawn = f"{across ^ frame.across[best]:0{frame.size**2}b}"
    return [drawn[n : n + frame.size] for n in range(0, len(drawn), frame.size)]


def _room(version: int) -> int:
    """Return how many bytes of text a version holds: what mode and length take is left out."""
    words = sum(block.data_count for block in rs_blocks(version, ERROR_CORRECT_M))
    return int(words) - (2 if version < 10 else 3)


def _code_words(content: bytes, version: int) -> Iterator[int]:
    """Yield the code words in the order in which they are placed: of each block in turn, then the check words."""
    blocks = rs_blocks(version, ERROR_CORRECT_M)
    capacity = sum(block.data_count for block in blocks)
    length = 8 if version < 10 else 16
    head = (0b0100 << length | len(content)) << 8 * len(content) | int.from_bytes(content)
    data = (head << 4).to_bytes(len(content) + (length + 8) // 8)  # four bits of 0 end it: now they are whole bytes
    data += (b"\xec\x11" * capacity)[: capacity - len(data)]
    shares, start = [], 0
    for block in blocks:
        shares.append(data[start : start + block.data_count])
        start += block.data_count
    checks = [_check_words(share, blocks[0].total_count - blocks[0].data_count) for share in shares]
    for part in (shares, checks):
        for turn in zip_longest(*part):
            yield from (word for word in turn if word is not None)


def _check_words(data: bytes, count: int) -> bytes:
    """Return the Reed–Solomon check words: the remainder of the data by the generator polynomial of that degree."""
    table, top = _multiples(count), 8 * (count - 1)
    rest, kept = 0, (1 << top) - 1
    for word in data:
        rest = (rest & kept) << 8 ^ table[rest >> top ^ word]
    return rest.to_bytes(count)


@cache
def _multiples(count: int) -> list[int]:
    """Return each word's multiple of the generator polynomial of that degree, its highest term left out."""
    generator, root = [1], 1
    for _ in range(count):  # times (x − α⁰), (x − α¹), …
        shifted = [_times(root, one) for one in generator]
        generator = [one ^ other for one, other in zip([*generator, 0], [0, *shifted], strict=True)]
        root = _times(root, 2)
    return [int.from_bytes(bytes(_times(word, one) for one in generator[1:])) for word in range(256)]


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 0x100:
            one ^= _PRIMITIVE
        other >>= 1
    return product


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is drawn of a version whatever the text, each as a number of one bit a module, row by row or by column."""

    size: int
    place: Callable[[str], Sequence[str]]  # gives each module its bit of the text; the last bit to the others
    across: tuple[int, ...]  # by mask: the fixed patterns, and where the mask turns a module of the text
    down: tuple[int, ...]


class _WithoutText(QRCode):  # type: ignore[misc]  # untyped
    """Leaves the text's modules empty, and tells which they are."""

    def map_data(self, data: bytes, mask_pattern: int) -> None:
        self.free = [[module is None for module in row] for row in self.modules]
        super().map_data(data, mask_pattern)


@cache
def _frame(version: int) -> _Frame:
    across, down = [], []
    for mask in MASKS:
        code = _WithoutText(version=version, error_correction=ERROR_CORRECT_M)
        code.data_cache = b""
        code.makeImpl(False, mask)
        across.append(_as_number(code.modules))
        down.append(_as_number(zip(*code.modules, strict=True)))
    size = int(code.modules_count)
    words = sum(block.total_count for block in rs_blocks(version, ERROR_CORRECT_M))
    order = [8 * words] * size**2  # the bit that is always 0: fixed patterns, and what is left over
    for number, (x, y) in enumerate(_way(code.free)):
        if number < 8 * words:
            order[y * size + x] = number
    return _Frame(size, itemgetter(*order), tuple(across), tuple(down))


def _as_number(rows: object) -> int:
    return int("".join("1" if module else "0" for row in rows for module in row), 2)  # type: ignore[attr-defined]


def _way(free: list[list[bool]]) -> Iterator[tuple[int, int]]:
    """Yield the text's modules on their way: up and down by two columns, from the right, past the timing pattern."""
    size, upward = len(free), True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for y in reversed(range(size)) if upward else range(size):
            yield from ((x, y) for x in (right, right - 1) if free[y][x])
        upward = not upward


def penalty(across: int, down: int, size: int) -> int:
    """Return how hard a code is to read (7.8.3): of all masks the one with the lowest is taken.

    Args:
        across, down: its modules row by row and column by column, the first module the highest bit.
    """
    whole = (1 << size * size) - 1
    lines = sum(
        _runs(dark, size) + _runs(dark ^ whole, size) + _finders(dark, dark ^ whole, size) for dark in (across, down)
    )
    share = across.bit_count() * 100 / size**2
    return lines + _squares(across, size) + _squares(across ^ whole, size) + 10 * int(abs(share - 50) / 5)


def _runs(colour: int, size: int) -> int:
    """3 for five modules of a colour in a line, 1 for each one more."""
    five = colour & colour >> 1
    five = five & five >> 2 & colour >> 4 & _ends(5, size)
    return five.bit_count() + 2 * (five & ~(five << 1)).bit_count()


def _squares(colour: int, size: int) -> int:
    """3 for each square of two by two modules of a colour."""
    pairs = colour & colour >> 1 & _ends(2, size)
    return 3 * (pairs & pairs >> size).bit_count()


def _finders(dark: int, light: int, size: int) -> int:
    """40 for each pattern like a finder's (1 : 1 : 3 : 1 : 1) with four light modules before or behind it."""
    core = dark & light >> 1 & dark >> 2 & dark >> 3 & dark >> 4 & light >> 5 & dark >> 6
    four = light & light >> 1
    four = four & four >> 2
    inside = _ends(11, size)
    return 40 * ((core & four >> 7 & inside).bit_count() + (four & core >> 4 & inside).bit_count())


@cache
def _ends(length: int, size: int) -> int:
    """Return where in the lines of a code the last of so many modules of one line may lie."""
    line = "0" * (length - 1) + "1" * (size - length + 1)
    return int(line * size, 2)
