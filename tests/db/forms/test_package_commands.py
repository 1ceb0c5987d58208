"""``madoguchi forms pack|adopt|trust``: a file goes from one body to another on the command line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from madoguchi.config.command_line import main
from madoguchi.ground.foundation.public import Actor, Body, body_scope
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import PreparedVersion
from madoguchi.line.forms.package_keys import keys_file
from tests.support.procedures import definition

pytestmark = pytest.mark.django_db
CODE = "bus-pass"


def test_a_package_is_packed_trusted_and_adopted_with_choices(
    minamo: Body, tokiwa: Body, at: datetime, tmp_path: Path, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SECRETS_FOLDER = tmp_path / "secrets"

    def run(*arguments: object) -> int:
        return main(["forms", *map(str, arguments)])

    def told() -> Any:
        return json.loads(capsys.readouterr().out)

    def publish(body: Body, whole: Any) -> None:
        forms.publish(procedure_code=CODE, definition=whole, actor=Actor.system(body.id), at=at)

    file, theirs = tmp_path / "a.madoguchi-package", definition(CODE)
    publish(tokiwa, theirs)
    publish(minamo, theirs)
    assert run("pack", "tokiwa", CODE, "--out", file, "--json") == 0
    packed = told()
    assert (packed["version"], packed["parts"]) == ("1.0.0", ["definition.json"])
    assert run("pack", "tokiwa", CODE, "--version", "7", "--out", file) == 2
    assert run("pack", "tokiwa", CODE, "--out", tmp_path / "nowhere" / "a") == 2
    keys = keys_file().read_text()
    keys_file().unlink()
    assert run("adopt", file, "--body", "minamo") == 2
    assert packed["fingerprint"] in capsys.readouterr().err
    assert run("trust", "--body", "minamo", "--fingerprint", "0", "--file", file) == 2
    assert run("trust", "--body", "minamo", "--fingerprint", packed["fingerprint"], "--file", file) == 0
    capsys.readouterr()
    assert run("adopt", file, "--body", "minamo", "--json") == 0
    assert told()["prepared"] is False  # the same as here: noted

    ours = definition(CODE)
    ours["retention"]["years"], theirs["retention"]["years"] = 7, 8
    theirs["review"]["period_days"] = 9
    publish(minamo, ours)
    publish(tokiwa, theirs)
    keys_file().write_text(keys)
    assert run("pack", "tokiwa", CODE, "--out", file) == 0
    capsys.readouterr()
    assert run("adopt", file, "--body", "minamo", "--json") == 1
    found = told()
    assert found["waiting"] == ["retention/years"]
    assert found["summary"]["ja"] == "tokiwa市が2項目を変更、うち1項目は貴団体が上書き"
    assert run("adopt", file, "--body", "minamo", "--choose", "retention/years") == 2
    assert run("adopt", file, "--body", "minamo", "--choose", "retention/years=ours", "--choose", "x=ours") == 2
    assert run("adopt", file, "--body", "minamo", "--choose", "retention/years=ours") == 0
    assert "公開前の版にしました" in capsys.readouterr().out
    with body_scope(minamo):
        made = json.loads(PreparedVersion.objects.get().definition)
    assert (made["retention"]["years"], made["review"]["period_days"]) == (7, 9)
    assert run("trust", "--body", "minamo", "--fingerprint", packed["fingerprint"], "--end") == 0
    assert run("adopt", tmp_path / "none", "--body", "minamo") == 2
