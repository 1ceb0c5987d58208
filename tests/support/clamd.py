"""A real clamd for tests, with signatures of our own: no database of the world's viruses is needed, nor any virus."""

from __future__ import annotations

import getpass
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

import pytest

PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
REASON = "needs ClamAV: apt-get install clamav-daemon"
MARKER = b"MADOGUCHI-TEST-SIGNATURE-1f8a"
"""What our first signature looks for: harmless bytes."""
FOUND = "MadoguchiTest.Marker.UNOFFICIAL"
STARTS_WITHIN = 60.0


@dataclass
class Clamd:
    """The daemon; ``address`` is what the product is told."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"unix:{self.folder}/clamd.ctl"

    def start(self) -> None:
        """Serve, and return once the socket answers."""
        with (self.folder / "log").open("ab") as log:
            command = [str(PROGRAM), "--config-file", str(self.folder / "clamd.conf")]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + STARTS_WITHIN
        while not (self.folder / "clamd.ctl").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"clamd did not start\n{(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it and take its socket away."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        (self.folder / "clamd.ctl").unlink(missing_ok=True)

    def freeze(self) -> None:
        """Let it take connections and answer nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on, if it was frozen."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)

    def learn(self, content: bytes, name: str) -> None:
        """Add a signature of exactly these bytes (.hdb: MD5, size, name) and start anew with it."""
        with (self.folder / "database/own.hdb").open("a") as signatures:
            signatures.write(f"{md5(content).hexdigest()}:{len(content)}:{name}\n")
        self.stop()
        self.start()

    def forget(self) -> None:
        """Take the signatures of :meth:`learn` away and start anew, if there are any."""
        learnt = self.folder / "database/own.hdb"
        if not learnt.exists():
            return
        learnt.unlink()
        self.stop()
        self.start()


@contextmanager
def running() -> Iterator[Clamd]:
    """Serve on a socket in a temporary folder until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-clamd-"))
    (folder / "database").mkdir()
    (folder / "database/own.ndb").write_text(f"MadoguchiTest.Marker:0:*:{MARKER.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {folder}/clamd.ctl\nDatabaseDirectory {folder}/database\nForeground yes\n"
        f"User {getpass.getuser()}\nStreamMaxLength 20M\n"
    )
    daemon = Clamd(folder)
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def daemon() -> Iterator[Clamd]:
    """One server for a module's tests; see ``scanner``."""
    if PROGRAM is None:
        pytest.skip(REASON)
    with running() as started:
        yield started


@pytest.fixture
def scanner(daemon: Clamd) -> Iterator[Clamd]:
    """A server that answers and knows its marker alone; a test may stop, freeze or teach it."""
    from madoguchi.ground.foundation.filing import scans

    if daemon.process is None:
        daemon.start()
    scans.forget_silence()
    yield daemon
    daemon.thaw()
    daemon.forget()
    scans.forget_silence()
