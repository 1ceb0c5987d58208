"""Handing files over: all or nothing, even when the process is killed at any point."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.office.layouts.core.handover import (
    HandOverDamaged,
    NameNotUsable,
    NameTaken,
    NothingToHandOver,
    file_name,
    hand_over,
    receive,
    waiting,
)
from tests.unit.layouts.hand_over_and_die import AT, files

ROOT = Path(__file__).resolve().parents[3]
LATER = datetime(2026, 4, 16, 1, 0, tzinfo=UTC)


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".handover.lock")


def killed_at(folder: Path, operation: int, shimei: str = "港　花子") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.unit.layouts.hand_over_and_die", str(folder), str(operation), shimei],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_hand_over_is_received_whole(tmp_path: Path) -> None:
    given = files("港　花子")
    made = hand_over(tmp_path, "roster", given, at=AT, manifest_extra={"run": 1})
    assert visible(tmp_path) == ["roster.manifest.json", "roster_1.csv", "roster_2.csv"]
    assert not made.was_there
    assert waiting(tmp_path) == ("roster",)
    received = receive(tmp_path, "roster")
    assert received.files == {name: file.content for name, file in given.items()}
    assert received.manifest["created_at"] == "2026-04-15T01:00:00+00:00"
    assert received.manifest["extra"] == {"run": 1}
    first = json.loads(made.manifest.read_text())["files"][0]
    assert (first["count"], first["sha256"]) == (1, given["roster_1.csv"].sha256)
    assert first["layout"] == {"code": "mihon", "version": "1.0", "group": "mihon"}
    assert (first["encoding"]["charset"], first["encoding"]["bom"]) == ("utf-8", False)


def test_the_same_again_does_nothing_and_something_else_is_refused(tmp_path: Path) -> None:
    hand_over(tmp_path, "roster", files("港　花子"), at=AT)
    before = {name: (tmp_path / name).read_bytes() for name in visible(tmp_path)}
    assert hand_over(tmp_path, "roster", files("港　花子"), at=LATER).was_there
    with pytest.raises(NameTaken):
        hand_over(tmp_path, "roster", files("港　太郎"), at=LATER)
    with pytest.raises(NameTaken):
        hand_over(tmp_path, "roster", files("港　花子"), at=LATER, manifest_extra={"run": 2})
    with pytest.raises(NameTaken, match=r"roster_1\.csv"):
        hand_over(tmp_path, "other", files("港　太郎"), at=LATER)
    assert {name: (tmp_path / name).read_bytes() for name in visible(tmp_path)} == before


def test_the_same_again_is_known_after_the_receiver_took_the_data_away(tmp_path: Path) -> None:
    for path in hand_over(tmp_path, "roster", files("港　花子"), at=AT).files:
        path.unlink()
    assert hand_over(tmp_path, "roster", files("港　花子"), at=LATER).was_there
    assert visible(tmp_path) == ["roster.manifest.json"]


def test_a_run_killed_at_any_point_leaves_nothing_a_reader_takes_for_data(tmp_path: Path) -> None:
    """Every operation is tried: killed there, looked at, run again with other rows, received whole."""
    after_manifest = 0
    for operation in range(1, 200):
        folder = tmp_path / str(operation)
        folder.mkdir()
        (folder / "unrelated.csv").write_text("stays")
        (folder / ".upload.part").write_text("another program's")
        died = killed_at(folder, operation)
        if died.returncode == 0:
            assert int(died.stdout.split()[0]) == operation - 1
            break
        assert died.returncode == -9, died.stderr
        if waiting(folder):  # the manifest was there: the hand-over counts, and the same again is recognised
            after_manifest += 1
            assert len(receive(folder, "roster").files) == 2
            assert hand_over(folder, "roster", files("港　花子"), at=LATER, manifest_extra={"run": 1}).was_there
        else:  # other rows by now: what was left must neither block nor mix
            hand_over(folder, "roster", files("港　太郎"), at=LATER)
            assert all("港　太郎" in content.decode() for content in receive(folder, "roster").files.values())
        assert visible(folder) == [
            ".upload.part",
            "roster.manifest.json",
            "roster_1.csv",
            "roster_2.csv",
            "unrelated.csv",
        ]
    else:
        pytest.fail("it never came to the end")
    assert operation > 20
    assert after_manifest >= 2


def test_a_file_that_somebody_else_put_there_is_not_swept(tmp_path: Path) -> None:
    (tmp_path / "roster_2.csv").write_text("somebody's")
    with pytest.raises(NameTaken, match=r"roster_2\.csv"):
        hand_over(tmp_path, "roster", files("港　花子"), at=AT)
    assert visible(tmp_path) == ["roster_2.csv"]
    assert (tmp_path / "roster_2.csv").read_text() == "somebody's"


def test_a_file_changed_after_a_killed_run_is_not_swept(tmp_path: Path) -> None:
    given = files("港　花子")
    intent = tmp_path / ".roster.handover-intent"
    intent.write_text(json.dumps({name: file.sha256 for name, file in given.items()}))
    (tmp_path / "roster_1.csv").write_bytes(given["roster_1.csv"].content)
    (tmp_path / "roster_2.csv").write_text("somebody's")
    with pytest.raises(NameTaken, match=r"roster_2\.csv"):
        hand_over(tmp_path, "roster", given, at=AT)
    assert visible(tmp_path) == ["roster_2.csv"]
    assert (tmp_path / "roster_2.csv").read_text() == "somebody's"


def test_a_full_disk_leaves_no_data_behind_after_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            hand_over(tmp_path, "roster", files("港　花子"), at=AT)
    assert waiting(tmp_path) == ()
    hand_over(tmp_path, "roster", files("港　太郎"), at=AT)
    assert visible(tmp_path) == ["roster.manifest.json", "roster_1.csv", "roster_2.csv"]


def test_many_at_once_make_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(hand_over, tmp_path, "roster", files("港　花子"), at=AT) for _ in range(16)]
        made = [run.result() for run in runs]
    assert sum(not one.was_there for one in made) == 1


@pytest.mark.parametrize("change", ["missing", "cut", "manifest"])
def test_what_is_damaged_is_not_received(tmp_path: Path, change: str) -> None:
    made = hand_over(tmp_path, "roster", files("港　花子"), at=AT)
    if change == "missing":
        made.files[1].unlink()
    elif change == "cut":
        made.files[1].write_bytes(made.files[1].read_bytes()[:-1])
    else:
        made.manifest.write_text('{"files": [{"name": "roster_1.csv"')
    with pytest.raises(HandOverDamaged):
        receive(tmp_path, "roster")


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    made = hand_over(tmp_path, "roster", files("港　花子"), at=AT)
    made.manifest.write_text(made.manifest.read_text().replace("roster_1.csv", "../roster_1.csv"))
    with pytest.raises(NameNotUsable):
        receive(tmp_path, "roster")


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "名前", "a b", "a..b", "x" * 121, "a\n"])
def test_a_name_that_is_not_safe_everywhere_is_refused(tmp_path: Path, name: str) -> None:
    made = files("港　花子")["roster_1.csv"]
    with pytest.raises(NameNotUsable):
        hand_over(tmp_path, name, {"a.csv": made}, at=AT)
    with pytest.raises(NameNotUsable):
        hand_over(tmp_path, "a", {name: made}, at=AT)
    assert visible(tmp_path) == []


def test_names_that_a_manifest_or_another_file_system_would_confuse_are_refused(tmp_path: Path) -> None:
    made = files("港　花子")["roster_1.csv"]
    with pytest.raises(NameNotUsable):
        hand_over(tmp_path, "a", {"b.manifest.json": made}, at=AT)
    with pytest.raises(NameNotUsable):
        hand_over(tmp_path, "a", {"b.csv": made, "B.csv": made}, at=AT)
    with pytest.raises(NothingToHandOver):
        hand_over(tmp_path, "a", {}, at=AT)
    with pytest.raises(ValueError, match="time zone"):
        hand_over(tmp_path, "a", {"a.csv": made}, at=AT.replace(tzinfo=None))


def test_a_name_is_made_from_a_template() -> None:
    template = "{body}_{layout}_{group}_{at:%Y%m%d}_{number:03d}.csv"
    made = file_name(template, at=AT, body="999999", layout="shori-jokyo", group="jokyo", number=7)
    assert made == "999999_shori-jokyo_jokyo_20260415_007.csv"
    for wrong in ("{nobody}.csv", "{at.nothing}.csv", "{body!x}", "../{body}"):
        with pytest.raises(NameNotUsable):
            file_name(wrong, at=AT, body="999999")
