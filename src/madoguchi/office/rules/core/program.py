"""A program: checked definitions in the order of their need, with all that a back end has to know, and its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.functions import LEAST, MOST, PLAIN, SUM
from madoguchi.office.rules.core.parameters import Parameter
from madoguchi.office.rules.core.reasons import Code, Reason, Reasons
from madoguchi.office.rules.core.types import Level, Type

_OVER_GROUPS = typed.Count | typed.Sum | typed.Farthest | typed.Quantified | typed.Rank


@dataclass(frozen=True, slots=True)
class Input:
    """A value that is given. ``label`` is what people read."""

    name: str
    type: Type
    level: Level = Level.WHOLE
    label: Message | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A checked definition. ``passes`` and ``fails`` explain a yes and a no; ``article`` is its source in law."""

    name: str
    body: typed.Typed
    level: Level = Level.WHOLE
    passes: Message | None = None
    fails: Message | None = None
    article: str = ""

    @property
    def type(self) -> Type:
        """The type of its value."""
        return self.body.type


@dataclass(frozen=True)
class Program:
    """What back ends compile: one version of a rule package, its layers laid over each other.

    ``definitions`` are in the order of their need: each uses only those before it. ``parameters`` hold every date;
    a back end takes the entry of the day asked about. ``birth`` names the input with a member's birth date.
    """

    inputs: tuple[Input, ...]
    definitions: tuple[Definition, ...]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    birth: str | None = None

    @cached_property
    def reasons(self) -> Reasons:
        """Every reason the program can give, numbered."""
        return Reasons(_reasons(self.definitions))

    @cached_property
    def definition(self) -> Mapping[str, Definition]:
        """The definitions by name."""
        return {each.name: each for each in self.definitions}

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The level of every input and definition."""
        return {each.name: each.level for each in self.inputs} | {each.name: each.level for each in self.definitions}

    @cached_property
    def asked_groups(self) -> frozenset[str]:
        """The groups whose members some definition asks about."""
        nodes = (node for each in self.definitions for node in walk(each.body))
        return frozenset(node.group for node in nodes if isinstance(node, _OVER_GROUPS))

    def used_parameters(self, definition: Definition) -> tuple[str, ...]:
        """Return the parameters that a definition itself names, sorted."""
        return tuple(
            sorted({each.name for each in walk(definition.body) if isinstance(each, typed.Parameter | typed.Row)})
        )

    def used_names(self, definition: Definition) -> tuple[str, ...]:
        """Return the inputs and definitions that a definition itself names, sorted."""
        return _named(walk(definition.body))

    def seen_names(self, definition: Definition) -> tuple[str, ...]:
        """Return those of them that it reads of the one it is about, not of the members of a group, sorted."""
        return _named(walk(definition.body, is_inside_groups=False))

    def uncovered(self, day: date) -> tuple[str, ...]:
        """Return the parameters that have no value on ``day``, sorted."""
        return tuple(sorted(name for name, each in self.parameters.items() if each.on(day) is None))


def walk(node: typed.Typed, *, is_inside_groups: bool = True) -> Iterator[typed.Typed]:
    """Yield ``node`` and everything below it, with or without what is asked of the members of a group."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        if is_inside_groups or not isinstance(at, typed.Count | typed.Sum | typed.Farthest | typed.Quantified):
            waiting.extend(typed.children(at))


def _named(nodes: Iterable[typed.Typed]) -> tuple[str, ...]:
    found = set()
    for each in nodes:
        if isinstance(each, typed.Input | typed.Defined):
            found.add(each.name)
        elif isinstance(each, typed.Rank):
            found.add(each.birth)
    return tuple(sorted(found))


def _reasons(definitions: Iterable[Definition]) -> Iterator[Reason]:
    for definition in definitions:
        for node in walk(definition.body):
            yield from _own(node, definition.name)


def _own(node: typed.Typed, subject: str) -> Iterator[Reason]:
    """The reasons that this node itself can give: the table of the reference, section Reasons."""
    match node:
        case typed.Input(_, name) | typed.Rank(birth=name):
            yield Reason(Code.MISSING, name)
            yield Reason(Code.INVALID, name)
            if isinstance(node, typed.Rank):
                yield Reason(Code.NOT_IN_GROUP, subject)
        case typed.Undecided(_, text):
            yield Reason(Code.UNDECIDED, text or subject)
        case typed.Parameter(_, name):
            yield Reason(Code.OUTSIDE, name)
        case typed.Row(_, name):
            yield Reason(Code.OUTSIDE, name)
            yield Reason(Code.NO_ROW, name)
            yield Reason(Code.TOO_LARGE, subject)
        case typed.Arithmetic(_, "//" | "%"):
            yield Reason(Code.ZERO, subject)
        case typed.Arithmetic() | typed.Round() | typed.Sum():
            yield Reason(Code.TOO_LARGE, subject)
        case typed.Farthest():
            yield Reason(Code.EMPTY, subject)
        case typed.Apply(_, name):
            code = PLAIN[name].fails
            if code is not None:
                yield Reason(code, subject)
        case typed.Table(collect=None):
            yield Reason(Code.NO_ROW, subject)
        case typed.Table(collect=collect):
            if collect in (MOST, LEAST):
                yield Reason(Code.EMPTY, subject)
            elif collect == SUM:
                yield Reason(Code.TOO_LARGE, subject)


def needed(program: Program, wanted: Iterable[str] | None) -> frozenset[str]:
    """Return ``wanted`` definitions and all that they need; every definition where it is None."""
    if wanted is None:
        return frozenset(program.definition)
    found, waiting = set(), [program.definition[name] for name in wanted]
    while waiting:
        definition = waiting.pop()
        if definition.name not in found:
            found.add(definition.name)
            waiting.extend(
                program.definition[name] for name in program.used_names(definition) if name in program.definition
            )
    return frozenset(found)
