"""What differs between letters is set in a twin of the font: nobody sees it, and the rest is remembered."""

import dataclasses
import io
import struct
from array import array
from importlib.resources import files
from pathlib import Path

import pypdf
import pytest

from madoguchi.office.documents.core.contents import Content
from madoguchi.office.documents.core.fonts import FAMILY, TWIN, FontSet, font_set
from madoguchi.office.documents.core.twins import renamed
from madoguchi.office.documents.core.typesetting import render
from tests.unit.documents.samples import AT, CODE, URL, issued, letter, notice

NOTO = (Path(str(files("noto_cjk_sans_jp_regular"))) / "NotoSansCJKjp-Regular.otf").read_bytes()


def test_a_twin_is_its_font_but_for_name_and_checksum() -> None:
    twin = renamed(NOTO, FAMILY, TWIN)

    before, after = _tables(NOTO), _tables(twin)
    assert {tag for tag, table in before.items() if table != after[tag]} == {b"name", b"head"}
    assert before[b"head"][:8] + bytes(4) + before[b"head"][12:] == after[b"head"][:8] + bytes(4) + after[b"head"][12:]
    assert before[b"head"][8:12] != after[b"head"][8:12]
    assert FAMILY.encode("utf-16-be") not in after[b"name"]
    assert TWIN.encode("utf-16-be") in after[b"name"]


def test_a_twin_has_the_checksums_that_opentype_asks_for() -> None:
    twin = renamed(NOTO, FAMILY, TWIN)
    words = array("I", twin + bytes(-len(twin) % 4))
    words.byteswap()

    assert sum(words) & 0xFFFF_FFFF == 0xB1B0_AFBA
    at = next(12 + 16 * i for i in range(40) if twin[12 + 16 * i :][:4] == b"name")
    table = _tables(twin)[b"name"]
    told = int.from_bytes(twin[at + 4 : at + 8], "big")
    assert told == sum(struct.unpack(f">{-(-len(table) // 4)}I", table + bytes(-len(table) % 4))) & 0xFFFF_FFFF


@pytest.mark.parametrize(
    ("old", "new", "why"), [(FAMILY, "Short", "as long"), ("Another Font", "Anothex Font", "called")]
)
def test_a_font_is_renamed_only_from_its_name_to_one_as_long(old: str, new: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        renamed(NOTO, old, new)


@pytest.mark.parametrize(
    "content",
    [
        issued(notice("𠮷﨑　辻\U000e0100子 AVATAR")),
        issued(notice(reasons=("住所がないためです。", "年齢を超えているためです。"), large_print=True)),
        letter(),
    ],
    ids=["granted", "refused", "letter"],
)
def test_a_letter_says_the_same_in_the_same_places_with_and_without_a_twin(content: Content) -> None:
    fonts = font_set()

    with_twin, without = _set(content, fonts), _set(content, dataclasses.replace(fonts, twin=None))

    assert len(_subsets(with_twin)) > len(_subsets(without))
    assert _places(with_twin) == _places(without)


def test_notices_to_different_people_cut_the_same_glyphs_out_of_the_main_font() -> None:
    """Else Typst cuts hundreds of glyphs out anew for each of them."""
    one = notice("見本　太郎")
    other = dataclasses.replace(
        one,
        recipient=dataclasses.replace(
            one.recipient, name="渡邉　WAVE 𠮷", postal_code="876-5432", address=("北町98番",)
        ),
        body=("令和7年12月31日に請求のありました件について、決定しました。",),
        items=tuple(dataclasses.replace(item, value="9,870円", note="年6回") for item in one.items),
    )
    numbered = other.issued(number="みな子第98765号", url=URL.replace(CODE, CODE[::-1]), code=CODE[::-1])

    in_both = _subsets(_set(issued(one), font_set())) & _subsets(_set(numbered, font_set()))

    assert {name.partition("+")[2] for name in in_both} == {
        "NotoSansCJKjp-Regular-Identity-H",
        "NotoSansCJKjp-Bold-Identity-H",
    }


def _set(content: Content, fonts: FontSet) -> bytes:
    return render(content.kind.value, content.data(), title=content.title, at=AT, fonts=fonts)


def _subsets(pdf: bytes) -> set[str]:
    """Return the names of the embedded fonts; before the ``+`` they tell which glyphs were cut out, in which order."""
    return {
        font.get_object()["/BaseFont"]
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }


def _places(pdf: bytes) -> list[list[tuple[str, list[float], float]]]:
    """Return what stands where on each page, in which size; the spaces are pypdf's guess, from a subset's own."""
    pages = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        found: list[tuple[str, list[float], float]] = []

        def visit(
            text: str, cm: list[float], tm: list[float], font: object, size: float, found: list[object] = found
        ) -> None:
            found.append(("".join(text.split()), [*cm, *tm], size))

        page.extract_text(visitor_text=visit)
        pages.append(found)
    return pages


def _tables(font: bytes) -> dict[bytes, bytes]:
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(int.from_bytes(font[4:6], "big")))
    return {tag: font[offset : offset + length] for tag, _sum, offset, length in entries}
