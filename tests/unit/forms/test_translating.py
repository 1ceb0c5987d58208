"""The languages of a form: complete or not offered, stale once the Japanese changes, out to a translator and back."""

import copy
import io
from typing import Any

import openpyxl
import pytest

from madoguchi.ground.kernel import spreadsheet, xlsx
from madoguchi.ground.kernel.errors import Language
from madoguchi.line.forms.core import editing
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.reading import DefinitionRefused, Reader
from madoguchi.line.forms.core.texts_sheet import MOST_BYTES, TextsRefused, read_texts, table
from madoguchi.line.forms.core.translating import NAMES, lacks, refuse_incomplete, translated

LABEL = {"ja": "氏名", "en": "Name", "easy": "名前", "vi": "Họ tên"}


def definition(**form: Any) -> dict[str, Any]:
    option = {"value": "a", "label": {"ja": "はい", "en": "Yes", "easy": "はい", "vi": "Có"}}
    other = {"value": "b", "label": {"ja": "12", "en": "12"}}
    fields = [
        {"id": "name", "type": "name", "label": copy.deepcopy(LABEL)},
        {"id": "way", "type": "choice", "label": dict(LABEL, ja="方法", en="Way"), "options": [option, other]},
    ]
    return {
        "format": 1,
        "procedure": {"code": "some", "name": {"ja": "届", "en": "Filing", "easy": "とどけ", "vi": "Đơn"}},
        "form": {
            "pages": [{"id": "page", "title": {"ja": "ページ", "en": "Page", "easy": "ページ", "vi": "Trang"},
                       "fields": fields}],
            "applicant": {"name": "name"},
            **form,
        },
    }  # fmt: skip


def problems(data: dict[str, Any]) -> list[str]:
    reader = Reader()
    refuse_incomplete(reader, data)
    return [one.path for one in reader.problems]


def test_a_form_that_names_no_languages_offers_what_it_always_did() -> None:
    form = parse_definition(definition()).form

    assert set(form.languages) == {Language.JA, Language.EN, Language.EASY}
    assert problems(definition()) == []


def test_a_form_offers_the_languages_it_names_and_japanese() -> None:
    form = parse_definition(definition(languages=["vi"])).form

    assert form.languages == (Language.JA, Language.VI)
    assert form.field("name").label.text(Language.VI) == "Họ tên"
    assert form.field("name").label.text(Language.KO) == "Name"


def test_each_text_that_a_named_language_lacks_is_told_by_its_place() -> None:
    data = definition(languages=["vi", "en"])
    del data["form"]["pages"][0]["fields"][1]["options"][0]["label"]["vi"]
    del data["form"]["pages"][0]["title"]["en"]

    assert problems(data) == ["form/pages/0/title/en", "form/pages/0/fields/1/options/0/label/vi"]


def test_a_number_needs_no_translation() -> None:
    assert problems(definition(languages=list(NAMES)[:3])) == []


@pytest.mark.parametrize(
    "languages", [["tlh"], ["vi", "vi"], "vi", [1], ["vi"] * 40], ids=["unknown", "twice", "text", "number", "forty"]
)
def test_other_languages_are_refused(languages: Any) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        parse_definition(definition(languages=languages))

    assert all(one.path.startswith("form/languages") for one in refused.value.problems)


def test_a_translation_is_stale_once_the_japanese_changes_and_stays_through_the_settings() -> None:
    data = definition(languages=["vi", "en"])

    settings = {"label": {"ja": "申請する人", "en": "Applicant", "easy": "名前"}}
    data["form"] = editing.change(data["form"], "name", settings)

    label = data["form"]["pages"][0]["fields"][0]["label"]
    assert label == {"ja": "申請する人", "en": "Applicant", "easy": "名前", "vi": "Họ tên", "stale": ["easy", "vi"]}
    assert problems(data) == ["form/pages/0/fields/0/label/vi"]
    assert [(one.language, one.is_stale) for one in lacks(data, ["easy", "en", "vi"])] == [("easy", True), ("vi", True)]

    mended = translated(data, {"field/name/label": {"vi": "Người nộp đơn"}})

    assert problems(mended) == []
    assert mended["form"]["pages"][0]["fields"][0]["label"]["stale"] == ["easy"]  # type: ignore[index]
    parse_definition(mended)


def test_options_keep_their_translations_by_value_when_they_are_moved() -> None:
    data = definition()
    told = [{"value": "b", "label": {"ja": "12"}}, {"value": "a", "label": {"ja": "はい", "en": "Yes"}}]

    form = editing.change(data["form"], "way", {"options": told})

    options = form["pages"][0]["fields"][1]["options"]  # type: ignore[index]
    assert options[1]["label"] == {"ja": "はい", "en": "Yes", "vi": "Có"}
    assert options[0]["label"] == {"ja": "12"}


def csv_of(data: dict[str, Any]) -> bytes:
    found = table(data, tuple(NAMES))
    return spreadsheet.csv_text(found.heading, found.rows).encode()


def workbook_of(data: dict[str, Any]) -> bytes:
    found = table(data, tuple(NAMES))
    return xlsx.workbook(found.heading, found.rows, title="届")


@pytest.mark.parametrize("write", [csv_of, workbook_of], ids=["csv", "xlsx"])
def test_texts_come_back_from_a_translator_as_they_went(write: Any) -> None:
    data = definition()

    read = read_texts(write(data), data)

    assert translated(data, read) == data
    assert read["field/name/label"] == {"en": "Name", "easy": "名前", "vi": "Họ tên"}


def test_what_a_translator_wrote_into_excel_is_read() -> None:
    data = definition()
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(data)))
    sheet = book.active
    assert sheet is not None
    column = next(cell.column for cell in sheet[1] if str(cell.value).startswith("ko"))
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "page/page/title")
    sheet.cell(row, column, "=페이지")
    written = io.BytesIO()
    sheet.cell(row, column).data_type = "s"
    book.save(written)

    assert read_texts(written.getvalue(), data)["page/page/title"]["ko"] == "=페이지"


def test_files_that_are_no_table_of_this_form_are_refused_with_the_rows() -> None:
    data = definition()
    written = csv_of(data).decode()
    others = {
        "no columns": b"a,b\r\n1,2\r\n",
        "no translations": b"key,ja\r\n",
        "empty": b"",
        "not UTF-8": "key,ja,vi\r\n氏名".encode("cp932"),
        "quote": b'key,ja,vi\r\n"a',
        "row of another form": written.replace("field/name/label", "field/gone/label").encode(),
        "other Japanese": written.replace("氏名", "名前です").encode(),
        "too long": written.replace("Họ tên", "x" * 4001).encode(),
        "too large": b"x" * (MOST_BYTES + 1),
    }

    for name, content in others.items():
        with pytest.raises(TextsRefused):
            pytest.fail(f"{name}: {read_texts(content, data)}")
    with pytest.raises(TextsRefused, match=r"changed after they were exported: 4"):
        read_texts(others["other Japanese"], data)
