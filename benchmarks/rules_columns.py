"""What a rule costs over a register of 100,000 households, and what it costs to read the register.

``rules_columns`` works out a rule after 児童手当 for all of them at once (back end 2) against the closures (back end 1)
on the first households of it, one by one and without trace; values are compared household by household.
``rules_register`` encodes and sorts the register from plain columns, against working the rule out on it.
"""

import resource
from time import process_time

from support.accounting import MEGABYTE
from support.figures import Spent, arguments, figure, say, show
from support.rules_family import ON, Families, family_program

from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.engine import Engine

HOUSEHOLDS = 100_000
COMPARED = 2_000


def main() -> None:
    """Measure both; no database takes part."""
    args = arguments(__doc__, seconds=1.0)
    program, families = family_program(), Families(HOUSEHOLDS)
    wanted = ("世帯の月額", "限度内")
    columns, engine, cases = Columns(program, ON, wanted), Engine(program, ON, wanted), families.cases(COMPARED)
    register = families.register(program)
    _agree(columns.run(register), [engine.run(case) for case in cases])
    persons, compared = len(register.persons), sum(len(case.members) for case in cases)
    say(f"rules_columns: {HOUSEHOLDS} households, {persons} persons")
    ours, theirs, reading = [], [], []
    for _ in range(args.rounds):
        ours.append(_spent(lambda: columns.run(register), persons, args.seconds))
        theirs.append(_spent(lambda: [engine.run(case) for case in cases], compared, args.seconds))
        reading.append(_spent(lambda: families.register(program), persons, args.seconds))
    for name, one, other, other_name in (
        ("rules_columns", ours, theirs, "closures"),
        ("rules_register", reading, ours, "working out"),
    ):
        show(figure(
            name, list(zip(one, other, strict=True)), other_name=other_name, unit="ms per person", database="none",
            peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE,
        ), as_json=args.json)  # fmt: skip


def _agree(computed, results) -> None:
    for place, expected in enumerate(results):
        found = computed.result(place).whole
        if any(found[name] != expected.whole[name] for name in found):
            raise RuntimeError(f"the two back ends do not agree on household {place}")


def _spent(work, units: int, seconds: float) -> Spent:
    work()
    done, start = 0, process_time()
    while process_time() - start < seconds:
        work()
        done += units
    return Spent(done, process_time() - start, 0.0)


if __name__ == "__main__":
    main()
