"""集計: simple and cross tables of answers, with weights and without small numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median, quantiles

from madoguchi.beside.surveys.core.protecting import hidden_cells, hidden_line, is_small
from madoguchi.beside.surveys.core.questions import NOT_ANSWERED, Change, Kind, Question, Respondent, change

MOST_CATEGORIES = 60
"""Of a question in a cross table: more can be read by nobody."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``count``: None where it is hidden. Percentages are of the line's total, None where they are not shown."""

    count: int | None
    percent: float | None = None
    weighted: float | None = None


HIDDEN = Cell(None)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Answers to an earlier version that are not counted, and why."""

    version: int
    count: int
    why: Change


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the numbers that were given: how many, and where they lie. Quartiles by the inclusive method."""

    count: int
    mean: float
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Simple:
    """単純集計 of one question. ``base``: of how many; None where that would be too few to show anything.

    ``cells`` stand in the order of ``values``; the last is that of no answer.
    """

    question: Question
    base: int | None
    values: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    figures: Figures | None = None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Cross:
    """クロス集計. ``rows``: cells by value of the row question; ``totals``: of each row.

    ``is_withheld``: there are so few that nothing may be shown.
    """

    row: Question
    column: Question
    row_values: tuple[str, ...]
    column_values: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[int | None, ...]
    base: int
    is_withheld: bool = False
    left_out: tuple[LeftOut, ...] = ()


Earlier = Mapping[int, Mapping[str, Question]]
"""The questions of every version, by its number and their ids."""
Weights = Sequence[float | None] | None


def simple(
    question: Question, people: Sequence[Respondent], versions: Earlier, *, least: int, weights: Weights = None
) -> Simple:
    """Return the table of a question.

    Args:
        question: as the newest version asks it.
        people: everybody who answered, whichever version.
        versions: what each version asked.
        least: the smallest number that is shown, zero aside.
        weights: of each of ``people``; None: there are none.
    """
    kept, left_out = _comparable((question,), people, versions)
    values = (*(option.value for option in question.options), NOT_ANSWERED)
    if len(kept) < least:
        return Simple(question, None, values, left_out=left_out)
    own = [people[place] for place in kept]
    own_weights = None if weights is None else [weights[place] for place in kept]
    if question.kind in (Kind.NUMBER, Kind.TEXT):
        return _uncounted(question, own, least, left_out)
    sets = [_chosen(one, question) for one in own]
    counts = Counter(value for chosen in sets for value in chosen)
    line = [counts[value] for value in values]
    hidden = _hidden_of(question, line, len(own), least)
    if hidden is None:
        return Simple(question, None, values, left_out=left_out)
    cells = tuple(
        HIDDEN if place in hidden else Cell(
            line[place], _percent(line[place], len(own)), _weighted(sets, own_weights, values[place])
        )
        for place in range(len(values))
    )  # fmt: skip
    return Simple(question, len(own), values, cells, left_out=left_out)


def cross(
    row: Question, column: Question, people: Sequence[Respondent], versions: Earlier, *, least: int,
    weights: Weights = None,
) -> Cross:  # fmt: skip
    """Return the answers to one question by those to another.

    Args:
        row: a question with one answer. The others as :func:`simple`.
    """
    kept, left_out = _comparable((row, column), people, versions)
    own = [people[place] for place in kept]
    own_weights: list[float | None] = [1.0] * len(own) if weights is None else [weights[place] for place in kept]
    row_values = (*(option.value for option in row.options), NOT_ANSWERED)
    column_values = (*(option.value for option in column.options), NOT_ANSWERED)
    of_row = [next(iter(_chosen(one, row))) for one in own]
    of_column = [_chosen(one, column) for one in own]
    counts: Counter[tuple[str, str]] = Counter()
    sums: dict[tuple[str, str], float] = {}
    row_sums: dict[str, float] = {}
    for mine, chosen, weight in zip(of_row, of_column, own_weights, strict=True):
        row_sums[mine] = row_sums.get(mine, 0.0) + (weight or 0.0)
        for value in chosen:
            counts[mine, value] += 1
            sums[mine, value] = sums.get((mine, value), 0.0) + (weight or 0.0)
    table = [[counts[mine, value] for value in column_values] for mine in row_values]
    sizes = [Counter(of_row)[mine] for mine in row_values]
    withheld = Cross(row, column, row_values, column_values, (), (), len(own), True, left_out)
    hidden_rows = hidden_line(sizes, least)
    if hidden_rows is None:
        return withheld
    hidden = _hidden_of_table(column, table, sizes, least, hidden_rows)
    if hidden is None:
        return withheld
    rows = []
    for at, line in enumerate(table):
        mine, total = row_values[at], row_sums.get(row_values[at], 0.0)
        shares = at not in hidden_rows
        rows.append(tuple(
            HIDDEN if (at, place) in hidden else Cell(
                count,
                _percent(count, sizes[at]) if shares else None,
                100 * sums.get((mine, column_values[place]), 0.0) / total
                if shares and weights is not None and total else None,
            )
            for place, count in enumerate(line)
        ))  # fmt: skip
    totals = tuple(None if at in hidden_rows else size for at, size in enumerate(sizes))
    return Cross(row, column, row_values, column_values, tuple(rows), totals, len(own), False, left_out)


