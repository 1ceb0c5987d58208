"""A rule package as it is written: names, dated parameters, versions with their definitions."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.asked import Asked
from madoguchi.office.rules.core.parameters import Parameter
from madoguchi.office.rules.core.tables import WrittenTable
from madoguchi.office.rules.core.types import Entity, Type


class Layer(StrEnum):
    """Whose rules these are; a lower layer is laid over a higher one."""

    NATIONAL = "national"
    PREFECTURE = "prefecture"
    MUNICIPALITY = "municipality"


class Unit(StrEnum):
    """What one result is for."""

    ONCE = "once"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class WrittenInput:
    """A value that is given. Other names of the same field stand in ``names``, never here."""

    name: str
    type: Type
    entity: Entity
    label: Message | None = None


@dataclass(frozen=True, slots=True)
class WrittenDefinition:
    """A definition: an expression, or one result of a decision table; ``path`` is its place in the document.

    ``text`` is the expression as it was written; ``type`` is None where it follows from the body.
    """

    name: str
    entity: Entity
    body: tree.Expression | WrittenTable
    type: Type | None = None
    passes: Message | None = None
    fails: Message | None = None
    article: str = ""
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Version:
    """What held from ``start`` (included) to ``end`` (excluded; None: open)."""

    start: date
    end: date | None
    definitions: tuple[WrittenDefinition, ...]

    def covers(self, day: date) -> bool:
        """Whether the version holds on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Package:
    """A rule package. ``entity`` is that of its wholes and of definitions that name none; ``birth``: the input.

    ``enums`` stand in the order of their names, everything else as it was written. ``asked`` is None where no page asks
    people about these rules.
    """

    id: str
    title: Message
    entity: Entity
    unit: Unit
    layer: Layer = Layer.NATIONAL
    extends: str | None = None
    enums: tuple[Type, ...] = ()
    groups: tuple[str, ...] = ()
    birth: str | None = None
    inputs: tuple[WrittenInput, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    versions: tuple[Version, ...] = ()
    asked: Asked | None = None
