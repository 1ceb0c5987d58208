"""Layouts as JSON, and 項目定義書 read into them."""

import os
from pathlib import Path
from typing import Any

import pytest

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.definition_sheet import layout_from_sheet
from madoguchi.office.layouts.core.layout import DataType, Layout, Output
from madoguchi.office.layouts.core.layout_format import as_json, parse_digits, parse_layout
from madoguchi.office.layouts.core.problems import GroupUnknown, LayoutRefused, LayoutUnknown
from madoguchi.office.layouts.core.shipped import layout, layouts, load_layout
from madoguchi.office.layouts.core.values import Conversion, text_reader, text_writer
from tests.unit.layouts.samples import column, definition, layout_of

SHIPPED = ("community-bus-hakko", "jido-teate-nintei", "shori-jokyo")


def test_three_layouts_are_shipped_and_each_says_that_nobody_verified_it() -> None:
    assert tuple(one.code for one in layouts()) == SHIPPED
    for one in layouts():
        assert not one.is_verified
        assert "架空" in one.note.ja
        assert "fictional" in one.note.en


@pytest.mark.parametrize("code", SHIPPED)
def test_every_sample_of_a_shipped_layout_fits_its_column_and_comes_back(code: str) -> None:
    one = layout(code)
    conversion = Conversion(code_lists=one.code_lists)
    for group in one.groups:
        for item in group.columns:
            assert item.sample, item.name
            assert text_writer(item, conversion)(text_reader(item, conversion)(item.sample)) == item.sample
    assert conversion.notices.all() == ()


@pytest.mark.parametrize("code", SHIPPED)
def test_a_layout_written_as_json_is_read_back_equal(code: str) -> None:
    assert parse_layout(as_json(layout(code))) == layout(code)


def test_flags_and_limits_survive_json() -> None:
    one = layout_of(
        column(1, "X", "3", key=True, repeat=999, pattern="[0-9]+", pattern_words={"ja": "数字", "en": "digits"}),
        column(2, "9V", "5,2", must_implement=True, foreign_key="あて名", aliases=["別名"]),
    )
    assert parse_layout(as_json(one)) == one
    first, second = one.group().columns
    assert (first.is_key, first.repeat, second.digits, second.fraction) == (True, 999, 5, 2)


def test_every_flaw_is_named_with_its_place_in_both_languages() -> None:
    data = definition(
        column(1, "N", "5"),  # half-width N is not the type Ｎ
        column(2, "X", "zero"),
        column(3, "X", "5", item_id="123"),
        column(3, "X", "5", item_id="00000003", field="1st"),
        column(4, "9V", "5"),
        column(5, "X", "5", repeat=0),
        column(6, "X", "5", pattern="("),
        column(7, "X", "5", lenght=3),
        column(8, "DATE", "10", allows_unknown_date=True),
        code="Bad Code",
    )
    with pytest.raises(LayoutRefused) as caught:
        parse_layout(data)
    places = {p.pointer for p in caught.value.problems}
    prefix = "groups/0/columns"
    assert places == {
        "code",
        f"{prefix}/0/type",
        f"{prefix}/1/digits",
        f"{prefix}/2/item_id",
        f"{prefix}/3/field",
        f"{prefix}/3/name",
        f"{prefix}/4/digits",
        f"{prefix}/5/repeat",
        f"{prefix}/6/pattern",
        f"{prefix}/6/pattern_words",
        f"{prefix}/7/lenght",
        f"{prefix}/8/allows_unknown_date",
    }
    for problem in caught.value.problems:
        assert all(m.ja and m.en and m.ja != m.en for m in (problem.what, problem.why, problem.mend))


@pytest.mark.parametrize("data", [None, [], {}, {"format": "other"}, definition(), definition(groups=[3])])
def test_what_is_no_layout_is_refused(data: Any) -> None:
    with pytest.raises(LayoutRefused):
        parse_layout(data)


@pytest.mark.parametrize(
    "text, expected",
    [("15", (15, 0)), ("5,2", (5, 2)), ("5.2", (5, 2)), ("0", None), ("-1", None), ("1,0", None), ("uji", None)],
)
def test_digits_are_a_number_or_two(text: str, expected: tuple[int, int] | None) -> None:
    assert parse_digits(text) == expected


def test_the_newest_version_is_by_number_not_by_letter(tmp_path: Path) -> None:
    import json

    for version in ("1.9", "1.10", "1.2"):
        data = definition(column(1, "X", "1"), version=version)
        (tmp_path / f"{version}.json").write_text(json.dumps(data))
    assert layout("mihon", folder=tmp_path).version == "1.10"
    assert layout("mihon", "1.9", folder=tmp_path).version == "1.9"
    with pytest.raises(LayoutUnknown, match=r"1\.3"):
        layout("mihon", "1.3", folder=tmp_path)


