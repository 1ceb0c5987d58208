"""A filled copy of every earlier release, upgraded: what was begun looks, is checked and is printed as it was.

The copies are backups made at their release (make_copy.py). Restoring one makes the tables of that release, fills them,
and migrates them to this one: what `madoguchi migrate` does to a deployment of that release.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tests.support.backups import empty_deployment, key_file, run
from tests.support.databases import Database

HERE = Path(__file__).parent
RELEASES = sorted(path.name for path in HERE.glob("release-*"))


def test_there_is_a_copy_to_upgrade() -> None:
    assert RELEASES


@pytest.mark.parametrize("release", RELEASES)
def test_an_upgraded_copy_is_what_it_was(release: str, database: Database, tmp_path: Path) -> None:
    with tarfile.open(HERE / release / "copy.tar") as archive:
        archive.extractall(tmp_path, filter="data")
    settings = empty_deployment(database, tmp_path, "upgraded")
    done = run(settings, "restore", tmp_path / "copy", "--key-file", key_file(tmp_path), "--json")
    assert done.code == 0, done.err
    assert done.json["findings"] == []
    assert done.json["events"] > 50
    plan = run(settings, "manage", "migrate", "--check")
    assert plan.code == 0, plan.out

    recorded = json.loads((HERE / release / "recorded.json").read_text())
    shown = run(settings, program=["-m", "tests.support.fingerprints"])
    assert shown.code == 0, shown.err
    assert _without_looks(shown.json) == _without_looks(recorded)
    assert {name for name in recorded if name.startswith("document")}, "a notice is among them"


def _without_looks(fingerprints: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """A release may change how a page looks (``html``), never what it says and asks (``said``)."""
    return {name: {part: one for part, one in parts.items() if part != "html"} for name, parts in fingerprints.items()}
