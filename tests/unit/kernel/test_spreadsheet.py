"""CSV for spreadsheets: no cell runs, every cell can be read back."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.spreadsheet import csv_text, guard, unguard

# What Excel and LibreOffice take for the start of a formula, typed half or full width (OWASP: CSV injection).
RUNS = tuple("=+-@\t\r\n＝＋－＠")
TEXTS = st.text(st.sampled_from("=+-@＝＋－＠'\t\r\n,\"a1港"), max_size=6)


@given(st.text(max_size=20) | TEXTS)
def test_guarded_text_never_runs_and_comes_back(text: str) -> None:
    assert not guard(text).startswith(RUNS)
    assert unguard(guard(text)) == text


@given(st.text(st.characters(exclude_characters="=+-@\t\r\n＝＋－＠'")))
def test_plain_text_is_left_alone(text: str) -> None:
    assert guard(text) == unguard(text) == text


@given(st.lists(st.lists(TEXTS | st.integers(-9, 9) | st.none(), min_size=2, max_size=3), max_size=4))
def test_no_cell_of_a_file_runs_and_numbers_stay_numbers(rows: list[list[str | int | None]]) -> None:
    text = csv_text(["一", "二"], rows)
    assert text.startswith("\ufeff一,二\r\n")

    read = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))[1:]

    assert len(read) == len(rows)
    for cells, given_cells in zip(read, rows, strict=True):
        for cell, value in zip(cells, given_cells, strict=True):
            if isinstance(value, str):
                assert not cell.startswith(RUNS)
                assert unguard(cell) == value
            else:
                assert cell == ("" if value is None else str(value))
