"""An interview by a package: what must still be known about a person, and what then follows with its reasons.

What is asked follows from what is unknown. To learn whose value of an input matters, the input is given a mark that is
no value of any type: where the mark comes back as the reason ``invalid``, it matters. A yes or no is a reason of the
result when the result would be another without it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.asked import Asked
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.engine import Case, Engine, Traced
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.parameters import Dated
from madoguchi.office.rules.core.program import Definition, Program, needed, walk
from madoguchi.office.rules.core.reasons import Code, Reason, Unknown
from madoguchi.office.rules.core.types import Kind, Level, Value

_MARK: Final = object()
_SOMEBODY: Final = "?"  # one more member, of whom nothing is known


@dataclass(frozen=True, slots=True)
class Need:
    """An input that is not known and may decide; ``member`` is None for one of the whole."""

    input: str
    member: str | None


@dataclass(frozen=True, slots=True)
class Because:
    """A sentence that the result rests on, of these members; of the whole without any."""

    definition: str
    is_met: bool
    words: Message
    article: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What follows. ``outcome`` is an Unknown while something is missing; ``reasons`` then say what.

    ``shares``: yen of members that the outcome adds up. ``parameters``: with the value that held on the day, None where
    none did. ``until``: the first day for which the rules must be looked at again (excluded); None: no end is known.
    """

    outcome: Value | Unknown
    reasons: tuple[Reason, ...]
    because: tuple[Because, ...]
    shares: tuple[tuple[str, int], ...]
    articles: tuple[str, ...]
    parameters: tuple[tuple[str, Dated | None], ...]
    until: date | None


