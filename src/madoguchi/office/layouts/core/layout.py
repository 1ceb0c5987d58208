"""A layout 項目定義: the columns of a file as versioned data, in the grammar of 基本データリスト.

Source: データ要件・連携要件標準仕様書 (基本データリスト); 共通機能標準仕様書 別紙 項目定義書 (the same template).
Layouts of one family drift between documents (names, digits), so a layout is never code: it is a value with a code
and a version, read from JSON by ``layout_format`` or from a 項目定義書 by ``definition_sheet``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.problems import GroupUnknown

UNKNOWN_DATE_SUFFIX = "_不詳表記"  # the item that says an unknown date in words


class DataType(StrEnum):
    """データ型 of an item; values are as the specification writes them."""

    HALF = "X"  # half-width string 半角文字列
    FULL = "Ｎ"  # full-width string 全角文字列 (the letter is full-width too)
    INTEGER = "9"
    DECIMAL = "9V"
    SIGNED = "S9"
    BLOB = "BLOB"
    YEAR = "YEAR"  # YYYY, open range 0000 / 9999
    DATE = "DATE"  # YYYY-MM-DD, open range 0000-01-01 / 9999-12-31
    TIME = "TIME"  # HH:MM or HH:MM:SS


class Output(StrEnum):
    """データ出力条件: whether the item must be filled."""

    ALWAYS = "必須"
    CONDITIONAL = "条件付き必須"  # the condition is text for people; it can't be checked by a machine
    OPTIONAL = "任意"


@dataclass(frozen=True, slots=True)
class Column:
    """One item データ項目.

    ``digits`` is 桁数 in characters, variation selectors not counted; for ``9V`` the digits before the point
    (``fraction`` those after it); for ``TIME`` 5 or 8; for ``BLOB`` bytes. None means no limit was given.
    ``repeat`` is 繰り返し: how many values one cell may hold.
    """

    item_id: str  # データ項目ID, 8 digits; empty where a document gives none (API sheets)
    name: str  # データ項目
    field: str  # データ項目(ローマ字): name in the API and key of our rows
    data_type: DataType
    digits: int | None = None
    fraction: int = 0
    is_key: bool = False  # 主キー
    foreign_key: str = ""  # 外部キー, as written
    code_list: str = ""  # コード: number of the code list
    repeat: int = 1
    output: Output = Output.OPTIONAL
    condition: str = ""  # the text behind ※※ in 項目説明
    must_implement: bool = False  # 実装類型 ○
    description: str = ""
    sample: str = ""
    pattern: str = ""  # ours: a regular expression the whole text must match
    pattern_words: Message | None = None  # ours: the pattern in words
    allows_unknown_date: bool = False  # ours: true where a …_不詳表記 item stands beside it
    allows_line_breaks: bool = False  # ours
    aliases: tuple[str, ...] = ()  # other headings seen for this item


@dataclass(frozen=True, slots=True)
class Group:
    """グループ: one file of a layout."""

    code: str  # ours: ASCII, for file names
    name: str
    columns: tuple[Column, ...]

    @property
    def keys(self) -> tuple[Column, ...]:
        """The 主キー columns, in order."""
        return tuple(c for c in self.columns if c.is_key)


@dataclass(frozen=True, slots=True)
class Layout:
    """A versioned layout. ``is_verified`` is false where nobody compared it with the vendor's real document."""

    code: str
    version: str
    name: Message
    source: str
    note: Message
    is_verified: bool
    groups: tuple[Group, ...]
    code_lists: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def version_key(self) -> tuple[int, ...]:
        """The version as numbers, so that 1.10 comes after 1.9."""
        return tuple(int(n) for n in re.findall(r"\d+", self.version))

    def group(self, code: str = "") -> Group:
        """Return the group of that code; without a code, the only group.

        Raises:
            GroupUnknown: no such group, or several and none named.
        """
        if not code and len(self.groups) == 1:
            return self.groups[0]
        for group in self.groups:
            if group.code == code:
                return group
        known = ", ".join(g.code for g in self.groups)
        raise GroupUnknown(layout=f"{self.code}@{self.version}", known=known, wanted=code)
