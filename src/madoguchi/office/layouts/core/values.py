"""One value as text and back, by the data type of its item.

Rows hold Python values: ``str`` for X and Ｎ, ``int`` for 9, S9 and YEAR, ``Decimal`` for 9V, ``date``, ``time``,
``bytes`` for BLOB, a tuple of these where an item repeats, None for an empty cell. An open end of a range is
:class:`Open`, a date of which a part is not known :class:`UnknownDate`. For writing, text in the form of the file is
taken too, and checked the same way.

Source: 共通機能標準仕様書 別紙 項目定義書 (データ型, 桁数).
"""

import re
from collections.abc import Callable

from madoguchi.office.layouts.core import value_refusals as no
from madoguchi.office.layouts.core.data_types import Conversion, Open, UnknownDate, Value, steps
from madoguchi.office.layouts.core.layout import Column, Output
from madoguchi.office.layouts.core.strings import MAX_CELL

__all__ = ["Conversion", "Open", "UnknownDate", "Value", "text_reader", "text_writer"]


def text_reader(column: Column, conversion: Conversion) -> Callable[[str], Value]:
    """Return the function that reads a cell of this column; it raises a ``ValueRefused`` for what doesn't fit."""
    prepare, parse, _ = steps(column, conversion)
    check = _check(column, conversion)
    required = column.output is Output.ALWAYS

    def read_one(text: str) -> Value:
        if text:
            if prepare is not None:
                text = prepare(text)
            if check is not None:
                check(text)
            return parse(text) if parse is not None else text
        if required:
            raise no.ValueMissing
        return None

    if column.repeat == 1:
        return read_one

    def read_many(text: str) -> Value:
        parts = text.split(conversion.separator) if text else []
        if len(parts) > column.repeat:
            raise no.TooManyRepeats(length=len(parts), limit=column.repeat)
        if "" in parts:
            raise no.RepeatNotWritable(separator=conversion.separator)
        if required and not parts:
            raise no.ValueMissing
        # No part is empty, so reading one gives a scalar.
        return tuple(value for part in parts if not isinstance(value := read_one(part), tuple) and value is not None)

    return read_many


def text_writer(column: Column, conversion: Conversion) -> Callable[[object], str]:
    """Return the function that writes a cell of this column; it raises a ``ValueRefused`` for what doesn't fit."""
    prepare, parse, write = steps(column, conversion)
    check = _check(column, conversion)
    required = column.output is Output.ALWAYS

    def write_one(value: object) -> str:
        if value is None or value == "":
            if required:
                raise no.ValueMissing
            return ""
        if parse is not None and isinstance(value, str):
            # By way of the value, so that text and value come out in one spelling.
            value = parse(value if prepare is None else prepare(value))
        text = write(value)
        if check is not None:
            check(text)
        return text

    if column.repeat == 1:
        return write_one

    def write_many(value: object) -> str:
        values = value if isinstance(value, list | tuple) else () if value is None or value == "" else (value,)
        if len(values) > column.repeat:
            raise no.TooManyRepeats(length=len(values), limit=column.repeat)
        if required and not values:
            raise no.ValueMissing
        texts = ["" if v is None else write_one(v) for v in values]
        if any(not text or conversion.separator in text for text in texts):
            raise no.RepeatNotWritable(separator=conversion.separator)
        joined = conversion.separator.join(texts)
        if len(joined) > MAX_CELL:
            raise no.TooLong(length=len(joined), limit=MAX_CELL)
        return joined

    return write_many


def _check(column: Column, conversion: Conversion) -> Callable[[str], None] | None:
    """Return the check of code list and pattern on the text of a value; None where the column has neither."""
    codes = conversion.code_lists.get(column.code_list)
    pattern = re.compile(column.pattern) if column.pattern else None
    words = column.pattern_words
    if codes is None and pattern is None:
        return None

    def check(text: str) -> None:
        if codes is not None and text not in codes:
            known = "、".join(f"{k}({v})" for k, v in list(codes.items())[:20])
            raise no.NotInCodeList(code_list=column.code_list, known=known)
        if pattern is not None and pattern.fullmatch(text) is None and words is not None:
            raise no.PatternNotMatched(words)

    return check
