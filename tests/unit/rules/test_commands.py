"""``madoguchi rules run`` and ``explain``: verdicts, traces, layers, other names, and bad input told line by line."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from madoguchi.office.rules import commands, files
from madoguchi.office.rules.packages import FOLDER, shipped
from tests.architecture.house import ROOT


class Ran:
    """What a command printed and returned."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def rules(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str | Path) -> Ran:
        parser = argparse.ArgumentParser()
        commands.register(parser.add_subparsers(required=True))
        args = parser.parse_args(["rules", *map(str, arguments)])
        capsys.readouterr()
        assert args.starts_django is False
        return Ran(args.run(args), *capsys.readouterr())

    return call


def case(value: object = 10_000, **more: Any) -> dict[str, Any]:
    """A child of ten on 2025-04-01: 10,000 yen a month."""
    return {
        "id": "one",
        "rules": "児童手当",
        "on": "2025-04-01",
        "persons": {"a": {"生年月日": "2015-01-15"}},
        "households": {"世帯": {"members": {"子": ["a"]}}},
        "expect": [{"entity": "household", "id": "世帯", "definition": "手当月額", "value": value}],
        **more,
    }


def write(folder: Path, *records: object, name: str = "cases.jsonl") -> Path:
    """A JSON Lines file; bytes and texts stand as they are."""
    lines = [
        each if isinstance(each, bytes) else (each if isinstance(each, str) else json.dumps(each)).encode()
        for each in records
    ]
    (folder / name).write_bytes(b"\n".join(lines))
    return folder / name


def own_rate(**more: Any) -> dict[str, Any]:
    """A municipality's layer: 20,000 yen from the age of three on."""
    entry = {"from": "2025-04-01", "value": 20_000, "source": "要綱第3条", "adopted_by": "みなも市"}
    return {
        "format": "madoguchi.rules/1", "id": "minamo", "extends": "jido-teate", "layer": "municipality",
        "title": {"ja": "みなも市の児童手当", "en": "Minamo"}, "entity": "household", "unit": "month",
        "parameters": [{"name": "三歳以上の額", "type": "yen", "entries": [entry]}], **more,
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(each.stem.split(".")[0] for each in FOLDER.glob("*.cases.jsonl")))
def test_the_shipped_cases_pass(rules: Any, name: str) -> None:
    ran = rules("run", FOLDER / f"{name}.cases.jsonl")

    count = ran.out.count("合格 / pass\t")
    assert (ran.status, ran.err) == (0, "")
    assert f"{count} passed, 0 failed, 0 not covered, 0 not read" in ran.out


def test_a_failure_is_told_with_what_it_rests_on(rules: Any, tmp_path: Path) -> None:
    file = write(tmp_path, case(), case(15_000, id="two"), case(id="three", on="2001-04-01"))

    ran = rules("run", file)
    told = rules("run", file, "--json").objects

    assert ran.status == 1
    assert ran.out.splitlines()[:3] == [
        "合格 / pass\tone\t児童手当\t2025-04-01",
        "不合格 / fail\ttwo\t児童手当\t2025-04-01",
        "  不合格 手当月額［世帯］ 期待 / expected: 15000  実際 / found: 10000",
    ]
    assert "三歳以上の額: 10,000円（2024-10-01から、出典: 富加町の公開ページ（児童手当）" in ran.out
    assert (
        "支給対象児童［a］: はい  18歳になった後の最初の3月31日までのお子さんです。（児童手当法 第3条・第4条）"
        in ran.out
    )
    assert "十五日特例" not in ran.out  # the amount of a month does not rest on it
    assert "未対応 / not covered\tthree" in ran.out
    assert ran.out.splitlines()[-1] == "1 passed, 1 failed, 1 not covered, 0 not read"
    assert [each.get("verdict") for each in told] == ["pass", "fail", "not covered", None]
    assert told[-1] == {"summary": {"pass": 1, "fail": 1, "not covered": 1, "error": 0}}
    traced = {(each["definition"], each["member"]): each for each in told[1]["trace"]}
    assert traced["支給対象児童", "a"]["sentence"]["ja"].startswith("18歳になった後の最初の3月31日までの")
    assert traced["支給対象児童", "a"]["inputs"] == {"生年月日": "2015-01-15"}
    rate = next(each for each in traced["児童の月額", "a"]["parameters"] if each["name"] == "三歳以上の額")
    assert (rate["from"], rate["to"], rate["value"], rate["layer"]) == ("2024-10-01", None, 10_000, "national")
    assert told[0]["trace"] == told[2]["trace"] == []


def test_an_override_replaces_a_definition_and_is_marked(rules: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path, case(0, overrides={"支給対象児童": {"a": False}}), case(1, id="two", overrides={"手当月額": 2})
    )

    ran = rules("run", file, "--json")

    assert [each.get("verdict") for each in ran.objects[:2]] == ["pass", "fail"]
    assert [each["override"] for each in ran.objects[1]["trace"] if each["definition"] == "手当月額"] == [True]


