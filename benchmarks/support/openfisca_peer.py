"""OpenFisca-Japan on a register: runs in the Python that has it, one round for each line it is given.

``openfisca_peer.py DAY`` reads lines of JSON ``{"file", "inputs", "variables", "out"}`` and answers each with one of
``{"read_s", "build_s", "compute_s", "peak_mb"}``: seconds of CPU to read the file, build the simulation, calculate
the variables one after the other in one simulation; highest resident size so far. The values go to ``out``.
"""

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_japan import CountryTaxBenefitSystem

DAY = sys.argv[1]
SYSTEM = CountryTaxBenefitSystem()


def simulation(table, inputs):
    """Build the simulation of a register, the quick way: arrays in, no dictionaries."""
    builder = SimulationBuilder()
    builder.create_entities(SYSTEM)
    builder.declare_person_entity("人物", table["persons"])
    households = builder.declare_entity("世帯", table["households"])
    builder.join_with_persons(households, table["household_of"], roles=table["role"])
    made = builder.build(SYSTEM)
    for name in inputs:
        made.set_input(name, "ETERNITY" if name == "誕生年月日" else DAY, table[name])
    return made


def peak():
    """Return the highest resident size in MB since this program began; getrusage would count its parent's before."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM:")) / 1024


def one_round(asked):
    """Read, build, calculate."""
    start = process_time()
    with np.load(asked["file"]) as file:
        table = {name: file[name] for name in ("persons", "households", "household_of", "role", *asked["inputs"])}
    read = process_time()
    made = simulation(table, asked["inputs"])
    built = process_time()
    found = {name: made.calculate(name, DAY) for name in asked["variables"]}
    computed = process_time()
    np.savez(asked["out"], **found)
    return {"read_s": read - start, "build_s": built - read, "compute_s": computed - built}


for line in sys.stdin:
    done = one_round(json.loads(line))
    done["peak_mb"] = peak()
    print(json.dumps(done), flush=True)
