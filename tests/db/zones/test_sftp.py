"""Packages by SFTP, over a real server: pinned, whole or not at all, and nothing lost while it is away."""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from stat import S_IFDIR, S_IFLNK, S_IFREG
from typing import TYPE_CHECKING

import pytest
from paramiko import SFTPAttributes

from madoguchi.faces.desk import operation_page
from madoguchi.ground.foundation.public import body_scope, now, operating
from madoguchi.ground.foundation.zones import carrier, commands, courier, rounds, sftp, status
from madoguchi.ground.foundation.zones.refusals import (
    FolderRefused,
    HostChanged,
    HostUnknown,
    LoginKeyUnreadable,
    LoginRefused,
    NotCarried,
    ServerAway,
)
from madoguchi.line.intake import public as intake
from madoguchi.line.review.models import Case
from tests.support import sshd

if TYPE_CHECKING:
    from tests.support.apart import Apart, Side
    from tests.support.offices import Office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.real_time,  # the library measures its own patience
    pytest.mark.skipif(not sshd.IS_INSTALLED, reason=sshd.REASON),
]


@pytest.fixture
def gateway(apart: Apart, office: Office) -> Iterator[sshd.Sshd]:
    """A server between the zones, at which both bring and fetch; みなも市 is known to both by now."""
    with sshd.running() as server:
        for side in (apart.internet, apart.lgwan):
            (server.folder / side.zone).mkdir()
        for side in (apart.internet, apart.lgwan):
            side.chosen = {
                "TRANSFER_OUT": server.url(server.folder / side.zone),
                "TRANSFER_IN": server.url(server.folder / side.other.zone),
                "TRANSFER_SSH_KEY": server.key, "TRANSFER_KNOWN_HOSTS": server.known_hosts,
            }  # fmt: skip
        yield server
        carrier.hang_up()


def carry(side: Side, *, later: timedelta = timedelta(0), by_hand: bool = False) -> carrier.Carried:
    with side.here():
        return carrier.carry(now() + later, by_hand=by_hand)


def exchange(apart: Apart) -> None:
    for _ in range(3):
        for side in (apart.internet, apart.lgwan):
            carry(side, by_hand=True)
            side.work()
            carry(side, by_hand=True)


def cases(apart: Apart, office: Office) -> int:
    with apart.lgwan.here(), body_scope(office.body):
        return Case.objects.count()


def apply(apart: Apart, office: Office, seed: int = 1) -> intake.Application:
    with apart.internet.here():
        return office.apply(seed=seed)


def standing(side: Side) -> status.Status:
    with side.here():
        return status.status()


def refused(side: Side) -> NotCarried:
    """What stops the way out, as the operator's page and the command show it."""
    (first, *_) = carry(side, by_hand=True).refusals
    found = standing(side)
    assert not found.is_well
    assert found.ways[0].code == first.code
    assert first.why.ja in found.ways[0].ja
    assert first.mend.en in found.ways[0].en
    return first


def on_server(server: sshd.Sshd, side: Side) -> list[str]:
    return sorted(path.name for path in (server.folder / side.zone).iterdir())


def test_an_application_crosses_with_its_files_and_its_receipt_comes_back(
    apart: Apart, office: Office, gateway: sshd.Sshd
) -> None:
    application = apply(apart, office)
    exchange(apart)
    with apart.lgwan.here(), body_scope(office.body):
        assert len(intake.attachments(application.id)) == 2
    found = standing(apart.internet)
    assert found.is_well
    assert found.bodies[0].sent == found.bodies[0].acknowledged == 1
    assert found.uncarried == 0
    assert [one.way for one in found.ways] == ["out", "in"]
    for side in (apart.internet, apart.lgwan):
        assert on_server(gateway, side) == []
        for folder in ("going", "coming", "in"):
            assert list((side.folder / folder).iterdir()) == []


