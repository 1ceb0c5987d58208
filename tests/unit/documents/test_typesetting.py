"""Letters as PDF: what is printed, whose it is, and that the same letter is the same bytes."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject

from madoguchi.office.documents.core.contents import Content
from madoguchi.office.documents.core.fonts import CharactersNotInFonts, font_set
from madoguchi.office.documents.core.typesetting import TEMPLATES, render, template_version
from tests.unit.documents import samples
from tests.unit.documents.samples import AT, TSUJI, notice

FONTS = font_set()


def pdf_of(content: Content) -> bytes:
    return render(content.kind.value, content.data(), title=content.title, at=AT, fonts=FONTS)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def joined(text: str) -> str:
    """Text without the line breaks and spaces that setting it made."""
    return "".join(text.split())


@pytest.mark.parametrize("content", samples.ALL, ids=lambda content: f"{content.kind}-{content.title}")
def test_every_template_makes_a_tagged_japanese_pdf_ua(content: Content) -> None:
    reader = read(pdf_of(content))

    root = reader.trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    assert root["/Lang"] == "ja-JP"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == content.title


@pytest.mark.parametrize("content", samples.ALL, ids=lambda content: f"{content.kind}-{content.title}")
def test_every_page_carries_its_number_and_the_count(content: Content) -> None:
    pages = read(pdf_of(content)).pages

    assert [f"{n}／{len(pages)}" in joined(page.extract_text()) for n, page in enumerate(pages, 1)] == [True] * len(
        pages
    )


def test_only_bundled_fonts_are_embedded() -> None:
    names = set()
    for content in samples.ALL:
        for page in read(pdf_of(content)).pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                names.add(str(font.get_object()["/BaseFont"]).partition("+")[2])

    assert {name.rpartition("-Identity")[0] or name for name in names} == {
        "NotoSansCJKjp-Regular",
        "NotoSansCJKjp-Bold",
    }


def test_a_notice_says_all_it_has_to_say() -> None:
    content = samples.issued(notice(reasons=("住所がないためです。", "年齢を超えているためです。")))

    text = joined(text_of(pdf_of(content)))

    wanted = [
        "みな子第123号",
        "令和8年4月15日",
        "〒999-1201",
        "みなも市みずほ町4丁目5番6号",
        f"{joined(TSUJI)}様",
        "みなも市長",
        "水野澄江",
        "（公印省略）",
        "児童手当認定請求却下通知書",
        "記",
        "手当の月額",
        "20,000円",
        "決定の理由",
        "住所がないためです。",
        "年齢を超えているためです。",
        "（教示）",
        "3か月以内",
        "6か月以内",
        "子育て支援課給付係",
        "000-123-4567",
        "ABCD-EFGH-JKMN-234T",
        joined(samples.URL),
    ]
    assert [words for words in wanted if words not in text] == []


def test_a_grant_has_no_heading_for_reasons_and_a_sealed_letter_does_not_say_the_seal_is_omitted() -> None:
    assert "決定の理由" not in text_of(pdf_of(notice()))
    assert "公印省略" not in text_of(pdf_of(samples.letter()))


def test_a_receipt_shows_the_receipt_number_larger_than_anything_else() -> None:
    sizes: dict[str, float] = {}

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            sizes[text.strip()] = max(sizes.get(text.strip(), 0), abs(size * tm[0] * cm[0]))

    read(pdf_of(samples.receipt())).pages[0].extract_text(visitor_text=visit)

    biggest = max(sizes, key=lambda text: sizes[text])
    assert "7K4M" in biggest
    assert sizes[biggest] >= 36


def test_typical_sheets_fit_on_one_page() -> None:
    sheets = [*samples.ALL[:2], *samples.ALL[3:]]

    assert [len(read(pdf_of(content)).pages) for content in sheets] == [1] * len(sheets)


def test_large_print_sets_the_body_in_14_points() -> None:
    def size_of(words: str, *, large_print: bool) -> float:
        found: list[float] = []

        def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
            if words in text:
                found.append(abs(size * tm[0] * cm[0]))

        read(pdf_of(notice(large_print=large_print))).pages[0].extract_text(visitor_text=visit)
        return found[0]

    # words between two digits, which Typst sets in one run
    assert size_of("年法律第", large_print=False) == pytest.approx(10.5)
    assert size_of("年法律第", large_print=True) == pytest.approx(14)


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        "*太字* _斜体_",
        "$x^2$ `code`",
        "] [ ) ( } {",
        "= 見出し",
        "- 項目 + 一 / 二",
        "<label> @ref",
        "\\u{41} ~ --- ...",
        '"; #import "x.typ"',
        "// 消える /* 消える */",
        '#read("/etc/passwd")',
        "https://example.com/",
        "&amp; <b>",
    ],
)
def test_names_are_printed_as_written_never_run_as_markup(name: str) -> None:
    assert joined(name) in joined(text_of(pdf_of(notice(name))))


def test_names_keep_their_variant_selectors_in_the_text() -> None:
    text = text_of(pdf_of(notice("辻\U000e0100 葛\U000e0100󠄁 𠮷田")))

    assert "辻\U000e0100" in text
    assert "葛\U000e0100" in text
    assert "𠮷田" in text


def test_compatibility_characters_are_not_normalised() -> None:
    assert "神\ufa19"[1] in text_of(
        pdf_of(notice("\ufa19谷 \ufa11一"))
    )  # 神 and 﨑, which NFC would or would not change


@pytest.mark.parametrize("character", ["\U0002b820", "\ue000", "\U0001f600", "\x07", "\ufffe"])
def test_a_character_that_no_font_has_is_refused_by_name(character: str) -> None:
    with pytest.raises(CharactersNotInFonts) as refused:
        pdf_of(notice(f"山{character}田"))

    assert f"U+{ord(character):04X}" in refused.value.why.ja


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_either_set_or_refused(name: str) -> None:
    try:
        pdf = pdf_of(notice(name))
    except CharactersNotInFonts:
        return
    assert pdf.startswith(b"%PDF-")


def test_the_same_letter_is_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib\n"
        "from tests.unit.documents import samples\n"
        "from tests.unit.documents.test_typesetting import pdf_of\n"
        "print(*(hashlib.sha256(pdf_of(content)).hexdigest() for content in reversed(samples.ALL)))\n"
    )
    root = Path(__file__).parents[3]
    here = [sha256(pdf_of(content)).hexdigest() for content in samples.ALL]

    for seed in ("1", "2"):
        path = os.pathsep.join([str(root), str(root / "src")])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path, "TZ": "America/New_York"}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, cwd=root
        )
        assert done.stdout.split() == here[::-1]


def test_another_moment_makes_other_bytes() -> None:
    content = notice()
    later = render(content.kind.value, content.data(), title=content.title, at=AT.replace(minute=6), fonts=FONTS)

    assert later != pdf_of(content)


def test_letters_made_at_the_same_time_hold_their_own_person_and_nobody_else() -> None:
    """In 2023 certificates came out of printers in other cities with other people's names, from shared files."""
    people = [f"試験用{n:03d}号 太郎" for n in range(60)]

    with ThreadPoolExecutor(8) as threads:
        pdfs = list(threads.map(lambda name: pdf_of(notice(name)), people))

    for name, pdf in zip(people, pdfs, strict=True):
        text = joined(text_of(pdf))
        assert [other for other in people if joined(other) in text] == [name]


def test_an_unknown_template_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no template"):
        render("../../etc/passwd", {}, title="x", at=AT, fonts=FONTS)


def test_the_template_version_changes_with_a_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = template_version()
    for path in TEMPLATES.glob("*.typ"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr("madoguchi.office.documents.core.typesetting.TEMPLATES", tmp_path)
    template_version.cache_clear()
    try:
        assert template_version() == before
        template_version.cache_clear()
        (tmp_path / "notice.typ").write_text("// changed")
        assert template_version() != before
    finally:
        template_version.cache_clear()