def test_a_document_is_laid_over_the_shipped_rules(rules: Any, tmp_path: Path) -> None:
    file = write(tmp_path, case(20_000))
    json_file = write(tmp_path, own_rate(), name="own.json")
    yaml_file = write(
        tmp_path,
        "format: madoguchi.rules/1\nid: minamo\nextends: jido-teate\nlayer: prefecture\n"
        "title: {ja: 県の児童手当, en: Prefecture}\nentity: household\nunit: month\nparameters:\n"
        "- {name: 三歳以上の額, type: yen, entries: [{from: 2025-04-01, value: 15000}]}\n---\n"
        + json.dumps(own_rate()),
        name="own.yaml",
    )

    assert rules("run", file).status == 1
    assert rules("run", file, "--parameters", json_file).status == 0
    assert rules("run", file, "--parameters", yaml_file).status == 0  # the municipality's over the prefecture's
    laid = rules("explain", write(tmp_path, case(), name="one.json"), "--parameters", json_file)
    assert (laid.status, "要綱第3条" in laid.out) == (1, True)
    assert shipped()["jido-teate"].package.layer == "national"


def test_a_document_of_its_own_is_found_by_its_title(rules: Any, tmp_path: Path) -> None:
    own = {
        "format": "madoguchi.rules/1", "id": "minamo-iwai", "title": {"ja": "みなも祝い金", "en": "Gift"},
        "entity": "household", "unit": "once", "groups": ["子"],
        "versions": [{"from": "2025-04-01", "definitions": [{"name": "額", "expression": "1万円 * 数える(子)"}]}],
    }  # fmt: skip
    expect = [{"entity": "household", "id": "世帯", "definition": "額", "value": 10_000}]
    file = write(tmp_path, case(rules="みなも祝い金", persons={"a": {}}, expect=expect))

    assert rules("run", file, "--parameters", write(tmp_path, [own], name="own.json")).status == 0
    assert "「みなも祝い金」という規則はありません" in rules("run", file).err
    twice = rules("run", file, "--parameters", write(tmp_path, [own, own], name="own.json"))
    assert (twice.status, "「minamo-iwai」という規則は、もうあります。" in twice.err) == (2, True)


def test_another_engines_words_are_mapped_by_a_file(rules: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        case(
            rules="kodomo_teate",
            persons={"a": {"born": "2015-01-15"}},
            households={"世帯": {"members": {"kids": ["a"], "児童": []}}},
            expect=[{"entity": "household", "id": "世帯", "definition": "総額", "value": 10_000}],
        ),
    )
    names = {
        "format": "madoguchi.rule-names/1",
        "packages": {"kodomo_teate": "jido-teate"},
        "names": {
            "*": {"fields": {"born": "生年月日"}},
            "jido-teate": {"roles": {"kids": "子"}, "definitions": {"総額": "手当月額"}},
        },
    }

    assert rules("run", file).status == 2
    assert rules("run", file, "--names", write(tmp_path, names, name="names.json")).status == 0
    names["names"]["jido-teate"]["definitions"] = {"総額": "手当の月額", "支給額": "手当月額"}  # type: ignore[index]
    refused = rules("run", file, "--names", write(tmp_path, names, name="names.json"))
    assert refused.status == 2
    assert "names/jido-teate/definitions/総額: 別名「総額」の指す「手当の月額」がありません。" in refused.err
    assert "別名「支給額」は、もう規則の名前です。" in refused.err


