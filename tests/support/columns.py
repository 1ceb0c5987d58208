"""The columns beside the closures."""

from datetime import date

from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.columns_register import from_cases
from madoguchi.office.rules.core.engine import Case, Engine, Result
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.types import Value
from tests.support.expressions import ON, work


def computed(program: Program, cases: list[Case], on: date = ON) -> list[Result]:
    """Every case as the columns see it: all of them in one register."""
    found = Columns(program, on).run(from_cases([program], {str(place): each for place, each in enumerate(cases)}))
    return [found.result(place) for place in range(len(cases))]


def exactly(result: Result) -> list[tuple[str | None, str, type, Value | Unknown]]:
    """Every value with its type, so that True is not 1."""
    values: list[tuple[str | None, str, Value | Unknown]] = [(None, name, each) for name, each in result.whole.items()]
    values += [(member, name, each) for member, given in result.members.items() for name, each in given.items()]
    return sorted(((member, name, type(each), each) for member, name, each in values), key=lambda row: str(row[:2]))


def differences(seeds: range, **more: int) -> tuple[list[str], int, int]:
    """Compare random programs with the closures.

    Returns:
        What differs, how many expressions were compared, and for how many of them some value is known.
    """
    found, compared, known = [], 0, 0
    for seed in seeds:
        program, cases = work(seed, **more)
        engine = Engine(program, ON)
        some_known = set()
        for place, (case, ours) in enumerate(zip(cases, computed(program, cases), strict=True)):
            theirs = exactly(engine.run(case))
            if exactly(ours) != theirs:
                found.append(f"seed {seed}, case {place}")
            some_known |= {name for _, name, type_, _ in theirs if type_ is not Unknown}
        compared, known = compared + len(program.definitions), known + len(some_known)
    return found, compared, known
