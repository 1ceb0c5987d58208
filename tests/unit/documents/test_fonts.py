"""Which characters can be drawn, by which font, and what staff are told."""

import io
import struct
from importlib.resources import files
from pathlib import Path

import pypdf
import pytest

from madoguchi.office.documents.core.coverage import read_coverage
from madoguchi.office.documents.core.fonts import examine, font_set, fonts_from, named, strings
from madoguchi.office.documents.core.typesetting import render
from tests.unit.documents.samples import AT, notice

NOTO = Path(str(files("noto_cjk_sans_jp_regular"))) / "NotoSansCJKjp-Regular.otf"


def test_noto_draws_kana_kanji_and_rare_name_characters_but_not_everything() -> None:
    coverage = read_coverage(NOTO)

    assert {ord(character) for character in "あア亜髙﨑𠮷濵A1ｱ（"} <= coverage.characters
    assert 0x1F600 not in coverage.characters
    assert 0x2B820 not in coverage.characters
    assert (0x8FBB, 0xE0100) in coverage.variants
    assert (0x8FBB, 0xE01EF) not in coverage.variants


def test_the_report_tells_missing_characters_from_variants_drawn_in_common_form() -> None:
    report = examine(["辻\U000e0100と辻\U000e01ef", "\U0001f600\U0001f600", "改\n行"], font_set())

    assert report.missing == ("\U0001f600",)
    assert report.drawn_as_base == ("辻\U000e01ef",)
    assert report.from_font == ()


def test_texts_are_found_wherever_they_lie() -> None:
    assert list(strings({"a": "一", "b": ("二", ["三", 4, None, {"c": "五"}])})) == ["一", "二", "三", "五"]


def test_private_and_control_characters_are_named_by_code_point_only() -> None:
    assert named("\ue000") == "U+E000"
    assert named("\x07") == "U+0007"
    assert named("辻\U000e01ef") == "辻\U000e01ef（U+8FBB U+E01EF）"


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "ipamjm.ttf"
    wrong.write_bytes(b"not a font at all")

    with pytest.raises(ValueError, match=r"ipamjm\.ttf"):
        read_coverage(wrong)
    with pytest.raises(ValueError, match=r"ipamjm\.ttf"):
        font_set(wrong)


def test_variants_the_main_font_lacks_are_drawn_by_the_operators_font(tmp_path: Path) -> None:
    """The main font here is Noto under another name and without its last variant selector; the rare font is Noto."""
    rare = NOTO
    selector, cluster = _forget_last_selector(tmp_path / "main.otf")
    fonts = fonts_from([tmp_path, NOTO.parent], [tmp_path / "main.otf", rare])

    report = examine([f"山田{cluster}"], fonts)
    assert report.from_font == ((cluster, "Noto Sans CJK JP"),)
    assert selector in cluster

    content = notice(f"山田{cluster}")
    with_rare = render("notice", content.data(), title="x", at=AT, fonts=fonts)
    without = render("notice", notice("山田太郎").data(), title="x", at=AT, fonts=fonts)
    assert len(_fonts_of(without)) == 1
    assert len(_fonts_of(with_rare)) == 2


def _fonts_of(pdf: bytes) -> list[str]:
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    return [font["/BaseFont"] for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]


def _forget_last_selector(path: Path) -> tuple[str, str]:
    """Write a copy of Noto under another family name whose `cmap` gives its last variant selector another value."""
    font = bytearray(NOTO.read_bytes())
    tables = {
        tag: (offset, length)
        for tag, _sum, offset, length in (
            struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(struct.unpack_from(">H", font, 4)[0])
        )
    }
    start, length = tables[b"name"]
    for encoding in ("utf-16-be", "ascii"):
        names = bytes(font[start : start + length])
        for old, new in (("Noto Sans CJK JP", "Main Sans CJK JP"), ("NotoSansCJKjp", "MainSansCJKjp")):
            names = names.replace(old.encode(encoding), new.encode(encoding))
        font[start : start + length] = names
    font[tables[b"head"][0] + 8] ^= 0xFF  # the checksum, by which fonts are told apart
    cmap = tables[b"cmap"][0]
    for i in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)[2]
        if struct.unpack_from(">H", font, at)[0] == 14:
            count = struct.unpack_from(">I", font, at + 6)[0]
            record = at + 10 + 11 * (count - 1)
            selector = int.from_bytes(font[record : record + 3], "big")
            font[record : record + 3] = (0xE01EF).to_bytes(3, "big")
            break
    path.write_bytes(font)
    base = min(code for code, variant in read_coverage(NOTO).variants if variant == selector)
    return chr(selector), chr(base) + chr(selector)
