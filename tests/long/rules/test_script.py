"""More than 100,000 random expressions: the JavaScript of rules and the closures never differ."""

from tests.support import script_node
from tests.support.expressions import ON, work
from tests.support.script_node import Work, needs_node

FIRST = 1_000_000  # beyond the seeds of tests/unit/rules
AT_ONCE = 5_100  # programs, in one process of node


@needs_node
def test_a_hundred_thousand_random_expressions_give_what_the_closures_give() -> None:
    differing, expressions = [], 0
    for start in range(FIRST, FIRST + 5 * AT_ONCE, AT_ONCE):
        pieces = []
        for seed in range(start, start + AT_ONCE):
            program, cases = work(seed, cases=3)
            expressions += len(program.definitions)
            pieces.append(Work(program, ON, cases))
        differing += [start + number for number in script_node.differing(pieces)]

    assert differing == []
    assert expressions >= 100_000
