"""Back end 2: which definitions are worked out for everybody, and which only where a condition leaves somebody over.

The right side of かつ and または matters where the left does not decide; in もし a branch matters where it is reached.
Where the condition of もし cannot be unknown (columns_certain.py), it matters itself only where its two values differ.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_certain import Certainty, Facts
from madoguchi.office.rules.core.columns_placing import Source, frames_below, is_ranked, source, sources
from madoguchi.office.rules.core.program import Program, needed, walk

_WORTH: Final = 3  # nodes with something to do, from which on it pays to choose the rows for them
_LEAVES: Final = (typed.Const, typed.Parameter, typed.OnDate, typed.Input, typed.Defined, typed.OfWhole)


class Lazy:
    """The definitions of a program by what asks for them: ``names`` are those worked out where they matter only."""

    def __init__(self, program: Program, wanted: Iterable[str], on: date) -> None:
        self._program = program
        self._sources = sources(program.definitions)
        self._certainty = Certainty(program, on)
        self._weights: dict[str, int] = {}
        for each in program.definitions:
            self._weights[each.name] = self._work(each.body)
        names = needed(program, wanted)
        waiting = [*wanted, *(name for name in names if is_ranked(program.definition[name].body))]
        asked: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in asked:
                asked.add(name)
                waiting.extend(self._always(program.definition[name].body))
        self.names = frozenset(name for name in names - asked if self._sources[name] != frozenset())

    def _always(self, body: typed.Typed) -> Iterator[str]:
        """The definitions that a body asks for everybody."""
        waiting = [body]
        while waiting:
            node = waiting.pop()
            if isinstance(node, typed.Defined):
                yield node.name
            elif self._is_of_days(node):
                yield from (each.name for each in walk(node) if isinstance(each, typed.Defined))
            else:
                few = self.few(node)
                waiting.extend(each for each in typed.children(node) if not any(each is other for other in few))

    def _is_of_days(self, node: typed.Typed) -> bool:
        return _is_of_day(source(node, self._sources))

    def few(self, node: typed.Typed) -> list[typed.Typed]:
        """Return what directly below a node matters for some only."""
        match node:
            case typed.Both(_, _, right) | typed.Either(_, _, right):
                found = [right]
            case typed.If(_, branches, otherwise) if self.facts(node) is None:
                found = [*(each for branch in branches for each in branch), otherwise][1:]
                if any(map(is_ranked, found)):
                    return []
            case typed.If(_, ((condition, _),), _):
                found = [condition]
            case _:
                return []
        return [each for each in found if not is_ranked(each) and self._is_heavy(each)]

    def _is_heavy(self, node: typed.Typed) -> bool:
        """Whether a node is worth leaving out: what depends on one day alone is soon looked up."""
        return self.is_worth(node) or any(
            isinstance(each, typed.Defined) and not _is_of_day(self._sources[each.name]) for each in walk(node)
        )

    def facts(self, node: typed.If) -> Facts | None:
        """Return with what the only condition of もし is known, where it takes more work than the two values."""
        if len(node.branches) > 1:
            return None
        condition, value = node.branches[0]
        if is_ranked(condition) or self._work(condition) <= self._work(value) + self._work(node.otherwise):
            return None
        return self._certainty.facts(condition)

    def _work(self, node: typed.Typed) -> int:
        """How many nodes there are below it, those of definitions each time they are asked for."""
        return sum(1 + self._weights[each.name] if isinstance(each, typed.Defined) else 1 for each in walk(node))

    def steps(self, node: typed.Typed, place: str) -> list[tuple[str, str]]:
        """Return the definitions below a node that are not worked out for everybody, in their order, with the frame."""
        placed = frames_below(self._program, node, place, self.names)
        order = (each.name for each in self._program.definitions if each.name in placed)
        return [(name, frame) for name in order for frame in placed[name]]

    def used(self, name: str) -> frozenset[str]:
        """Return all that a definition names, and those that it has worked out where they matter."""
        found, waiting = set[str](), [name]
        while waiting:
            for each in self._program.used_names(self._program.definition[waiting.pop()]):
                if each not in found:
                    found.add(each)
                    waiting.extend([each] if each in self.names else [])
        return frozenset(found)

    def is_worth(self, node: typed.Typed) -> bool:
        """Whether it pays to work a node out for some rows only."""
        waiting, found = [node], 0
        while waiting and found < _WORTH:
            at = waiting.pop()
            if not isinstance(at, _LEAVES) and not self._is_of_days(at):
                found += 1
                waiting.extend(typed.children(at))
        return found >= _WORTH


def _is_of_day(depends: Source) -> bool:
    return depends is not None and len(depends) <= 1
