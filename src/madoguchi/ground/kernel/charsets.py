"""The encodings of offices' files: which one bytes are in, and their text."""

import codecs
import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Charset(StrEnum):
    """The encodings we write; ``UTF16`` is only ever recognised, to say so."""

    UTF8 = "utf-8"
    UTF8_BOM = "utf-8-bom"
    CP932 = "cp932"
    UTF16 = "utf-16"


# What Python calls those that are read and written; CP932 is what a Japanese spreadsheet saves as Shift_JIS.
CODECS: Mapping[Charset, str] = MappingProxyType(
    {Charset.UTF8: "utf-8", Charset.UTF8_BOM: "utf-8-sig", Charset.CP932: "cp932"}
)
_JAPANESE = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff01-\uffee]")


def looks_like(content: bytes) -> Charset | None:
    """Return the encoding that bytes look like; None where they fit none of the four.

    Plain ASCII counts as UTF-8. Bytes that are valid in both UTF-8 and cp932 count as UTF-8 where that reading gives
    Japanese: real cp932 text is valid UTF-8 only in a few pairs of half-width kana.
    """
    if content.startswith(codecs.BOM_UTF8):
        return Charset.UTF8_BOM if decodes(content, "utf-8") is not None else None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Charset.UTF16
    if len(content) >= 8 and (content[1::2].count(0) > len(content) // 8 or content[::2].count(0) > len(content) // 8):
        return Charset.UTF16
    as_utf8 = decodes(content, "utf-8")
    as_cp932 = decodes(content, "cp932")
    if as_utf8 is not None and (content.isascii() or as_cp932 is None or _JAPANESE.search(as_utf8)):
        return Charset.UTF8
    return None if as_cp932 is None else Charset.CP932


def decoded(content: bytes) -> str | None:
    """Return the text of a file somebody saved, without its byte order mark; None: neither UTF-8 nor CP932."""
    codec = CODECS.get(looks_like(content) or Charset.UTF16)
    return None if codec is None else content.decode(codec)


def decodes(content: bytes, codec: str) -> str | None:
    """Return the text of bytes in one encoding; None where they are not in it."""
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None
