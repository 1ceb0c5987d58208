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
    python: str = sys.executable

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
            [self.python, str(script), *arguments],
            env={**_plain(), **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{script.name} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self, script: Path, *arguments: str) -> "subprocess.Popen[str]":
        """Start a script with this side's settings, to which lines are written and from which lines are read."""
        return subprocess.Popen(
            [self.python, str(script), *arguments],
            env={**_plain(), **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}


class _Sqlite:
    """Files of their own in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._product = folder, databases.SqliteDatabase(folder, "product")

    def product(self, name: str) -> Place:
        """Return the product on a freshly migrated database."""
        environment = self._product.twin(name)
        url = environment[databases.APP_URL]
        return Place(_settings(self.folder / name, environment), url.removeprefix("sqlite:///"), None)

    def empty(self, name: str) -> tuple[str, str, int | None]:
        """Return the address of an empty database, another for counting, and the server's process."""
        return f"sqlite:///{self.folder}/{name}.sqlite3", f"{self.folder}/{name}.sqlite3", None


class _Postgres:
    """Databases on one throw-away server."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._server = folder, postgres.start()
        stack.callback(self._server.stop)
        # Both sides' tables grow at different speed; a vacuum of one would be charged to the other.
        _execute(self._server.url, "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
        # The run's name goes into the names of roles and databases: letters, digits and underscores.
        run = folder / f"bench_{secrets.token_hex(4)}"
        run.mkdir()
        self._product = databases.PostgresDatabase(self._server.url, run, "product")
        self._base = self._server.url.rpartition("/")[0]

    def product(self, name: str) -> Place:
        """Return the product on a freshly migrated database, seen through its unprivileged role."""
        environment = self._product.twin(name)
        database = environment[databases.APP_URL].rpartition("/")[2]
        return Place(_settings(self.folder / name, environment), f"{self._base}/{database}", self._server.process.pid)

    def empty(self, name: str) -> tuple[str, str, int | None]:
        """Return the address of an empty database with a role that owns it, another for counting, and the server."""
        password = secrets.token_hex(8)
        _execute(
            self._server.url,
            f"CREATE ROLE {name} LOGIN PASSWORD '{password}'",
            f"CREATE DATABASE {name} OWNER {name} TEMPLATE template0 ENCODING 'UTF8'"
            " LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        )
        host = self._server.url.rpartition("@")[2].rpartition("/")[0]
        return f"postgresql://{name}:{password}@{host}/{name}", f"{self._base}/{name}", self._server.process.pid


Engine = _Sqlite | _Postgres


@contextmanager
def engine_of(name: str) -> Iterator[Engine]:
    """Yield a maker of databases on one engine; all of it is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="madoguchi-bench-")))
        yield _Sqlite(folder) if name == "sqlite" else _Postgres(folder, stack)


@contextmanager
def places(engine: str) -> Iterator[tuple[Place, Place]]:
    """Yield the product's place (migrated as an operator would, seen through its unprivileged role) and the rival's."""
    with engine_of(engine) as made:
        yield made.product("ours"), _rival(made)


def _settings(data: Path, environment: Mapping[str, str]) -> dict[str, str]:
    data.mkdir()
    return {
        "PYTHONPATH": PYTHONPATH,
        "DJANGO_SETTINGS_MODULE": databases.SETTINGS,
        "MADOGUCHI_DATA": str(data),
        **environment,
    }


def _rival(engine: Engine) -> Place:
    url, counting, pid = engine.empty("rival")
    environment = {
        **_settings(engine.folder / "rival", {databases.APP_URL: url}),
        "DJANGO_SETTINGS_MODULE": "rival.settings",
    }
    place = Place(environment, counting, pid)
    place.run(ROOT / "benchmarks" / "rival" / "make_tables.py")
    return place


def _execute(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
