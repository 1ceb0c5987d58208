"""A migrated database for the product and one for the rival, on the same engine (and on the same PostgreSQL server)."""

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from support import ROOT
from tests.support import databases, postgres

PYTHONPATH = os.pathsep.join((databases.SOURCES, str(ROOT), str(ROOT / "benchmarks")))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side lives: settings for its processes, and a way to count what it wrote."""

    environment: dict[str, str]
    url: str  # of a role that sees every row
    server_pid: int | None  # of PostgreSQL, to ask for its CPU time

    def count(self, table: str) -> int:
        """Return how many rows a table holds."""
        if self.server_pid is None:
            with sqlite3.connect(self.url) as connection:
                return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        import psycopg

        with psycopg.connect(self.url) as connection:
            row: Any = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            return int(row[0])

    def analyze(self) -> None:
        """Tell PostgreSQL's planner what the tables hold, as autovacuum would: without, it may read a whole table."""
        if self.server_pid is not None:
            _execute(self.url, "ANALYZE")

    def run(self, script: Path, *arguments: str) -> str:
        """Run a script with this side's settings; return what it printed."""
        done = subprocess.run(
            [sys.executable, str(script), *arguments],
            env={**_plain(), **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{script.name} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}


@contextmanager
def places(engine: str) -> Iterator[tuple[Place, Place]]:
    """Yield the product's place (migrated as an operator would, seen through its unprivileged role) and the rival's."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="madoguchi-bench-")))
        if engine == "sqlite":
            product = databases.SqliteDatabase(folder, "product")
            product.prepare()
            yield (
                Place(_settings(folder / "ours", product.environment()), str(folder / "product.sqlite3"), None),
                _rival(folder, f"sqlite:///{folder}/rival.sqlite3", str(folder / "rival.sqlite3"), None),
            )
            return
        server = postgres.start()
        stack.callback(server.stop)
        # Both sides' tables grow at different speed; a vacuum of one would be charged to the other.
        _execute(server.url, "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
        # The run's name goes into the names of roles and databases: letters, digits and underscores.
        run = folder / f"bench_{secrets.token_hex(4)}"
        run.mkdir()
        cluster = databases.PostgresDatabase(server.url, run, "product")
        cluster.prepare()
        environment = cluster.environment()
        name = environment[databases.APP_URL].rpartition("/")[2]
        password = secrets.token_hex(8)
        _execute(
            server.url,
            f"CREATE ROLE rival LOGIN PASSWORD '{password}'",
            "CREATE DATABASE rival OWNER rival TEMPLATE template0 ENCODING 'UTF8'"
            " LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        )
        host = server.url.rpartition("@")[2].rpartition("/")[0]
        pid = server.process.pid
        yield (
            Place(_settings(folder / "ours", environment), f"{server.url.rpartition('/')[0]}/{name}", pid),
            _rival(
                folder, f"postgresql://rival:{password}@{host}/rival", f"{server.url.rpartition('/')[0]}/rival", pid
            ),
        )


def _settings(data: Path, environment: Mapping[str, str]) -> dict[str, str]:
    data.mkdir()
    return {
        "PYTHONPATH": PYTHONPATH,
        "DJANGO_SETTINGS_MODULE": databases.SETTINGS,
        "MADOGUCHI_DATA": str(data),
        **environment,
    }


def _rival(folder: Path, url: str, counting: str, pid: int | None) -> Place:
    environment = {**_settings(folder / "rival", {databases.APP_URL: url}), "DJANGO_SETTINGS_MODULE": "rival.settings"}
    place = Place(environment, counting, pid)
    place.run(ROOT / "benchmarks" / "rival" / "make_tables.py")
    return place


def _execute(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
