"""`madoguchi backup` and `restore` run as an operator runs them, and what two deployments hold, row by row."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.databases import APP_URL, OWNER_URL, SETTINGS, SOURCES, Database, PostgresDatabase

if TYPE_CHECKING:
    from tests.support.offices import Office

_numbers = count(1)  # the server is the same for every test of a process
KEY = "a-passphrase-of-the-tests"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:  # Any: what the command prints
        found: dict[str, Any] = json.loads(self.out)
        return found


def environment_of(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process of the product with these settings and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return {
        **kept, "PYTHONPATH": f"{SOURCES}{os.pathsep}{Path(SOURCES.split(os.pathsep)[0]).parent}", "PYTHONUTF8": "1",
        "MADOGUCHI_SECRET_KEY": "the-key-of-the-tests-guards-nothing-but-fictional-people",
        "MADOGUCHI_LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": SETTINGS, **settings,
    }  # fmt: skip


def run(
    settings: Mapping[str, str], *arguments: str | Path, program: Sequence[str | Path] = ("-m", "madoguchi")
) -> Ran:
    """Run a command of the product in a process of its own."""
    done = subprocess.run(
        [sys.executable, *map(str, program), *map(str, arguments)],
        env=environment_of(settings), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def killed(settings: Mapping[str, str], watched: Path, at: int, *arguments: str | Path) -> Ran:
    """Run a command that is killed at its ``at``-th operation (0: never); see ``killed_command``."""
    program = ("-m", "tests.support.killed_command")
    return run({**settings, "WATCHED": str(watched)}, str(at), *arguments, program=program)


def key_file(folder: Path, text: str = KEY) -> Path:
    path = folder / f"{sha256(text.encode()).hexdigest()[:8]}.key"
    path.write_text(text)
    return path


def deployment(database: Database, data: Path) -> dict[str, str]:
    """Return the settings of the deployment that this test process works on, its files below ``data``."""
    return {**database.environment(), "MADOGUCHI_DATA": str(data)}


def empty_deployment(database: Database, folder: Path, name: str = "elsewhere") -> dict[str, str]:
    """Return the settings of a deployment without tables, on the same engine."""
    if not isinstance(database, PostgresDatabase):
        return on_sqlite(folder, name)
    return {**database.fresh(f"{name}_{next(_numbers)}"), "MADOGUCHI_DATA": str(folder / name)}


def on_sqlite(folder: Path, name: str = "elsewhere") -> dict[str, str]:
    return {"MADOGUCHI_DATA": str(folder / name), APP_URL: f"sqlite:///{folder / name / 'madoguchi.sqlite3'}"}


def contents(settings: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return every row of every table, Django's list of migrations aside; SQLite's own way to write values.

    That a backup was taken is noted after it, and is left out.
    """
    url = settings.get(OWNER_URL, settings[APP_URL])
    rows = _sqlite_rows(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else _postgres_rows(url)
    if "foundation_schedule" in rows:
        rows["foundation_schedule"] = [
            row for row in rows["foundation_schedule"] if "foundation.backup" not in repr(row)
        ]
    return rows


def _sqlite_rows(path: str) -> dict[str, list[Any]]:
    if not Path(path).exists():
        return {}
    connection = sqlite3.connect(path)
    try:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT IN ('sqlite_sequence', 'django_migrations')"
        ).fetchall()
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in names}
    finally:
        connection.close()


def _postgres_rows(url: str) -> dict[str, list[Any]]:
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET row_security = off")
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t'.encode()).fetchall())
            for (name,) in names
        }


def stored_files(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the sha256 of every stored file by its path, without what killed processes left, which is swept later."""
    from madoguchi.ground.foundation.filing.storages import UNFINISHED

    root = Path(settings["MADOGUCHI_DATA"]) / "files"
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and UNFINISHED not in path.name
    }


def fill(office: Office) -> None:
    """Let a decision be made and noticed, a correction be asked for, and the log be sealed."""
    from madoguchi.ground.foundation import seals
    from madoguchi.ground.foundation.public import now
    from tests.support.offices import deliver

    _application, proposal = office.proposed(seed=3)
    office.approve(proposal, "chief", "manager")
    deliver()
    corrected = office.apply(seed=4)
    office.start(corrected)
    office.ask(corrected)
    office.apply(seed=5)
    seals.seal_all(at=now())
