"""Layouts as JSON: reading with every flaw named, and writing. The format is described in docs/develop/layouts.md."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.flaws import Flaws
from madoguchi.office.layouts.core.layout import (
    UNKNOWN_DATE_SUFFIX,
    Column,
    DataType,
    Group,
    Layout,
    Output,
)
from madoguchi.office.layouts.core.problems import LayoutRefused

FORMAT = "madoguchi.layout/1"

E = TypeVar("E", DataType, Output)

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_GROUP_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,30}")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")
_ITEM_ID = re.compile(r"\d{8}")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_DIGITS = re.compile(r"([1-9]\d{0,8})(?:[,.]([1-9]\d?))?")

_LAYOUT_KEYS = {"format", "code", "version", "name", "source", "note", "verified", "groups", "code_lists"}
_GROUP_KEYS = {"code", "name", "columns"}
_COLUMN_KEYS = {
    *("item_id", "name", "field", "type", "digits", "key", "foreign_key", "code", "repeat", "output", "condition"),
    *("must_implement", "description", "sample", "pattern", "pattern_words", "allows_unknown_date"),
    *("allows_line_breaks", "aliases"),
}


def parse_layout(data: object) -> Layout:
    """Return the layout that JSON data describes.

    Raises:
        LayoutRefused: with every flaw and its pointer.
    """
    flaws = Flaws()
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        flaws.add(
            "format",
            Message("項目定義の形式が違います。", "This is not a layout."),
            Message(f'"format": "{FORMAT}" を書いてください。', f'Write "format": "{FORMAT}".'),
        )
        raise LayoutRefused(flaws.found)
    flaws.keys(data, _LAYOUT_KEYS, "")
    code = flaws.text(data, "code", "", _CODE)
    version = flaws.text(data, "version", "", _VERSION)
    name = flaws.words(data, "name", "", required=True)
    note = flaws.words(data, "note", "", required=False)
    source = flaws.text(data, "source", "")
    is_verified = flaws.flag(data, "verified", "")
    code_lists = _code_lists(data.get("code_lists", {}), flaws)
    groups = tuple(_group(g, p, n, flaws) for n, (p, g) in enumerate(flaws.objects(data, "groups", ""), 1))
    _unique(groups, "groups", "code", flaws)
    if flaws.found or name is None:
        raise LayoutRefused(flaws.found)
    return Layout(code, version, name, source, note or Message("", ""), is_verified, groups, code_lists)


def parse_digits(text: str) -> tuple[int, int] | None:
    """Return 桁数 as (digits, digits after the point); None where the text is no 桁数.

    「5,2」 means five digits before the point and two after it.
    """
    match = _DIGITS.fullmatch(text.strip())
    return None if match is None else (int(match[1]), int(match[2] or 0))


def _code_lists(value: object, flaws: Flaws) -> Mapping[str, Mapping[str, str]]:
    lists: dict[str, Mapping[str, str]] = {}
    members = value if isinstance(value, Mapping) else {"": value}
    for key, codes in members.items():
        if (
            isinstance(codes, Mapping)
            and codes
            and all(isinstance(k, str) and isinstance(v, str) for k, v in codes.items())
        ):
            lists[str(key)] = MappingProxyType(dict(codes))
        else:
            flaws.add(
                f"code_lists/{key}",
                Message("コード一覧が読めません。", "The code list cannot be read."),
                Message('{"1": "名称"} の形で書いてください。', 'Write {"1": "name"}.'),
            )
    return MappingProxyType(lists)


def _group(data: Mapping[str, object], pointer: str, number: int, flaws: Flaws) -> Group:
    flaws.keys(data, _GROUP_KEYS, pointer)
    code = flaws.text({"code": data.get("code", f"g{number:02d}")}, "code", pointer, _GROUP_CODE)
    name = flaws.text(data, "name", pointer, re.compile(r".+"))
    columns = tuple(_column(c, p, flaws) for p, c in flaws.objects(data, "columns", pointer))
    for attribute in ("field", "name", "item_id"):
        _unique(columns, f"{pointer}/columns", attribute, flaws)
    names = {c.name for c in columns}
    for n, column in enumerate(columns):
        if column.allows_unknown_date and column.name + UNKNOWN_DATE_SUFFIX not in names:
            flaws.add(
                f"{pointer}/columns/{n}/allows_unknown_date",
                Message(
                    f"「{column.name}{UNKNOWN_DATE_SUFFIX}」がありません。",
                    f"“{column.name}{UNKNOWN_DATE_SUFFIX}” is missing.",
                ),
                Message("不詳を文字で書く項目を加えてください。", "Add the item that says the unknown date in words."),
            )
    return Group(code, name, columns)


def _column(data: Mapping[str, object], pointer: str, flaws: Flaws) -> Column:
    flaws.keys(data, _COLUMN_KEYS, pointer)
    data_type = _choice(DataType, data.get("type"), f"{pointer}/type", flaws) or DataType.HALF
    output = _choice(Output, data.get("output", Output.OPTIONAL), f"{pointer}/output", flaws) or Output.OPTIONAL
    digits_text = flaws.text(data, "digits", pointer)
    digits: int | None = None
    fraction = 0
    if digits_text:
        parsed = parse_digits(digits_text)
        fits = parsed is not None and (parsed[1] > 0) == (data_type is DataType.DECIMAL)
        if data_type is DataType.TIME and parsed is not None:
            fits = parsed[0] in (5, 8)
        if parsed is None or not fits:
            flaws.add(
                f"{pointer}/digits",
                Message(
                    f"桁数「{digits_text}」は型 {data_type} に合いません。",
                    f"The digits “{digits_text}” do not fit the type {data_type}.",
                ),
                Message(
                    "1以上の数で書いてください（9V は「5,2」、TIME は 5 か 8）。",
                    "Write a number of at least 1 (9V: “5,2”; TIME: 5 or 8).",
                ),
            )
        else:
            digits, fraction = parsed
    elif data_type is DataType.DECIMAL:
        flaws.add(
            f"{pointer}/digits",
            Message("9V には桁数が必要です。", "9V needs its digits."),
            Message("「5,2」のように書いてください。", "Write them like “5,2”."),
        )
    return Column(
        item_id=flaws.text(data, "item_id", pointer, _ITEM_ID if data.get("item_id") else None),
        name=flaws.text(data, "name", pointer, re.compile(r"\S(.*\S)?")),
        field=flaws.text(data, "field", pointer, _FIELD),
        data_type=data_type,
        digits=digits,
        fraction=fraction,
        is_key=flaws.flag(data, "key", pointer),
        foreign_key=flaws.text(data, "foreign_key", pointer),
        code_list=flaws.text(data, "code", pointer),
        repeat=_repeat(data.get("repeat", 1), pointer, flaws),
        output=output,
        condition=flaws.text(data, "condition", pointer),
        must_implement=flaws.flag(data, "must_implement", pointer),
        description=flaws.text(data, "description", pointer),
        sample=flaws.text(data, "sample", pointer),
        pattern=_pattern(flaws.text(data, "pattern", pointer), pointer, flaws),
        pattern_words=flaws.words(data, "pattern_words", pointer, required="pattern" in data),
        allows_unknown_date=flaws.flag(data, "allows_unknown_date", pointer),
        allows_line_breaks=flaws.flag(data, "allows_line_breaks", pointer),
        aliases=_aliases(data.get("aliases", []), pointer, flaws),
    )


def _choice(kinds: type[E], value: object, pointer: str, flaws: Flaws) -> E | None:
    try:
        return kinds(str(value))
    except ValueError:
        known = ", ".join(kinds)
        flaws.add(
            pointer,
            Message(f"「{value}」は使えません。", f"“{value}” is not known."),
            Message(f"{known} のどれかを書いてください。", f"Write one of {known}."),
        )
        return None


def _repeat(value: object, pointer: str, flaws: Flaws) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 999:
        return value
    flaws.add(
        f"{pointer}/repeat",
        Message("繰り返しの回数が読めません。", "The repeat count cannot be read."),
        Message("1から999までの数で書いてください。", "Write a number from 1 to 999."),
    )
    return 1


def _pattern(text: str, pointer: str, flaws: Flaws) -> str:
    try:
        re.compile(text)
    except re.error as error:
        flaws.add(
            f"{pointer}/pattern",
            Message(f"正規表現として読めません（{error}）。", f"This is no regular expression ({error})."),
            Message("括弧や記号の対応を確かめてください。", "Check its brackets and signs."),
        )
    return text


def _aliases(value: object, pointer: str, flaws: Flaws) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    flaws.add(
        f"{pointer}/aliases",
        Message("別名の一覧が読めません。", "The list of aliases cannot be read."),
        Message('["別名"] の形で書いてください。', 'Write ["alias"].'),
    )
    return ()


def _unique(members: tuple[Group, ...] | tuple[Column, ...], pointer: str, attribute: str, flaws: Flaws) -> None:
    seen: set[str] = set()
    for n, member in enumerate(members):
        value = str(getattr(member, attribute))
        if value and value in seen:
            flaws.add(
                f"{pointer}/{n}/{attribute}",
                Message(f"「{value}」が重なっています。", f"“{value}” appears twice."),
                Message("一つずつ違う値にしてください。", "Make each one different."),
            )
        seen.add(value)


def as_json(layout: Layout) -> dict[str, object]:
    """Return the layout as JSON data that :func:`parse_layout` reads back to an equal layout."""
    data: dict[str, object] = {
        "format": FORMAT,
        "code": layout.code,
        "version": layout.version,
        "name": {"ja": layout.name.ja, "en": layout.name.en},
        "source": layout.source,
        "note": {"ja": layout.note.ja, "en": layout.note.en},
        "verified": layout.is_verified,
        "groups": [
            {"code": g.code, "name": g.name, "columns": [_column_json(c) for c in g.columns]} for g in layout.groups
        ],
    }
    if layout.code_lists:
        data["code_lists"] = {key: dict(codes) for key, codes in layout.code_lists.items()}
    return data


def _column_json(column: Column) -> dict[str, object]:
    digits = "" if column.digits is None else str(column.digits)
    data: dict[str, object] = {
        "item_id": column.item_id,
        "name": column.name,
        "field": column.field,
        "type": column.data_type.value,
        "digits": f"{digits},{column.fraction}" if column.fraction else digits,
        "key": column.is_key,
        "foreign_key": column.foreign_key,
        "code": column.code_list,
        "repeat": column.repeat,
        "output": column.output.value,
        "condition": column.condition,
        "must_implement": column.must_implement,
        "description": column.description,
        "sample": column.sample,
        "pattern": column.pattern,
        "allows_unknown_date": column.allows_unknown_date,
        "allows_line_breaks": column.allows_line_breaks,
        "aliases": list(column.aliases),
    }
    if column.pattern_words is not None:
        data["pattern_words"] = {"ja": column.pattern_words.ja, "en": column.pattern_words.en}
    always = ("item_id", "name", "field", "type", "digits", "output")
    if column.repeat == 1:
        del data["repeat"]
    return {k: v for k, v in data.items() if k in always or v}
