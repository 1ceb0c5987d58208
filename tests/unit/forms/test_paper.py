"""The paper twin: what is asked on it, that its boxes are where the template says, and the command that prints it."""

import argparse
import io
import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings

from madoguchi.ground.kernel.errors import Language
from madoguchi.line.forms import commands
from madoguchi.line.forms.core.definition import content_address, parse_definition
from madoguchi.line.forms.core.fields import UNANSWERED, Kind
from madoguchi.line.forms.core.paper import HandIn, paper_sheet
from madoguchi.office.documents.core import qr
from madoguchi.office.documents.core.fonts import font_set
from madoguchi.office.documents.core.paper import Paper, code_text, set_paper
from madoguchi.office.documents.core.sheets import Item, Sheet, Table
from tests.support.forms import SEEDS
from tests.support.forms import definition as random_form

FONTS = font_set()
MM = 72 / 25.4
SCALE = 3  # pixels a point
#: Paper that was printed is read by these positions: who changes them makes it unreadable (docs/develop/paper.md).
POSITIONS = {
    False: "9bb2356ca5414517",
    True: "012a8652d536bc70",
}


def words(text: str) -> dict[str, str]:
    return {"ja": text, "en": f"{text} (en)", "easy": f"{text} やさしい"}


def field(kind: str, name: str = "", **more: Any) -> dict[str, Any]:
    return {"id": name or f"a_{kind}", "type": kind, "label": words(f"質問{name or kind}"), **more}


def whole(*pages: list[dict[str, Any]]) -> dict[str, Any]:
    made = [{"id": f"p{n}", "title": words(f"ページ{n}"), "fields": fields} for n, fields in enumerate(pages)]
    return {
        "format": 1,
        "procedure": {"code": "paper", "name": words("紙の申請"), "needed": [words("通帳")]},
        "form": {"pages": made, "applicant": {"name": "name"}},
    }


OPTIONS = [{"value": value, "label": words(f"選択肢{value}")} for value in "abcde"]
EVERY_KIND = whole(
    [
        field("name", "name", required=True),
        field("kana", max_length=100),
        field("birth_date", required=True, reason=words("年齢を確かめるため")),
        field("address"),
        field("phone"),
        field("email"),
        field("text", help=words("くわしく入力してください。")),
    ],
    [
        field("long_text", max_length=400),
        field("number", max=99, unit=words("人")),
        field("number", "depth", min=-10, max=10),
        field("yen"),
        field("date", earliest="today"),
        field("choice", options=OPTIONS),
        field("choices", options=OPTIONS, max=2),
        field("yesno"),
        field("bank_account", show_when={"field": "a_yesno", "is": "yes"}),
        field("guidance", text=words("読むだけです。\nもう一つ。")),
        field("calculation", result="number", calculation="1"),
        field("file", required=True),
        field("consent", text=words("同意の文")),
    ],
    [
        field("heading"),
        field("name", "two_names", parts="family_given"),
        field("corporate_number", "firm"),
        field("year_month"),
        field("period", open_end=True),
        field("relationship", "relation"),
        field("declaration", text=words("相違ありません")),
        field(
            "matrix",
            rows=[{"value": "r1", "label": words("朝")}, {"value": "r2", "label": words("夜")}],
            options=OPTIONS,
        ),
        field("location"),
    ],
    [
        field(
            "group",
            "children",
            item_label=words("お子さま"),
            fields=[field("kana", "k"), field("date", "d"), field("file", "f")],
            max=10,
        ),
        field(
            "group",
            "dogs",
            item_label=words("犬"),
            fields=[field("name", "n"), field("number", "y", max=20), field("yesno", "v")],
            max=8,
        ),
    ],
)


def sheet_of(data: dict[str, Any], *, language: Language = Language.JA, large: bool = False, **more: Any) -> Sheet:
    definition = parse_definition(data)
    return paper_sheet(definition, address=content_address(data), language=language, large=large, **more)


@cache
def printed(*, large: bool) -> Paper:
    return set_paper(sheet_of(EVERY_KIND, large=large), FONTS)