def _comparable(
    questions: Sequence[Question], people: Sequence[Respondent], versions: Earlier
) -> tuple[list[int], tuple[LeftOut, ...]]:
    """Return the places of those whose version asked the same, and who is left out."""
    why = {
        number: next((found for one in questions if (found := change(asked.get(one.id), one)) is not None), None)
        for number, asked in versions.items()
    }
    counts = Counter(one.version for one in people)
    left_out = tuple(
        LeftOut(number, counts[number], found) for number, found in sorted(why.items()) if found and counts[number]
    )
    return [place for place, one in enumerate(people) if why[one.version] is None], left_out


def _chosen(one: Respondent, question: Question) -> frozenset[str]:
    """The chosen options, exactly one for a question with one answer; NOT_ANSWERED where there are none."""
    value = one.values.get(question.id)
    known = {option.value for option in question.options}
    chosen = value if isinstance(value, frozenset) else frozenset([value]) if isinstance(value, str) else frozenset()
    return frozenset(chosen & known) or frozenset([NOT_ANSWERED])


def _hidden_of(question: Question, line: Sequence[int], base: int, least: int) -> frozenset[int] | None:
    if question.kind is Kind.ONE:
        return hidden_line(line, least)
    # Each option of several is a question of its own: those who chose it, and those who did not.
    return frozenset(
        place for place, count in enumerate(line) if is_small(count, least) or is_small(base - count, least)
    )


def _hidden_of_table(
    column: Question, table: Sequence[Sequence[int]], sizes: Sequence[int], least: int, rows: frozenset[int]
) -> frozenset[tuple[int, int]] | None:
    sums = [sum(line[place] for line in table) for place in range(len(table[0]))]
    if column.kind is Kind.ONE:
        columns = hidden_line(sums, least)
        return None if columns is None else hidden_cells(table, least, rows=rows, columns=columns)
    hidden: set[tuple[int, int]] = set()
    base = sum(sizes)
    for place, total in enumerate(sums):
        small = is_small(total, least) or is_small(base - total, least)
        pair = [(line[place], size - line[place]) for line, size in zip(table, sizes, strict=True)]
        found = hidden_cells(pair, least, rows=rows, columns=(0, 1) if small else ())
        if found is None:
            return None
        hidden |= {(at, place) for at, _ in found}  # who chose it is what all but those who did not
    return frozenset(hidden)


def _uncounted(question: Question, own: Sequence[Respondent], least: int, left_out: tuple[LeftOut, ...]) -> Simple:
    given = [one.values[question.id] for one in own if question.id in one.values]
    result = Simple(question, len(own), left_out=left_out)
    numbers = [float(one) for one in given if isinstance(one, int | float)]
    if question.kind is not Kind.NUMBER or len(numbers) < least or is_small(len(own) - len(numbers), least):
        return result
    low, _, high = quantiles(numbers, n=4, method="inclusive") if len(numbers) > 1 else numbers * 3
    return replace(result, figures=Figures(len(numbers), mean(numbers), low, median(numbers), high))


def _percent(count: int, base: int) -> float | None:
    return 100 * count / base if base else None


def _weighted(sets: Sequence[frozenset[str]], weights: Weights, value: str) -> float | None:
    if weights is None:
        return None
    total = sum(one or 0.0 for one in weights)
    own = sum(one or 0.0 for one, chosen in zip(weights, sets, strict=True) if value in chosen)
    return 100 * own / total if total else None
