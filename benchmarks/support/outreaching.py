"""Run in a process of its own with the product's settings: import a fictional register, or list whom to tell from it.

``prepare HOUSEHOLDS`` prints what the import took; ``list`` makes lists until its input ends, one for each line, and
prints what each took and whether it is what the closures say of a sample, household by household.
"""

import json
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from datetime import date

from madoguchi.beside.outreach import public as outreach
from madoguchi.ground.foundation.public import Actor, Body, now
from madoguchi.office.rules.public import Case, Engine, Unknown, package, shipped
from support.register import make_register
from tests.support.bodies import make_body, staff
from tests.support.rule_books import adopt_shipped

ON = date(2025, 10, 1)
RULES, AMOUNT = "児童手当", "手当月額"
SAMPLE = 3_000  # households that the closures work out


def main() -> None:
    """Do what the command line says."""
    if sys.argv[1] == "prepare":
        _prepare(int(sys.argv[2]))
        return
    actor = Actor.system(Body.objects.get(slug="minamo").id)
    for line in sys.stdin:
        print(json.dumps(_list(actor, int(line))), flush=True)


def records(households: int):
    """The register as records, with what the rules know; of every 97th household the birth dates are not known."""
    known = {each.name for rules in shipped().values() for each in rules.package.inputs}
    register = make_register(households)
    for unknown in register.of_persons.keys() - known:  # an import refuses what no rules name
        del register.of_persons[unknown]
    for unknown in register.of_households.keys() - known:
        del register.of_households[unknown]
    for number, record in enumerate(register.records()):
        if number % 97 == 5:
            for member in record["members"]:
                del member["生年月日"]
        yield record


def _has_applied(number: int) -> bool:
    return number % 3 == 0


def _minds(number: int) -> bool:
    return number % 401 == 7


def _prepare(households: int) -> None:
    staffed = staff(make_body("minamo", "みなも市"))
    adopt_shipped(staffed, "jido-teate")
    actor = Actor.system(staffed.body.id)
    applied, minding = [], []
    with TemporaryDirectory() as folder:
        file, list_ = Path(folder) / "register.jsonl", Path(folder) / "applied.csv"
        with file.open("w", encoding="utf-8") as out:
            for number, record in enumerate(records(households)):
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                if _has_applied(number):
                    applied.append(record["id"])
                if _minds(number):
                    minding.append(record["id"])
        list_.write_text("\n".join(["世帯番号", *applied]), encoding="utf-8")
        wall, cpu = perf_counter(), process_time()
        made = outreach.import_register(files=[file], as_of=ON, actor=actor, at=now())
        wall, cpu = perf_counter() - wall, process_time() - cpu
        outreach.import_applied(file=list_, rules=RULES, as_of=ON, actor=actor, at=now())
        size = file.stat().st_size
    for number in minding:
        outreach.opt_out(about=outreach.About.HOUSEHOLD, number=number, rules="", actor=actor, at=now())
    json.dump({"persons": made.person_count, "wall_s": wall, "cpu_s": cpu, "bytes": size}, sys.stdout)


def _list(actor: Actor, households: int) -> dict[str, float | int]:
    wall, cpu = perf_counter(), process_time()
    made = outreach.make_list(rules=RULES, on=ON, purpose="児童手当法に基づく未申請者への案内", actor=actor, at=now())
    _, lines = outreach.open_list(run_id=made.id, actor=actor, at=now())
    wall, cpu = perf_counter() - wall, process_time() - cpu
    oracle, one_by_one = _one_by_one(households)
    found = {each.household: (each.outcome.name, each.amount_yen) for each in lines}
    wrong = {number for number, expected in oracle.items() if found.get(number) != expected}
    if wrong or len(found) != made.told + made.to_check:
        raise RuntimeError(f"the list is not what the closures say: {sorted(wrong)[:5]}")
    return {"wall_s": wall, "cpu_s": cpu, "one_by_one_s": one_by_one * made.households / SAMPLE,
            "households": made.households, "told": made.told, "to_check": made.to_check}  # fmt: skip


def _one_by_one(households: int) -> tuple[dict[str, tuple[str, int | None] | None], float]:
    """What the closures say of a sample, and the CPU seconds they took."""
    program = package(RULES).on(ON)
    assert program is not None
    engine, cases = Engine(program, ON, [AMOUNT]), []
    for record in islice(records(households), SAMPLE):
        members = {each["id"]: each for each in record["members"]}
        children = [each for each, one in members.items() if "子" in one["groups"]]
        cases.append((record["id"], Case(record, members, {"子": children})))
    start = process_time()
    values = [engine.run(case).whole[AMOUNT] for _, case in cases]
    took = process_time() - start
    found: dict[str, tuple[str, int | None] | None] = {}
    for number, ((household, _), value) in enumerate(zip(cases, values, strict=True)):
        if _has_applied(number) or _minds(number):
            found[household] = None
        elif isinstance(value, Unknown):
            found[household] = ("CHECK", None)
        else:
            found[household] = ("TOLD", int(value)) if value > 0 else None
    return found, took


main()
