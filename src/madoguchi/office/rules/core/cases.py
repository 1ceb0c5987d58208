"""Golden cases: whether a rule package gives what its records say (:mod:`case_records`), and how."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.office.rules.core.case_records import Expected, GoldenCase, Household, Reasons, read_case
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.engine import Case, Engine, Result, Traced
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.names import NO_ALIASES, Aliases
from madoguchi.office.rules.core.plain_reader import PlainReader
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Code, Unknown
from madoguchi.office.rules.core.types import Entity, Level, Value, level_of
from madoguchi.office.rules.core.values import to_plain

__all__ = [
    "CaseRunner",
    "Expected",
    "GoldenCase",
    "Household",
    "Outcome",
    "Reasons",
    "Traces",
    "Verdict",
    "read_case",
    "run_case",
]

_MOST_ENGINES: Final = 64  # days held ready at once


class Verdict(StrEnum):
    """How an expectation came out."""

    PASSED = "pass"
    FAILED = "fail"
    NOT_COVERED = "not covered"  # 未対応の期間, and that was not what was expected


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation, what was found (a value as JSON holds it, or its reasons), and how the household came to it."""

    expected: Expected
    verdict: Verdict
    found: object
    trace: Sequence[Traced] = ()


def run_case(rules: Rules, case: GoldenCase, names: Aliases = NO_ALIASES) -> list[Outcome]:
    """Return how each expectation of a case comes out under these rules. Raises as :meth:`CaseRunner.run`."""
    return CaseRunner(rules, names).run(case)


@dataclass(frozen=True, slots=True)
class Traces:
    """What a case came to: of each household its result and how each definition came about."""

    program: Program
    households: Mapping[str, tuple[Result, Sequence[Traced]]]


class CaseRunner:
    """Runs cases under the rules of one package. The rules are made ready once for each day asked about.

    Args:
        rules: the checked package.
        names: other names that fields, roles and definitions may go by.
    """

    def __init__(self, rules: Rules, names: Aliases = NO_ALIASES) -> None:
        self._rules, self._names = rules, names
        self._engines: dict[date, Engine] = {}

    def run(self, case: GoldenCase) -> list[Outcome]:
        """Return how each expectation of a case comes out.

        Raises:
            NotAccepted: the case names a field, or expects a definition, that the rules do not have.
            OverrideUnknown, OverrideNotReadable: as :meth:`Engine.run`.
        """
        program = self._rules.on(case.on)
        if program is None:
            nothing: Reasons = ((Code.OUTSIDE.value, self._rules.package.title.ja),)
            return [_judged(each, nothing, 0, ()) for each in case.expect]
        expected = [replace(each, definition=self._definition(program, each.definition)) for each in case.expect]
        at = PlainReader()
        for number, each in enumerate(expected):
            definition = program.definition.get(each.definition)
            if definition is None or definition.level != level_of(each.entity):
                at.shape(
                    f"expect/{number}", "この規則の定義と、その対象", "A definition of these rules, with its entity"
                )
        traces = self._traced(program, case, at)
        return [
            _judged(each, _shown(program, found), case.tolerance, traced)
            for name, (result, traced) in traces.households.items()
            for each, found in _found(result, name, expected)
        ]

    def trace(self, case: GoldenCase) -> Traces | None:
        """Return what a case comes to; None where no version of the rules holds on its day. Raises as :meth:`run`."""
        program = self._rules.on(case.on)
        return None if program is None else self._traced(program, case, PlainReader())

    def _traced(self, program: Program, case: GoldenCase, at: PlainReader) -> Traces:
        known = {each.name for each in program.inputs}
        persons = {
            name: _named(at, self._names.fields, known, given, f"persons/{name}")
            for name, given in case.persons.items()
        }
        wholes = {
            name: _named(at, self._names.fields, known, given.fields, f"households/{name}")
            for name, given in case.households.items()
        }
        if at.findings:
            raise NotAccepted(at.findings)
        overrides = {self._definition(program, name): value for name, value in case.overrides.items()}
        engine = self._engine(program, case.on)
        return Traces(
            program,
            {
                name: engine.trace(self._case(program, case.households[name].roles, whole, persons, overrides))
                for name, whole in wholes.items()
            },
        )

    def _engine(self, program: Program, on: date) -> Engine:
        if on not in self._engines:
            if len(self._engines) == _MOST_ENGINES:
                self._engines.clear()
            self._engines[on] = Engine(program, on)
        return self._engines[on]

    def _definition(self, program: Program, name: str) -> str:
        return name if name in program.definition else self._names.definitions.get(name, name)

    def _case(
        self,
        program: Program,
        roles: Mapping[str, Sequence[str]],
        whole: Mapping[str, object],
        persons: Mapping[str, Mapping[str, object]],
        overrides: Mapping[str, object],
    ) -> Case:
        members = [each for ids in roles.values() for each in ids]
        groups: dict[str, list[str]] = {}
        for role, ids in roles.items():
            group = role if role in program.groups else self._names.roles.get(role, role)
            if group in self._rules.package.groups:
                groups.setdefault(group, []).extend(ids)
        own, by_member = _overrides(program, overrides, members)
        return Case(whole, {each: persons[each] for each in members}, groups, own, by_member)


def _found(result: Result, name: str, expected: Iterable[Expected]) -> Iterator[tuple[Expected, Value | Unknown]]:
    """The expectations about a household and its members, each with the value that was found."""
    for each in expected:
        if each.entity == Entity.PERSON and each.id in result.members:
            yield each, result.members[each.id][each.definition]
        elif each.entity != Entity.PERSON and each.id == name:
            yield each, result.whole[each.definition]


def _overrides(
    program: Program, given: Mapping[str, object], members: Sequence[str]
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Overrides of the whole by name, and of members by member and name."""
    whole: dict[str, object] = {}
    by_member: dict[str, dict[str, object]] = {}
    for name, value in given.items():
        if program.levels.get(name) == Level.MEMBER and isinstance(value, Mapping):
            for member, own in value.items():
                if member in members:
                    by_member.setdefault(member, {})[name] = own
        else:
            whole[name] = value
    return whole, by_member


def _judged(expected: Expected, found: object, tolerance: int, trace: Sequence[Traced]) -> Outcome:
    wanted = expected.value if expected.reasons is None else expected.reasons
    if type(found) is int and type(wanted) is int:
        is_right = abs(found - wanted) <= tolerance
    else:
        is_right = type(found) is type(wanted) and found == wanted
    if is_right:
        verdict = Verdict.PASSED
    elif isinstance(found, tuple) and any(code == Code.OUTSIDE for code, _ in found):
        verdict = Verdict.NOT_COVERED
    else:
        verdict = Verdict.FAILED
    return Outcome(expected, verdict, found, trace)


def _shown(program: Program, value: Value | Unknown) -> object:
    if isinstance(value, Unknown):
        return tuple(sorted((each.code.value, each.subject) for each in program.reasons.of(value.bits)))
    return to_plain(value)


def _named(
    at: PlainReader, aliases: Mapping[str, str], known: Collection[str], given: Mapping[str, object], path: str
) -> dict[str, object]:
    """The values under the names of the package; a field that it does not have, or that is there twice, is noted."""
    named: dict[str, object] = {}
    for name, value in given.items():
        own = name if name in known else aliases.get(name, name)
        if own not in known:
            at.note("key_unknown", path, name=name, known=", ".join(sorted(known)))
        elif own in named:
            at.note("field_twice", path, name=own)
        named[own] = value
    return named