def test_one_way_may_be_a_folder(apart: Apart, office: Office, gateway: sshd.Sshd) -> None:
    """The office's side runs the server: the internet brings and fetches, the office reads and writes its own disk."""
    apart.lgwan.chosen = {"TRANSFER_OUT": gateway.folder / "lgwan", "TRANSFER_IN": gateway.folder / "internet"}
    apply(apart, office)
    exchange(apart)
    assert cases(apart, office) == 1
    assert standing(apart.internet).bodies[0].acknowledged == 1
    assert standing(apart.lgwan).ways == ()


def test_nothing_is_lost_while_the_server_is_away_and_everybody_can_see_it(
    apart: Apart, office: Office, gateway: sshd.Sshd, caplog: pytest.LogCaptureFixture
) -> None:
    exchange(apart)  # a connection is open
    gateway.stop()
    apply(apart, office)
    apart.internet.work()
    begun = now()
    with caplog.at_level(logging.ERROR):
        assert isinstance(refused(apart.internet), ServerAway)
    assert "transfer_not_carried way=out server=127.0.0.1:" in caplog.text

    found = standing(apart.internet)
    assert found.uncarried == 1
    assert found.ways[0].failing_since is not None
    assert found.ways[0].failing_since >= begun - timedelta(seconds=1)
    assert found.ways[0].reached_at is not None
    with apart.internet.here():
        lines = list(rounds.measured(now() + timedelta(minutes=3)))
    values = {name: float(value) for name, value in (line.split(" ") for line in lines if line[0] != "#")}
    assert values['madoguchi_transfer_not_carried_seconds{way="out"}'] >= 180
    assert values["madoguchi_transfer_uncarried"] == 1
    assert values["madoguchi_transfer_lag_seconds"] >= 180

    gateway.start()
    exchange(apart)
    assert cases(apart, office) == 1
    assert standing(apart.internet).is_well


def test_a_server_that_is_away_is_tried_ever_more_seldom(apart: Apart, gateway: sshd.Sshd) -> None:
    gateway.stop()
    assert len(carry(apart.internet).refusals) == 2
    assert carry(apart.internet, later=timedelta(seconds=1)).refusals == []
    assert len(carry(apart.internet, later=timedelta(seconds=5)).refusals) == 2
    for _ in range(8):
        carry(apart.internet, by_hand=True)
    assert standing(apart.internet).ways[0].tries == 10
    assert carry(apart.internet, later=timedelta(seconds=55)).refusals == []
    gateway.start()
    assert carry(apart.internet, later=timedelta(seconds=65)).refusals == []
    assert standing(apart.internet).is_well


def test_a_server_that_nobody_vouched_for_is_told_nothing(apart: Apart, office: Office, gateway: sshd.Sshd) -> None:
    apply(apart, office)
    apart.internet.work()
    gateway.known_hosts.write_text("")
    assert isinstance(refused(apart.internet), HostUnknown)
    gateway.known_hosts.unlink()
    assert isinstance(refused(apart.internet), HostUnknown)
    assert on_server(gateway, apart.internet) == []
    gateway.pin()
    exchange(apart)
    assert cases(apart, office) == 1


def test_a_server_with_another_key_is_told_nothing_and_said_loudly(
    apart: Apart, office: Office, gateway: sshd.Sshd, caplog: pytest.LogCaptureFixture
) -> None:
    exchange(apart)
    gateway.stop()
    gateway.make_host_key()
    gateway.start()
    apply(apart, office)
    apart.internet.work()
    refused(apart.internet)  # the old connection is gone
    with caplog.at_level(logging.ERROR):
        found = refused(apart.internet)
    assert isinstance(found, HostChanged)
    assert "危険" in found.what.ja
    assert "code=foundation.transfer_host_changed" in caplog.text
    assert on_server(gateway, apart.internet) == []
    assert standing(apart.internet).uncarried == 1

    gateway.pin()  # those who run it say that they changed it
    exchange(apart)
    assert cases(apart, office) == 1


