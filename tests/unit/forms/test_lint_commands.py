"""``madoguchi forms unify`` and ``lint``, as somebody types them."""

import argparse
import json
from pathlib import Path

import pytest

from madoguchi.line.forms import commands
from madoguchi.line.forms.core.definition import parse_definition
from tests.support.procedures import FOLDER

BUS, CHILD = str(FOLDER / "bus-pass.json"), str(FOLDER / "jido-teate.json")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers(required=True))
    args = parser.parse_args(["forms", *words])
    code: int = args.run(args)
    return code


def test_unify_tells_what_forms_share_and_writes_the_common_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "common.json"
    assert run("unify", BUS, CHILD, "--json", "--out", str(out)) == 0
    told = json.loads(capsys.readouterr().out)
    name = next(one for one in told["clusters"] if one["label"]["ja"] == "氏名")
    assert name["procedures"] == ["bus-pass", "jido-teate"]
    assert name["reasons"][0]["en"] == "same data item (shimei)"
    assert told["held"][0]["way"] == "abolish"
    assert parse_definition(json.loads(out.read_text("utf-8"))).form.applicant.name == "name"
    assert run("unify", BUS, CHILD, "--out", str(out)) == 2  # never over a file that is there


def test_lint_tells_findings_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint", BUS, "--among", CHILD) == 0
    assert (
        "ほかの様式にもある質問\tページ「乗車券を使う方」の「氏名」\t同じ質問が、ほかの1件の様式にもあります"
        in capsys.readouterr().out
    )


def test_what_is_no_definition_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    assert run("lint", str(wrong), "--language", "en") == 2
    assert "needs mending" in capsys.readouterr().err
    assert run("lint", str(tmp_path / "none.json")) == 2
    assert run("unify", BUS, "--out", str(tmp_path / "one.json")) == 2