def test_a_file_that_is_no_json_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(LayoutRefused, match=r"broken\.json"):
        load_layout(tmp_path / "broken.json")


def test_a_layout_of_several_groups_wants_one_named() -> None:
    assert layout("jido-teate-nintei").group("jido").name == "児童手当対象児童"
    with pytest.raises(GroupUnknown, match="nintei, jido"):
        layout("jido-teate-nintei").group()


SHEET = """住登外者 項目定義書,,,,,,,,,,,,
データ項目ID,データ項目,データ項目（ローマ字）,グループ名称,主キー,データ型,桁数,コード,繰り返し,データ出力条件,項目説明,実装類型,サンプル値
99100001,受付番号,uketsukebango,基本,○,Ｘ,１５,,,必須,,○,1
99100002,生年月日,seinengappi,基本,,DATE,10,,,任意,,,
99100003,生年月日_不詳表記,seinengappi_fushohyoki,基本,,Ｎ,72,,,条件付き必須,説明※※不詳の場合に出力,○,
,,,,,,,,,,,,
99100004,業務ID,gyomuid,明細,○,X,3,001,999,必須,,,"a
b"
"""


def imported(text: str, encoding: str = "utf-8") -> Layout:
    return layout_from_sheet(
        text.encode(encoding),
        code="mihon",
        version="2.1",
        name=Message("見本", "Sample"),
        source="架空の項目定義書 2.1版",
        note=Message("", ""),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_definition_sheet_becomes_a_layout(encoding: str) -> None:
    one = imported(SHEET, encoding)
    basic, detail = one.groups
    assert [c.field for c in basic.columns] == ["uketsukebango", "seinengappi", "seinengappi_fushohyoki"]
    number, birth, words = basic.columns
    assert (number.data_type, number.digits, number.is_key, number.output) == (DataType.HALF, 15, True, Output.ALWAYS)
    assert birth.allows_unknown_date  # because the item with the words stands beside it
    assert (words.output, words.condition) == (Output.CONDITIONAL, "不詳の場合に出力")
    assert (detail.columns[0].repeat, detail.columns[0].code_list, detail.columns[0].sample) == (999, "001", "a\nb")
    assert not one.is_verified
    assert parse_layout(as_json(one)) == one


def test_a_slip_in_a_sheet_is_told_with_its_line_and_not_repaired() -> None:
    with pytest.raises(LayoutRefused) as caught:
        imported(SHEET.replace("DATE,10", "9,seinengappi").replace("X,3", "Z,3"))
    assert [(p.line, p.pointer.rpartition("/")[2]) for p in caught.value.problems] == [(4, "digits"), (7, "type")]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "データ項目,field,データ型\n", '項目,"'])
def test_a_file_that_is_no_sheet_is_refused(text: str) -> None:
    with pytest.raises(LayoutRefused):
        imported(text)


@pytest.fixture
def sheets() -> Path:
    """The public sheets. Their folder is named by an environment variable; the harness keeps only TEST ones."""
    folder = os.environ.get("MADOGUCHI_TEST_SHARED_DATA") or os.environ.get("MADOGUCHI_SHARED_DATA")
    if not folder:
        pytest.skip("MADOGUCHI_TEST_SHARED_DATA does not name a folder of public data")
    found = Path(folder) / "spec_layouts"
    if not found.is_dir():
        pytest.skip("no spec_layouts in the folder of public data")
    return found


def test_the_public_sheet_of_29_items_is_read_whole(sheets: Path) -> None:
    one = layout_from_sheet(
        (sheets / "atenabango_item_definition_v2.1_29items.csv").read_bytes(),
        code="atenabango",
        version="2.1",
        name=Message("住登外者宛名番号管理", "Numbers of non-residents"),
        source="デジタル庁 共通機能標準仕様書 別紙 項目定義書 2.1版",
        note=Message("", ""),
    )
    columns = {c.field: c for c in one.group().columns}
    assert len(columns) == 29
    assert (columns["atenabango"].is_key, columns["atenabango"].digits) == (True, 15)
    assert columns["seinengappi"].allows_unknown_date
    assert columns["jusho_choaza"].digits == 18
    assert columns["gyomuid"].repeat == 999
    assert columns["sosajikoku"].data_type is DataType.TIME


def test_the_slip_in_the_public_api_sheet_is_found(sheets: Path) -> None:
    with pytest.raises(LayoutRefused) as caught:
        layout_from_sheet(
            (sheets / "atenabango_fuban_api_request_v2.0.csv").read_bytes(),
            code="fuban",
            version="2.0",
            name=Message("付番", "Numbering"),
            source="付番API仕様 2.0版",
            note=Message("", ""),
        )
    assert [(p.line, p.pointer.rpartition("/")[2]) for p in caught.value.problems] == [(12, "digits")]