def test_a_server_changes_its_key_and_nothing_stops(apart: Apart, office: Office, gateway: sshd.Sshd) -> None:
    """As zones.md says: both keys stand in the file before the server changes; the old one goes afterwards."""
    exchange(apart)
    before = gateway.known_hosts.read_text()
    gateway.stop()
    gateway.make_host_key()
    gateway.pin()
    after = gateway.known_hosts.read_text()
    gateway.known_hosts.write_text(before + after)
    gateway.start()
    apply(apart, office)
    exchange(apart)
    exchange(apart)  # the first round finds the old connection gone
    assert cases(apart, office) == 1
    gateway.known_hosts.write_text(after)
    assert standing(apart.internet).is_well

    # The new key vouches for the host beside whose name it stands, and for no other.
    gateway.known_hosts.write_text(before + after.replace("[127.0.0.1]", "[gateway.example]"))
    carrier.hang_up()
    apply(apart, office, seed=2)
    apart.internet.work()
    assert isinstance(refused(apart.internet), HostChanged)


def test_our_own_key_is_replaced_while_the_old_one_is_still_let_in(
    apart: Apart, office: Office, gateway: sshd.Sshd
) -> None:
    exchange(apart)
    new = gateway.folder / "new"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(new)], check=True)
    authorized = gateway.folder / "authorized_keys"
    authorized.write_text(authorized.read_text() + new.with_suffix(".pub").read_text())
    new.replace(gateway.key)
    authorized.write_text(new.with_suffix(".pub").read_text())
    carrier.hang_up()
    apply(apart, office)
    exchange(apart)
    assert cases(apart, office) == 1


def test_a_key_that_is_not_let_in_or_cannot_be_read(apart: Apart, gateway: sshd.Sshd, tmp_path: Path) -> None:
    gateway.refuse_everybody()
    assert isinstance(refused(apart.internet), LoginRefused)
    locked = tmp_path / "locked"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "a passphrase", "-f", str(locked)], check=True)
    (tmp_path / "other").write_text("no key")
    for path in (tmp_path / "nowhere", tmp_path / "other", locked):
        apart.internet.chosen["TRANSFER_SSH_KEY"] = path
        assert isinstance(refused(apart.internet), LoginKeyUnreadable)


def test_a_folder_that_is_not_there(apart: Apart, gateway: sshd.Sshd) -> None:
    apart.internet.chosen["TRANSFER_OUT"] = gateway.url(gateway.folder / "nowhere")
    found = carry(apart.internet)
    assert [type(one) for one in found.refusals] == [FolderRefused]
    assert "nowhere" in found.refusals[0].why.ja
    assert [one.failing_since is None for one in standing(apart.internet).ways] == [False, True]


def test_a_file_that_is_half_there_is_not_taken_and_is_brought_again(
    apart: Apart, office: Office, gateway: sshd.Sshd
) -> None:
    out, large = apart.internet.folder / "out", os.urandom(1_000_000) * 96
    out.mkdir(exist_ok=True)
    (out / f"large{courier.SUFFIX}").write_bytes(large)
    part = gateway.folder / "internet" / f"large{courier.SUFFIX}{sftp.PART}"

    def cut() -> None:
        while not part.exists() or part.stat().st_size < 1_000_000:
            time.sleep(0.001)
        gateway.stop()

    cutting = threading.Thread(target=cut)
    cutting.start()
    found = carry(apart.internet)
    cutting.join(20)
    assert [type(one) for one in found.refusals] == [ServerAway, ServerAway]
    assert 0 < part.stat().st_size < len(large)
    assert standing(apart.internet).uncarried == 1

    gateway.start()
    assert carry(apart.lgwan).fetched == 0
    assert carry(apart.internet, by_hand=True).brought == 1
    assert on_server(gateway, apart.internet) == [f"large{courier.SUFFIX}"]
    assert carry(apart.lgwan).fetched == 1
    assert (apart.lgwan.folder / "in" / f"large{courier.SUFFIX}").read_bytes() == large


