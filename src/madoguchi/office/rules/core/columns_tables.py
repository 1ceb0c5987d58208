"""Back end 2: decision tables, and rows of dated tables."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_encoding import filler
from madoguchi.office.rules.core.columns_run import Run, Work
from madoguchi.office.rules.core.columns_values import (
    NO_BITS,
    Array,
    Column,
    bounded,
    choose,
    failing,
    holds,
    is_set,
    kleene,
    settled,
)  # fmt: skip
from madoguchi.office.rules.core.functions import COUNT, MOST, SUM
from madoguchi.office.rules.core.parameters import Rows
from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.types import BOUND, Kind, Value

if TYPE_CHECKING:
    from madoguchi.office.rules.core.columns_nodes import Compiler

Test = Callable[[Run, Array], Array]


def compile_table(compiler: "Compiler", node: typed.Table) -> Work:
    """Compile a decision table."""
    columns = [compiler.node(each) for each in node.columns]
    tests = [
        [
            (place, _test(compiler, cell, node.columns[place]))
            for place, cell in enumerate(row.cells)
            if cell is not None
        ]
        for row in node.rows
    ]
    results = [compiler.node(row.result) for row in node.rows]

    def row_fits(keys: list[Column], at: int, run: Run) -> Column:
        fits = Column(np.array([True]))
        for place, test in tests[at]:
            fits = kleene(fits, Column(test(run, keys[place].data), keys[place].bits), decides=False)
        return fits

    if node.collect is None:
        no_row = Column(filler(node.type), compiler.own(Code.NO_ROW))

        def first(run: Run) -> Column:
            """Rows from the last to the first, each laid over those after it."""
            keys, found = [each(run) for each in columns], no_row
            for at in reversed(range(len(results))):
                found = choose(row_fits(keys, at, run), results[at](run), found)
            return found

        return first
    collect = _Collect(compiler, node)

    def all_rows(run: Run) -> Column:
        keys = [each(run) for each in columns]
        return collect.run((row_fits(keys, at, run), result(run)) for at, result in enumerate(results))

    return all_rows


def _test(compiler: "Compiler", cell: typed.Span | frozenset[Value], column: typed.Typed) -> Test:
    """Whether each key fits a cell."""
    is_day = column.type.kind == Kind.DATE
    if isinstance(cell, typed.Span):
        low, high = (days.bound(each) if is_day and each is not None else each for each in (cell.low, cell.high))
        if low is None:
            return lambda run, keys: np.array([True]) if high is None else keys <= high
        return lambda run, keys: keys >= low if high is None else (keys >= low) & (keys <= high)
    # a set is put in order, so that every run does the same work
    values = sorted(days.bound(each) if is_day and isinstance(each, int) else each for each in cell)
    allowed = compiler.numbers(column.type, values)
    return lambda run, keys: among(keys, allowed(run))


def among(keys: Array, allowed: Array) -> Array:
    """Whether each key is one of a few."""
    if len(allowed) > 8:
        return np.isin(keys, allowed)
    found: Array = np.zeros(1, np.bool_)
    for each in allowed:
        found = found | (keys == each)
    return found


class _Collect:
    """Puts the results of all rows that fit together."""

    def __init__(self, compiler: "Compiler", node: typed.Table) -> None:
        self.put_together = node.collect
        self.none = filler(node.type)
        self.own = None
        if node.collect != COUNT:
            self.own = compiler.own(Code.TOO_LARGE if node.collect == SUM else Code.EMPTY)

    def run(self, rows: Iterable[tuple[Column, Column]]) -> Column:
        """``rows`` are pairs: whether a row fits, and its result."""
        bits: Array | None = None
        count = made = np.zeros(1, np.int64)
        size = np.zeros(1)
        for fits, result in rows:
            chosen = holds(fits)
            count = count + chosen
            for more in (fits.bits, None if result.bits is None else np.where(chosen, result.bits, NO_BITS)):
                if more is not None:
                    bits = more if bits is None else bits | more
            if self.put_together == SUM:
                found = np.where(chosen, result.data, 0)
                made, size = made + found, size + np.abs(found)
            elif self.put_together != COUNT:
                farther = np.maximum if self.put_together == MOST else np.minimum
                is_first = chosen & (count == 1)
                made = np.where(is_first, result.data, np.where(chosen, farther(made, result.data), made))
        bits = settled(bits)
        if self.own is None:
            return Column(count, bits)
        fails = size >= BOUND if self.put_together == SUM else count == 0
        return Column(np.where(fails, self.none, made), failing(bits, fails, self.own))


def compile_row(compiler: "Compiler", node: typed.Row) -> Work:
    """Compile the row of a dated table."""
    key, entry = compiler.node(node.key), compiler.program.parameters[node.name].on(compiler.on)
    none, outside = filler(node.type), compiler.own(Code.OUTSIDE, node.name)
    if entry is None or not isinstance(entry.value, Rows):
        return lambda run: Column(none, _otherwise(key(run).bits, outside))
    rows, no_row, large = entry.value, compiler.own(Code.NO_ROW, node.name), compiler.own(Code.TOO_LARGE)
    values = compiler.numbers(node.type, rows.values)
    last = len(rows.values) - 1

    def run_row(run: Run) -> Column:
        asked = key(run)
        place = asked.data - rows.first
        found = values(run)
        data, bits = np.take(found, place, mode="clip"), asked.bits
        bits = failing(bits, (place < 0) if rows.step is not None else (place < 0) | (place > last), no_row)
        if rows.step is None:
            return Column(data, bits)
        return _stepped(data, bits, np.maximum(place - last, 0), rows.step, large)

    return run_row


def _otherwise(bits: Array | None, own: Array) -> Array:
    return own if bits is None else np.where(is_set(bits), bits, own)


def _stepped(data: Array, bits: Array | None, beyond: Array, step: int, large: Array) -> Column:
    """Add ``step`` for each row ``beyond`` the last, by float64 first: from 2^54 on no last row brings it back."""
    if int(beyond.max(initial=0)) * abs(step) < BOUND:
        return bounded(data + beyond * step, bits, large)
    is_far = np.abs(beyond.astype(np.float64) * step) >= 2 * BOUND
    made = data + np.where(is_far, 0, beyond * step)
    fails = is_far | (np.abs(made) >= BOUND)
    return Column(np.where(fails, 0, made), failing(bits, fails, large))
