"""A real SFTP server for tests: OpenSSH's sshd with keys of its own, on 127.0.0.1, ended with its block."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.server import free_port

PROGRAM = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
IS_INSTALLED = PROGRAM is not None
REASON = "needs OpenSSH's server: apt-get install openssh-server"
STARTS_WITHIN = 20.0


@dataclass
class Sshd:
    """The server, its folder, and a key that it lets in: ``key``, ``known_hosts``."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def key(self) -> Path:
        return self.folder / "client"

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"

    def url(self, folder: Path) -> str:
        """The address of a folder on the server."""
        return f"sftp://{pwd.getpwuid(os.geteuid()).pw_name}@127.0.0.1:{self.port}{folder}"

    def pin(self) -> None:
        """Write the server's key where the client looks, as ``ssh-keyscan`` would."""
        key = (self.folder / "host.pub").read_text().split()
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {key[0]} {key[1]}\n")

    def start(self) -> None:
        log = self.folder / "sshd.log"
        with log.open("ab") as errors:
            command = [str(PROGRAM), "-D", "-e", "-f", str(self.folder / "sshd_config")]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"sshd did not start within {STARTS_WITHIN} s\n{log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End the server and every connection it has, at once."""
        if self.process is not None:
            for pid in self._processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let the connections stay open and say nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._processes():
            os.kill(pid, number)

    def _processes(self) -> list[int]:
        """The server and those that serve a connection, each in a session of its own."""
        assert self.process is not None
        found = [self.process.pid]
        for pid in found:
            with suppress(FileNotFoundError, ProcessLookupError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def make_host_key(self) -> None:
        """Give the server a key, another one where it has one."""
        _keygen(self.folder / "host")

    def refuse_everybody(self) -> None:
        """Let no key in from now on."""
        (self.folder / "authorized_keys").write_text("")


@contextmanager
def running() -> Iterator[Sshd]:
    """Serve SFTP, and nothing else, to one key until the block ends; the server's key is pinned."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-sshd-"))
    sshd = Sshd(folder, free_port())
    try:
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # compiled in; empty
        sshd.make_host_key()
        _keygen(sshd.key)
        shutil.copy(f"{sshd.key}.pub", folder / "authorized_keys")
        sshd.pin()
        options = {
            "ListenAddress": "127.0.0.1", "Port": sshd.port, "HostKey": folder / "host", "PidFile": "none",
            "AuthorizedKeysFile": folder / "authorized_keys", "StrictModes": "no", "UsePAM": "no",
            "PermitRootLogin": "prohibit-password", "PasswordAuthentication": "no",
            "KbdInteractiveAuthentication": "no", "AllowTcpForwarding": "no", "X11Forwarding": "no",
            "Subsystem": "sftp internal-sftp", "ForceCommand": "internal-sftp",
        }  # fmt: skip
        (folder / "sshd_config").write_text("".join(f"{name} {value}\n" for name, value in options.items()))
        sshd.start()
        yield sshd
    finally:
        sshd.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _keygen(path: Path) -> None:
    path.unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "tests", "-f", str(path)], check=True)
