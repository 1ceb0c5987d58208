"""What notices cost from the last approval to the sealed decision, the numbered, stored PDF and the queued mail.

Against setting the same PDF alone, in one thread. So many decisions are approved, then two workers share what follows;
mails are not sent. Five seconds for a thousand on two cores are ten milliseconds of CPU each, the database's included.
Each round is a thousand notices, whatever ``--seconds`` says, and there are three at most.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from support import ROOT
from support.accounting import cpu_seconds, peak_megabytes
from support.figures import Spent, arguments, figure, say, show
from support.places import Place, engine_of

COUNT, WORKERS, WARM_UP = 1_000, 2, 128
SCRIPT = ROOT / "benchmarks" / "support" / "deciding.py"


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=3.0)
    rounds = min(args.rounds, 3)
    alone = _alone(rounds)
    for engine in args.engines:
        say(f"notices_end_to_end: {engine}, {COUNT} notices a round")
        with engine_of(engine) as made:
            place = made.product("deciding")
            place.run(SCRIPT, "prepare", str(WARM_UP + COUNT * rounds))
            place.analyze()
            with _workers(place) as workers:
                _round(place, workers, WARM_UP, until=WARM_UP)
                found = [_round(place, workers, COUNT, until=WARM_UP + COUNT * (n + 1)) for n in range(rounds)]
                peak = peak_megabytes(worker.pid for worker in workers)
        of_cpu = [
            (cpu, Spent(1, milliseconds / 1000, 0.0)) for (cpu, _), milliseconds in zip(found, alone, strict=True)
        ]
        of_time = [(time, pdf) for (_, time), (_, pdf) in zip(found, of_cpu, strict=True)]
        show(
            figure(
                "notices_end_to_end", of_cpu, other_name="the PDF alone", unit="ms CPU per notice", peak_mb=peak,
                database=engine, target=10.0, target_of="ours",
            ), as_json=args.json,
        )  # fmt: skip
        show(
            figure(
                "notices_end_to_end_time", of_time, other_name="the PDFs alone", unit="s for 1,000", peak_mb=peak,
                database=engine, target=5.0, target_of="ours",
            ), as_json=args.json,
        )  # fmt: skip


@contextmanager
def _workers(place: Place) -> Iterator[list[subprocess.Popen[str]]]:
    with ExitStack() as stack:
        workers = [stack.enter_context(place.start(SCRIPT, "work")) for _ in range(WORKERS)]
        try:
            yield workers
        finally:
            for worker in workers:
                worker.terminate()


def _round(place: Place, workers: list[subprocess.Popen[str]], count: int, *, until: int) -> tuple[Spent, Spent]:
    """Let the manager approve so many, then the workers work until so many mails are queued in all.

    Returns:
        The CPU time that the workers and the database spent after the last approval; the time that passed.
    """
    approving = float(place.run(SCRIPT, "approve", str(count)))
    database = _database(place)
    for worker in workers:
        print(until, file=worker.stdin, flush=True)
    told = [[float(one) for one in worker.stdout.readline().split()] for worker in workers if worker.stdout is not None]
    database = _database(place) - database
    seconds = max(ended for _, ended, _ in told) - min(begun for begun, _, _ in told)
    say(f"  {count} in {seconds:.2f} s; their approval before it: {approving * 1000 / count:.2f} ms CPU each")
    return Spent(count, sum(spent for _, _, spent in told), database), Spent(count, seconds, 0.0)


def _database(place: Place) -> float:
    return 0.0 if place.server_pid is None else cpu_seconds(place.server_pid)


def _alone(rounds: int) -> list[float]:
    """Return what a PDF alone costs in each round, in milliseconds of CPU, from the benchmark of it."""
    command = [sys.executable, str(ROOT / "benchmarks" / "notices.py"), "--json", "--rounds", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [ours for ours, _ in json.loads(done.stdout)["rounds"]]


if __name__ == "__main__":
    main()
