"""A real RabbitMQ for tests: a node of its own, with its own name, cookie, ports and folder, ended with its block.

The server is run as its package's script would run it, but not as the user ``rabbitmq``. Its nodes find each other by
epmd, so it gets one of its own, in the foreground.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.certificates import Authority

PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-defaults").resolve().with_name("rabbitmq-server")
IS_INSTALLED = PROGRAM.exists() and shutil.which("epmd") is not None
REASON = "needs RabbitMQ: apt-get install rabbitmq-server"
STARTS_WITHIN = 60.0
QUORUM = "quorum"  # the virtual host
PERMISSIONS = ("^madoguchi$", r"^(madoguchi|amq\.default)$", "^madoguchi$")  # as docs/operate/celery.md has them


@dataclass
class RabbitMQ:
    """The running server; ``url`` is what the product is told.

    ``quorum_url`` is of another virtual host, whose queues are of the quorum kind, by TLS with a certificate for
    127.0.0.1 of the authority ``ca``.
    """

    folder: Path
    port: int
    tls_port: int
    ca: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://127.0.0.1:{self.port}//"

    @property
    def quorum_url(self) -> str:
        return f"amqps://127.0.0.1:{self.tls_port}/{QUORUM}"

    def ctl(self, *arguments: str) -> str:
        """Return what its own command line says."""
        done = subprocess.run(
            [str(PROGRAM.with_name("rabbitmqctl")), "--quiet", *arguments],
            env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"rabbitmqctl {arguments[0]} failed\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Serve, on the data of the last time; return once connections are taken."""
        with (self.folder / "out").open("ab") as log:
            self.process = subprocess.Popen(
                [str(PROGRAM)], env=self.environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not _answers(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"RabbitMQ did not start\n{(self.folder / 'out').read_text()}")
            time.sleep(0.1)

    def kill(self) -> None:
        """End it as ``kill -9`` does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def running() -> Iterator[RabbitMQ]:
    """Serve on 127.0.0.1 until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-rabbitmq-"))
    port, tls_port, distribution, epmd_port = _free_ports(4)
    ca = Authority("Broker's authority", folder)
    epmd = subprocess.Popen(["epmd", "-port", str(epmd_port), "-address", "127.0.0.1"])
    server = RabbitMQ(folder, port, tls_port, ca.file, _environment(folder, port, distribution, epmd_port))
    _set_tls(folder, tls_port, ca)
    try:
        server.start()
        server.ctl("add_vhost", QUORUM, "--default-queue-type", "quorum")
        server.ctl("set_permissions", "-p", QUORUM, "guest", *PERMISSIONS)
        yield server
    finally:
        server.kill()
        epmd.kill()
        epmd.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, port: int, distribution: int, epmd_port: int) -> dict[str, str]:
    cookie = folder / ".erlang.cookie"
    cookie.write_text(secrets.token_hex(16))
    cookie.chmod(0o600)
    (folder / "plugins").write_text("[].")
    (folder / "empty").touch()
    settings = {
        "NODENAME": f"madoguchi-{secrets.token_hex(4)}@localhost",
        "NODE_IP_ADDRESS": "127.0.0.1",
        "NODE_PORT": str(port),
        "DIST_PORT": str(distribution),
        "MNESIA_BASE": str(folder / "data"),
        "LOG_BASE": str(folder / "log"),
        "LOGS": "-",
        "CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "CONF_ENV_FILE": str(folder / "empty"),
        "ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "PID_FILE": str(folder / "pid"),
    }
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        **{f"RABBITMQ_{name}": value for name, value in settings.items()},
    }


def _set_tls(folder: Path, port: int, ca: Authority) -> None:
    certificate, key = ca.issue("127.0.0.1")
    (folder / "rabbitmq.conf").write_text(
        f"listeners.ssl.1 = 127.0.0.1:{port}\n"
        f"ssl_options.cacertfile = {ca.file}\n"
        f"ssl_options.certfile = {certificate}\n"
        f"ssl_options.keyfile = {key}\n"
        "ssl_options.verify = verify_none\n"
    )


def _answers(port: int) -> bool:
    """Whether it greets who speaks AMQP 0-9-1 (section 4.2.2), and so takes connections."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
