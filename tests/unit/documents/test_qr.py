"""QR codes: module by module what another encoder draws, under the mask that is the easiest to read."""

from __future__ import annotations

import random

import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from madoguchi.office.documents.core import qr
from tests.unit.documents import samples

LIKE_A_FINDER = ("10111010000", "00001011101")
# Bytes that fill versions 1, 6, 7 (the first with its number drawn), 9, 10 (a longer length) and 40, and one more.
LENGTHS = (1, 14, 15, 84, 106, 107, 122, 180, 181, 213, 214, 1_000, 2_331)


def drawn_by_another(text: str, *, version: int, mask: int) -> list[str]:
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(text, optimize=0)
    code.make(fit=False)
    return ["".join("1" if module else "0" for module in row) for row in code.modules]


def counted_penalty(rows: list[str]) -> int:
    """The four rules of ISO/IEC 18004, 7.8.3, counted one module after the other."""
    columns, size, total = ["".join(column) for column in zip(*rows, strict=True)], len(rows), 0
    for line in rows + columns:
        for run in line.replace("01", "0 1").replace("10", "1 0").split():
            total += len(run) - 2 if len(run) >= 5 else 0
        total += 40 * sum(line.startswith(LIKE_A_FINDER, start) for start in range(size))
    for y in range(size - 1):
        total += 3 * sum(len({*rows[y][x : x + 2], *rows[y + 1][x : x + 2]}) == 1 for x in range(size - 1))
    percent = 100 * sum(row.count("1") for row in rows) / size**2
    return total + 10 * int(abs(percent - 50) / 5)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_code_is_what_another_encoder_draws_under_the_mask_of_the_lowest_penalty(length: int) -> None:
    text = "a" + "".join(random.Random(length).choices("abcXYZ019:/.?=-%", k=length - 1))

    rows = qr.matrix(text)

    others = [drawn_by_another(text, version=(len(rows) - 17) // 4, mask=mask) for mask in range(8)]
    assert rows in others
    assert counted_penalty(rows) == min(map(counted_penalty, others))


def test_a_code_is_as_small_as_its_text_allows() -> None:
    sizes = [len(qr.matrix("a" * length)) for length in (14, 15, 180, 181, 213, 214, 2_331)]

    assert sizes == [17 + 4 * version for version in (1, 2, 9, 10, 10, 11, 40)]  # table 7 of the standard


@pytest.mark.parametrize("mask", range(8))
def test_the_penalty_is_the_standards(mask: int) -> None:
    rows = drawn_by_another(samples.URL, version=7, mask=mask)
    columns = zip(*rows, strict=True)

    assert qr.penalty(
        int("".join(rows), 2), int("".join("".join(column) for column in columns), 2), len(rows)
    ) == counted_penalty(rows)


def test_a_text_that_is_too_long_is_a_fault() -> None:
    with pytest.raises(ValueError, match="2332 bytes"):
        qr.matrix("a" * 2_332)
