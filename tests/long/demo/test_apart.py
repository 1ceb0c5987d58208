"""The demo walk over two processes with two databases; between them nothing but sealed packages.

On PostgreSQL they lie in two folders; on SQLite on an SFTP server, at which both sides bring and fetch.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from pypdf import PdfReader

from madoguchi.config.demo_accounts import TOTP_SECRET, world
from madoguchi_demo import walker
from tests.support import sshd
from tests.support.databases import SOURCES, PostgresDatabase
from tests.support.server import free_port, run_server

if TYPE_CHECKING:
    from tests.support import sshd
from tests.support.databases import Database

pytestmark = pytest.mark.real_time
ARRIVAL_SECONDS = 120
RECEIPT_SECONDS = 40


def _madoguchi(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def between(tmp_path_factory: pytest.TempPathFactory, database: Database) -> Iterator[dict[str, dict[str, str]]]:
    """The settings by which each zone's packages leave and come in."""
    folder = tmp_path_factory.mktemp("between")
    places = {zone: folder / f"from-{zone}" for zone in ("internet", "lgwan")}
    for place in places.values():
        place.mkdir()
    ways = (("internet", "lgwan"), ("lgwan", "internet"))
    if isinstance(database, PostgresDatabase):
        yield {
            zone: {"MADOGUCHI_TRANSFER_OUT": str(places[zone]), "MADOGUCHI_TRANSFER_IN": str(places[other])}
            for zone, other in ways
        }
        return
    if not sshd.IS_INSTALLED:
        pytest.skip(sshd.REASON)
    with sshd.running() as server:
        yield {
            zone: {
                "MADOGUCHI_TRANSFER_OUT": server.url(places[zone]),
                "MADOGUCHI_TRANSFER_IN": server.url(places[other]),
                "MADOGUCHI_TRANSFER_SSH_KEY": str(server.key),
                "MADOGUCHI_TRANSFER_KNOWN_HOSTS": str(server.known_hosts),
            }
            for zone, other in ways
        }  # fmt: skip


@pytest.fixture(scope="module")
def zones(
    tmp_path_factory: pytest.TempPathFactory, database: Database, between: dict[str, dict[str, str]]
) -> dict[str, dict[str, str]]:
    """Both zones' environments, with tables, keys and, in the office's, the demo prefecture."""
    folder, port = tmp_path_factory.mktemp("zones"), free_port()
    environments = {}
    for zone in between:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": SOURCES, "MADOGUCHI_DEMO": "1",
            "MADOGUCHI_ZONE": zone, "MADOGUCHI_DATA": str(folder / zone), "MADOGUCHI_TEST_PORT": str(port),
            "MADOGUCHI_ADDRESS": f"http://127.0.0.1:{port}",
            **between[zone],
        }  # fmt: skip
        if isinstance(database, PostgresDatabase):
            environment |= database.fresh(f"walk_{zone}")
        environments[zone] = environment
        _madoguchi(environment, "migrate")
        _madoguchi(environment, "transfer", "key")
    for zone, other in (("internet", "lgwan"), ("lgwan", "internet")):
        public = (folder / zone / "transfer" / "own.pub").read_bytes()
        (folder / other / "transfer" / "peer.pub").write_bytes(public)
        _madoguchi(environments[zone], "load-demo")
    return environments


@pytest.fixture(scope="module")
def walked(zones: dict[str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the walker saw, with the residents on one address and staff on the other."""
    with ExitStack() as stack:
        internet = stack.enter_context(
            run_server(zones["internet"], command="up", port=int(zones["internet"]["MADOGUCHI_TEST_PORT"]))
        )
        lgwan = stack.enter_context(run_server(zones["lgwan"], command="up"))
        _wait_until_arrived(f"{internet}/minamo/procedures/bus-pass/")
        result = walker.walk(
            internet, desk=lgwan, output=tmp_path_factory.mktemp("walk"), world=world(), totp_secret=TOTP_SECRET
        )
        result["refused"] = [
            _status(f"{internet}/minamo/desk/"), _status(f"{internet}/accounts/login/"), _status(f"{lgwan}/minamo/"),
            _status(f"{lgwan}/minamo/apply/bus-pass/"), _status(f"{lgwan}/accounts/code/"),
            _status(f"{lgwan}/minamo/api/v1/openapi.json"),
        ]  # fmt: skip
        _wait_for_receipts(zones)
    return result


def _wait_for_receipts(zones: dict[str, dict[str, str]]) -> None:
    until = time.monotonic() + RECEIPT_SECONDS
    while time.monotonic() < until:
        found = [json.loads(_madoguchi(zones[zone], "transfer", "status", "--json")) for zone in zones]
        bodies = [one for status in found for one in status["bodies"]]
        if all(one["sent"] == one["acknowledged"] and not one["waiting_count"] for one in bodies):
            return
        time.sleep(0.5)


def _status(address: str) -> int:
    try:
        with urlopen(address, timeout=10) as answer:  # our own servers
            status: int = answer.status
            return status
    except HTTPError as error:
        return error.code


def _wait_until_arrived(address: str) -> None:
    until = time.monotonic() + ARRIVAL_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=10) as answer:
                if "/apply/bus-pass/" in answer.read().decode():
                    return
        except URLError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{address} is not open")


def test_both_applications_reach_their_end(walked: dict[str, object]) -> None:
    cases = walked["cases"]
    assert isinstance(cases, list)
    assert [case["states"] for case in cases] == [
        ["received", "in_review", "returned", "in_review", "proposed", "decided"],
        ["received", "in_review", "proposed", "decided"],
    ]
    for case in cases:
        assert case["timeline"][0]["event"] == "intake.application.submitted"
        assert case["timeline"][-1]["event"] == "linkage.result.handed_over"
        assert case["receipt_number"][:4] in PdfReader(case["notice_pdf"]).pages[0].extract_text()
        assert case["receipt_number"].encode() in Path(case["core_file"]).read_bytes()


def test_a_zone_has_no_page_of_the_other(walked: dict[str, object]) -> None:
    assert walked["refused"] == [404] * 6


def test_nothing_is_left_on_the_way(walked: dict[str, object], zones: dict[str, dict[str, str]]) -> None:
    for zone in ("internet", "lgwan"):
        found = json.loads(_madoguchi(zones[zone], "transfer", "status", "--json"))
        minamo = next(one for one in found["bodies"] if one["body"] == "minamo")
        assert minamo["sent"] == minamo["acknowledged"] > 0
        assert minamo["waiting_count"] == 0
        assert found["refused"] == []
        assert found["uncarried"] == 0
        by_sftp = zones[zone]["MADOGUCHI_TRANSFER_OUT"].startswith("sftp:")
        assert [one["failing_since"] for one in found["ways"]] == ([None, None] if by_sftp else [])
        assert json.loads(_madoguchi(zones[zone], "events", "verify", "--json"))["ok"]
