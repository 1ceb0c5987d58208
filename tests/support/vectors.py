"""The shared vectors (tests/unit/rules/vectors): expressions with their values, from the law or the definition.

Every back end runs all of them. One line of a file is one vector: ``expression`` is the body of a definition called
結果, at the level of the whole unless ``level`` is member; ``given`` are the inputs of the whole, ``members`` and
``groups`` as in Case; ``on`` is the day asked about. The expected result is ``value`` (dates as text), or ``reasons``;
for a member's expression ``value`` maps each member to its value or to ``{"reasons": …}``. Names and parameters are in
scope.json.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.types import Value
from madoguchi.office.rules.core.values import to_plain

FOLDER: Final = Path(__file__).parents[1] / "unit" / "rules" / "vectors"
NAME: Final = "結果"
Plain = Any  # JSON: a value, or {"reasons": [[code, subject], …]}; of a member's expression a mapping of these


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector: run ``program`` on ``on`` with ``case`` and compare :func:`shown` of its definition 結果."""

    id: str
    why: str
    program: Program
    on: date
    case: Case
    is_of_members: bool
    expected: Plain


def read_vectors() -> list[Vector]:
    """Return every vector, file by file."""
    scope = json.loads((FOLDER / "scope.json").read_text(encoding="utf-8"))
    return [
        _vector(json.loads(line), scope)
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def _vector(line: Mapping[str, Any], scope: Mapping[str, Any]) -> Vector:
    is_of_members = line.get("level") == "member"
    definition = {"name": NAME, "expression": line["expression"], "entity": "person" if is_of_members else "household"}
    document = {**scope, "versions": [{"from": "0001-01-01", "definitions": [definition]}]}
    return Vector(
        line["id"],
        line["why"],
        compile_package(read_package(document)).programs[0][1],
        date.fromisoformat(line.get("on", "2025-04-01")),
        Case(line.get("given", {}), line.get("members", {}), line.get("groups", {})),
        is_of_members,
        line["value"] if "value" in line else {"reasons": line["reasons"]},
    )


def shown(program: Program, value: Value | Unknown) -> Plain:
    """Return a value as vectors write it."""
    if isinstance(value, Unknown):
        return {"reasons": sorted([reason.code.value, reason.subject] for reason in program.reasons.of(value.bits))}
    return to_plain(value)