def test_a_server_that_falls_silent_holds_nobody_up(
    apart: Apart, gateway: sshd.Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(sftp, "CONNECT_SECONDS", 0.5)
    carry(apart.internet)
    gateway.freeze()
    begun = time.monotonic()
    found = carry(apart.internet)
    assert time.monotonic() - begun < 5
    assert {type(one) for one in found.refusals} == {ServerAway}
    gateway.thaw()
    assert carry(apart.internet, by_hand=True).refusals == []


def test_what_is_put_out_while_its_elder_is_on_its_way_goes_too(
    apart: Apart, gateway: sshd.Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts have one name: the newer must not be taken for the one that was brought."""
    name, bring = f"x-receipt{courier.SUFFIX}", sftp.Link.bring

    def slowly(link: sftp.Link, file: Path, folder: str) -> None:
        bring(link, file, folder)
        if file.read_bytes() == b"first":
            courier.folders().send(name, b"second")

    monkeypatch.setattr(sftp.Link, "bring", slowly)
    with apart.internet.here():
        courier.folders().send(name, b"first")
    assert carry(apart.internet).brought == 1
    assert carry(apart.internet).brought == 1
    assert (gateway.folder / "internet" / name).read_bytes() == b"second"


def test_one_process_carries_at_a_time(apart: Apart, gateway: sshd.Sshd) -> None:
    with apart.internet.here():
        courier.folders().send(f"a{courier.SUFFIX}", b"a")
        with carrier._alone() as is_alone:
            assert is_alone
            assert carrier.carry(now()) == carrier.Carried()
        assert carrier.carry(now()).brought == 1


def test_a_server_names_no_place_on_our_disk(apart: Apart, gateway: sshd.Sshd, monkeypatch: pytest.MonkeyPatch) -> None:
    link = sftp.Link(
        sftp.Address.of(apart.internet.chosen["TRANSFER_IN"]), key=gateway.key, known_hosts=gateway.known_hosts
    )
    kinds = {"../../evil": S_IFREG, "/etc/evil": S_IFREG, "folder": S_IFDIR, "link": S_IFLNK, "good": S_IFREG}

    def listed(folder: str) -> list[SFTPAttributes]:
        found = []
        for name, kind in kinds.items():
            one = SFTPAttributes()
            one.filename, one.st_mode = f"{name}{courier.SUFFIX}", kind | 0o644
            found.append(one)
        return found

    monkeypatch.setattr(link._sftp, "listdir_attr", listed)
    assert link.names("/", courier.SUFFIX) == [f"good{courier.SUFFIX}"]
    link.close()


def test_the_command_says_why_and_shows_how_it_stands(
    apart: Apart, office: Office, gateway: sshd.Sshd, capsys: pytest.CaptureFixture[str]
) -> None:
    apply(apart, office)
    with apart.internet.here():
        assert commands._send(argparse.Namespace()) == 0
        assert "SFTPで1件を運び" in capsys.readouterr().out
        gateway.stop()
        with pytest.raises(ServerAway):
            commands._send(argparse.Namespace())
        with pytest.raises(ServerAway):
            commands._receive(argparse.Namespace())
        assert "taken in 0" in capsys.readouterr().out  # what lies here already is not held up
        assert commands._status(argparse.Namespace(json=False)) == 1
        assert "応答しません" in capsys.readouterr().err
        assert commands._status(argparse.Namespace(json=True)) == 1
        assert json.loads(capsys.readouterr().out)["ways"][0]["code"] == ServerAway.code


def test_without_the_library_it_says_what_to_install(
    apart: Apart, gateway: sshd.Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "paramiko", None)
        (first, *_) = carry(apart.internet).refusals
    assert "madoguchi[sftp]" in first.mend.en


def test_the_operators_page_shows_it(apart: Apart, office: Office, gateway: sshd.Sshd) -> None:
    with apart.lgwan.here():
        operator = office.employ("operator", rank="officer", role="operator", division=office.divide("joho"))
    carry(apart.lgwan)

    def part() -> operation_page.Part:
        with apart.lgwan.here():
            page = operation_page.operation_page(operating.standing(operator, at=now()), refresh=False)
        return next(one for one in page.parts if one.name == "ゾーン間の転送")

    assert part().tone == "success"
    gateway.stop()
    carry(apart.lgwan, by_hand=True)
    assert part().tone == "error"
    assert "応答しません" in part().detail
