"""A real server of the S3 API for tests: OpenStack Swift (Debian) with one disk folder, ended with its block.

Four processes as in a deployment of one node: proxy with ``s3api``, account, container and object server.
"""

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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from madoguchi.ground.foundation.filing.s3_client import Address, S3Client

SERVERS = ("account", "container", "object", "proxy")
IS_INSTALLED = all(shutil.which(f"swift-{kind}-server") for kind in SERVERS)
REASON = "needs OpenStack Swift: apt-get install swift-proxy swift-account swift-container swift-object"
BUCKET = "madoguchi"
STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Swift:
    """The running server."""

    address: Address
    folder: Path
    processes: list[subprocess.Popen[bytes]]

    def freeze(self) -> None:
        """Let the proxy take connections and answer nothing."""
        self.processes[-1].send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.processes[-1].send_signal(signal.SIGCONT)

    def kept(self) -> list[Path]:
        """The objects' files on the server's disk."""
        return sorted(self.folder.rglob("*.data"))


@contextmanager
def running() -> Iterator[Swift]:
    """Serve one empty bucket on 127.0.0.1 until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-swift-"))
    started: list[subprocess.Popen[bytes]] = []
    try:
        ports = _configure(folder)
        for kind in SERVERS:
            with (folder / f"{kind}.log").open("wb") as log:
                command = [f"swift-{kind}-server", str(folder / f"{kind}.conf"), "-v"]
                started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=folder))
        address = Address(f"http://127.0.0.1:{ports['proxy']}/{BUCKET}", "us-east-1", "test:tester", "testing", 10.0)
        for port in ports.values():
            _wait(port, folder)
        _make_bucket(address)
        yield Swift(address, folder, started)
    finally:
        for process in started:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path) -> dict[str, int]:
    ports = {kind: _free_port() for kind in SERVERS}
    (folder / "disks/one").mkdir(parents=True)
    (folder / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n"
    )
    common = f"swift_dir = {folder}\nbind_ip = 127.0.0.1\nuser = {_user()}\nworkers = 0\nlog_address = {folder}/none\n"
    for kind in ("account", "container", "object"):
        (folder / f"{kind}.conf").write_text(
            f"[DEFAULT]\n{common}bind_port = {ports[kind]}\ndevices = {folder}/disks\nmount_check = false\n"
            f"[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"
            f"recon_cache_path = {folder}\n"
        )
    rings = [str(folder), *(str(ports[kind]) for kind in ("account", "container", "object"))]
    subprocess.run(["/usr/bin/python3", "-c", _RINGS, *rings], check=True, capture_output=True)
    (folder / "proxy.conf").write_text(
        f"[DEFAULT]\n{common}bind_port = {ports['proxy']}\n"
        "[pipeline:main]\npipeline = catch_errors cache listing_formats s3api tempauth copy slo proxy-server\n"
        "[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n"
        "[filter:catch_errors]\nuse = egg:swift#catch_errors\n"
        "[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:1\n"  # asked for, but none is needed
        "[filter:listing_formats]\nuse = egg:swift#listing_formats\n"
        "[filter:s3api]\nuse = egg:swift#s3api\nmax_bucket_listing = 3\n"  # a page of a list is soon full
        "[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = testing .admin\n"
        "[filter:copy]\nuse = egg:swift#copy\n[filter:slo]\nuse = egg:swift#slo\n"
    )
    return ports


_RINGS = """
import sys
from swift.common.ring import RingBuilder
folder, *ports = sys.argv[1:]
for kind, port in zip(("account", "container", "object"), ports):
    builder = RingBuilder(4, 1, 0)
    place = {"ip": "127.0.0.1", "port": int(port), "device": "one", "region": 1, "zone": 1, "weight": 1}
    builder.add_dev({**place, "id": 0, "replication_ip": "127.0.0.1", "replication_port": int(port), "meta": ""})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{kind}.ring.gz")
"""


def _make_bucket(address: Address) -> None:
    client = S3Client(address)
    client._call("PUT", "")


def _user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int, folder: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    logs = "\n".join(path.read_text()[-2000:] for path in folder.glob("*.log"))
    raise RuntimeError(f"Swift did not start within {STARTS_WITHIN} s\n{logs}")
