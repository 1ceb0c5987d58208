"""What a decision table answers to one case: the value, and the row that gave it, in words."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.cells import Values
from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.explaining import Held, held, reasons_of
from madoguchi.office.rules.core.package import WrittenDefinition
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.sentences import read_back
from madoguchi.office.rules.core.table_view import condition_of
from madoguchi.office.rules.core.tables import Hit, WrittenRow, WrittenTable
from madoguchi.office.rules.core.types import INT, Level, Value

_OTHERWISE: Final = "ほかのどの行にも当てはまらない"
_ROW: Final = "当てはまった行の番号"


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """How a definition came out.

    ``row`` counts from 1 and ``sentence`` is that row read back; None and empty where no row gave the value, or where
    no table of one result (first, unique) stands there. ``reasons`` are why the value is not known. ``parameters`` are
    those that the row names, as they held on the day.
    """

    value: Value | Unknown
    reasons: tuple[Message, ...]
    article: str
    row: int | None = None
    sentence: str = ""
    parameters: tuple[Held, ...] = ()


def answer(rules: Rules, name: str, case: Case, on: date) -> TableAnswer | None:
    """Return what the definition ``name`` of a whole is for a case on the day ``on``, and which row says so.

    None where no version holds on that day (未対応の期間), or the one that does has no such definition of the whole.
    """
    program = rules.on(on)
    if program is None or program.levels.get(name) != Level.WHOLE or name not in program.definition:
        return None
    written = next(
        each for version, _ in rules.programs if version.covers(on) for each in version.definitions if each.name == name
    )
    if not isinstance(written.body, WrittenTable) or written.body.hit == Hit.COLLECT:
        value = Engine(program, on, [name]).run(case).whole[name]
        return TableAnswer(value, reasons_of(program, value), written.article)
    number, beside = _numbered(rules, written, written.body, on)
    found = Engine(beside, on, [name, number]).run(case).whole
    value, row = found[name], found[number]
    reasons = reasons_of(beside, value)
    if not isinstance(row, int):
        return TableAnswer(value, reasons, written.article)
    condition = _condition(written.body, written.body.rows[row - 1])
    parameters = _held(program, tree.names(condition), on)
    sentence = _OTHERWISE if condition == tree.Truth(True) else read_back(condition, program.groups)
    return TableAnswer(value, reasons, written.article, row, sentence, parameters)


def _numbered(rules: Rules, written: WrittenDefinition, table: WrittenTable, on: date) -> tuple[str, Program]:
    """The program with one more definition: the same table, whose results are the numbers of its rows."""
    package = rules.package
    taken = {each.name for version in package.versions for each in version.definitions}
    taken |= {each.name for each in package.inputs} | {each.name for each in package.parameters}
    name = _ROW
    while name in taken:
        name += "々"
    rows = tuple(replace(row, result=tree.Number(number)) for number, row in enumerate(table.rows, 1))
    more = WrittenDefinition(name, written.entity, replace(table, rows=rows), INT)
    (version,) = (each for each in package.versions if each.covers(on))
    beside = replace(version, definitions=(*version.definitions, more))
    program = compile_package(replace(package, versions=(beside,), asked=None)).on(on)
    if program is None:
        raise LookupError("the version that covers the day was compiled")
    return name, program


def _condition(table: WrittenTable, row: WrittenRow) -> tree.Expression:
    """The condition of a row; what is asked to be はい is said without that word, where it is no mere name."""
    asked = {
        place
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
        if cell == Values((tree.Truth(True),)) and not isinstance(column, tree.Name)
    }
    return condition_of(table.columns, row.cells, bare=asked)


def _held(program: Program, names: Collection[str], on: date) -> tuple[Held, ...]:
    return tuple(held(program, name, each.on(on)) for name, each in program.parameters.items() if name in names)
