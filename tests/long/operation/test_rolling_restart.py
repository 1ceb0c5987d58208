"""Two servers of pages and two workers behind nginx are restarted under load: no request fails, nothing is lost.

The proxy's configuration and the script are the documented ones (docs/operate); ``systemctl`` is a stand-in that ends
the process with SIGTERM, as systemd does, and starts it anew.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import httpx
import pytest
from django.db import connections

from madoguchi_demo import applicants
from tests.support.databases import SOURCES, Database

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True), pytest.mark.postgres]
OPERATE = Path(__file__).resolve().parents[3] / "docs" / "operate"
CLIENTS = 4
RUN = "import sys; from madoguchi.config.command_line import main; sys.exit(main())"
# What the script calls ``systemctl restart madoguchi-web@PORT``: SIGTERM, wait, start.
SYSTEMCTL = """#!{python}
import json, os, pathlib, subprocess, sys, time
place = pathlib.Path({place!r})
name = sys.argv[2]
file = place / f"{{name}}.pid"
if file.exists():
    pid = int(file.read_text())
    os.kill(pid, 15)
    while pathlib.Path(f"/proc/{{pid}}").exists() and " Z " not in pathlib.Path(f"/proc/{{pid}}/stat").read_text():
        time.sleep(0.05)
kind, _, number = name.partition("@")
words = ["serve", "--port", number, "--threads", "4"] if kind == "madoguchi-web" else ["work"]
log = (place / f"{{name}}.log").open("ab")
process = subprocess.Popen([{python!r}, "-c", {run!r}, *words], env=json.loads((place / "environment").read_text()),
    stdout=log, stderr=log, cwd=place, start_new_session=True)
file.write_text(str(process.pid))
"""


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Site:
    """Two servers, two workers and nginx, all of this test."""

    def __init__(self, place: Path, environment: dict[str, str]) -> None:
        self.place = place
        proxy, *self.ports = free_ports(3)
        self.address = f"http://127.0.0.1:{proxy}"
        self.servers, self.pid = place / "madoguchi-servers.conf", place / "nginx.pid"
        (place / "environment").write_text(json.dumps(environment))
        systemctl = place / "bin" / "systemctl"
        systemctl.parent.mkdir()
        systemctl.write_text(SYSTEMCTL.format(python=sys.executable, place=str(place), run=RUN))
        systemctl.chmod(0o755)
        self.systemctl = str(systemctl)
        text = (OPERATE / "nginx.conf").read_text()
        for documented, here in (
            ("/run/nginx.pid", str(self.pid)),
            ("/var/log/nginx/error.log", str(place / "nginx.log")),
            ("/etc/nginx/madoguchi-servers.conf", str(self.servers)),
            ("listen 80;", f"listen 127.0.0.1:{proxy};"),
        ):
            assert documented in text
            text = text.replace(documented, here)
        self.configuration = place / "nginx.conf"
        self.configuration.write_text(text)

    @property
    def nginx(self) -> str:
        return f"nginx -p {self.place} -c {self.configuration}"

    def start(self) -> None:
        for name in (*(f"madoguchi-web@{port}" for port in self.ports), "madoguchi-work@1", "madoguchi-work@2"):
            subprocess.run([self.systemctl, "restart", name], check=True)
        self.servers.write_text("".join(f"server 127.0.0.1:{port};\n" for port in self.ports))
        subprocess.run(self.nginx.split(), check=True)
        until(lambda: all(status(f"http://127.0.0.1:{port}/readyz") == 200 for port in self.ports), 90)

    def roll(self) -> str:
        """Run the documented script, and restart the workers one after the other meanwhile."""
        script = subprocess.Popen(
            [str(OPERATE / "rolling-restart.sh"), *map(str, self.ports)],
            env={
                "PATH": f"{Path(self.systemctl).parent}:{os.environ['PATH']}", "NGINX": self.nginx,
                "NGINX_PID": str(self.pid), "MADOGUCHI_SERVERS": str(self.servers),
            },
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        for number in (1, 2):
            subprocess.run([self.systemctl, "restart", f"madoguchi-work@{number}"], check=True)
        said, _ = script.communicate(timeout=240)
        assert script.returncode == 0, said
        return said

    def stop(self) -> None:
        for file in self.place.glob("*.pid"):
            pid = int(file.read_text())
            try:
                os.kill(pid, signal.SIGKILL if file.name.startswith("madoguchi-work") else signal.SIGTERM)
            except ProcessLookupError:
                continue
            until(lambda pid=pid: not alive(pid), 30)  # type: ignore[misc]


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=10) as answer:  # our own address
            return int(answer.status)
    except OSError:
        return 0


def until(true: Any, seconds: float) -> None:
    """Wait until something is true."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds
        time.sleep(0.1)


