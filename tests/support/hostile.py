"""Makes the files of attackers and of phones: bombs, files that are two, photos that tell where they were taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

GPS = b"35.6812N139.7671E"
"""Stands in every kind of metadata below; never in what is kept."""


def exif(turned: int = 1, *, order: str = "<") -> bytes:
    """A TIFF block with orientation, a place, a camera's name and a thumbnail."""
    mark = b"II" if order == "<" else b"MM"
    make = b"Camera " + GPS + b"\0"
    entries = [
        struct.pack(f"{order}HHII", 0x010F, 2, len(make), 200),
        struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0),
        struct.pack(f"{order}HHII", 0x8825, 4, 1, 300),
    ]
    directory = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + struct.pack(f"{order}I", 0)
    return (mark + struct.pack(f"{order}HI", 42, 8) + directory).ljust(200, b"\0") + make.ljust(100, b"\0") + GPS


def segment(marker: int, content: bytes) -> bytes:
    """One JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(width: int = 16, height: int = 16, *, before: bytes = b"", after: bytes = b"", scans: int = 1) -> bytes:
    """A whole grey JPEG (baseline, one component): every block says "no difference, end"."""
    tables = segment(0xDB, b"\0" + b"\1" * 64)
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    codes = segment(0xC4, b"\0" + b"\1" + bytes(15) + b"\0") + segment(0xC4, b"\x10" + b"\1" + bytes(15) + b"\0")
    blocks = min(((width + 7) // 8) * ((height + 7) // 8), 100_000)
    bits = 2 * blocks
    data = bytes(bits // 8) + (bytes([0xFF >> (bits % 8)]) if bits % 8 else b"")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + data
    jfif = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    return b"\xff\xd8" + jfif + before + tables + frame + codes + scan * scans + b"\xff\xd9" + after


def phone_photo(turned: int = 6, **how: int) -> bytes:
    """A JPEG as phones make them: Exif with place, XMP, IPTC, a comment, a second picture, a film behind it."""
    return jpeg(
        **how,
        before=(
            segment(0xE1, b"Exif\0\0" + exif(turned))
            + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + GPS)
            + segment(0xED, b"Photoshop 3.0\0" + GPS)
            + segment(0xE2, b"MPF\0" + GPS)
            + segment(0xE2, b"ICC_PROFILE\0\1\1the colours")
            + segment(0xFE, GPS)
        ),
        after=b"\0\0\0\x18ftypmp42" + GPS,
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(
    width: int = 4, height: int = 3, *, before: bytes = b"", after: bytes = b"", data: bytes | None = None
) -> bytes:
    """A grey PNG."""
    rows = zlib.compress((b"\0" + b"\x80" * width) * height) if data is None else data
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    whole = chunk(b"IHDR", header) + before + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + whole + after


def told_png(turned: int = 8) -> bytes:
    """A PNG with a place in every kind of text."""
    return png(
        before=(
            chunk(b"tEXt", b"Location\0" + GPS)
            + chunk(b"zTXt", b"Location\0\0" + zlib.compress(GPS))
            + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + GPS)
            + chunk(b"eXIf", exif(turned))
            + chunk(b"tIME", b"\x07\xea\4\x0f\0\0\0")
            + chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(b"the colours"))
            + chunk(b"prVt", GPS)
        ),
        after=b"<script>" + GPS,
    )


def pdf(*objects: bytes, trailer: bytes = b"", after: bytes = b"") -> bytes:
    """A PDF of one page and these objects, numbered from 4."""
    made = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    )
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate(made, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(made) + 1, table)
    content += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(made) + 1, trailer, start)
    return content + after


def stream(data: bytes, names: bytes = b"/Filter /FlateDecode") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), names, data)


def deflated_zeros(megabytes: int) -> bytes:
    """A zlib stream of so many MB of nothing, made without holding them."""
    packing = zlib.compressobj(9)
    return b"".join(packing.compress(bytes(1 << 20)) for _ in range(megabytes)) + packing.flush()


class _Codes:
    """Codes of 9 to 12 bits, one behind the other."""

    def __init__(self) -> None:
        self._packed, self._bits, self._held, self.width = bytearray(), 0, 0, 9

    def put(self, code: int) -> None:
        self._held, self._bits = self._held << self.width | code, self._bits + self.width
        while self._bits >= 8:
            self._bits -= 8
            self._packed.append(self._held >> self._bits & 0xFF)
        self._held &= (1 << self._bits) - 1

    def done(self) -> bytes:
        self.put(257)
        self.put(0)  # what is left of the last byte
        return bytes(self._packed)


def lzw(data: bytes, *, early: int = 1) -> bytes:
    """Pack by LZW as a PDF writer does (ISO 32000-2, 7.4.4)."""
    made, known, text = _Codes(), {bytes([one]): one for one in range(256)}, b""
    made.put(256)
    for at in range(len(data)):
        longer = text + data[at : at + 1]
        if longer in known:
            text = longer
            continue
        made.put(known[text])
        known[longer] = following = len(known) + 2
        if following >= 4094:
            made.put(256)
            made.width, known = 9, {bytes([one]): one for one in range(256)}
        elif following + 1 + early > 1 << made.width:
            made.width += 1
        text = data[at : at + 1]
    if text:
        made.put(known[text])
    return made.done()


def lzw_zeros(cycles: int) -> bytes:
    """What unfolds to about 7.3 MB of zeros for each cycle, of 5.4 kB: each code stands for one zero more."""
    made = _Codes()
    for _ in range(cycles):
        made.put(256)
        made.width = 9
        for code in (0, *range(258, 4094)):
            made.put(code)
            if code + 2 >= 1 << made.width < 4096:
                made.width += 1
    return made.done()


def archive() -> bytes:
    """A ZIP with a program in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("invoice.exe", b"MZ" + bytes(100))
    return made.getvalue()
