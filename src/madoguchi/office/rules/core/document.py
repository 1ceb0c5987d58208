"""The document of a rule package (``madoguchi.rules/1``), as plain data from JSON or YAML, to the objects."""

from collections.abc import Mapping, Sequence
from typing import Final

from madoguchi.office.rules.core.document_asked import read_asked
from madoguchi.office.rules.core.document_definitions import read_definitions, read_type
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.package import Layer, Package, Unit, Version, WrittenDefinition, WrittenInput
from madoguchi.office.rules.core.parameters import Dated, Parameter, Rows
from madoguchi.office.rules.core.plain_reader import PlainReader
from madoguchi.office.rules.core.types import BOOL, DATE, INT, TEXT, YEN, Entity, Kind, Type, Value
from madoguchi.office.rules.core.values import read_value

FORMAT: Final = "madoguchi.rules/1"
BASIC: Final = {"yen": YEN, "int": INT, "date": DATE, "bool": BOOL, "text": TEXT}
_OPTIONAL: Final = ("layer", "extends", "enums", "groups", "birth", "inputs", "parameters", "versions", "asked")


def read_package(plain: object) -> Package:
    """Return the package of a document. Names and types are checked by ``compiling``.

    Raises:
        NotAccepted: with every place that is not as the format says, and every expression, cell, date and value that
            cannot be read.
    """
    reader = PlainReader()
    package = _package(reader, plain)
    if reader.findings:
        raise NotAccepted(reader.findings)
    return package


def default_entity(entity: Entity) -> Entity:
    """Return the entity of an input that names none, in a package about ``entity``."""
    return Entity.HOUSEHOLD if entity == Entity.PERSON else entity


def _package(at: PlainReader, plain: object) -> Package:
    given = at.mapping(plain, "", ("format", "id", "title", "entity", "unit"), _OPTIONAL)
    at.choice(given["format"], "format", (FORMAT,))
    entity = Entity(at.choice(given["entity"], "entity", tuple(Entity)))
    entities = (Entity.PERSON, default_entity(entity))
    enums = _enums(at, given.get("enums", {}))
    types = BASIC | {each.name: each for each in enums}
    inputs = tuple(
        _input(at, each, path, types, entities) for each, path in at.items(given.get("inputs", []), "inputs")
    )
    layer = Layer(at.choice(given.get("layer", Layer.NATIONAL), "layer", tuple(Layer)))
    # What was laid over something keeps the layer of each value; a layer still to be laid has its own alone.
    layers = tuple(Layer)[list(Layer).index(layer) :: -1] if given.get("extends") is None else (layer,)
    return Package(
        id=at.text(given["id"], "id"),
        title=at.words(given["title"], "title"),
        entity=entity,
        unit=Unit(at.choice(given["unit"], "unit", tuple(Unit))),
        layer=layer,
        extends=None if given.get("extends") is None else at.text(given["extends"], "extends"),
        enums=enums,
        groups=tuple(at.text(each, path) for each, path in at.items(given.get("groups", []), "groups")),
        birth=None if given.get("birth") is None else at.text(given["birth"], "birth"),
        inputs=inputs,
        parameters=tuple(
            _parameter(at, each, path, types, layers)
            for each, path in at.items(given.get("parameters", []), "parameters")
        ),
        versions=tuple(
            _version(at, each, path, types, (entity, *entities))
            for each, path in at.items(given.get("versions", []), "versions")
        ),
        asked=read_asked(at, given["asked"], {each.name: each.type for each in inputs}) if "asked" in given else None,
    )


def _enums(at: PlainReader, plain: object) -> tuple[Type, ...]:
    found = []
    for name, members in sorted(at.any_mapping(plain, "enums").items()):
        read = tuple(at.text(each, path) for each, path in at.items(members, f"enums/{name}"))
        if name in BASIC or not read or len(set(read)) < len(read):
            at.shape(f"enums/{name}", "重複のない選択肢の並び", "A list of choices without repetition")
        found.append(Type(Kind.ENUM, name, read))
    return tuple(found)


