"""Both sides are served by the same gunicorn: one process of class gthread on the loopback address."""

import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.accounting import cpu_seconds
from support.figures import Spent
from support.places import Place

THREADS = 4  # of the server
CLIENTS = 3  # connections that are kept open, each with a thread of its own
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A side that answers."""

    place: Place
    port: int
    pid: int


@contextmanager
def served(place: Place, application: str, *, threads: int = THREADS) -> Iterator[Served]:
    """Serve a WSGI application with a place's settings until the block ends; no background tasks run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = Path(place.environment["MADOGUCHI_DATA"]) / "server.log"
    options = {
        "bind": f"127.0.0.1:{port}", "worker-class": "gthread", "workers": 1, "threads": threads, "keep-alive": 30,
        "timeout": 120, "log-level": "warning",
    }  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(
            [place.python, "-m", "gunicorn", *(f"--{name}={value}" for name, value in options.items()),
             "--no-control-socket", application],
            env={"PATH": os.environ["PATH"], "HOME": str(log.parent), **place.environment},
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent,
        )  # fmt: skip
    try:
        _wait(process, port, log)
        yield Served(place, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The server did not answer (exit {process.poll()}):\n{log.read_text(errors='replace')[-4000:]}")


Work = Callable[[http.client.HTTPConnection], None]


def load(port: int, work: Work, *, seconds: float) -> int:
    """Do pieces of work over kept-open connections for so long; return how many were done.

    Raises:
        RuntimeError: a piece failed; the first failure is its cause.
    """
    done = [0] * CLIENTS
    failures: list[BaseException] = []
    end = time.monotonic() + seconds

    def client(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while time.monotonic() < end and not failures:
                work(connection)
                done[index] += 1
        except BaseException as failure:  # told by the thread that waits
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError("a request failed") from failures[0]
    return sum(done)


def spend(side: Served, work: Work, *, seconds: float, rows_in: str | None = None) -> Spent:
    """Load one side for a round and return the CPU it took.

    Args:
        rows_in: the table whose new rows are the units of work; None: the requests (pages write nothing).
    """
    before = side.place.count(rows_in) if rows_in else 0
    web, database = cpu_seconds(side.pid), _database(side)
    done = load(side.port, work, seconds=seconds)
    web, database = cpu_seconds(side.pid) - web, _database(side) - database
    units = side.place.count(rows_in) - before if rows_in else done
    if units != done:
        raise RuntimeError(f"{done} pieces of work left {units} rows in {rows_in}")
    return Spent(units, web, database)


def _database(side: Served) -> float:
    return 0.0 if side.place.server_pid is None else cpu_seconds(side.place.server_pid)


def alternate(
    ours: Callable[[float], Spent],
    other: Callable[[float], Spent],
    *,
    warmed: Callable[[], None],
    seconds: float,
    rounds: int,
) -> list[tuple[Spent, Spent]]:
    """Warm both sides up, then measure them in turn.

    Args:
        warmed: called between; tells the database server what the tables hold now.
    """
    for side in (ours, other):
        side(min(1.0, seconds))
    warmed()
    return [(ours(seconds), other(seconds)) for _ in range(rounds)]


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[http.client.HTTPResponse, bytes]:
    """Send one request and read the whole answer."""
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    return response, response.read()