@cache
def ink(*, large: bool) -> list[Any]:
    """The pages as grey pixels, 0 is black."""
    return pixels(printed(large=large).pdf)


def pixels(pdf: bytes) -> list[Any]:
    return [pixels_of(page) for page in pypdfium2.PdfDocument(pdf)]


def pixels_of(page: Any) -> Any:
    found = page.render(scale=SCALE, grayscale=True).to_numpy()
    return found.reshape(found.shape[0], found.shape[1])


def boxes_of(template: Any) -> Iterator[tuple[str, int, list[float]]]:
    for one in template["fields"]:
        for box in one.get("boxes", [option["box"] for option in one.get("options", [])]):
            yield one["path"], one["page"], box


def is_framed(page: Any, box: list[float]) -> bool:
    """Whether ink runs along all four sides of a box, and next to none is within."""
    x, y, right, low = (round(SCALE * one) for one in (box[0], box[1], box[0] + box[2], box[1] + box[3]))
    sides = (
        page[y - 2 : y + 3, x:right].min(axis=0),
        page[low - 2 : low + 3, x:right].min(axis=0),
        page[y:low, x - 2 : x + 3].min(axis=1),
        page[y:low, right - 2 : right + 3].min(axis=1),
    )
    return all((side < 200).mean() > 0.98 for side in sides) and bool(
        page[y + 4 : low - 4, x + 4 : right - 4].mean() > 245
    )


@pytest.mark.parametrize("large", [False, True])
def test_every_box_of_the_template_is_framed_by_ink(*, large: bool) -> None:
    missing = [
        (path, box)
        for path, page, box in boxes_of(printed(large=large).template)
        if not is_framed(ink(large=large)[page - 1], box)
    ]
    assert missing == []


def test_a_box_that_lies_elsewhere_would_be_noticed() -> None:
    _path, page, box = next(boxes_of(printed(large=False).template))
    assert not is_framed(ink(large=False)[page - 1], [box[0] + 2, *box[1:]])
    assert not is_framed(ink(large=False)[page - 1], [box[0], box[1] + 2, *box[2:]])


@pytest.mark.parametrize("large", [False, True])
def test_every_page_has_its_marks_and_a_code_that_names_it(*, large: bool) -> None:
    template: Any = printed(large=large).template
    assert [one["page"] for one in template["pages"]] == list(range(1, len(ink(large=large)) + 1))
    for one in template["pages"]:
        page = ink(large=large)[one["page"] - 1]
        for x, y, wide, high in one["marks"]:
            assert (
                page[
                    round(SCALE * y) + 1 : round(SCALE * (y + high)) - 1,
                    round(SCALE * x) + 1 : round(SCALE * (x + wide)) - 1,
                ].max()
                < 60
            )
        assert modules(page, one["code"]) == qr.matrix(code_text(template["address"], template["sheet"], one["page"]))


def modules(page: Any, place: list[float]) -> list[str]:
    """Read the dark and light modules of a code of version 3, as a machine that knows where it is."""
    size, quiet = 29, qr.QUIET_ZONE
    side = place[2] / (size + 2 * quiet)
    at = [[round(SCALE * (place[axis] + side * (n + quiet + 0.5))) for n in range(size)] for axis in (0, 1)]
    return ["".join("1" if page[y, x] < 128 else "0" for x in at[0]) for y in at[1]]


@pytest.mark.parametrize(("large", "least_mm"), [(False, 7.0), (True, 10.0)])
def test_boxes_are_large_enough_for_a_hand_and_none_lies_over_another(*, large: bool, least_mm: float) -> None:
    found = list(boxes_of(printed(large=large).template))
    assert min(min(box[2:]) for _path, _page, box in found) >= least_mm * MM - 0.02
    for (_one, page, box), (_other, other_page, other) in combinations(found, 2):
        if page == other_page:
            across = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
            down = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
            assert min(across, down) < 0.1
    assert all(box[0] >= 18 * MM - 1 and box[0] + box[2] <= 192 * MM + 1 for _path, _page, box in found)


