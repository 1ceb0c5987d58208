"""Photos keep their picture, byte for byte, and lose what they tell besides it."""

import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation.filing.pictures import (
    MOST_PIXELS,
    MOST_SCANS,
    Broken,
    TooManyPixels,
    clean_jpeg,
    clean_png,
)
from madoguchi_demo import applicants
from tests.support import hostile


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment before the scan; then marker 0xDA with everything that follows it."""
    at = 2
    while content[at + 1] != 0xDA:
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        yield content[at + 1], content[at + 4 : at + 2 + length]
        at += 2 + length
    yield 0xDA, content[at:]


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def test_a_phones_photo_keeps_tables_colours_and_the_compressed_picture_as_they_are() -> None:
    sent = hostile.phone_photo(turned=1)
    kept = list(segments(clean_jpeg(sent)))
    of_picture = [one for one in segments(hostile.jpeg()) if one[0] != 0xE0]
    assert [one for one in kept if one[0] not in (0xE0, 0xE2)] == of_picture
    assert (0xE2, b"ICC_PROFILE\0\1\1the colours") in kept


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_loses_its_place_and_keeps_which_way_is_up(turned: int, order: str) -> None:
    sent = hostile.jpeg(before=hostile.segment(0xE1, b"Exif\0\0" + hostile.exif(turned, order=order)))
    kept = clean_jpeg(sent)
    assert hostile.GPS in sent
    assert hostile.GPS not in kept
    found = [content for marker, content in segments(kept) if marker == 0xE1]
    if turned == 1:
        assert found == []
    else:  # one directory of one entry: 0x0112, SHORT, one value (Exif 2.32, 4.6.2 and 4.6.4)
        assert found == [b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0" + bytes([turned]) + b"\0\0\0\0\0\0"]


def test_nothing_of_what_a_phone_adds_stays() -> None:
    sent = hostile.phone_photo()
    kept = clean_jpeg(sent)
    assert sent.count(hostile.GPS) >= 6
    assert hostile.GPS not in kept
    assert kept.endswith(b"\xff\xd9")
    assert b"ftyp" not in kept, "the film behind the photo goes too"


def test_a_png_keeps_its_picture_and_colours_and_loses_every_text() -> None:
    sent = hostile.told_png(turned=8)
    kept = dict(chunks(clean_png(sent)))
    assert list(kept) == [b"IHDR", b"eXIf", b"iCCP", b"IDAT", b"IEND"]
    assert kept[b"IDAT"] == dict(chunks(hostile.png()))[b"IDAT"]
    assert hostile.GPS not in b"".join(kept.values())
    assert kept[b"eXIf"] == b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\x08\0\0\0\0\0\0"


@pytest.mark.parametrize(
    "sent", [hostile.phone_photo(), hostile.phone_photo(3), hostile.told_png(), hostile.told_png(1)]
)
def test_cleaning_again_changes_nothing(sent: bytes) -> None:
    clean = clean_jpeg if sent.startswith(b"\xff") else clean_png
    assert clean(clean(sent)) == clean(sent)


def test_a_picture_without_metadata_stays_as_it_was_sent() -> None:
    from random import Random

    assert clean_jpeg(hostile.jpeg()) == hostile.jpeg()
    sent = applicants.photo(Random(1))
    assert clean_png(sent) == sent


def test_a_colour_profile_that_unfolds_to_very_much_goes() -> None:
    bomb = hostile.chunk(b"iCCP", b"x\0\0" + hostile.deflated_zeros(64))
    assert clean_png(hostile.png(before=bomb)) == hostile.png()


@pytest.mark.parametrize("make, clean", [(hostile.jpeg, clean_jpeg), (hostile.png, clean_png)])
def test_pictures_of_too_many_pixels_are_refused_before_anything_is_decoded(make, clean) -> None:  # type: ignore[no-untyped-def]
    side = 10_954  # 10,954² is just below 120 million, 10,955² just above
    assert side**2 <= MOST_PIXELS < (side + 1) ** 2
    small = {"data": b"x"} if make is hostile.png else {}
    assert clean(make(side, side, **small))
    with pytest.raises(TooManyPixels):
        clean(make(side + 1, side + 1, **small))
    with pytest.raises(TooManyPixels):
        clean(make(65_000, 65_000, **small))


@pytest.mark.parametrize(
    "sent",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0\1",
        b"\xff\xd8\xff\xe0" + b"x" * 90,
        hostile.jpeg()[:60],
        hostile.jpeg()[:-2],
        hostile.jpeg(0, 8),
        hostile.jpeg(scans=MOST_SCANS + 1),
        hostile.jpeg(before=hostile.segment(0xC0, struct.pack(">BHHB", 8, 9, 9, 1) + b"\1\x11\0")),
        b"\xff\xd8\xff\xe0" + b"<!doctype html><script>alert(1)</script>" + b"\xff\xd9",
    ],
)
def test_what_is_no_jpeg_behind_its_first_bytes_is_broken(sent: bytes) -> None:
    with pytest.raises(Broken):
        clean_jpeg(sent)


@pytest.mark.parametrize(
    "sent",
    [
        hostile.png()[:8],
        hostile.png()[:40],
        hostile.png()[:-1],
        hostile.png(0, 1),
        hostile.png().replace(b"IDAT", b"IDAX"),
        hostile.png().replace(b"\x80", b"\x81") if b"\x80" in hostile.png() else hostile.png()[:-13],
        b"\x89PNG\r\n\x1a\n" + hostile.chunk(b"IDAT", b"x") + hostile.chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 0xFFFFFFFF, b"IHDR") + b"x" * 30,
    ],
)
def test_what_is_no_png_behind_its_first_bytes_is_broken(sent: bytes) -> None:
    with pytest.raises(Broken):
        clean_png(sent)


@given(st.data())
def test_damage_anywhere_is_refused_or_cleaned_never_a_fault(data: st.DataObject) -> None:
    sent = bytearray(data.draw(st.sampled_from([hostile.phone_photo(), hostile.told_png()])))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(4, len(sent) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(8, len(sent)))
    clean = clean_jpeg if sent[0] == 0xFF else clean_png
    try:
        kept = clean(bytes(sent[:cut]))
    except (Broken, TooManyPixels):
        return
    assert clean(kept) == kept
    if clean is clean_png:
        assert zlib.crc32(b"IEND") == int.from_bytes(kept[-4:], "big")
