"""How a receiver wants its files: encoding, line ends, header, what happens to characters an encoding lacks.

The exchange rules (共通機能標準仕様書 §2.2) leave encoding, byte order mark and naming to each connection, so all of it
is a profile, chosen per receiver and written into the manifest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from madoguchi.ground.kernel.charsets import Charset
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.problems import ProfileUnknown


class LineEnd(StrEnum):
    """How a record ends."""

    CRLF = "\r\n"
    LF = "\n"


class Header(StrEnum):
    """What the first line holds."""

    NONE = "none"
    NAMES = "names"  # official item names データ項目
    FIELDS = "fields"  # データ項目(ローマ字)


class Missing(StrEnum):
    """What to do with a character the encoding lacks."""

    REFUSE = "refuse"
    REPLACE = "replace"  # the usual equivalent, the base of a variant, or 〓; each one reported


class Width(StrEnum):
    """What to do with half-width characters in an Ｎ item and full-width ones elsewhere."""

    REFUSE = "refuse"
    CONVERT = "convert"  # only where nothing is lost; reported


@dataclass(frozen=True, slots=True)
class Profile:
    """How one receiver wants its files."""

    code: str
    name: Message
    charset: Charset = Charset.UTF8
    line_end: LineEnd = LineEnd.CRLF
    header: Header = Header.NAMES
    ends_with_newline: bool = True
    missing: Missing = Missing.REFUSE
    width: Width = Width.REFUSE
    quotes_all: bool = False
    guards_formulas: bool = False  # only for files people open in a spreadsheet, never for core systems
    repeat_separator: str = ";"  # between the values of a repeated item; ours, the official sign was not obtained

    def __post_init__(self) -> None:
        if self.charset is Charset.UTF16:
            raise ValueError("UTF-16 is recognised when reading but never written")
        if len(self.repeat_separator) != 1 or self.repeat_separator in ',"\r\n':
            raise ValueError('repeat_separator must be one character other than , " CR LF')

    def as_json(self) -> dict[str, object]:
        """Return what a receiver needs to know to read the file."""
        return {
            "profile": self.code,
            "charset": "utf-8" if self.charset is Charset.UTF8_BOM else self.charset.value,
            "bom": self.charset is Charset.UTF8_BOM,
            "line_end": self.line_end.name,
            "header": self.header.value,
            "ends_with_newline": self.ends_with_newline,
            "repeat_separator": self.repeat_separator,
        }


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        p.code: p
        for p in (
            Profile("core-utf8", Message("基幹業務システム（UTF-8）", "Core system (UTF-8)")),
            Profile(
                "core-utf8-bom",
                Message("基幹業務システム（UTF-8、BOM付き）", "Core system (UTF-8 with BOM)"),
                Charset.UTF8_BOM,
            ),
            Profile(
                "core-utf8-bare",
                Message("基幹業務システム（UTF-8、見出しなし）", "Core system (UTF-8, no header)"),
                header=Header.NONE,
            ),
            Profile(
                "core-cp932",
                Message(
                    "基幹業務システム（Shift_JIS、書けない文字があれば止める）",
                    "Core system (Shift_JIS, stops at missing characters)",
                ),
                Charset.CP932,
            ),
            Profile(
                "core-cp932-geta",
                Message(
                    "基幹業務システム（Shift_JIS、書けない文字は〓）",
                    "Core system (Shift_JIS, 〓 for missing characters)",
                ),
                Charset.CP932,
                missing=Missing.REPLACE,
            ),
            Profile(
                "office",
                Message("庁内の表計算用（UTF-8、BOM付き）", "Office spreadsheet (UTF-8 with BOM)"),
                Charset.UTF8_BOM,
                width=Width.CONVERT,
                guards_formulas=True,
            ),
        )
    }
)


def profile(code: str) -> Profile:
    """Return the shipped profile of that code.

    Raises:
        ProfileUnknown: there is none.
    """
    if code not in PROFILES:
        raise ProfileUnknown(wanted=code, known=", ".join(PROFILES))
    return PROFILES[code]