def test_a_word_too_wide_to_stand_beside_its_boxes_stands_above_them() -> None:
    plain = field("text", "plain") | {"label": {"ja": "公開ページの住所"}}
    wide = field("text", "wide") | {"label": {"ja": "minamo-city.example/tetsuzuki"}}
    set_large = set_paper(sheet_of(whole([field("name", "name"), plain, wide]), large=True), FONTS)
    left = {path: box[0] / MM for path, _page, box in boxes_of(set_large.template)}
    assert left["plain"] > 18 + 44
    assert left["wide"] < 18.5


def test_every_kind_of_question_has_its_boxes() -> None:
    template: Any = printed(large=False).template
    count = {one["path"]: len(one.get("boxes", one.get("options"))) for one in template["fields"]}
    assert {path: count.get(path) for path in (
        "@written_on/year", "name", "a_kana", "a_birth_date/era", "a_birth_date/year", "a_address/postal_code",
        "a_address/text", "a_phone", "a_number", "depth", "a_yen", "a_date/year", "a_choice", "a_yesno",
        "a_bank_account/bank_code", "a_bank_account/kind", "a_bank_account/number", "a_bank_account/holder", "a_file",
        "a_consent", "children/0/k", "children/f", "children/+0/#", "dogs/5/y", "dogs/+1/v", "@name",
    )} == {
        "@written_on/year": 2, "name": 1, "a_kana": 20, "a_birth_date/era": 5, "a_birth_date/year": 2,
        "a_address/postal_code": 7, "a_address/text": 1, "a_phone": 11, "a_number": 2, "depth": 1, "a_yen": 8,
        "a_date/year": 2, "a_choice": 5, "a_yesno": 2, "a_bank_account/bank_code": 4, "a_bank_account/kind": 3,
        "a_bank_account/number": 7, "a_bank_account/holder": 30, "a_file": 1, "a_consent": 1, "children/0/k": 20,
        "children/f": 1, "children/+0/#": 2, "dogs/5/y": 2, "dogs/+1/v": 2, "@name": 1,
    }  # fmt: skip
    assert not {"a_calculation", "a_guidance", "a_date/era"} & count.keys()
    charsets = {one["path"]: one.get("charset") for one in template["fields"]}
    assert (charsets["a_kana"], charsets["a_phone"], charsets["a_email"]) == ("kana", "digits", "ascii")
    assert (charsets["name"], charsets["a_choice"]) == ("any", None)


@pytest.mark.parametrize("large", [False, True])
def test_what_was_printed_can_still_be_read(*, large: bool) -> None:
    fields = printed(large=large).template["fields"]
    assert sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16] == POSITIONS[large]


