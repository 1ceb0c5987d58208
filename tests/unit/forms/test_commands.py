"""``madoguchi forms``: what it prints, where it writes, how it ends."""

import json
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from madoguchi.config.command_line import main
from tests.support.sheets import as_xlsx, draw

CODE = {"format": 1, "procedure": {"code": "x", "name": {"ja": "申請"}}}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "様式.xlsx"
    path.write_bytes(as_xlsx(draw(Random(2), "left")))
    return path


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def written(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_sheet_becomes_a_draft_and_takes_its_answers(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = sheet.read_bytes()
    assert main(["forms", "from-xlsx", str(sheet), "--json"]) == 0
    draft = told(capsys)
    assert draft["format"] == draft["map"]["format"] == 1
    assert draft["fidelity"]["score"] > 80

    made = written(tmp_path / "draft.json", draft)
    answers = written(tmp_path / "answers.json", {"name": "髙橋　花子"})
    out = tmp_path / "out.xlsx"
    arguments = ["forms", "fill", str(sheet), str(made), str(answers), "--out", str(out)]
    assert main([*arguments, "--json"]) == 0
    assert told(capsys) == {"out": str(out), "told": []}
    book: Any = openpyxl.load_workbook(out)
    assert "髙橋　花子" in [cell.value for row in book.active for cell in row]
    assert sheet.read_bytes() == original
    assert main(arguments) == 2  # never over a file that is there
    assert str(out) in capsys.readouterr().err


def test_what_was_not_written_whole_is_told_by_exit_and_words(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["forms", "from-xlsx", str(sheet), "--json"])
    made = written(tmp_path / "draft.json", told(capsys))
    answers = written(tmp_path / "answers.json", {"why": "長" * 2000})
    assert main(["forms", "fill", str(sheet), str(made), str(answers), "--out", str(tmp_path / "o.xlsx")]) == 1
    assert "申請理由" in capsys.readouterr().err


def test_a_draft_is_shown_in_words(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "from-xlsx", str(sheet)]) == 0
    out = capsys.readouterr().out
    assert "確からしさ" in out
    assert "生年月日" in out


def test_a_definition_is_checked_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = {"id": "name", "type": "name", "label": {"ja": "氏名"}, "required": True}
    form: dict[str, Any] = {
        "pages": [{"id": "a", "title": {"ja": "あ"}, "fields": [name]}],
        "applicant": {"name": "name"},
    }
    old = written(tmp_path / "old.json", CODE | {"form": form})
    assert main(["forms", "check", str(old), "--json"]) == 0
    assert told(capsys) == {"ok": True, "code": "x", "pages": 1, "fields": 1}

    broken = written(tmp_path / "broken.json", CODE | {"form": form | {"pages": []}, "Wrong": {}})
    assert main(["forms", "check", str(broken), "--json"]) == 1
    assert {one["path"] for one in told(capsys)["problems"]} >= {"/Wrong", "form/pages"}

    fields = [name, {"id": "mail", "type": "email", "label": {"ja": "メール"}}]
    new = written(tmp_path / "new.json", CODE | {"form": form | {"pages": [form["pages"][0] | {"fields": fields}]}})
    assert main(["forms", "diff", str(old), str(new), "--json"]) == 1
    assert [(one["how"], one["what"]["ja"]) for one in told(capsys)["changes"]] == [("added", "メール")]
    assert main(["forms", "diff", str(old), str(old)]) == 0


def test_bad_input_ends_with_2_and_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK")
    assert main(["forms", "from-xlsx", str(broken), "--json"]) == 2
    caught = capsys.readouterr()
    assert json.loads(caught.out)["errors"][0]["code"] == "forms.sheet_unreadable"
    assert "保存し直して" in caught.err
    assert main(["forms", "from-xlsx", str(tmp_path / "none.xlsx")]) == 2
    assert main(["forms", "check", str(broken)]) == 2