@pytest.fixture
def site(office: Any, database: Database, tmp_path: Path) -> Iterator[Site]:
    if shutil.which("nginx") is None:
        pytest.fail("nginx is missing: apt-get install nginx-light")
    made = Site(
        tmp_path,
        {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": SOURCES, "MADOGUCHI_DATA": str(tmp_path),
            "MADOGUCHI_SECRET_KEY": "k" * 50, "MADOGUCHI_PROXIES": "1", **database.environment(),
        },
    )  # fmt: skip
    connections.close_all()
    try:
        made.start()
        yield made
    finally:
        made.stop()
        connections.close_all()


class Load:
    """Applicants' systems that send applications, and people who look at pages, until told to stop.

    Half of them keep their connection, as browsers do. A proxy that is told anew closes connections that stand idle,
    perhaps while a request is on its way: such a client connects anew and sends once more, with the same
    ``Idempotency-Key`` (RFC 9110, section 9.2.2).
    """

    def __init__(self, site: Site, token: str, answers: Any) -> None:
        self._site, self._token, self._answers = site, token, answers
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self.answered: Counter[tuple[str, int]] = Counter()
        self.failed: list[str] = []
        self.sent_again: Counter[str] = Counter()
        self.receipts: list[str] = []
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join(60)

    def _work(self, number: int) -> None:
        what, keeps = "apply" if number % 2 else "look", number >= CLIENTS // 2
        with httpx.Client(
            base_url=self._site.address, timeout=60, limits=httpx.Limits(max_keepalive_connections=int(keeps))
        ) as client:
            while not self._ending.is_set():
                try:
                    answer = self._ask(client, what, keeps=keeps)
                except httpx.HTTPError as error:
                    with self._lock:
                        self.failed.append(f"{what}: {type(error).__name__}")
                    continue
                with self._lock:
                    self.answered[what, answer.status_code] += 1
                    if what == "apply" and answer.status_code == 201:
                        self.receipts.append(answer.json()["receipt_number"])

    def _ask(self, client: httpx.Client, what: str, *, keeps: bool) -> httpx.Response:
        request = client.build_request("GET", "/minamo/") if what == "look" else self._application(client)
        try:
            return client.send(request)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if not keeps:
                raise
        with self._lock:
            self.sent_again[what] += 1
        return client.send(request)

    def _application(self, client: httpx.Client) -> httpx.Request:
        return client.build_request(
            "POST",
            "/minamo/api/v1/applications",
            json={"procedure": "bus-pass", "answers": self._answers},
            headers={"Authorization": f"Bearer {self._token}", "Idempotency-Key": str(uuid4())},
        )


def test_no_request_fails_while_everything_is_restarted(site: Site, office: Any) -> None:
    from madoguchi.ground.foundation.models import Delivery
    from madoguchi.ground.foundation.public import body_scope, localdate, now
    from madoguchi.line.intake.models import Application
    from madoguchi.line.review.models import Case
    from tests.support.clients import add_client
    from tests.web.intake.steps import publish

    publish(office, "bus-pass")
    token = add_client("別のシステム", office.founder, requests_per_minute=5000).token
    answers = applicants.rider(Random(3), today=localdate(now()))
    with body_scope(office.body):
        before = Application.objects.count()

    with Load(site, token, answers) as load:
        time.sleep(2)
        said = site.roll()
        time.sleep(2)

    print(f"{said.split()[-2:]} {dict(load.answered)} again {dict(load.sent_again)} failed {load.failed}")
    assert load.failed == []
    assert set(load.answered) == {("look", 200), ("apply", 201)}
    assert len(set(load.receipts)) == len(load.receipts) == load.answered["apply", 201]
    assert len(load.receipts) > 20

    until(lambda: not Delivery.objects.exclude(state="done").exists(), 90)
    with body_scope(office.body):
        assert Application.objects.count() == before + len(load.receipts)
        assert Case.objects.count() == Application.objects.count()
    for name in (*(f"madoguchi-web@{port}" for port in site.ports), "madoguchi-work@1", "madoguchi-work@2"):
        text = (site.place / f"{name}.log").read_text()
        assert "Traceback" not in text, text
        assert '"level": "error"' not in text, text
