"""Generated rules under node. Node is for the tests alone: nobody who uses or runs the product needs it."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.script import RUNTIME, to_script
from madoguchi.office.rules.core.types import Value
from madoguchi.office.rules.core.values import to_plain
from tests.support.expressions import to_json

NODE: Final = shutil.which("node") or shutil.which("nodejs")
needs_node = pytest.mark.skipif(NODE is None, reason="needs node: apt-get install nodejs")
_RUNNER: Final = Path(__file__).with_name("script_runner.js")


@dataclass(frozen=True, slots=True)
class Work:
    """A program and its cases on a day."""

    program: Program
    on: date
    cases: Sequence[Case]
    wanted: tuple[str, ...] | None = None


def run(work: Iterable[Work]) -> list[dict[str, Any]]:
    """Return what script_runner.js says of each piece of work, run in one process.

    Node is told to refuse code made from text, as a browser does under our Content-Security-Policy.
    """
    assert NODE is not None
    lines = [
        f'{{"script":{json.dumps(to_script(each.program, "rules", each.wanted))},"on":"{each.on.isoformat()}",'
        f'"cases":[{",".join(map(to_json, each.cases))}]}}\n'
        for each in work
    ]
    done = subprocess.run(
        [NODE, "--disallow-code-generation-from-strings", str(_RUNNER), str(RUNTIME)],
        input="".join(lines),
        capture_output=True,
        encoding="utf-8",
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:4000]
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def expected(work: Work) -> list[dict[str, Any]]:
    """Return what the closures say, in the same shape."""
    engine = Engine(work.program, work.on, work.wanted)
    found = []
    for case in work.cases:
        result = engine.run(case)
        members = {member: _shown(values) for member, values in result.members.items()}
        found.append({"whole": _shown(result.whole), "members": members})
    return found


def differing(work: Sequence[Work]) -> list[int]:
    """Return the numbers of the pieces of work on which the script and the closures differ, fresh or carried on."""
    return [
        number
        for number, (each, found) in enumerate(zip(work, run(work), strict=True))
        if not text(found["fresh"]) == text(found["carried"]) == text(expected(each))
    ]


def text(results: object) -> str:
    """Return results so that equal texts are equal values: to Python True is 1."""
    return json.dumps(results, sort_keys=True)


def _shown(values: Any) -> list[list[Any]]:
    return [[name, _value(value)] for name, value in values.items()]


def _value(value: Value | Unknown) -> Any:
    return {"bits": str(value.bits)} if isinstance(value, Unknown) else to_plain(value)
