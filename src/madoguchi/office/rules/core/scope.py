"""What an expression may name: inputs, parameters, definitions and groups, each with its type and level."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.office.rules.core.types import Level, Type


class Sort(StrEnum):
    """What a name stands for."""

    INPUT = "input"
    PARAMETER = "parameter"  # one value a day
    TABLE = "table"  # a parameter called with a whole number
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Declared:
    """A name. ``type`` is None for a definition that is itself at fault: what uses it is not blamed."""

    sort: Sort
    type: Type | None
    level: Level = Level.WHOLE


@dataclass(slots=True)
class Offers:
    """How often names that look alike are still looked for: each time all names there are must be gone through."""

    left: int = 20

    def take(self) -> bool:
        """Take one; False: there is none left."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be named. Names are unique whatever they stand for; ``birth`` is the input that holds birth dates.

    ``offers`` is shared by all expressions of a package.
    """

    names: Mapping[str, Declared] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    birth: str | None = None
    offers: Offers = field(default_factory=Offers, compare=False)
