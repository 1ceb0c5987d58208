"""The scan for viruses: clamd over its socket, or nobody.

Source: clamd(8), commands VERSION and INSTREAM: ``zINSTREAM\\0``, then portions of a 4-byte length (big-endian) and
bytes, ended by length 0; the answer ends with a NUL byte.
"""

import logging
import re
import socket
import struct
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

logger = logging.getLogger("madoguchi.files")

_PORTION = 256 * 1024
MOST_ANSWER = 4096


class ScannerDown(Exception):
    """No usable answer within the time."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a scanner said.

    Attributes:
        found: name of the signature that matched, "" where none did.
        signatures: engine and version of its database, as it names them.
    """

    found: str
    signatures: str


class Scanner(Protocol):
    """Whoever can tell whether bytes are dangerous."""

    def scan(self, content: bytes) -> Result:
        """Look through bytes; raises :class:`ScannerDown`."""

    def version(self) -> str:
        """Return engine and database version; raises :class:`ScannerDown`."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd behind a socket: ``unix:/run/clamav/clamd.ctl`` or ``tcp://127.0.0.1:3310``.

    Attributes:
        seconds: most for one call, from connecting to the answer.
    """

    address: str
    seconds: float = 20.0

    def scan(self, content: bytes) -> Result:
        portions = (content[at : at + _PORTION] for at in range(0, len(content), _PORTION))
        packed = b"".join(struct.pack(">I", len(one)) + one for one in portions)
        answer = self._ask(b"zINSTREAM\0" + packed + struct.pack(">I", 0))
        if answer == "stream: OK":
            return Result("", self.version())
        if (found := _FOUND.fullmatch(answer)) is not None:
            return Result(found[1][:200], self.version())
        raise ScannerDown(answer or "an empty answer")  # a size limit, an engine's error: nobody has looked

    def version(self) -> str:
        answer = self._ask(b"zVERSION\0")
        if not answer.startswith("ClamAV "):
            raise ScannerDown(answer or "an empty answer")
        return answer[:120]

    def _ask(self, command: bytes) -> str:
        until = time.monotonic() + self.seconds
        try:
            with self._connected() as connection:
                with suppress(BrokenPipeError, ConnectionResetError):
                    connection.sendall(command)  # may be cut short by "INSTREAM size limit exceeded"
                answer = b""
                while not answer.endswith(b"\0") and len(answer) < MOST_ANSWER:
                    connection.settimeout(max(0.001, until - time.monotonic()))
                    if not (read := connection.recv(MOST_ANSWER)):
                        break
                    answer += read
        except OSError as error:
            raise ScannerDown(f"{type(error).__name__}: {error}") from error
        return answer.rstrip(b"\0\n").decode(errors="replace")

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            with ExitStack() as stack:
                connection = stack.enter_context(socket.socket(socket.AF_UNIX))
                connection.settimeout(self.seconds)
                connection.connect(parts.path)
                stack.pop_all()
            return connection
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=self.seconds)


_FOUND = re.compile(r"stream: (.+) FOUND")


def scanner() -> Scanner | None:
    """Return the scanner of this deployment; None: none is set (``MADOGUCHI_CLAMD``)."""
    address: str = settings.CLAMD
    return Clamd(address, settings.CLAMD_SECONDS) if address else None


def state() -> str:
    """Return ``off`` (none is set), ``ready`` or ``down``; asked of the scanner at most every ten seconds."""
    global _state
    if _state is None or _state[0] < time.monotonic():
        _state = time.monotonic() + STATE_SECONDS, _asked()
    return _state[1]


def forget_state() -> None:
    """Ask the scanner again."""
    global _state
    _state = None


def _asked() -> str:
    address: str = settings.CLAMD
    if not address:
        return "off"
    try:
        Clamd(address, SECONDS_OF_STATE).version()
    except ScannerDown:
        return "down"
    return "ready"


STATE_SECONDS = 10.0
SECONDS_OF_STATE = 1.0  # a watcher does not wait longer
_state: tuple[float, str] | None = None
