"""Back end 1 at work: plain data in, values with their reasons out, with or without a trace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from madoguchi.office.rules.core.closures import Compiler
from madoguchi.office.rules.core.frames import GROUPS, ID, UNSET, WHOLE, Frame, Run
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.override_refusals import OverrideNotReadable, OverrideUnknown
from madoguchi.office.rules.core.parameters import Dated
from madoguchi.office.rules.core.program import Definition, Program, needed
from madoguchi.office.rules.core.reasons import Code, Reason, Unknown
from madoguchi.office.rules.core.types import Level, Type, Value
from madoguchi.office.rules.core.values import read_value

_NOTHING: Final[Mapping[str, object]] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """One household or application: its own inputs, those of its members by id, and who is in which group.

    ``overrides`` replaces definitions: by name for the whole, by member id and name for members.
    """

    whole: Mapping[str, object] = field(default_factory=dict)
    members: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    overrides: Mapping[str, object] = field(default_factory=dict)
    member_overrides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


class Traced(NamedTuple):
    """How one definition came to its value. ``member`` is None for the whole; ``value`` may be an Unknown."""

    definition: Definition
    member: str | None
    value: Any  # Value or Unknown
    used: tuple[tuple[str, Any], ...]  # inputs and definitions it names, with the values it saw in its own scope
    parameters: tuple[tuple[str, Dated | None], ...]  # the versions that held on the day; None: not covered
    is_override: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """Values by definition, for the whole and for each member; a value may be an Unknown."""

    whole: Mapping[str, Value | Unknown]
    members: Mapping[str, Mapping[str, Value | Unknown]]


class Engine:
    """A program made ready for one day. Compile once, run often.

    Args:
        program: what to compute.
        on: the day asked about (基準日).
        wanted: the definitions asked for, with all that they need; every definition where it is None.
    """

    def __init__(self, program: Program, on: date, wanted: Iterable[str] | None = None) -> None:
        self.program, self.on = program, on
        names = needed(program, wanted)
        compiler = Compiler(program, on)
        self._steps = [
            (each, compiler.slots[each.name], compiler.definition(each.name))
            for each in program.definitions
            if each.name in names
        ]
        self._slots, self._groups = compiler.slots, compiler.groups
        self._size = compiler.size
        self._load = {level: self._loads(level) for level in Level}
        self._names = {
            level: [(each.name, slot) for each, slot, _ in self._steps if each.level == level] for level in Level
        }
        self._explained = {each.name: self._explains(each) for each, _, _ in self._steps}

    def _loads(self, level: Level) -> list[tuple[str, int, Type, Unknown, Unknown]]:
        """Inputs of a level that some definition uses: name, slot, type, and what stands there otherwise."""
        reasons = self.program.reasons
        return [
            (
                each.name,
                self._slots[each.name],
                each.type,
                reasons.unknown(Code.MISSING, each.name),
                reasons.unknown(Code.INVALID, each.name),
            )
            for each in self.program.inputs
            if each.level == level and Reason(Code.MISSING, each.name) in reasons.all
        ]

    def _explains(
        self, definition: Definition
    ) -> tuple[list[tuple[str, int, bool]], tuple[tuple[str, Dated | None], ...]]:
        """What a trace of a definition tells: names with their slots and whether they are the whole's; parameters."""
        levels = self.program.levels
        seen = [
            (name, self._slots[name], levels[name] == Level.WHOLE and definition.level == Level.MEMBER)
            for name in self.program.seen_names(definition)
        ]
        parameters = self.program.used_parameters(definition)
        return seen, tuple((name, self.program.parameters[name].on(self.on)) for name in parameters)

    def run(self, case: Case) -> Result:
        """Return the values of a case. Nothing in its inputs raises.

        Raises:
            OverrideUnknown, OverrideNotReadable: an override names no definition, or is no value of its type.
        """
        whole, members = self._work(case)
        return self._result(whole, members)

    def trace(self, case: Case) -> tuple[Result, list[Traced]]:
        """Return the values of a case and, in the order of work, how each came about. Raises as :meth:`run`."""
        whole, members = self._work(case)
        traced = []
        for definition, slot, _ in self._steps:
            seen, parameters = self._explained[definition.name]
            is_whole = definition.level == Level.WHOLE
            replaced = case.overrides if is_whole else None
            for frame in (whole,) if is_whole else members:
                if not is_whole:
                    replaced = case.member_overrides.get(frame[ID])
                used = tuple([(name, frame[WHOLE][at] if is_outer else frame[at]) for name, at, is_outer in seen])
                is_override = replaced is not None and definition.name in replaced
                traced.append(Traced(definition, frame[ID], frame[slot], used, parameters, is_override))
        return self._result(whole, members), traced

    def row(self, given: Mapping[str, object]) -> list[Value | Unknown]:
        """Return the values of the definitions of the whole, in the order of work, for inputs of a whole alone."""
        frame = self._frame(Level.WHOLE, None, given)
        frame[GROUPS] = [[] for _ in self._groups]
        for definition, slot, run in self._steps:
            if definition.level == Level.WHOLE:
                frame[slot] = run(frame)
        return [frame[slot] for _, slot in self._names[Level.WHOLE]]

    def _frame(self, level: Level, member: str | None, given: Mapping[str, object]) -> Frame:
        frame: Frame = [UNSET] * self._size[level]
        frame[ID] = member
        for name, slot, type_, missing, invalid in self._load[level]:
            value = given.get(name)
            if value is None:
                frame[slot] = missing
            else:
                known = read_value(type_, value)
                frame[slot] = invalid if known is None else known
        return frame

    def _work(self, case: Case) -> tuple[Frame, list[Frame]]:
        whole = self._frame(Level.WHOLE, None, case.whole)
        frames: dict[str, Frame] = {}
        for member in dict.fromkeys((*case.members, *(each for group in case.groups.values() for each in group))):
            frames[member] = frame = self._frame(Level.MEMBER, member, case.members.get(member, _NOTHING))
            frame[WHOLE] = whole
        whole[GROUPS] = [
            list(frames.values())
            if name == HOUSEHOLD_MEMBERS
            else [frames[member] for member in dict.fromkeys(case.groups.get(name, ()))]
            for name in self._groups
        ]
        members = list(frames.values())
        if case.overrides or case.member_overrides:
            self._steps_with(case, whole, members)
        else:
            for definition, slot, run in self._steps:
                if definition.level == Level.WHOLE:
                    whole[slot] = run(whole)
                else:
                    for frame in members:
                        frame[slot] = run(frame)
        return whole, members

    def _steps_with(self, case: Case, whole: Frame, members: list[Frame]) -> None:
        """The same with overrides: what is given replaces what would be worked out."""
        for name in (*case.overrides, *(name for given in case.member_overrides.values() for name in given)):
            if name not in self.program.definition:
                raise OverrideUnknown(name=name)
        for definition, slot, run in self._steps:
            if definition.level == Level.WHOLE:
                whole[slot] = _replaced(definition, case.overrides, run, whole)
            else:
                for frame in members:
                    given = case.member_overrides.get(frame[ID], _NOTHING)
                    frame[slot] = _replaced(definition, given, run, frame)

    def _result(self, whole: Frame, members: list[Frame]) -> Result:
        return Result(
            {name: whole[slot] for name, slot in self._names[Level.WHOLE]},
            {frame[ID]: {name: frame[slot] for name, slot in self._names[Level.MEMBER]} for frame in members},
        )


def _replaced(definition: Definition, given: Mapping[str, object], run: Run, frame: Frame) -> Value | Unknown:
    if definition.name not in given:
        worked_out: Value | Unknown = run(frame)
        return worked_out
    value = read_value(definition.type, given[definition.name])
    if value is None:
        raise OverrideNotReadable(
            name=definition.name, wanted=definition.type.words.ja, wanted_en=definition.type.words.en
        )
    return value
