"""Whom to tell of 児童手当, of a million residents: from the register in the database to the list and its lines.

Entitled, not applied, not opted out; unknown to be checked; the list kept. Against the CPU of working the same
households out one by one (the rules alone: back end 1 on 3,000 of them, reckoned up to as many), which must agree.
Each round is one list, whatever ``--seconds`` says. ``rules_outreach_import`` is the register's import from JSON Lines.
"""

import json
import resource
from dataclasses import replace
from typing import Any

from support import ROOT
from support.accounting import MEGABYTE, cpu_seconds
from support.figures import Figure, Spent, arguments, figure, say, show
from support.places import Place, engine_of

HOUSEHOLDS = 467_000  # of 2.15 persons: just over a million
SCRIPT = ROOT / "benchmarks" / "support" / "outreaching.py"


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=1.0)
    for engine in args.engines:
        say(f"rules_outreach: {engine}, {HOUSEHOLDS} households")
        with engine_of(engine) as made:
            place = made.product("outreach")
            imported = json.loads(place.run(SCRIPT, "prepare", str(HOUSEHOLDS)))
            place.analyze()
            rounds = _lists(place, args.rounds)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MEGABYTE
        for name, key in (("rules_outreach_time", "wall_s"), ("rules_outreach_cpu", "all_cpu_s")):
            _show(figure(
                name, [(_spent(one[key]), _spent(one["one_by_one_s"])) for one in rounds], other_name="one by one",
                unit=f"s for {imported['persons']} persons", peak_mb=peak, database=engine, target=5.0,
                target_of="ours",
            ), sum(one["all_cpu_s"] for one in rounds), args.json)  # fmt: skip
        persons = imported["persons"] / 1_000_000
        _show(figure(
            "rules_outreach_import", [(_spent(imported["cpu_s"] / persons), _spent(rounds[0]["all_cpu_s"] / persons))],
            other_name="the list", unit="s CPU for 1,000,000 persons", peak_mb=peak, database=engine,
        ), imported["cpu_s"], args.json)  # fmt: skip


def _lists(place: Place, rounds: int) -> list[dict[str, Any]]:
    process, found = place.start(SCRIPT, "list"), []
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for _ in range(rounds):
            before = 0.0 if place.server_pid is None else cpu_seconds(place.server_pid)
            process.stdin.write(f"{HOUSEHOLDS}\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("no list was made")
            one = json.loads(line)
            database = 0.0 if place.server_pid is None else cpu_seconds(place.server_pid) - before
            found.append(one | {"all_cpu_s": one["cpu_s"] + database})
    finally:
        process.stdin.close()
        process.wait(60)
    return found


def _show(one: Figure, cpu_s: float, as_json: bool) -> None:
    """Show a figure of seconds, with the CPU that was spent in all rounds."""
    show(replace(one, cpu_s=float(f"{cpu_s:.4g}")), as_json=as_json)


def _spent(seconds: float) -> Spent:
    """Seconds as a figure takes them: for one unit, in milliseconds of which it makes seconds again."""
    return Spent(1, seconds / 1000, 0.0)


if __name__ == "__main__":
    main()