def test_the_same_sheet_is_the_same_bytes_and_its_foot_moves_nothing() -> None:
    sheet = sheet_of(EVERY_KIND)
    again = set_paper(sheet, FONTS)
    assert (again.pdf, again.template) == (printed(large=False).pdf, printed(large=False).template)

    office = HandIn(sheet_words("みなも市 こども課"), "0000-12-3456")
    handed_in = set_paper(sheet_of(EVERY_KIND, hand_in=office), FONTS)
    assert handed_in.template == again.template
    reader = pypdf.PdfReader(io.BytesIO(handed_in.pdf))
    for page in reader.pages:
        assert "提出先：みなも市こども課（電話0000-12-3456）" in "".join(page.extract_text().split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part>1<" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def sheet_words(text: str) -> Any:
    from madoguchi.ground.kernel.errors import Message

    return Message(text, f"{text} (en)")


def test_other_words_sizes_and_languages_are_other_sheets() -> None:
    sheets = [
        sheet_of(EVERY_KIND),
        sheet_of(EVERY_KIND, large=True),
        sheet_of(EVERY_KIND, language=Language.EN),
        sheet_of(EVERY_KIND, language=Language.EASY),
    ]
    own = {code_text(one.address, set_paper(one, FONTS).template["sheet"], 1) for one in sheets}  # type: ignore[arg-type]
    assert len(own) == len(sheets)
    assert sheets[2].sections[0].contents[1].label_ja == "質問name"
    assert sheets[2].title_ja == "紙の申請"
    help_of = {one.label: one.help for one in sheets[0].sections[0].contents}
    assert help_of["質問text"] == ("くわしく記入してください。",)


def test_a_sheet_of_many_pages_names_each_of_them() -> None:
    data = whole([field("name", "name"), *(field("text", f"t{n}", max_length=200) for n in range(60))])
    paper = set_paper(sheet_of(data), FONTS)
    assert paper.page_count > 12
    template: Any = paper.template
    last = template["pages"][-1]
    assert modules(pixels_of(pypdfium2.PdfDocument(paper.pdf)[last["page"] - 1]), last["code"]) == qr.matrix(
        code_text(template["address"], template["sheet"], last["page"])
    )


@settings(max_examples=40)
@given(SEEDS)
def test_any_form_is_asked_whole_in_every_language(seed: int) -> None:
    form = random_form(Random(seed))
    data = whole([field("name", "name")]) | {"form": form}
    parsed = parse_definition(data).form
    for language in Language:
        sheet = sheet_of(data, language=language)
        paths = {path.split("/")[0] for path in asked(sheet)}
        answerable = {
            one.id
            for one in parsed.fields()
            if one.kind not in UNANSWERED
            and (one.kind is not Kind.GROUP or any(inner.kind not in UNANSWERED for inner in one.fields))
        }
        assert paths - {"@written_on", "@name"} == answerable


def asked(sheet: Sheet) -> Iterator[str]:
    """Every path for which a sheet has boxes."""
    for section in (*sheet.sections, *sheet.continuations):
        for content in section.contents:
            if isinstance(content, Table):
                entries = [entry for row in content.rows for entry in row]
            else:
                questions = content.questions if isinstance(content, Item) else (content,)
                entries = [entry for one in questions for entry in one.entries]
            for entry in entries:
                if hasattr(entry, "path"):
                    yield entry.path
                yield from (run.path for run in getattr(entry, "runs", ()))


class Ran:
    """What a command printed and returned."""

    def __init__(self, status: int, err: str) -> None:
        self.status, self.err = status, err


@pytest.fixture
def forms_print(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str | Path) -> Ran:
        parser = argparse.ArgumentParser()
        commands.register(parser.add_subparsers(required=True))
        args = parser.parse_args(["forms", "print", *map(str, arguments)])
        return Ran(args.run(args), capsys.readouterr().err)

    return call


def test_the_command_prints_the_pdf_and_the_template(forms_print: Any, tmp_path: Path) -> None:
    given_file, out, template = tmp_path / "d.json", tmp_path / "out.pdf", tmp_path / "boxes.json"
    given_file.write_text(json.dumps(EVERY_KIND), encoding="utf-8")

    ran = forms_print(given_file, "--out", out, "--large", "--language", "easy", "--template", template)

    assert ran.status == 0
    told = json.loads(template.read_text(encoding="utf-8"))
    assert (told["format"], told["language"], told["large"]) == (1, "ja-easy", True)
    assert told["address"] == content_address(EVERY_KIND)
    assert len(pypdf.PdfReader(out).pages) == len(told["pages"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", ("JSONの書き方になっていません", "is not JSON")),
        (json.dumps({"format": 1}).encode(), ("この項目が必要です", "This key is needed")),
        (
            json.dumps(whole([field("name", "name", help=words("\U0010fffd"))])).encode(),
            ("フォントにない文字", "fonts can draw"),
        ),
        (None, ("ファイルを開けませんでした", "could not be opened")),
    ],
)
def test_bad_input_is_refused_in_both_languages(
    content: bytes | None, said: tuple[str, str], forms_print: Any, tmp_path: Path
) -> None:
    file, out = tmp_path / "d.json", tmp_path / "out.pdf"
    if content is not None:
        file.write_bytes(content)
    ran = forms_print(file, "--out", out)
    assert ran.status == 2
    assert all(one in ran.err for one in said)
    assert not out.exists()
