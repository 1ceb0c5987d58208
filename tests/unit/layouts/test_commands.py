"""The command line of layouts: thin, exit 2 for bad input, JSON on standard output, errors on the other."""

import argparse
import json
from pathlib import Path

import pytest

from madoguchi.office.layouts.commands import register, run
from madoguchi.office.layouts.public import layout, parse_layout, profile, read, write

ROW = {
    "uketsukebango": "MNM-26-000123",
    "tetsuzukikodo": "jido-teate",
    "tetsuzukimei": "児童手当　認定請求",
    "uketsukekeiro": "1",
    "totatsunengappi": "2026-04-10",
    "totatsujikoku": "09:15:00",
    "shorijokyo": "30",
    "shorijokyo_nengappi": "2026-04-14",
    "tantokamei": "こども課　辻\U000e0100",
    "hoseikaisu": 0,
}


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers(required=True))
    return run(parser.parse_args(["layouts", *arguments]))


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    path = tmp_path / "jokyo.csv"
    path.write_bytes(write(layout("shori-jokyo"), [ROW], profile("core-utf8")).content)
    return path


def test_list_names_layouts_and_profiles(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"code": "shori-jokyo", "verified": False}.items() <= listed["layouts"][-1].items()
    assert "core-cp932" in [p["profile"] for p in listed["profiles"]]
    assert command("list", "--language", "en") == 0
    assert "unverified sample" in capsys.readouterr().out


def test_show_gives_the_definition_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("show", "jido-teate-nintei@1.0", "--json") == 0
    assert parse_layout(json.loads(capsys.readouterr().out)) == layout("jido-teate-nintei")
    assert command("show", "jido-teate-nintei") == 0
    assert "99900001\t受付番号*\tuketsukebango\tX\t20\t必須" in capsys.readouterr().out


def test_check_says_yes(listing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("check", str(listing), "--layout", "shori-jokyo", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"count": 1, "rows": 1, "errors": [], "notices": []}


def test_check_says_no_with_the_place_and_exit_2(listing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listing.write_bytes(listing.read_bytes().replace(b"2026-04-14", b"2026-04-31"))
    assert command("check", str(listing), "--layout", "shori-jokyo", "--language", "en") == 2
    told = capsys.readouterr()
    assert "0 of 1 rows are right." in told.out
    assert "line 2, row 1, “処理状況_年月日”: There is no such day." in told.err


def test_convert_writes_another_encoding_and_tells_what_was_lost(
    listing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "sjis.csv"
    arguments = ("convert", str(listing), str(output), "--layout", "shori-jokyo", "--from", "core-utf8", "--json")
    assert command(*arguments, "--to", "core-cp932") == 2
    assert not output.exists()
    assert "辻\U000e0100" in capsys.readouterr().err
    assert command(*arguments, "--to", "core-cp932-geta") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(r["code_points"], r["written"]) for r in told["replacements"]] == [("U+8FBB U+E0100", "辻")]
    (row,) = read(layout("shori-jokyo"), output.read_bytes(), profile("core-cp932")).clean()
    assert row["tantokamei"] == "こども課　辻"
    assert command(*arguments, "--to", "core-cp932-geta") == 2  # never over a file that is there
    assert "File exists" in capsys.readouterr().err


def test_import_prints_a_layout_that_check_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("item_id,name_ja,field,type,digits\n99900001,受付番号,uketsukebango,X,20\n")
    assert command("import", str(sheet), "--code", "mihon", "--layout-version", "1.0", "--name", "見本") == 0
    made = tmp_path / "layout.json"
    made.write_text(capsys.readouterr().out)
    assert command("check", str(made)) == 0
    made.write_text(made.read_text().replace('"X"', '"Y"'))
    assert command("check", str(made), "--json") == 2
    told = capsys.readouterr()
    assert "groups/0/columns/0/type" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nazo"),
        ("show", "/nowhere.json"),
        ("check", "/nowhere.csv", "--layout", "shori-jokyo"),
        ("check", __file__, "--layout", "shori-jokyo", "--profile", "nazo"),
        ("check", __file__, "--layout", "jido-teate-nintei"),
    ],
)
def test_bad_input_is_exit_2_and_a_sentence(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(*arguments) == 2
    assert capsys.readouterr().err.strip()
