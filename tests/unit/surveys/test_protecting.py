"""No hidden number can be worked out: tried by solving the equations that a reader of the table has."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.beside.surveys.core.protecting import hidden_cells, hidden_line

LEAST = 5
TABLES = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 12), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def known(table: list[list[int]], hidden: set[tuple[int, int]], rows: set[int], columns: set[int]) -> set[object]:
    """Return the hidden cells and totals that follow from what is shown, by elimination."""
    height, width = len(table), len(table[0])
    unknown: list[tuple[int, int]] = sorted(
        hidden | {(row, width) for row in rows} | {(height, column) for column in columns}
    )
    place = {cell: at for at, cell in enumerate(unknown)}
    lines: list[list[Fraction]] = []

    def equation(cells: list[tuple[int, int]], total: tuple[int, int] | None) -> None:
        line = [Fraction(0)] * len(unknown)
        for cell in cells:
            if cell in place:
                line[place[cell]] += 1
        if total in place and total is not None:
            line[place[total]] -= 1
        lines.append(line)

    for row in range(height):
        equation([(row, column) for column in range(width)], (row, width))
    for column in range(width):
        equation([(row, column) for row in range(height)], (height, column))
    equation([(row, width) for row in range(height)], None)
    equation([(height, column) for column in range(width)], None)
    rank = 0
    for at in range(len(unknown)):
        pivot = next((n for n in range(rank, len(lines)) if lines[n][at]), None)
        if pivot is None:
            continue
        lines[rank], lines[pivot] = lines[pivot], lines[rank]
        lines[rank] = [one / lines[rank][at] for one in lines[rank]]
        for n, line in enumerate(lines):
            if n != rank and line[at]:
                lines[n] = [mine - line[at] * other for mine, other in zip(line, lines[rank], strict=True)]
        rank += 1
    return {unknown[line.index(1)] for line in lines if sum(map(bool, line)) == 1 and 1 in line}


@settings(max_examples=400, deadline=None)
@given(TABLES)
def test_no_hidden_cell_follows_from_the_others(table: list[list[int]]) -> None:
    sizes = [sum(line) for line in table]
    sums = [sum(line[at] for line in table) for at in range(len(table[0]))]
    rows, columns = hidden_line(sizes, LEAST), hidden_line(sums, LEAST)
    if rows is None or columns is None:
        return
    hidden = hidden_cells(table, LEAST, rows=rows, columns=columns)
    if hidden is None:
        return
    for at, line in enumerate(table):
        for place, count in enumerate(line):
            assert (at, place) in hidden or not 0 < count < LEAST
    assert known(table, set(hidden), set(rows), set(columns)) == set()
    for at in set(range(len(table))) - rows:
        own = [table[row][column] for row, column in hidden if row == at]
        assert not own or sum(own) >= LEAST


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_hidden_ones_of_a_line_are_several_and_not_few(counts: list[int]) -> None:
    hidden = hidden_line(counts, LEAST)
    if hidden is None:
        assert sum(counts) < LEAST or all(count < LEAST for count in counts) or len(counts) == 1
    elif hidden:
        assert len(hidden) > 1
        assert sum(counts[at] for at in hidden) >= LEAST


def test_a_single_small_number_takes_the_next_smallest_with_it() -> None:
    assert hidden_line([40, 3, 17, 0, 60], LEAST) == {1, 2}


def test_what_can_be_shown_is_shown() -> None:
    assert hidden_cells([[10, 0, 7], [5, 6, 0]], LEAST) == frozenset()
