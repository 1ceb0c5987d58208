"""The quick start for vendors, block by block as it stands there, against a server of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from tests.support.server import free_port

if TYPE_CHECKING:
    from tests.support.databases import Database

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "develop" / "quick-start.md"
SECONDS = 180


@dataclass(frozen=True)
class Shell:
    """A shell as a vendor has it: ``madoguchi`` without its demo, ``python3``, ``curl``."""

    folder: Path
    environment: dict[str, str]

    def run(self, script: str) -> None:
        """Run a script in a session of its own and end all that it started."""
        with (self.folder / "said").open("w+") as said:
            process = subprocess.Popen(
                ["bash", "-euxo", "pipefail", "-c", script], cwd=self.folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                status = process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                status = -1
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            said.seek(0)
            assert status == 0, said.read()[-3000:]


@pytest.fixture
def shell(tmp_path: Path, database: Database) -> Iterator[Shell]:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, runs in (("madoguchi", "-m madoguchi"), ("python3", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {runs} "$@"\n')
        (tools / name).chmod(0o755)
    yield Shell(
        tmp_path,
        {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT / "src"), "PORT": str(free_port()), "RECEIVER_PORT": str(free_port()),
            "MADOGUCHI_DATA": str(tmp_path / "data"), **database.environment(),
        },
    )  # fmt: skip
    connections.close_all()


def test_every_command_of_the_page_does_what_it_says(shell: Shell, tmp_path: Path) -> None:
    blocks = re.findall(r"```(sh|python)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for kind, text in blocks:
        if kind == "python":
            named = re.match(r"# (\S+)\n", text)
            assert named, "a block of Python says which file it is"
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
    script = "\n".join(text for kind, text in blocks if kind == "sh")

    shell.run(script)

    heard = {json.loads(line)["type"] for line in (tmp_path / "received.jsonl").read_text().splitlines()}
    assert {
        "intake.application.submitted", "review.correction.requested", "intake.correction.answered",
        "decisions.disposition.sealed", "decisions.notice.issued", "intake.application.withdrawn",
    } <= heard  # fmt: skip
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF-")
