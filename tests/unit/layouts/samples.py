"""Layouts and rows of fictional people for the tests of this room."""

import json
from typing import Any

from madoguchi.office.layouts.core.layout import Layout
from madoguchi.office.layouts.core.layout_format import FORMAT, parse_layout


def column(number: int, data_type: str, digits: str = "", **more: Any) -> dict[str, Any]:
    """Return one column; item id, name and field are made from the number."""
    base = {"item_id": f"{number:08d}", "name": f"項目{number}", "field": f"komoku{number}", "type": data_type}
    return {**base, "digits": digits, "output": "任意", **more}


def definition(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a layout definition with one group."""
    return {
        "format": FORMAT,
        "code": "mihon",
        "version": "1.0",
        "name": {"ja": "見本", "en": "Sample"},
        "groups": [{"code": "mihon", "name": "見本", "columns": list(columns)}],
        **more,
    }


def layout_of(*columns: dict[str, Any], **more: Any) -> Layout:
    """Return a layout with one group."""
    return parse_layout(json.loads(json.dumps(definition(*columns, **more))))


ROSTER = layout_of(
    column(1, "X", "10", name="宛名番号", field="atenabango", key=True, output="必須"),
    column(2, "Ｎ", "20", name="氏名", field="shimei", output="必須", aliases=["名前"]),
    column(3, "DATE", "10", name="生年月日", field="seinengappi", allows_unknown_date=True),
    column(4, "Ｎ", "20", name="生年月日_不詳表記", field="seinengappi_fushohyoki"),
    column(5, "9", "7", name="支給月額", field="shikyugetsugaku"),
    column(6, "Ｎ", "200", name="備考コード", field="biko", allows_line_breaks=True),
)