def _input(
    at: PlainReader, plain: object, path: str, types: Mapping[str, Type], entities: tuple[Entity, ...]
) -> WrittenInput:
    given = at.mapping(plain, path, ("name", "type"), ("entity", "label"))
    entity = given.get("entity", entities[-1])
    return WrittenInput(
        at.text(given["name"], f"{path}/name"),
        read_type(at, given["type"], f"{path}/type", types),
        Entity(at.choice(entity, f"{path}/entity", entities)),
        at.words(given["label"], f"{path}/label") if "label" in given else None,
    )


def _parameter(
    at: PlainReader, plain: object, path: str, types: Mapping[str, Type], layers: Sequence[Layer]
) -> Parameter:
    given = at.mapping(plain, path, ("name", "type", "entries"), ("title",))
    type_ = read_type(at, given["type"], f"{path}/type", types)
    entries = tuple(
        _dated(at, each, below, type_, layers) for each, below in at.items(given["entries"], f"{path}/entries")
    )
    tables = {isinstance(each.value, Rows) for each in entries}
    if len(tables) > 1:
        at.shape(f"{path}/entries", "値だけか、表だけの並び", "A list of values only, or of tables only")
    name, title = at.text(given["name"], f"{path}/name"), at.text(given.get("title", ""), f"{path}/title")
    return Parameter(name, type_, True in tables, entries, title)


def _dated(at: PlainReader, plain: object, path: str, type_: Type, layers: Sequence[Layer]) -> Dated:
    given = at.mapping(plain, path, ("from",), ("to", "value", "rows", "source", "adopted_by", "layer"))
    if ("value" in given) == ("rows" in given):
        at.shape(path, "value か rows のどちらか1つ", "Either value or rows")
    has_rows = "rows" in given
    return Dated(
        at.day(given["from"], f"{path}/from"),
        None if given.get("to") is None else at.day(given["to"], f"{path}/to"),
        _rows(at, given["rows"], f"{path}/rows", type_)
        if has_rows
        else _value(at, given.get("value"), f"{path}/value", type_),
        at.text(given.get("source", ""), f"{path}/source"),
        at.text(given.get("adopted_by", ""), f"{path}/adopted_by"),
        at.choice(given.get("layer", layers[0]), f"{path}/layer", layers),
    )


def _value(at: PlainReader, plain: object, path: str, type_: Type) -> Value:
    value = read_value(type_, plain)
    if value is None:
        at.note("value_not_readable", path, wanted=type_.words)
        return ""
    return value


def _rows(at: PlainReader, plain: object, path: str, type_: Type) -> Rows:
    given = at.mapping(plain, path, ("values",), ("first", "step"))
    values = tuple(_value(at, each, below, type_) for each, below in at.items(given["values"], f"{path}/values"))
    if not values:
        at.shape(f"{path}/values", "1つ以上の値", "One or more values")
    step = given.get("step")
    if step is not None and not type_.is_number:
        at.shape(f"{path}/step", "数か金額の表", "A table of numbers or amounts")
    first = at.whole_number(given.get("first", 0), f"{path}/first")
    return Rows(first, values, None if step is None else at.whole_number(step, f"{path}/step"))


def _version(
    at: PlainReader, plain: object, path: str, types: Mapping[str, Type], entities: tuple[Entity, ...]
) -> Version:
    given = at.mapping(plain, path, ("from", "definitions"), ("to",))
    definitions: list[WrittenDefinition] = []
    for each, below in at.items(given["definitions"], f"{path}/definitions"):
        definitions += read_definitions(at, each, below, types, entities)
    return Version(
        at.day(given["from"], f"{path}/from"),
        None if given.get("to") is None else at.day(given["to"], f"{path}/to"),
        tuple(definitions),
    )