class Interview:
    """The interview of one package on one day; ``myself`` is the member who asks.

    Raises:
        ValueError: the package asks nothing, or no version of it holds on the day (``Rules.on`` tells before).
    """

    def __init__(self, rules: Rules, on: date, *, myself: str) -> None:
        program, asked = rules.on(on), rules.package.asked
        if program is None or asked is None:
            raise ValueError(f"{rules.package.id} asks nothing on {on}")
        self.program: Program = program
        self.asked: Asked = asked
        self._version = next(version for version, _ in rules.programs if version.covers(on))
        self._myself = myself
        self._engine = Engine(program, on, [asked.outcome])
        self._definition = program.definition[asked.outcome]
        self.outcome_is_yen = self._definition.type.kind == Kind.YEN
        self._levels = program.levels
        bodies = [program.definition[name].body for name in needed(program, [asked.outcome])]
        self.groups = frozenset(
            node.group
            for body in bodies
            for node in walk(body)
            if isinstance(node, typed.Count | typed.Sum | typed.Farthest | typed.Quantified | typed.Rank)
        )

    def needs(self, case: Case) -> list[Need]:
        """Return what may still decide, in the order of the package's inputs, then of the members."""
        outcome = self._outcome(case)
        missing = set(self._subjects(outcome, Code.MISSING))
        found = [Need(name, None) for name in missing if self._levels[name] == Level.WHOLE]
        of_members = {name for name in missing if self._levels[name] == Level.MEMBER}
        members = dict.fromkeys((*case.members, *(each for ids in case.groups.values() for each in ids)))
        for member in members if of_members else ():
            given = case.members.get(member, {})
            marked = {name: _MARK for name in of_members if given.get(name) is None}
            if marked:
                seen = self._outcome(replace(case, members={**case.members, member: {**given, **marked}}))
                found += [Need(name, member) for name in self._subjects(seen, Code.INVALID) if name in marked]
        order = {each.name: number for number, each in enumerate(self.program.inputs)}
        place = {member: number for number, member in enumerate(members)}
        return sorted(found, key=lambda need: (order[need.input], -1 if need.member is None else place[need.member]))

    def asks_about(self, case: Case, groups: Collection[str], given: Mapping[str, object]) -> bool:
        """Whether one more member in these groups might change the outcome; ``given``: all that is known of them."""
        mine = self.groups & set(groups)
        if not mine and HOUSEHOLD_MEMBERS not in self.groups:
            return False
        marks = {each.name: _MARK for each in self.program.inputs if each.level == Level.MEMBER}
        with_one = replace(
            case,
            members={**case.members, _SOMEBODY: {**marks, **given}},
            groups={**case.groups, **{name: (*case.groups.get(name, ()), _SOMEBODY) for name in mine}},
        )
        before, after = self._outcome(case), self._outcome(with_one)
        if isinstance(after, Unknown):
            return bool(self._subjects(after, Code.INVALID)) or not isinstance(before, Unknown)
        return before != after

    def reckon(self, case: Case) -> Reckoning:
        """Return what follows for a case, and why."""
        _, traced = self._engine.trace(case)
        outcome = self._outcome(case)
        parameters = dict(pair for each in traced for pair in each.parameters)
        ends = [self._version.end, *(each.end for each in parameters.values() if each is not None)]
        return Reckoning(
            outcome=outcome,
            reasons=self.program.reasons.of(outcome.bits) if isinstance(outcome, Unknown) else (),
            because=() if isinstance(outcome, Unknown) else self._because(case, outcome, traced),
            shares=() if isinstance(outcome, Unknown) else self._shares(traced),
            articles=tuple(dict.fromkeys(each.definition.article for each in traced if each.definition.article)),
            parameters=tuple(parameters.items()),
            until=min((end for end in ends if end is not None), default=None),
        )

    def _outcome(self, case: Case) -> Value | Unknown:
        result = self._engine.run(case)
        if self._definition.level == Level.WHOLE:
            return result.whole[self._definition.name]
        return result.members[self._myself][self._definition.name]

    def _subjects(self, value: Value | Unknown, code: Code) -> list[str]:
        if not isinstance(value, Unknown):
            return []
        return [each.subject for each in self.program.reasons.of(value.bits) if each.code == code]

    def _because(self, case: Case, outcome: Value, traced: list[Traced]) -> tuple[Because, ...]:
        """What the result rests on; where no single sentence changes it, all that speak in its direction."""
        mine = (None, self._myself)
        is_mine = self._definition.level == Level.MEMBER
        said = [each for each in traced if _words(each) is not None and not (is_mine and each.member not in mine)]
        resting = [each for each in said if self._outcome(_otherwise(case, each)) != outcome]
        if not resting:
            resting = [each for each in said if each.value is bool(outcome)]
        together: dict[tuple[str, bool], list[Traced]] = {}
        for each in resting:
            together.setdefault((each.definition.name, each.value), []).append(each)
        return tuple(
            Because(name, is_met, words, first[0].definition.article, tuple(one.member for one in first if one.member))
            for (name, is_met), first in together.items()
            if (words := _words(first[0])) is not None
        )

    def _shares(self, traced: list[Traced]) -> tuple[tuple[str, int], ...]:
        added = {
            node.value.name
            for node in walk(self._definition.body)
            if isinstance(node, typed.Sum) and isinstance(node.value, typed.Defined) and node.type.kind == Kind.YEN
        }
        return tuple(
            (each.member, each.value)
            for each in traced
            if each.member is not None and each.definition.name in added and type(each.value) is int and each.value
        )


def _words(traced: Traced) -> Message | None:
    """The sentence of a yes or no that is known."""
    if type(traced.value) is not bool:
        return None
    definition: Definition = traced.definition
    return definition.passes if traced.value else definition.fails


def _otherwise(case: Case, traced: Traced) -> Case:
    """The case with the opposite of this one yes or no."""
    name, opposite = traced.definition.name, not traced.value
    if traced.member is None:
        return replace(case, overrides={name: opposite})
    overrides: Mapping[str, Mapping[str, Any]] = {traced.member: {name: opposite}}
    return replace(case, member_overrides=overrides)
