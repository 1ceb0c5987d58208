"""Our columns on the same register, in a process of their own; lines in and out as in ``openfisca_peer.py``.

``{"file", "rules", "wanted", "out"}``: ``rules`` is a shipped package or a document. ``build_s`` is encoding
and sorting, ``compute_s`` the mean of as many runs as fill two tenths of a second, at least one.
"""

import json
import sys
from datetime import date
from pathlib import Path
from time import process_time

import numpy as np

from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.columns_register import Table, from_columns
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.packages import package

DAY = date.fromisoformat(sys.argv[1])
FILL_S = 0.2


def program(name):
    """Return the rules that hold on the day."""
    if name.endswith(".json"):
        return compile_package(read_package(json.loads(Path(name).read_text(encoding="utf-8")))).on(DAY)
    return package(name).on(DAY)


def peak():
    """Return the highest resident size in MB since this program began; getrusage would count its parent's before."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM:")) / 1024


def one_round(asked):
    """Read, encode and sort, work out."""
    rules = program(asked["rules"])
    columns = Columns(rules, DAY, asked["wanted"])
    names = {"whole": [], "member": []}
    for each in rules.inputs:
        names[each.level.value].append(each.name)
    start = process_time()
    with np.load(asked["file"]) as file:
        households, persons = file["households"], file["persons"]
        household_of, role = file["household_of"], file["role"]
        of_households = {name: file[name] for name in names["whole"] if name in file}
        of_persons = {name: file[name] for name in names["member"] if name in file}
    read = process_time()
    register = from_columns(
        [rules], Table(households, of_households), Table(persons, of_persons), household_of,
        {name: role == name for name in rules.groups},
    )  # fmt: skip
    built = process_time()
    runs = 0
    while not runs or process_time() - built < FILL_S:
        computed = columns.run(register)
        runs += 1
    spent = (process_time() - built) / runs
    found = {name: each.data for name, each in computed.columns.items()}
    unknown = {f"unknown {name}": each.bits.any(axis=0)
               for name, each in computed.columns.items() if each.bits is not None}  # fmt: skip
    np.savez(asked["out"], **found, **unknown)
    return {"read_s": read - start, "build_s": built - read, "compute_s": spent}


for line in sys.stdin:
    done = one_round(json.loads(line))
    done["peak_mb"] = peak()
    print(json.dumps(done), flush=True)
