"""Benefits of a whole register, against OpenFisca-Japan 2.2.0 (PyPI, AGPL-3.0) on the same register in the same run.

``rules_openfisca_100k`` and ``_1m``: 児童手当 of 100,000 and a million households on 2026-03-01, as the shipped package
has it; only working it out. ``_all``: nine amounts and answers that both know, as the rival reads them
(``peer-ofj.json``), on 100,000 households; ``_all_address`` is the same where the rival finds the class of the place
(級地) from the address, as it does unless it is told. ``_read`` counts from the file on: reading, encoding and sorting
(theirs: building the simulation), working out. ``_memory``: the highest resident size of each process in MB.

Both are processes of their own and are given one file. Values are compared household by household; a difference that
no known fault of the rival explains ends the run. The rival comes into a virtual environment that is gone afterwards:
it is no dependency, and nothing of it is in the product. PyPI must be reachable.
"""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from support import ROOT
from support.figures import Spent, arguments, figure, say, show
from support.openfisca_differences import compared, explained
from support.places import PYTHONPATH
from support.register import make_register
from support.venvs import installed

RIVAL = "openfisca-japan==2.2.0"
DAY = "2026-03-01"
SUPPORT = ROOT / "benchmarks" / "support"
ROLES = np.array(["親", "親", "子", "祖父母"])
GRADES = np.array(["無", "一級", "二級", "三級", "四級", "五級", "六級"])
TEATE = {"rules": "児童手当", "wanted": ["手当月額"], "inputs": ["誕生年月日"], "variables": ["児童手当"]}
NAMES = [
    "児童手当", "児童扶養手当_最大", "児童扶養手当_最小", "特別児童扶養手当_最大", "特別児童扶養手当_最小",
    "障害児福祉手当", "特別障害者手当_最大", "就学援助の対象者がいる", "住民税非課税世帯",
]  # fmt: skip
INPUTS = ["誕生年月日", "所得", "身体障害者手帳等級", "生活保護"]
ALL = {"rules": str(ROOT / "benchmarks" / "peer-ofj.json"), "wanted": NAMES, "variables": NAMES}


class Side:
    """One side's process: rounds are asked for one by one."""

    def __init__(self, stack: ExitStack, python: str, script: str, path: str) -> None:
        self.process = stack.enter_context(subprocess.Popen(
            [python, str(SUPPORT / script), DAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        ))  # fmt: skip

    def round(self, **asked) -> dict[str, float]:
        """Return seconds and megabytes of one round."""
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.process.args[1]} ended")
        return json.loads(answer)


def main() -> None:
    """Measure all; no database takes part."""
    args = arguments(__doc__, seconds=1.0)
    with installed(RIVAL) as python, TemporaryDirectory(prefix="madoguchi-bench-") as name:
        folder = Path(name)
        for count, rounds, suffix in ((100_000, args.rounds, "100k"), (1_000_000, min(args.rounds, 2), "1m")):
            write(folder, count)
            pairs = run(python, folder, rounds, TEATE)
            say(explained(folder, compared(folder, ["児童手当"], {"児童手当": "手当月額"}), is_law=True))
            tell(f"rules_openfisca_{suffix}", pairs, folder, 1 / 50, args)
            if suffix == "100k":
                tell("rules_openfisca_read", pairs, folder, 1 / 5, args, parts=("read_s", "build_s", "compute_s"))
                every(python, folder, args)
            else:
                memory("rules_openfisca_memory_1m", pairs, None, args)


def every(python: str, folder: Path, args) -> None:
    """Measure all that both know."""
    pairs = run(python, folder, args.rounds, {**ALL, "inputs": [*INPUTS, "居住級地区分1"]})
    say(explained(folder, compared(folder, NAMES, {}), is_law=False))
    tell("rules_openfisca_all", pairs, folder, 1 / 100, args)
    tell("rules_openfisca_all_read", pairs, folder, 1 / 5, args, parts=("read_s", "build_s", "compute_s"))
    memory("rules_openfisca_all_memory", pairs, 1.0, args)
    pairs = run(python, folder, min(args.rounds, 3), {**ALL, "inputs": INPUTS})
    compared(folder, NAMES, {})
    tell("rules_openfisca_all_address", pairs, folder, 1 / 100, args)


def write(folder: Path, count: int) -> None:
    """Write the register for both sides."""
    made = make_register(count)
    say(f"rules_openfisca: {count} households, {len(made.persons)} persons")
    np.savez(
        folder / "register.npz", households=np.array(made.households), persons=np.array(made.persons),
        household_of=np.array(made.household_of), role=ROLES[made.role],
        誕生年月日=made.of_persons["生年月日"], 生年月日=made.of_persons["生年月日"], 所得=made.of_persons["所得"],
        身体障害者手帳等級=GRADES[made.grade], 手帳の等級=made.grade, 親である=made.role <= 1,
        生活保護=made.of_households["生活保護"] * 100_000.0, 生活保護を受給=made.of_households["生活保護"],
        居住級地区分1=np.full(count, 3),
        生計費の負担=np.ones(len(made.persons), np.bool_),  # the rival takes it that everybody supports theirs
    )  # fmt: skip


def run(python: str, folder: Path, rounds: int, asked) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Return what both sides took in each round."""
    with ExitStack() as stack:
        ours = Side(stack, sys.executable, "openfisca_ours.py", PYTHONPATH)
        theirs = Side(stack, python, "openfisca_peer.py", "")
        for_ours = {"rules": asked["rules"], "wanted": asked["wanted"], "out": str(folder / "ours.npz")}
        for_theirs = {"inputs": asked["inputs"], "variables": asked["variables"], "out": str(folder / "theirs.npz")}
        file = str(folder / "register.npz")
        return [(ours.round(file=file, **for_ours), theirs.round(file=file, **for_theirs)) for _ in range(rounds)]


def tell(name: str, pairs, folder: Path, target: float, args, parts: tuple[str, ...] = ("compute_s",)) -> None:
    """Show milliseconds for a person."""
    with np.load(folder / "register.npz") as file:
        persons = len(file["role"])
    spent = [tuple(Spent(persons, sum(side[part] for part in parts), 0.0) for side in pair) for pair in pairs]
    show(figure(
        name, spent, other_name=RIVAL, unit="ms per person", database="none", target=target,
        peak_mb=max(ours["peak_mb"] for ours, _ in pairs),
    ), as_json=args.json)  # fmt: skip


def memory(name: str, pairs, target: float | None, args) -> None:
    """Show the highest resident sizes: a thousandth of a second stands for a megabyte."""
    spent = [tuple(Spent(1, side["peak_mb"] / 1000, 0.0) for side in pair) for pair in pairs[-1:]]
    show(figure(
        name, spent, other_name=RIVAL, unit="MB", database="none", target=target, peak_mb=pairs[-1][0]["peak_mb"],
    ), as_json=args.json)  # fmt: skip


if __name__ == "__main__":
    main()
