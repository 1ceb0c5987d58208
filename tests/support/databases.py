"""A database of its own for every test process, on SQLite or on PostgreSQL.

The schema is migrated once per run into a *template*, as an operator would migrate it: in a process of its own, on
PostgreSQL as the owner of the tables. Every test process works on a copy of the template. A test that commits gets a
fresh copy after it, so no test can see what another one left behind, and rows written by migrations are always there.

On PostgreSQL the tests connect, like the product, as a role that owns nothing and does not bypass row-level security: a
suite run as superuser would prove nothing about the second wall between bodies.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

APP_URL = "MADOGUCHI_DATABASE_URL"
OWNER_URL = "MADOGUCHI_OWNER_DATABASE_URL"
SETTINGS = "madoguchi.config.settings"
_ROOT = Path(__file__).resolve().parents[2]
# For processes that the tests start: the same sources as in this one, whatever else is installed.
SOURCES = os.pathsep.join(str(_ROOT / folder) for folder in ("src", "demo"))


class Database(Protocol):
    """What the fixtures need of either engine."""

    vendor: str

    def environment(self) -> dict[str, str]:
        """Environment variables under which the product works on this process's database."""
        ...

    def prepare(self) -> None:
        """Make this process's database a fresh copy of the migrated template."""
        ...

    def twin(self, name: str) -> dict[str, str]:
        """Make another fresh copy of the template and return the environment of a deployment on it."""
        ...

    def close(self) -> None:
        """Remove what this run left outside its run directory; called once, by the first process."""
        ...


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold ``path`` as a lock among the processes of this run."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _migrate(environment: Mapping[str, str]) -> None:
    """Migrate the database of ``environment`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi", "migrate"],
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"The test database could not be migrated:\n{done.stdout}\n{done.stderr}")


class SqliteDatabase:
    """A file of its own under the run directory; WAL and IMMEDIATE come from the product's settings."""

    vendor = "sqlite"

    def __init__(self, run_directory: Path, process: str) -> None:
        self._template = run_directory / "template.sqlite3"
        self._lock = run_directory / "template.lock"
        self._path = run_directory / f"{process}.sqlite3"

    def environment(self) -> dict[str, str]:
        return {APP_URL: self._url(self._path)}

    def prepare(self) -> None:
        self._copy(self._path)

    def twin(self, name: str) -> dict[str, str]:
        path = self._path.with_name(f"{self._path.stem}-{name}.sqlite3")
        self._copy(path)
        return {APP_URL: self._url(path)}

    def _copy(self, path: Path) -> None:
        with _locked(self._lock):
            if not self._template.exists():
                self._make_template()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._template, path)

    def close(self) -> None:
        """Nothing lies outside the run directory."""

    def _make_template(self) -> None:
        building = self._template.with_suffix(".building")
        _migrate({APP_URL: self._url(building)})
        connection = sqlite3.connect(building)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        building.rename(self._template)

    @staticmethod
    def _url(path: Path) -> str:
        return f"sqlite:///{path}"


class PostgresDatabase:
    """A database per process on one server, cloned from the template; three roles, as in a real deployment."""

    vendor = "postgresql"

    def __init__(self, superuser_url: str, run_directory: Path, process: str) -> None:
        self._superuser_url = superuser_url
        self._lock = run_directory / "template.lock"
        self._made = run_directory / "template.made"
        # Names carry the run, so that two runs on one server, or a real deployment on it, never meet.
        self._run = run_directory.name.replace("-", "_").lower()
        self._template = f"{self._run}_template"
        self._name = f"{self._run}_{process}"
        self._owner = f"{self._run}_owner"
        self._app = f"{self._run}_app"
        self._password = _password(run_directory / "password")

    def environment(self) -> dict[str, str]:
        return {APP_URL: self._url(self._app, self._name), OWNER_URL: self._url(self._owner, self._name)}

    def prepare(self) -> None:
        self._prepare_template()
        self._execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)", self._create(self._name, self._template))

    def twin(self, name: str) -> dict[str, str]:
        self._prepare_template()
        own = f"{self._name}_{name}"
        self._execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)", self._create(own, self._template))
        return {APP_URL: self._url(self._app, own), OWNER_URL: self._url(self._owner, own)}

    def fresh(self, name: str) -> dict[str, str]:
        """Make another database, empty, and return the environment of a deployment on it."""
        self._prepare_template()  # the roles are made with it
        own = f"{self._name}_{name}"
        self._execute(self._create(own, "template0"))
        return {APP_URL: self._url(self._app, own), OWNER_URL: self._url(self._owner, own)}

    def close(self) -> None:
        if not self._made.exists():
            return
        rows = self._rows("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", f"{self._run}_")
        self._execute(*(f"DROP DATABASE {name} WITH (FORCE)" for (name,) in rows))
        self._execute(f"DROP ROLE {self._app}", f"DROP ROLE {self._owner}")

    def _prepare_template(self) -> None:
        with _locked(self._lock):
            if not self._made.exists():
                self._make_template()
                self._made.touch()

    def _make_template(self) -> None:
        role = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
        self._execute(
            f"CREATE ROLE {self._owner} {role} PASSWORD '{self._password}'",
            f"CREATE ROLE {self._app} {role} PASSWORD '{self._password}'",
            self._create(self._template, "template0"),
        )
        # As an operator does: the role of the product gets from the product itself what it may do.
        _migrate({APP_URL: self._url(self._app, self._template), OWNER_URL: self._url(self._owner, self._template)})

    def _create(self, name: str, template: str) -> str:
        # FILE_COPY writes no WAL: on a throw-away server the quickest copy.
        locale = " ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'" if template == "template0" else ""
        return f"CREATE DATABASE {name} OWNER {self._owner} TEMPLATE {template}{locale}"

    def _url(self, role: str, name: str) -> str:
        parts = urlsplit(self._superuser_url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, f"{role}:{quote(self._password)}@{host}", f"/{name}", parts.query, ""))

    def _rows(self, statement: str, *parameters: str) -> list[tuple[str]]:
        import psycopg

        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            return connection.execute(statement.encode(), parameters).fetchall()

    def _execute(self, *statements: str, database: str | None = None) -> None:
        import psycopg

        with psycopg.connect(self._superuser_url, autocommit=True, dbname=database) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def _password(path: Path) -> str:
    """Return the password of this run's roles, the same in all its processes."""
    with suppress(FileExistsError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.write(handle, secrets.token_hex(16).encode())
        os.close(handle)
    return path.read_text()