def test_broken_lines_are_told_by_number_and_the_rest_goes_on(
    rules: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_LINE", 2_000)
    file = write(
        tmp_path,
        b"\xef\xbb\xbf" + json.dumps(case()).encode(),
        "{",
        "",
        case(id="three") | {"on": "2025-02-30", "extra": 1},
        json.dumps(case(id="児童"), ensure_ascii=False).encode("cp932"),
        case(id="long", why="あ" * 1_000),
        case(),
        case(id="seven", rules="子ども手当"),
        case(id="eight", expect=[]),
        case(id="nine", persons={"a": {"生月日": "2015-01-15"}}),
        case(id="ten", overrides={"手当月": 1}),
        '{"id": "a", "id": "b"}',
        "[" * 1_900,
        '{"id": NaN}',
        '{"id": "\\ud800"}',
        case(id="last"),
    )

    ran = rules("run", file, "--json")

    assert ran.status == 2
    told = {each["line"]: each for each in ran.objects[:-1]}
    assert [line for line, each in told.items() if each["verdict"] == "pass"] == [1, 16]
    assert {line: [error["code"] for error in each["errors"]] for line, each in told.items() if "errors" in each} == {
        2: ["rules.text_not_readable"],
        4: ["key_unknown", "shape"],
        5: ["rules.not_utf8"],
        6: ["rules.too_long"],
        7: ["rules.id_twice"],
        8: ["rules.package_unknown"],
        9: ["rules.nothing_expected"],
        10: ["key_unknown"],
        11: ["rules.override_unknown"],
        12: ["rules.text_not_readable"],
        13: ["rules.text_not_readable"],
        14: ["rules.text_not_readable"],
        15: ["rules.text_not_readable"],
    }
    assert all(
        error["what"]["ja"] and error["mend"]["en"] for each in told.values() for error in each.get("errors", ())
    )
    assert f"{file}:4: on: ここには日付（2025-04-01 の形）が必要です。" in ran.err
    assert f"{file}:4: on: A date like 2025-04-01 is needed here." in ran.err
    assert ran.objects[-1] == {"summary": {"pass": 2, "fail": 0, "not covered": 0, "error": 13}}


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    """No more than a line is read ahead, and of a line without end no more than the limit at a time."""
    asked = []

    class Watched:
        def __init__(self) -> None:
            self.left = iter([json.dumps(case()).encode() + b"\n"] * 3)

        def readline(self, size: int) -> bytes:
            asked.append(size)
            return next(self.left, b"")

    found = files.read_cases(Watched())  # type: ignore[arg-type]

    assert next(found)[0] == 1
    assert len(asked) == 1
    assert [number for number, _ in found] == [2, 3]
    assert max(asked) == files.MOST_LINE + 1


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("empty.json", b"", "rules.nothing_there"),
        ("blank.yaml", b" \n\n", "rules.nothing_there"),
        ("wrong.json", "児童".encode("cp932"), "rules.not_utf8"),
        ("broken.json", b"{", "rules.text_not_readable"),
        ("broken.yaml", b"a: [", "rules.text_not_readable"),
        ("shape.json", b'{"format": "madoguchi.rules/2"}', "key_missing"),
        ("nobody.json", json.dumps(own_rate(extends="kodomo")).encode(), "rules.extends_nothing"),
        ("layer.json", json.dumps(own_rate(layer="national")).encode(), "layer_order"),
        ("gap.json", json.dumps(own_rate(parameters=[{"name": "三歳以上の額", "type": "yen", "entries": [
            {"from": "2030-04-01", "to": "2030-04-01", "value": 1}]}])).encode(), "interval_empty"),
    ],
)  # fmt: skip
def test_a_file_of_rules_that_cannot_be_used_is_refused(
    rules: Any, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    ran = rules("run", write(tmp_path, case()), "--parameters", write(tmp_path, content, name=name), "--json")

    assert ran.status == 2
    assert code in [each["code"] for each in ran.objects[0]["errors"]]
    assert ran.objects[0]["file"].endswith(name)
    assert len(ran.err.splitlines()) == 2 * len(ran.objects[0]["errors"])


def test_files_that_are_empty_or_not_there_are_refused(rules: Any, tmp_path: Path) -> None:
    empty = rules("run", write(tmp_path, "", "  "))
    missing = rules("run", tmp_path / "none.jsonl")
    several = rules("explain", write(tmp_path, [case(), case()], name="two.json"))

    assert (empty.status, missing.status, several.status) == (2, 2, 2)
    assert "There is nothing to read in the file." in empty.err
    assert "none.jsonl: ファイルを開けませんでした。" in missing.err
    assert "One record can be explained; there are 2." in several.err


def test_a_case_is_explained_to_the_last_definition(rules: Any, tmp_path: Path) -> None:
    plain = case()
    del plain["expect"], plain["persons"]["a"]["生年月日"]
    file = write(tmp_path, plain, name="one.json")

    ran = rules("explain", file)
    (told,) = rules("explain", file, "--json").objects

    assert ran.status == 0
    assert "［世帯］" in ran.out
    lines = [line for line in ran.out.splitlines() if line.startswith("  支給対象児童［a］")]
    assert lines == [
        "  支給対象児童［a］: 不明  「支給対象児童」はまだ分かりません。「生年月日」が入力されていません。"
        "（児童手当法 第3条・第4条）"
    ]
    assert (told["covered"], told["expectations"], list(told["households"])) == (True, None, ["世帯"])
    assert {each["definition"] for each in told["households"]["世帯"]} == {
        each.name for each in shipped()["jido-teate"].package.versions[1].definitions
    }
    assert told["households"]["世帯"][0]["value"] == {"unknown": [["missing", "生年月日"]]}
    assert rules("explain", write(tmp_path, plain | {"on": "2001-04-01"}, name="one.json")).status == 1


def test_the_catalogue_is_what_the_rules_say(rules: Any) -> None:
    ran = rules("catalogue")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (ROOT / "docs" / "guide" / "rules-catalogue.md").read_text(encoding="utf-8")  # make docs
    for each in shipped().values():
        names = [*each.package.inputs, *each.package.parameters]
        assert all(f"| `{one.name}` |" in ran.out for one in names)
    assert "| `birth_date` | `生年月日` | 項目 |" in ran.out
