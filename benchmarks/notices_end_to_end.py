"""What a notice costs from the last approval to the sealed decision, the numbered, stored PDF and the queued mail.

Against setting the same PDF alone. Two workers share the work; mails are handed to nobody. A thousand in five seconds
on two cores are ten milliseconds of CPU each. Each round takes thirty notices, whatever ``--seconds`` says.
"""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from support import ROOT
from support.accounting import cpu_seconds
from support.figures import Spent, arguments, figure, say, show
from support.places import Place, engine_of

EACH, WORKERS = 30, 2
TARGET_MS = 10.0
SCRIPT = ROOT / "benchmarks" / "support" / "deciding.py"


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=3.0)
    bare = _bare(args.rounds)
    for engine in args.engines:
        say(f"notices_end_to_end: {engine}")
        with engine_of(engine) as made:
            place = made.product("deciding")
            place.run(SCRIPT, "prepare", str(EACH * (args.rounds + 1)))
            place.analyze()
            _round(place, EACH)  # warms the files' pages up
            pairs = [(_round(place, EACH * (number + 2)), bare[number]) for number in range(args.rounds)]
        show(
            figure(
                "notices_end_to_end", pairs, other_name="the PDF alone", unit="ms CPU per notice", peak_mb=0.0,
                database=engine, target=TARGET_MS, target_of="ours",
            ), as_json=args.json,
        )  # fmt: skip


def _round(place: Place, until: int) -> Spent:
    """Let the manager approve, and two workers work until so many mails are queued in all."""
    database, begun = _database(place), time.monotonic()
    cpu = float(place.run(SCRIPT, "approve", str(EACH)))
    with ThreadPoolExecutor(WORKERS) as workers:
        cpu += sum(map(float, workers.map(lambda _: place.run(SCRIPT, "work", str(until)), range(WORKERS))))
    say(f"  {time.monotonic() - begun:.1f} s for {EACH}, starting processes included")
    return Spent(EACH, cpu, _database(place) - database)


def _database(place: Place) -> float:
    return 0.0 if place.server_pid is None else cpu_seconds(place.server_pid)


def _bare(rounds: int) -> list[Spent]:
    """Return what the PDFs alone cost, from the benchmark of them."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "notices.py"), "--json",
         "--rounds", str(rounds)], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Spent(1, ours / 1000, 0.0) for ours, _ in json.loads(done.stdout)["rounds"]]


if __name__ == "__main__":
    main()
