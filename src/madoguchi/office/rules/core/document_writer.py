"""From a package back to its document (``madoguchi.rules/1``), in one canonical shape.

``canonical.canonical`` of it is the canonical text of the package, ``canonical.digest`` its address (SHA-256).
What the format lets one leave out is left out, so a member that the format gains later changes no address.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.cells import print_cell
from madoguchi.office.rules.core.document import FORMAT, default_entity
from madoguchi.office.rules.core.document_asked import write_asked
from madoguchi.office.rules.core.package import Layer, Package, Version, WrittenDefinition, WrittenInput
from madoguchi.office.rules.core.parameters import Dated, Parameter, Rows
from madoguchi.office.rules.core.printer import print_expression
from madoguchi.office.rules.core.tables import WrittenTable
from madoguchi.office.rules.core.types import Entity
from madoguchi.office.rules.core.values import to_plain

Plain = dict[str, Any]  # JSON: its members are texts, numbers, truths, lists and objects


def write_package(package: Package) -> Plain:
    """Return the document of a package; ``read_package`` of it, or of its canonical text, is the same package.

    Expressions and cells are in their canonical text. Decision tables that stand one after another and differ in
    their results alone are written as one table.
    """
    return _given(
        {
            "format": FORMAT,
            "id": package.id,
            "title": write_words(package.title),
            "entity": package.entity.value,
            "unit": package.unit.value,
            "layer": package.layer.value,
            "extends": package.extends,
            "enums": {each.name: list(each.members) for each in package.enums} or None,
            "groups": list(package.groups) or None,
            "birth": package.birth,
            "asked": None if package.asked is None else write_asked(package.asked),
            "inputs": [_input(each, package.entity) for each in package.inputs] or None,
            "parameters": [write_parameter(each, package.layer) for each in package.parameters] or None,
            "versions": [_version(each, package.entity) for each in package.versions] or None,
        }
    )


def _given(members: Mapping[str, Any]) -> Plain:
    """The members without those that are None, which can be left out."""
    return {name: value for name, value in members.items() if value is not None}


def write_words(message: Message | None) -> Plain | None:
    """Return words as documents hold them; None for none."""
    return None if message is None else _given({"ja": message.ja, "en": message.en, "easy": message.easy})


def _input(given: WrittenInput, entity: Entity) -> Plain:
    return _given(
        {
            "name": given.name,
            "type": given.type.code,
            "entity": None if given.entity == default_entity(entity) else given.entity.value,
            "label": write_words(given.label),
        }
    )


def write_parameter(given: Parameter, layer: Layer) -> Plain:
    """Return a parameter of a document of this layer."""
    return _given(
        {
            "name": given.name,
            "type": given.type.code,
            "title": given.title or None,
            "entries": [_dated(each, layer) for each in given.entries],
        }
    )


def _dated(given: Dated, layer: Layer) -> Plain:
    rows = given.value if isinstance(given.value, Rows) else None
    return _given(
        {
            "from": given.start.isoformat(),
            "to": None if given.end is None else given.end.isoformat(),
            "value": None if isinstance(given.value, Rows) else to_plain(given.value),
            "rows": None if rows is None else _rows(rows),
            "source": given.source or None,
            "adopted_by": given.adopted_by or None,
            "layer": None if given.layer == layer else given.layer,
        }
    )


def _rows(given: Rows) -> Plain:
    return _given(
        {"first": given.first or None, "values": [to_plain(each) for each in given.values], "step": given.step}
    )


def _version(given: Version, entity: Entity) -> Plain:
    return _given(
        {
            "from": given.start.isoformat(),
            "to": None if given.end is None else given.end.isoformat(),
            "definitions": [
                _written(list(together), entity) for _, together in groupby(given.definitions, _table_shape)
            ],
        }
    )


def _table_shape(given: WrittenDefinition) -> object:
    """What the results of one decision table have in common; something of its own for every other definition."""
    table = given.body
    if not isinstance(table, WrittenTable):
        return id(given)
    shape = (table.title, table.hit, table.collect, table.columns, [row.cells for row in table.rows])
    return (*shape, given.entity, given.passes, given.fails, given.article)


def _written(together: Sequence[WrittenDefinition], entity: Entity) -> Plain:
    """One definition, or one table with all its results."""
    first = together[0]
    explained = {
        "entity": None if first.entity == entity else first.entity.value,
        "article": first.article or None,
        "passes": write_words(first.passes),
        "fails": write_words(first.fails),
    }
    tables = [each.body for each in together if isinstance(each.body, WrittenTable)]
    if tables:
        return _given({**_table(tables), "results": [_result(each) for each in together], **explained})
    expression = None if isinstance(first.body, WrittenTable) else print_expression(first.body)
    return _given({**_result(first), "expression": expression, **explained})


def _result(given: WrittenDefinition) -> Plain:
    return _given({"name": given.name, "type": None if given.type is None else given.type.code})


def _table(tables: Sequence[WrittenTable]) -> dict[str, Any]:
    table = tables[0]
    return {
        "table": table.title,
        "hit": table.hit.value,
        "collect": table.collect,
        "columns": [print_expression(each) for each in table.columns],
        "rows": [
            [*map(print_cell, row.cells), *(print_expression(each.rows[number].result) for each in tables)]
            for number, row in enumerate(table.rows)
        ],
    }
