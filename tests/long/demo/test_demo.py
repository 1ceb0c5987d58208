"""`madoguchi demo --json` walks two applications through their whole life, on both databases, from nothing."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

import madoguchi_demo
from tests.support.databases import SOURCES, PostgresDatabase

if TYPE_CHECKING:
    from tests.support.databases import Database

pytestmark = pytest.mark.real_time


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, database: Database) -> dict[str, object]:
    """What the demo printed."""
    data = tmp_path_factory.mktemp("demo")
    environment = {"PATH": os.environ["PATH"], "HOME": str(data), "PYTHONPATH": SOURCES, "MADOGUCHI_DATA": str(data)}
    if isinstance(database, PostgresDatabase):
        environment |= database.fresh("demo")
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi", "demo", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr + (data / "demo-server.log").read_text()[-4000:]
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_both_applications_reach_their_end(walked: dict[str, object]) -> None:
    cases = walked["cases"]
    assert isinstance(cases, list)
    assert [case["states"] for case in cases] == [
        ["received", "in_review", "returned", "in_review", "proposed", "decided"],
        ["received", "in_review", "proposed", "decided"],
    ]
    for case in cases:
        assert len(case["receipt_number"]) == 12
        told = [event["event"] for event in case["timeline"]]
        assert told[0] == "intake.application.submitted"
        assert told[-1] == "linkage.result.handed_over"
        assert all(event["at"] and event["actor"] for event in case["timeline"])


def test_what_was_made_is_what_it_says(walked: dict[str, object]) -> None:
    cases = walked["cases"]
    assert isinstance(cases, list)
    for case in cases:
        notice = PdfReader(case["notice_pdf"])
        assert notice.trailer["/Root"]["/Lang"].startswith("ja")
        assert notice.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert case["receipt_number"][:4] in notice.pages[0].extract_text()
        manifest = json.loads(Path(case["manifest"]).read_text())
        core_file = Path(case["core_file"])
        described = next(one for one in manifest["files"] if one["name"] == core_file.name)
        content = core_file.read_bytes()
        assert described["sha256"] == sha256(content).hexdigest()
        assert described["count"] == content.count(b"\r\n") - 1
        assert case["receipt_number"].encode() in content


def test_evidence_is_counted_from_the_log(walked: dict[str, object]) -> None:
    evidence = walked["evidence"]
    assert isinstance(evidence, dict)
    assert {"jido-teate", "bus-pass"} <= evidence["procedures"].keys()


def test_the_walker_imports_nothing_of_the_product() -> None:
    folder = Path(madoguchi_demo.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] in ("madoguchi", "django")], path.name
