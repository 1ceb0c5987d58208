"""The rules of a form at work: which questions are asked, which answers are refused, what is worked out.

Only what is known to be はい shows a question, only what is known to be いいえ refuses an answer, and a calculation
that is 不明 says what is missing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import Answers, Check, Field, Json, Page
from madoguchi.line.forms.core.naming import Named
from madoguchi.line.forms.core.rule_writing import GIVEN, PAGE, SETTLED, Rule, WrittenRules, settled_leaves
from madoguchi.office.rules.language import (
    Case,
    Code,
    Engine,
    Expression,
    Level,
    Program,
    Result,
    Unknown,
    compile_package,
    needed,
)

ANY_DAY: Final = date(1873, 1, 1)
"""Only checks may ask for the day (``definition``); for the others every day is the same."""
MOST_ITEMS_SEEN: Final = 100
"""Items of a group beyond this are not looked at one by one (no group allows so many)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is not asked, given some answers: pages, fields, and fields in each item of a group."""

    hidden_pages: Collection[str] = frozenset()
    hidden: Collection[str] = frozenset()
    hidden_inside: Mapping[str, Sequence[Collection[str]]] | None = None

    def page(self, page: Page) -> bool:
        """Tell whether a page is asked: its condition holds and at least one of its fields is asked."""
        return page.id not in self.hidden_pages and any(self.field(field) for field in page.fields)

    def field(self, field: Field) -> bool:
        """Tell whether a top-level field is asked, where its page is."""
        return field.id not in self.hidden

    def inside(self, group: Field, number: int, field: Field) -> bool:
        """Tell whether a field of the item at ``number`` (from 0) is asked, where its group is."""
        if self.hidden_inside is None or group.id not in self.hidden_inside:
            return True
        items = self.hidden_inside[group.id]
        return number >= len(items) or field.id not in items[number]


EVERYTHING: Final = Shown()


@dataclass(frozen=True, slots=True)
class Missing:
    """A calculation that cannot be done: the answers it waits for; none where something else is the reason."""

    labels: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A check that is known not to hold, and the path of its field."""

    path: str
    check: Check


def member_id(group: str, number: int) -> str:
    """Return what an item of a group is called in the rules; its place, so that 順位 keeps to it."""
    return f"{group}・{number:03}"


class Part:
    """Some definitions of a program made ready to run on answers."""

    def __init__(
        self, program: Program, wanted: Iterable[str], named: Mapping[str, Named], groups: Sequence[str]
    ) -> None:
        chosen = needed(program, wanted)
        definitions = tuple(each for each in program.definitions if each.name in chosen)
        self.program = replace(program, definitions=definitions)
        used = {name for each in definitions for name in program.used_names(each)}
        reads = [(each.name, named[each.name.removeprefix(GIVEN)]) for each in program.inputs if each.name in used]
        self._whole = [(name, one.field.id, one.read) for name, one in reads if not one.group]
        self._inside = [(name, one.group, one.field.id, one.read) for name, one in reads if one.group]
        asks_items = any(each.level is Level.MEMBER for each in definitions) or bool(self.program.asked_groups)
        self._groups = tuple(groups) if asks_items else ()
        self._engine: Engine | None = None

    def run(self, answers: Answers, on: date = ANY_DAY) -> Result:
        """Return the values of all definitions for any answers."""
        engine = self._engine
        if engine is None or engine.on != on:  # the day changes once a day
            self._engine = engine = Engine(self.program, on)
        whole = {name: read(answers.get(field)) for name, field, read in self._whole}
        if not self._groups:
            return engine.run(Case(whole))
        members: dict[str, Mapping[str, object]] = {}
        placed: dict[str, list[str]] = {}
        for group in self._groups:
            reads = [(name, field, read) for name, of, field, read in self._inside if of == group]
            ids = placed[group] = []
            for number, item in enumerate(items_of(answers.get(group))):
                ids.append(member_id(group, number))
                members[ids[-1]] = {name: read(item.get(field)) for name, field, read in reads}
        return engine.run(Case(whole, members, placed))


def items_of(value: Json) -> Sequence[Answers]:
    """Return the items of a group's answer; an item that is no object counts as one without answers."""
    if not isinstance(value, list | tuple):
        return ()
    return [item if isinstance(item, Mapping) else {} for item in value[:MOST_ITEMS_SEEN]]


