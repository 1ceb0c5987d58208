"""Many bodies in one database: what an application costs in one of 1,700, and what one body's flood costs the others.

Each figure is measured where one body is alone, where there are 1,700, and against django-forms-workflows. Ours is an
application by the API, as in ``intake_api``.
"""

import http.client
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from statistics import quantiles
from threading import Lock
from uuid import uuid4

from support import ROOT
from support.accounting import peak_megabytes
from support.figures import Figure, Spent, arguments, figure, say, show
from support.flood import paced
from support.forms import ANSWERS, CODE, RIVAL_ANSWERS
from support.places import Engine, Place, engine_of
from support.servers import CLIENTS, Served, ask, served, spend
from support.workflows import NAME, installed, prepared

BODIES = 1_700
SHARE, TIMES = 0.15, 7  # of what the process can do the others ask so much, and one body so many times that
CONTENT = json.dumps({"procedure": CODE, "language": "ja", "answers": ANSWERS}, ensure_ascii=False).encode()
RIVAL_CONTENT = json.dumps(
    {name: value for name, value in RIVAL_ANSWERS.items() if name != "building"}, ensure_ascii=False
).encode()


@dataclass(frozen=True, slots=True)
class Towns:
    """Bodies that are served, and whose turn it is."""

    served: Served
    known: Sequence[tuple[str, str]]  # slug and token of each
    _turn: Lock = field(default_factory=Lock)
    _places: list[int] = field(default_factory=list)

    def send(self, connection: http.client.HTTPConnection) -> None:
        """Send an application to the next body; each comes once in a round, in an order of chance."""
        with self._turn:
            if not self._places:
                self._places.extend(random.sample(range(len(self.known)), len(self.known)))
            slug, token = self.known[self._places.pop()]
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/json",
        }
        _require(*ask(connection, "POST", f"/{slug}/api/v1/applications", CONTENT, headers))

    def spend(self, seconds: float) -> Spent:
        """Load them for a round."""
        return spend(self.served, self.send, seconds=seconds, rows_in="intake_application")

    def go_round(self) -> None:
        """Ask every body once: where this load goes on, nobody was last asked before the other sides' rounds."""
        table = "intake_application"
        until = self.served.place.count(table) + len(self.known)
        while self.served.place.count(table) < until:
            self.spend(1.0)


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=3.0)
    with installed() as python:
        for engine in args.engines:
            say(f"many_bodies: {engine}")
            with engine_of(engine) as made:
                _measure(made, engine, python, args)


def _measure(made: Engine, engine: str, python: str, args) -> None:
    alone, many = made.product("alone"), made.product("many")
    other, tokens = prepared(made, python, users=CLIENTS)
    of_one, of_many = _founded(alone, 1), _founded(many, BODIES)
    with (
        served(alone, "madoguchi.config.wsgi:application") as first,
        served(many, "madoguchi.config.wsgi:application", threads=8) as second,
        served(other, "forms_workflows.wsgi:application") as third,
    ):
        one, towns = Towns(first, of_one), Towns(second, of_many)
        rival = partial(spend, third, _rival(tokens), rows_in="django_forms_workflows_formsubmission")
        one.spend(1.0), rival(seconds=1.0)
        towns.go_round()
        for place in (alone, many, other):
            place.analyze()
        rounds = []
        for _ in range(args.rounds):
            towns.go_round()
            rounds.append((towns.spend(args.seconds), one.spend(args.seconds), rival(seconds=args.seconds)))
        peak = peak_megabytes([second.pid])
        fair = _fairness(towns, rounds[-1][0].units / args.seconds, engine, args)
    show(
        figure(
            "many_bodies", [(of_all, of_one) for of_all, of_one, _ in rounds], other_name="one body alone",
            unit="ms CPU per application", peak_mb=peak, database=engine, target=1.1,
        ), as_json=args.json,
    )  # fmt: skip
    show(
        figure(
            "many_bodies_rival", [(of_all, of_rival) for of_all, _, of_rival in rounds], other_name=NAME,
            unit="ms CPU per application", peak_mb=peak, database=engine, target=1 / 6,
        ), as_json=args.json,
    )  # fmt: skip
    show(fair, as_json=args.json)


def _fairness(towns: Towns, capacity: float, engine: str, args) -> Figure:
    """Let one body be asked for seven times what all others are: together more than the process can do."""
    first, *others = [(f"/{slug}/api/v1/applications", token) for slug, token in towns.known]
    per_second, port = SHARE * capacity, towns.served.port
    flooding = json.dumps({
        "port": port, "path": first[0], "token": first[1], "content": CONTENT.decode(),
        "per_second": TIMES * per_second, "seconds": args.seconds + 1.5,
    })  # fmt: skip
    found: dict[bool, list[float]] = {False: [], True: []}
    rounds, answered = [], Counter[str]()
    for _ in range(args.rounds):
        of_round = {}
        for is_flooded in (False, True):
            flood = _flood(flooding) if is_flooded else None
            time.sleep(1.0)
            heard = paced(port, others, CONTENT, per_second=per_second, seconds=args.seconds, threads=8)
            if set(heard.statuses) != {201}:
                raise RuntimeError(f"the others were answered {heard.statuses}")
            if flood is not None:
                answered.update(json.loads(flood.communicate()[0]))
            found[is_flooded] += heard.seconds
            of_round[is_flooded] = _p95_ms(heard.seconds)
        rounds.append([of_round[True], of_round[False]])
    say(f"  {per_second:.0f} applications a second of {len(others)} bodies; of the flood, by status: {dict(answered)}")
    ours, quiet = _p95_ms(found[True]), _p95_ms(found[False])
    return Figure(
        name="many_bodies_fair", ours=ours, other=quiet, other_name="without the flood", ratio=round(ours / quiet, 3),
        unit=f"ms, p95 of the others while one body is asked {TIMES} times what all of them are", cpu_s=0.0,
        peak_mb=round(peak_megabytes([towns.served.pid]), 1), database=engine, ours_database=0.0, other_database=0.0,
        rounds=rounds, target=1.5,
    )  # fmt: skip


def _flood(wanted: str) -> "subprocess.Popen[str]":
    script = str(ROOT / "benchmarks" / "support" / "flood.py")
    process = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(wanted)
    process.stdin.close()
    process.stdin = None
    return process


def _p95_ms(seconds: list[float]) -> float:
    return round(quantiles(seconds, n=20)[18] * 1000, 2)


def _founded(place: Place, count: int) -> list[tuple[str, str]]:
    took, *lines = place.run(ROOT / "benchmarks" / "support" / "seed_bodies.py", str(count)).splitlines()
    if count > 1:
        say(f"  {count} bodies: {took}")
    return [(one["slug"], one["token"]) for one in map(json.loads, lines)]


def _rival(tokens: Sequence[str]) -> Callable[[http.client.HTTPConnection], None]:
    free = cycle(tokens)
    whose: dict[http.client.HTTPConnection, str] = {}

    def send(connection: http.client.HTTPConnection) -> None:
        if connection not in whose:
            whose[connection] = next(free)
        headers = {"Authorization": f"Bearer {whose[connection]}", "Content-Type": "application/json"}
        _require(*ask(connection, "POST", "/api/forms/bench-form/submit/", RIVAL_CONTENT, headers))

    return send


def _require(response: http.client.HTTPResponse, content: bytes) -> None:
    if response.status != 201:
        raise RuntimeError(f"{response.status}: {content[:800].decode(errors='replace')}")


if __name__ == "__main__":
    main()
