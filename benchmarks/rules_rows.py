"""What a rule costs for one row, and what a household costs with its whole trace.

``rules_rows`` is a rule of three branches on four inputs, each row a mapping of plain numbers, against
json-logic-qubit 0.9.1 (PyPI, MIT) in a virtual environment of its own, on the same rows with the same results.
``rules_trace`` is a household of four with seven definitions on two levels, with the trace of every definition, against
the same without trace.
"""

import json
import resource
import subprocess

from support import ROOT
from support.accounting import MEGABYTE
from support.figures import Spent, arguments, figure, say, show
from support.rules_cases import EXPRESSION, rows, timed
from support.rules_family import ON, family_program, package
from support.venvs import installed

from madoguchi.office.rules.core.engine import Case, Engine

RIVAL = "json-logic-qubit==0.9.1"
TARGET_ROW_MS = 1_000 / 300_000
TARGET_HOUSEHOLD_MS = 1_000 / 10_000


def main() -> None:
    """Measure both; no database takes part."""
    args = arguments(__doc__, seconds=1.0)
    say("rules_rows")
    ours, theirs = [], []
    run = _row()
    with installed(RIVAL) as python:
        for _ in range(args.rounds):
            done, cpu, total = timed(run, rows(), args.seconds)
            ours.append(Spent(done, cpu, 0.0))
            done, cpu, their_total = _rival(python, args.seconds)
            theirs.append(Spent(done, cpu, 0.0))
            if total != their_total:
                raise RuntimeError(f"the two sides do not agree: {total} and {their_total} yen")
    _say("rules_rows", ours, theirs, RIVAL, "ms per row", TARGET_ROW_MS, args)
    say("rules_trace")
    engine, case = _household()
    traced, plain = [], []
    for _ in range(args.rounds):
        traced.append(Spent(*timed(lambda case: len(engine.trace(case)[1]), [case], args.seconds)[:2], 0.0))
        plain.append(Spent(*timed(lambda case: len(engine.run(case).members), [case], args.seconds)[:2], 0.0))
    _say("rules_trace", traced, plain, "without trace", "ms per household", TARGET_HOUSEHOLD_MS, args)


def _say(name, ours, theirs, other_name, unit, target, args) -> None:
    found = figure(
        name, list(zip(ours, theirs, strict=True)), other_name=other_name, unit=unit, peak_mb=_peak(), database="none",
        target=target, target_of="ours",
    )  # fmt: skip
    show(found, as_json=args.json)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def _row():
    """Our side of ``rules_rows``: a row in, an amount out."""
    inputs = [{"name": "所得", "type": "yen"}]
    inputs += [{"name": name, "type": "int"} for name in ("扶養人数", "年齢値", "第何子")]
    program = package(inputs, [{"name": "月額", "expression": EXPRESSION}]).on(ON)
    engine = Engine(program, ON)
    return lambda row: engine.row(row)[0]


def _household():
    """A household of two parents and two children, and its engine."""
    case = Case(
        members={
            "a": {"生年月日": "1985-05-05", "所得": 4_100_000}, "b": {"生年月日": "1987-09-30", "所得": 900_000},
            "c": {"生年月日": "2012-01-15", "所得": 0}, "d": {"生年月日": "2023-11-03", "所得": 0},
        },
        groups={"親": ["a", "b"], "子": ["c", "d"]},
    )  # fmt: skip
    return Engine(family_program(), ON), case


def _rival(python: str, seconds: float) -> tuple[int, float, int]:
    command = [python, str(ROOT / "benchmarks" / "support" / "rules_rival.py"), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    units, cpu, total = json.loads(done.stdout)
    return units, cpu, total


if __name__ == "__main__":
    main()