class Logic:
    """The rules of a form. Its pages have been checked (``definition``).

    Raises:
        NotAccepted: some rule is wrong; the path of each fault is its place in the definition.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.written = WrittenRules(pages)
        self.named = self.written.named
        package = self.written.package()
        self.program: Program = compile_package(package).programs[0][1]
        self.groups = package.groups
        self._inside = sorted({rule.group for rule in self.written.shown if rule.group})
        self._show_part = self._part((*self.written.pages, *self.written.shown))
        self._check_part = self._part(self.written.checks)
        self._calculation_part = self._part(self.written.calculations)
        self._settled: dict[str, tuple[tuple[Expression, ...], Part]] = {}

    def _part(self, wanted: Iterable[Rule]) -> Part:
        return Part(self.program, [rule.name for rule in wanted], self.named, self.groups)

    def shown(self, answers: Answers) -> Shown:
        """Return what is asked and what is not; answers may be anything."""
        if not self.written.pages and not self.written.shown:
            return EVERYTHING
        result = self._show_part.run(answers)
        whole = result.whole
        inside: dict[str, list[set[str]]] | None = None
        if self._inside:
            inside = {group: [set() for _ in items_of(answers.get(group))] for group in self._inside}
        hidden = set()
        for rule in self.written.shown:
            if not rule.group:
                if whole[rule.name] is not True:
                    hidden.add(rule.field.id)
            elif inside is not None:
                for number, item in enumerate(inside[rule.group]):
                    if result.members[member_id(rule.group, number)][rule.name] is not True:
                        item.add(rule.field.id)
        pages = {rule.name.removeprefix(PAGE) for rule in self.written.pages if whole[rule.name] is not True}
        return Shown(pages, hidden, inside)

    def settled(self, page: Page) -> tuple[Expression, ...]:
        """Return the comparisons of a page's questions that earlier pages settle."""
        return self._settled_of(page)[0]

    def truth(self, page: Page, answers: Answers) -> tuple[bool, ...]:
        """Return which of :meth:`settled` are known to hold."""
        found, part = self._settled_of(page)
        if not found:
            return ()
        values = part.run(answers).whole
        return tuple(values[f"{SETTLED}{page.id}・{n}"] is True for n in range(len(found)))

    def _settled_of(self, page: Page) -> tuple[tuple[Expression, ...], Part]:
        if page.id not in self._settled:
            found = settled_leaves(page)
            own = [rule for rule in self.written.settled if rule.name.startswith(f"{SETTLED}{page.id}・")]
            self._settled[page.id] = found, self._part(own)
        return self._settled[page.id]

    def calculated(self, answers: Answers) -> dict[str, int | Missing]:
        """Return what is worked out, by path; what stands in the answers under these ids is never looked at."""
        if not self.written.calculations:
            return {}
        result = self._calculation_part.run(answers)
        found: dict[str, int | Missing] = {}
        for rule in self.written.calculations:
            for path, value in _everywhere(rule.field, rule.group, rule.name, result, answers):
                found[path] = value if isinstance(value, int) else self._missing(value)
        return found

    def _missing(self, value: object) -> Missing:
        reasons = self._calculation_part.program.reasons.of(value.bits) if isinstance(value, Unknown) else ()
        fields = (
            self.named[each.subject.removeprefix(GIVEN)].field
            for each in reasons
            if each.code in (Code.MISSING, Code.INVALID)
        )
        return Missing(tuple(dict.fromkeys(field.label for field in fields)))

    def broken(self, answers: Answers, *, today: date) -> Iterator[Broken]:
        """Yield every check that is known not to hold on a day; one that is 不明 refuses nobody."""
        if not self.written.checks:
            return
        result = self._check_part.run(answers, today)
        for rule in self.written.checks:
            for path, value in _everywhere(rule.field, rule.group, rule.name, result, answers):
                if value is False:
                    yield Broken(path, rule.field.checks[rule.number])


def _everywhere(field: Field, group: str, name: str, result: Result, answers: Answers) -> Iterator[tuple[str, object]]:
    """Yield the value of a definition with the path it is about: once, or for each item of a group."""
    if not group:
        yield field.id, result.whole[name]
        return
    for number in range(len(items_of(answers.get(group)))):
        yield f"{group}/{number}/{field.id}", result.members[member_id(group, number)][name]
