"""Views: a whole package as people read it: values with their days, definitions as sentences, formulas and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import table_view
from madoguchi.office.rules.core.cells import print_cell
from madoguchi.office.rules.core.compiling import groups_of
from madoguchi.office.rules.core.difference_words import value_text
from madoguchi.office.rules.core.package import Layer, Package, WrittenDefinition
from madoguchi.office.rules.core.parameters import Dated, Parameter, Rows
from madoguchi.office.rules.core.printer import print_expression
from madoguchi.office.rules.core.sentences import read_back
from madoguchi.office.rules.core.tables import Hit, WrittenTable
from madoguchi.office.rules.core.types import Entity, Type

LAYER_WORDS: Final[Mapping[str, Message]] = {
    Layer.NATIONAL: Message("国", "Nation"),
    Layer.PREFECTURE: Message("都道府県", "Prefecture"),
    Layer.MUNICIPALITY: Message("市区町村", "Municipality"),
}
ENTITY_WORDS: Final[Mapping[Entity, Message]] = {
    Entity.PERSON: Message("1人ずつ", "For each person"),
    Entity.HOUSEHOLD: Message("世帯", "For the household"),
    Entity.APPLICATION: Message("申請", "For the application"),
}
HIT_WORDS: Final[Mapping[Hit, Message]] = {
    Hit.FIRST: Message("最初に当てはまる行の結果", "The result of the first row that fits"),
    Hit.UNIQUE: Message("当てはまる行は1つだけ", "Never more than one row fits"),
    Hit.COLLECT: Message("当てはまる行すべてをまとめる", "All rows that fit, put together"),
}


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A value from ``start`` (included) to ``end`` (excluded; None: open); ``rows``: the keys and values of a table."""

    start: date
    end: date | None
    text: str
    rows: Sequence[tuple[str, str]]
    source: str
    adopted_by: str
    layer: Message


@dataclass(frozen=True, slots=True)
class ParameterShown:
    """A parameter with its values, the oldest first."""

    name: str
    title: str
    type: Message
    is_table: bool
    values: Sequence[ValueShown]

    @property
    def newest_first(self) -> Sequence[ValueShown]:
        """The values, the latest first."""
        return self.values[::-1]

    def on(self, day: date) -> ValueShown | None:
        """Return the value of a day; None: 未対応の期間."""
        return next((one for one in self.values if one.start <= day and (one.end is None or day < one.end)), None)


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a decision table: each cell with the heading of its column, and the result."""

    cells: Sequence[tuple[str, str]]
    result: str


@dataclass(frozen=True, slots=True)
class TableShown:
    """A decision table in words."""

    hit: Message
    columns: Sequence[str]
    rows: Sequence[RowShown]


@dataclass(frozen=True, slots=True)
class DefinitionShown:
    """A definition. ``formula`` is "" and ``sentence`` says how rows count where a decision table gives the result.

    ``table`` is set too where a formula can be seen as one.
    """

    name: str
    entity: Message
    article: str
    sentence: str
    formula: str
    passes: Message | None
    fails: Message | None
    table: TableShown | None


@dataclass(frozen=True, slots=True)
class VersionShown:
    """What is defined from ``start`` (included) to ``end`` (excluded; None: open)."""

    start: date
    end: date | None
    definitions: Sequence[DefinitionShown]


@dataclass(frozen=True, slots=True)
class PackageShown:
    """A package in words."""

    title: Message
    parameters: Sequence[ParameterShown]
    versions: Sequence[VersionShown]

    @property
    def newest_first(self) -> Sequence[VersionShown]:
        """The versions, the latest first."""
        return self.versions[::-1]


def shown(package: Package) -> PackageShown:
    """Return a package as people read it."""
    groups = groups_of(package)
    versions = [
        VersionShown(each.start, each.end, [definition_shown(one, groups) for one in each.definitions])
        for each in package.versions
    ]
    return PackageShown(package.title, [parameter_shown(each) for each in package.parameters], versions)


def parameter_shown(given: Parameter) -> ParameterShown:
    """Return a parameter in words."""
    values = [_value(each, given.type) for each in given.entries]
    return ParameterShown(given.name, given.title, given.type.words, given.is_table, values)


def definition_shown(given: WrittenDefinition, groups: Sequence[str]) -> DefinitionShown:
    """Return a definition in words; ``groups``: the names of the package's groups of people."""
    if isinstance(given.body, WrittenTable):
        table: WrittenTable | None = given.body
        formula, sentence = "", HIT_WORDS[given.body.hit].ja
    else:
        table, formula = table_view.from_expression(given.body), print_expression(given.body)
        sentence = read_back(given.body, groups)
    return DefinitionShown(
        given.name, ENTITY_WORDS[given.entity], given.article, sentence, formula, given.passes, given.fails,
        None if table is None else _table(table, groups),
    )  # fmt: skip


def _value(given: Dated, type_: Type) -> ValueShown:
    layer = LAYER_WORDS.get(given.layer, Message("", ""))
    if not isinstance(given.value, Rows):
        text = value_text(type_, given.value)
        return ValueShown(given.start, given.end, text, (), given.source, given.adopted_by, layer)
    numbered = enumerate(given.value.values, given.value.first)
    rows = [(str(key), value_text(type_, value)) for key, value in numbered]
    if given.value.step is not None:
        rows.append(("+1", f"+{value_text(type_, given.value.step)}"))
    return ValueShown(given.start, given.end, "", rows, given.source, given.adopted_by, layer)


def _table(table: WrittenTable, groups: Sequence[str]) -> TableShown:
    columns = [read_back(each, groups) for each in table.columns]
    rows = [
        RowShown(list(zip(map(print_cell, row.cells), columns, strict=True)), read_back(row.result, groups))
        for row in table.rows
    ]
    return TableShown(HIT_WORDS[table.hit], columns, rows)
