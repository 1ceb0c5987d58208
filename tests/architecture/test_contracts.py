"""The import contracts hold on the real tree, and each of them is proven to bite."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, ROOT, SRC

FLOORS = "Nobody looks up: floors"
LINE = "Later stages look back; earlier stages never look ahead"
OFFICE = "Office services stand in their order"
GROUND = "The ground: ui over foundation over kernel"
FACES = "The faces do not know each other"
BESIDE = "Rooms beside the line do not know each other"
CORES = "Domain cores do not know Django, the database, the network or another room"
ROOM = "Inside a room: faces over the door over services over tables over the core"
CYCLES = "No import cycles"

# Which contract breaks when a module holds this import; modules that are missing are made.
PLANTED = [
    (FLOORS, "ground.foundation.planted", "line.forms.planted"),
    (FLOORS, "office.layouts.planted", "line.forms.planted"),
    (FLOORS, "line.forms.planted", "config.planted"),
    (FLOORS, "attic.planted", "ground.kernel.errors"),
    (LINE, "line.intake.planted", "line.review.planted"),
    (LINE, "line.shed.planted", "line.forms.planted"),
    (OFFICE, "office.layouts.planted", "office.approval.planted"),
    (OFFICE, "office.messages.planted", "office.documents.planted"),
    (GROUND, "ground.kernel.planted", "ground.foundation.planted"),
    (GROUND, "ground.foundation.planted", "ground.ui.planted"),
    (FACES, "faces.portal.planted", "faces.desk.planted"),
    (FLOORS, "line.linkage.planted", "beside.outreach.planted"),
    (BESIDE, "beside.outreach.planted", "beside.planted"),
    (CORES, "line.forms.core.planted", "django"),
    (CORES, "beside.outreach.core.planted", "office.rules.planted"),
    (CORES, "ground.kernel.planted", "sqlite3"),
    (CORES, "line.review.core.planted", "line.forms.core"),
    (CORES, "office.layouts.core.planted", "ground.foundation.planted"),
    (ROOM, "line.intake.models", "line.intake.web.planted"),
    (ROOM, "office.approval.core.planted", "office.approval.services"),
    (ROOM, "line.review.subscriptions", "line.review.web.planted"),
    (ROOM, "beside.outreach.models", "beside.outreach.commands"),
    (CYCLES, "line.forms.planted_here.one", "line.forms.planted_there.one"),
]


def check_contracts(src: Path) -> tuple[set[str], str]:
    """Run import-linter on a copy of the source; return the names of the broken contracts, and all it said."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--no-logo",
            "--no-cache",
            "--config",
            ROOT / "pyproject.toml",
        ],
        env={**os.environ, "PYTHONPATH": str(src), "COLUMNS": "500"},
        cwd=src,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    broken = set(re.findall(r"^(.+) BROKEN(?: \(\d+ ignored imports?\))?$", said, re.MULTILINE))
    assert (done.returncode == 0) == (not broken), said
    return broken, said


def test_the_house_keeps_every_contract() -> None:
    broken, said = check_contracts(SRC)
    assert not broken, said


@pytest.mark.parametrize("contract, importer, imported", PLANTED)
def test_a_planted_violation_breaks_its_contract(contract: str, importer: str, imported: str, tmp_path: Path) -> None:
    src = tmp_path / "src"
    shutil.copytree(SRC, src, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static", "templates", "locale"))
    outside = imported in {"django", "sqlite3"}
    if not outside:
        _module(src, imported)
    with _module(src, importer).open("a", encoding="utf-8") as file:
        file.write(f"\nimport {imported if outside else f'{PACKAGE}.{imported}'}\n")
    if contract == CYCLES:  # and the way back, by another pair of modules: no two modules import each other
        there = _module(src, imported.replace(".one", ".two"))
        _module(src, importer.replace(".one", ".two"))
        there.write_text(f"import {PACKAGE}.{importer.replace('.one', '.two')}\n", encoding="utf-8")

    broken, said = check_contracts(src)

    assert contract in broken
    assert any(name in said for name in (f"{PACKAGE}.{importer}", "attic", "shed", "planted_here")), said


def _module(src: Path, name: str) -> Path:
    """Return the file of a module under ``madoguchi``, made with its packages where it is missing."""
    folder = src / PACKAGE
    *packages, last = name.split(".")
    for package in packages:
        folder = folder / package
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    if (folder / last / "__init__.py").exists():
        return folder / last / "__init__.py"
    path = folder / f"{last}.py"
    path.touch()
    return path
