"""Back end 2 at work: a program over a register, all households at once (docs/develop/rules-language.md, Columns)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_lazy import Lazy
from madoguchi.office.rules.core.columns_nodes import Compiler
from madoguchi.office.rules.core.columns_placing import frames
from madoguchi.office.rules.core.columns_refusals import RegisterOfOtherRules
from madoguchi.office.rules.core.columns_register import Register
from madoguchi.office.rules.core.columns_run import WHOLE, Run, Shared
from madoguchi.office.rules.core.columns_texts import Texts
from madoguchi.office.rules.core.columns_values import WORD, Column
from madoguchi.office.rules.core.engine import Result
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.program import Program, needed, walk
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.types import Kind, Level, Value

_TOGETHER: Final = 131_072  # households in one run: memory is that of the results and one run


@dataclass(frozen=True)
class Computed:
    """What a program says of a register.

    Attributes:
        register: whose values these are, and in which order they stand.
        columns: by definition, one value for each household or each member: ``data`` as in columns_values.Column, of
            full length; ``bits`` of shape (words, n), or None where nothing is unknown.
    """

    program: Program
    register: Register
    columns: Mapping[str, Column]
    _texts: Texts

    def value(self, name: str, place: int) -> Value | Unknown:
        """Return the value of a definition for the household or member that stands at ``place``."""
        column = self.columns[name]
        if column.bits is not None:
            bits = sum(int(word) << WORD * at for at, word in enumerate(column.bits[:, place]))
            if bits:
                return Unknown(bits)
        number: bool | int = column.data[place].item()
        match self.program.definition[name].type.kind:
            case Kind.DATE:
                return days.unpack(number)
            case Kind.TEXT | Kind.ENUM:
                return self._texts.all[number]
            case _:
                return number

    def result(self, place: int) -> Result:
        """Return the values of the household that stands at ``place``, as back end 1 returns them."""
        levels = self.program.levels
        names = {level: [name for name in self.columns if levels[name] == level] for level in Level}
        members = range(*self.register.offsets[place : place + 2].tolist())
        return Result(
            {name: self.value(name, place) for name in names[Level.WHOLE]},
            {self.register.persons[at]: {name: self.value(name, at) for name in names[Level.MEMBER]} for at in members},
        )


class Columns:
    """A program made ready for one day. Compile once, run on any register that was read for it.

    Args:
        program: what to compute.
        on: the day asked about (基準日).
        wanted: the definitions asked for; every definition where it is None. What else they need is worked out on the
            way and not kept.
    """

    def __init__(self, program: Program, on: date, wanted: Iterable[str] | None = None) -> None:
        self._wanted = frozenset(program.definition if wanted is None else wanted)
        lazy = Lazy(program, self._wanted, on)
        names, compiler = needed(program, self._wanted), Compiler(program, on, lazy)
        placed = frames(program, self._wanted, names)
        steps = [
            (each, compiler.definition(each.name), placed[each.name])
            for each in program.definitions
            if each.name in names
        ]
        self.program, self.on = program, on
        self._constants = [(each.name, work) for each, work, _ in steps if not compiler.depends(each.name)]
        self._steps = [
            (each.name, work, at)
            for each, work, at in steps
            if compiler.depends(each.name) and each.name not in lazy.names
        ]
        last = {name: step for step, _, _ in self._steps for name in (step, *lazy.used(step))}
        self._done = {step: [name for name, at in last.items() if at == step and name not in self._wanted]
                      for step in set(last.values())}  # fmt: skip
        self._written = tuple(compiler.texts)
        self._births = {node.birth for each, _, _ in steps for node in walk(each.body) if isinstance(node, typed.Rank)}

    def run(self, register: Register) -> Computed:
        """Return the values of a register. Nothing in its inputs raises.

        Raises:
            RegisterOfOtherRules: it is sorted by another birth date, or an input has another type there.
        """
        for birth in self._births - {register.birth}:
            raise RegisterOfOtherRules(name=birth)
        shared = Shared(register, Texts(register.codes, self._written), self.on)
        for name, work in self._constants:
            shared.constants[name] = work(shared)
        found: dict[str, list[Column]] = {name: [] for name in self.program.definition if name in self._wanted}
        count = len(register.households)
        for first in range(0, max(count, 1), _TOGETHER):
            run = Run(shared, first, min(first + _TOGETHER, count))
            for name, work, places in self._steps:
                for place in places:
                    frame = run if place == WHOLE else run.members(place)
                    frame.columns[name] = work(frame)
                run.forget(self._done.get(name, ()))
            for name, parts in found.items():
                frame = run if self.program.levels[name] == Level.WHOLE else run.members(HOUSEHOLD_MEMBERS)
                column = shared.constants[name] if name in shared.constants else frame.columns[name]
                parts.append(_full(column, frame.size))
            run.close()
        return Computed(self.program, register, {name: _together(parts) for name, parts in found.items()}, shared.texts)


def _full(column: Column, size: int) -> Column:
    """One value for each, also where it is the same for all."""
    data, bits = column.data, column.bits
    return Column(np.broadcast_to(data, size), None if bits is None else np.broadcast_to(bits, (len(bits), size)))


def _together(parts: list[Column]) -> Column:
    """Put the columns of neighbouring households one after the other."""
    if len(parts) == 1:
        return parts[0]
    data = np.concatenate([each.data for each in parts])
    known = [each.bits for each in parts if each.bits is not None]
    if not known:
        return Column(data)
    words = len(known[0])
    return Column(data, np.concatenate([
        np.zeros((words, len(each.data)), np.uint64) if each.bits is None else each.bits for each in parts
    ], axis=1))  # fmt: skip
