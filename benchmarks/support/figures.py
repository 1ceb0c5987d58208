"""The command line of a benchmark and the line it prints for each figure."""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

ENGINES = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One comparison. ``ours`` and ``other`` are medians over the rounds, in ``unit``; ``ratio`` is ours / other."""

    name: str
    ours: float
    other: float
    other_name: str
    ratio: float
    unit: str
    cpu_s: float  # CPU seconds our side spent in all rounds
    peak_mb: float  # highest resident size of our side's processes, the database server's left out
    database: str
    ours_database: float  # the database server's part of ``ours``; 0 on SQLite, which runs in the web process
    other_database: float
    rounds: list[list[float]]  # ours and other of each round, as they were measured
    target: float | None = None  # what ``ratio`` (or ``ours``, where ``target_of`` says so) must not exceed
    target_of: str = "ratio"


def arguments(description: str | None, *, seconds: float) -> argparse.Namespace:
    """Return the arguments every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON object per figure")
    parser.add_argument("--database", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--seconds", type=float, default=seconds, help="length of a round of each side")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each side, alternating")
    parsed = parser.parse_args()
    parsed.engines = ENGINES if parsed.database == "both" else (parsed.database,)
    return parsed


def figure(
    name: str,
    pairs: list[tuple["Spent", "Spent"]],
    *,
    other_name: str,
    unit: str,
    peak_mb: float,
    database: str,
    **more: Any,
) -> Figure:
    """Return the figure of rounds: each a pair of what ours and the other spent, in milliseconds per unit of work."""
    ours, other = median(one.each_ms for one, _ in pairs), median(two.each_ms for _, two in pairs)
    return Figure(
        name=name, ours=_round(ours), other=_round(other), other_name=other_name, ratio=_round(ours / other), unit=unit,
        cpu_s=_round(sum(one.web_s + one.database_s for one, _ in pairs)), peak_mb=round(peak_mb, 1), database=database,
        ours_database=_round(median(one.database_each_ms for one, _ in pairs)),
        other_database=_round(median(two.database_each_ms for _, two in pairs)),
        rounds=[[_round(one.each_ms), _round(two.each_ms)] for one, two in pairs], **more,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spent:
    """What one round of one side cost."""

    units: int
    web_s: float
    database_s: float

    @property
    def each_ms(self) -> float:
        """Milliseconds of CPU for one unit of work."""
        return (self.web_s + self.database_s) * 1000 / self.units

    @property
    def database_each_ms(self) -> float:
        """The database server's part of it."""
        return self.database_s * 1000 / self.units


def show(one: Figure, *, as_json: bool) -> None:
    """Print a figure."""
    if as_json:
        print(json.dumps(asdict(one), ensure_ascii=False), flush=True)
        return
    verdict = ""
    if one.target is not None:
        reached = getattr(one, one.target_of) <= one.target
        verdict = f"  [{one.target_of} ≤ {one.target:g}: {'reached' if reached else 'MISSED'}]"
    print(
        f"{one.name} ({one.database}): {one.ours:g} {one.unit} (database {one.ours_database:g}), "
        f"{one.other_name} {one.other:g} (database {one.other_database:g}), ratio {one.ratio:g}{verdict}",
        flush=True,
    )


def say(text: str) -> None:
    """Tell what is going on, where no figure is read from."""
    print(text, file=sys.stderr, flush=True)


def _round(value: float) -> float:
    return float(f"{value:.4g}")
