"""Definitions and decision tables in the document of a rule package."""

from collections.abc import Mapping

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.cells import WrittenCell, read_cell
from madoguchi.office.rules.core.findings import Finding, NotAccepted
from madoguchi.office.rules.core.package import WrittenDefinition
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.plain_reader import PlainReader
from madoguchi.office.rules.core.tables import COLLECTS, Hit, WrittenRow, WrittenTable
from madoguchi.office.rules.core.types import TEXT, Entity, Type

_EXPLAINED = ("entity", "article", "passes", "fails")
_NOTHING = tree.Undecided()  # stands for an expression that cannot be read


def read_type(at: PlainReader, plain: object, path: str, types: Mapping[str, Type]) -> Type:
    """Return the type of this name; one that is unknown is noted."""
    name = at.text(plain, path)
    if name not in types:
        at.note("type_unknown", path, name=name)
    return types.get(name, TEXT)


def read_expression(at: PlainReader, plain: object, path: str) -> tree.Expression:
    """Return the tree of an expression; what cannot be read is noted."""
    try:
        return parse(at.text(plain, path))
    except NotAccepted as refused:
        at.findings += [each.at(path) for each in refused.findings]
        return _NOTHING


def read_definitions(
    at: PlainReader, plain: object, path: str, types: Mapping[str, Type], entities: tuple[Entity, ...]
) -> list[WrittenDefinition]:
    """Return the definition at this place, or one for each result of the decision table that stands there."""
    if "table" in at.any_mapping(plain, path):
        return _table(at, plain, path, types, entities)
    given = at.mapping(plain, path, ("name", "expression"), ("type", *_EXPLAINED))
    body = read_expression(at, given["expression"], f"{path}/expression")
    type_ = read_type(at, given["type"], f"{path}/type", types) if "type" in given else None
    return [_definition(at, given, path, entities, at.text(given["name"], f"{path}/name"), body, type_)]


def _definition(
    at: PlainReader,
    given: Mapping[str, object],
    path: str,
    entities: tuple[Entity, ...],
    name: str,
    body: tree.Expression | WrittenTable,
    type_: Type | None,
) -> WrittenDefinition:
    return WrittenDefinition(
        name,
        Entity(at.choice(given.get("entity", entities[0]), f"{path}/entity", entities)),
        body,
        type_,
        at.words(given["passes"], f"{path}/passes") if "passes" in given else None,
        at.words(given["fails"], f"{path}/fails") if "fails" in given else None,
        at.text(given.get("article", ""), f"{path}/article"),
        path,
    )


def _table(
    at: PlainReader, plain: object, path: str, types: Mapping[str, Type], entities: tuple[Entity, ...]
) -> list[WrittenDefinition]:
    """``{"table": …, "hit": …, "columns": [expression …], "results": [{"name", "type"} …], "rows": [[cell …] …]}``."""
    given = at.mapping(plain, path, ("table", "hit", "columns", "results", "rows"), ("collect", *_EXPLAINED))
    title = at.text(given["table"], f"{path}/table")
    hit = Hit(at.choice(given["hit"], f"{path}/hit", tuple(Hit)))
    collect = at.choice(given.get("collect"), f"{path}/collect", COLLECTS) if hit == Hit.COLLECT else None
    if hit != Hit.COLLECT and "collect" in given:
        at.note("key_unknown", path, name="collect", known="hit: collect")
    columns = tuple(read_expression(at, each, below) for each, below in at.items(given["columns"], f"{path}/columns"))
    results = [
        (at.mapping(each, below, ("name",), ("type",)), below)
        for each, below in at.items(given["results"], f"{path}/results")
    ]
    rows = [
        _row(at, each, below, len(columns), len(results)) for each, below in at.items(given["rows"], f"{path}/rows")
    ]
    return [
        _definition(
            at,
            given,
            path,
            entities,
            at.text(result["name"], f"{below}/name"),
            WrittenTable(hit, columns, tuple(WrittenRow(cells, found[place]) for cells, found in rows), collect, title),
            read_type(at, result["type"], f"{below}/type", types) if "type" in result else None,
        )
        for place, (result, below) in enumerate(results)
    ]


def _row(
    at: PlainReader, plain: object, path: str, columns: int, results: int
) -> tuple[tuple[WrittenCell, ...], list[tree.Expression]]:
    """The cells of a row, then its results; a number of them that does not fit is noted."""
    items = list(at.items(plain, path))
    if len(items) != columns + results:
        at.note("row_length", path, wanted=columns + results, found=len(items))
        return (None,) * columns, [_NOTHING] * results
    cells: list[WrittenCell] = []
    for each, below in items[:columns]:
        cell = read_cell(at.text(each, below))
        if isinstance(cell, Finding):
            at.findings.append(cell.at(below))
            cell = None
        cells.append(cell)
    return tuple(cells), [read_expression(at, each, below) for each, below in items[columns:]]
