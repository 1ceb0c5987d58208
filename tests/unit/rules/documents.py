"""Documents of rule packages for tests."""

from typing import Any

from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.document import read_package


def document(definitions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a package of one open version that knows a family, an amount and a post."""
    return {
        "format": "madoguchi.rules/1",
        "id": "sample",
        "title": {"ja": "例", "en": "Sample"},
        "entity": "household",
        "unit": "month",
        "enums": {"職": ["係長", "課長", "市長"]},
        "groups": ["子"],
        "birth": "生年月日",
        "inputs": [
            {"name": "生年月日", "type": "date", "entity": "person"},
            {"name": "金額", "type": "yen"},
            {"name": "数", "type": "int"},
            {"name": "重要", "type": "bool"},
            {"name": "受付日", "type": "date"},
            {"name": "区分", "type": "職"},
            {"name": "地区", "type": "text"},
        ],
        "parameters": [
            {"name": "基本額", "type": "yen", "entries": [
                {"from": "2012-04-01", "to": "2024-10-01", "value": 10_000, "source": "法", "adopted_by": "国"},
                {"from": "2024-10-01", "value": 12_000}]},
            {"name": "限度額", "type": "yen", "entries": [
                {"from": "2012-04-01", "rows": {"values": [6_220_000, 6_600_000], "step": 380_000}}]},
        ],
        "versions": [{"from": "2012-04-01", "definitions": definitions}],
        **more,
    }  # fmt: skip


def table(rows: list[list[str]], columns: list[str], hit: str = "first", **more: Any) -> dict[str, Any]:
    """Return a decision table with one result 決裁者, the last cell of each row."""
    return {"table": "表", "hit": hit, "columns": columns, "results": [{"name": "決裁者"}], "rows": rows, **more}


def rules(definitions: list[dict[str, Any]], **more: Any) -> Rules:
    """Return the checked rules of such a package."""
    return compile_package(read_package(document(definitions, **more)))
