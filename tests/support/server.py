"""The real product in a process of its own: ``madoguchi up`` or ``madoguchi serve`` on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.databases import SOURCES

START_SECONDS = 60.0
STOP_SECONDS = 20.0


@contextmanager
def run_server(
    environment: Mapping[str, str],
    *,
    command: str = "serve",
    log: Path | None = None,
    arguments: Sequence[str] = (),
    main: str = "madoguchi.config.command_line",
    port: int | None = None,
    began: Callable[[subprocess.Popen[bytes]], None] | None = None,
) -> Iterator[str]:
    """Run the product until the block ends and yield its address (``http://127.0.0.1:port``), once it is healthy.

    Args:
        environment: the ``MADOGUCHI_…`` settings; nothing but these, PATH and HOME reaches the process, so give it the
            database (``database.environment()``) and a data folder (``MADOGUCHI_DATA``).
        command: ``serve`` (pages) or ``up`` (migrates, then pages and background tasks).
        log: where its output goes; a failing start shows it.
        arguments: more of the command line, such as ``("--workers", "2")``.
        main: the module whose ``main()`` is the command line; a test's own may put something around the product.
        port: from ``free_port()``, where the product's settings name it; None: any.
        began: told the process, once it runs.

    Raises:
        RuntimeError: the server ended, or was not healthy in 60 seconds; the message holds its output.
    """
    port = port or free_port()
    log = log or Path(environment["MADOGUCHI_DATA"]) / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    code = f"import sys; from {main} import main; sys.exit(main())"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", code, command, "--port", str(port), *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(log.parent), "PYTHONPATH": SOURCES, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        if began is not None:
            began(process)
        _wait_until_healthy(process, address, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # our own address
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not become healthy (exit {process.poll()}):\n{log.read_text(errors='replace')}")
