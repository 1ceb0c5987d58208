"""What is different between two rule packages, as plain data with words: for whoever approves, and for the history.

Values and definitions are compared day by day: an interval that was only cut, or written in another order, is no
difference. An expression is the same when its tree is.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final, Generic, TypeVar

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.asked_words import asked_texts
from madoguchi.office.rules.core.cells import print_cell
from madoguchi.office.rules.core.compiling import groups_of
from madoguchi.office.rules.core.difference_words import Difference, Section, value_text
from madoguchi.office.rules.core.package import Package, Version, WrittenDefinition, WrittenInput
from madoguchi.office.rules.core.parameters import Dated, Rows
from madoguchi.office.rules.core.printer import print_expression
from madoguchi.office.rules.core.sentences import read_back
from madoguchi.office.rules.core.tables import WrittenTable
from madoguchi.office.rules.core.types import Entity, Type

_WHOLE: Final = Message("全体", "all of it")
_VALUE, _SOURCE = Message("値", "value"), Message("出典", "source")
_ADOPTED_BY, _TYPE = Message("採用した団体", "adopted by"), Message("型", "type")
_TITLE, _LABEL = Message("名前", "title"), Message("見出し", "label")
_OF = Message("対象", "entity")
_EXPRESSION, _ROW = Message("式", "expression"), Message("表の行", "row of the table")
_SHAPE, _ORDER = Message("表の列と選び方", "columns and hit policy"), Message("表の行の順序", "order of the rows")
_PASSES, _FAILS = Message("はいの場合の文", "sentence for yes"), Message("いいえの場合の文", "sentence for no")
_ARTICLE, _UNIT = Message("根拠", "article"), Message("単位", "unit")
_GROUPS, _ENUMS, _BIRTH = Message("群", "groups"), Message("選択肢", "choices"), Message("生年月日の項目", "birth date")
_WORDS_ONLY: Final = frozenset({_SOURCE, _ADOPTED_BY, _TITLE, _LABEL, _PASSES, _FAILS, _ARTICLE})
_ENTITIES: Final = {
    Entity.PERSON: Message("人", "person"),
    Entity.HOUSEHOLD: Message("世帯", "household"),
    Entity.APPLICATION: Message("申請", "application"),
}


def differences(old: Package, new: Package) -> tuple[Difference, ...]:
    """Return what is different in ``new``, in the order of the document."""
    parts = (_packages, _inputs, _parameters, _coverage, _definitions, _asked)
    return tuple(each for part in parts for each in part(old, new))


def may_change_results(given: Difference) -> bool:
    """Tell whether values can come out otherwise by a difference; sources, titles and sentences are words only."""
    return given.part not in _WORDS_ONLY


Texts = Mapping[Message, str | None]  # by part
_Interval = TypeVar("_Interval", Dated, Version)


class _Days(Generic[_Interval]):
    """Intervals that do not overlap, found by a day in the time of a bisection."""

    def __init__(self, intervals: Iterable[_Interval]) -> None:
        self._intervals: list[_Interval] = sorted(intervals, key=lambda each: each.start)
        self._starts: list[date] = [each.start for each in self._intervals]

    def on(self, day: date) -> _Interval | None:
        at = bisect_right(self._starts, day) - 1
        if at < 0:
            return None
        found = self._intervals[at]
        return found if found.end is None or day < found.end else None


Body = tree.Expression | WrittenTable | None


def _compared(section: Section, name: str, old: Texts, new: Texts) -> Iterator[Difference]:
    for part in dict.fromkeys((*old, *new)):
        before, after = old.get(part), new.get(part)
        if before != after:
            yield Difference(section, name, part, before, after)


def _in_every_language(part: Message, words: Message | None) -> Texts:
    """Words in Japanese, and apart what is read in English and easy Japanese."""
    others = [] if words is None else [each for each in (words.en, words.easy) if each]
    apart = Message(f"{part.ja}（英語・やさしい日本語）", f"{part.en} in English and easy Japanese")
    return {part: None if words is None else words.ja, apart: "／".join(others) or None}


def _packages(old: Package, new: Package) -> Iterator[Difference]:
    def texts(package: Package) -> Texts:
        return {
            **_in_every_language(_TITLE, package.title),
            _UNIT: package.unit.value,
            _OF: _ENTITIES[package.entity].ja,
            _GROUPS: "、".join(package.groups) or None,
            _ENUMS: "／".join(f"{each.name}（{'、'.join(each.members)}）" for each in package.enums) or None,
            _BIRTH: package.birth,
        }

    return _compared(Section.PACKAGE, "", texts(old), texts(new))


def _inputs(old: Package, new: Package) -> Iterator[Difference]:
    def texts(given: WrittenInput | None) -> Texts:
        if given is None:
            return {}
        return {
            _TYPE: given.type.words.ja,
            _OF: _ENTITIES[given.entity].ja,
            **_in_every_language(_LABEL, given.label),
        }

    before, after = ({each.name: each for each in package.inputs} for package in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if name in before and name in after:
            yield from _compared(Section.INPUT, name, texts(before[name]), texts(after[name]))
        else:
            there = before.get(name) or after[name]
            word = there.type.words.ja
            yield Difference(
                Section.INPUT, name, _WHOLE, word if name in before else None, word if name in after else None
            )


def _parameters(old: Package, new: Package) -> Iterator[Difference]:
    before, after = ({each.name: each for each in package.parameters} for package in (old, new))
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is not None and other is not None:
            heads = [{_TITLE: each.title, _TYPE: each.type.words.ja} for each in (one, other)]
            yield from _compared(Section.PARAMETER, name, *heads)
        entries = [() if each is None else each.entries for each in (one, other)]
        values = [_Days(each) for each in entries]
        types = [None if each is None else each.type for each in (one, other)]

        def between(
            day: date, name: str = name, values: list[_Days[Dated]] = values, types: list[Type | None] = types
        ) -> Iterator[Difference]:
            texts = [_dated(type_, each.on(day)) for type_, each in zip(types, values, strict=True)]
            return _compared(Section.PARAMETER, name, *texts)

        yield from _by_days(((each.start, each.end) for each in (*entries[0], *entries[1])), between)


def _dated(type_: Type | None, found: Dated | None) -> Texts:
    if found is None or type_ is None:
        return {_VALUE: None}
    return {
        _VALUE: _rows_text(type_, found.value) if isinstance(found.value, Rows) else value_text(type_, found.value),
        _SOURCE: found.source or None,
        _ADOPTED_BY: found.adopted_by or None,
    }


def _by_days(
    intervals: Iterable[tuple[date, date | None]], between: Callable[[date], Iterable[Difference]]
) -> Iterator[Difference]:
    """The differences of each stretch of days on which nothing changes; equal ones of neighbours become one."""
    known = list(intervals)
    cuts: list[date | None] = [*sorted({each for pair in known for each in pair if each is not None})]
    if any(end is None for _, end in known):
        cuts.append(None)
    running: dict[tuple[Difference, int], Difference] = {}  # without days, which of its like → with days up to now
    for start, end in pairwise(cuts):
        if start is None:
            break
        ended, running = running, {}
        told = Counter[Difference]()
        for each in between(start):
            told[each] += 1
            before = ended.pop((each, told[each]), None)
            running[each, told[each]] = (
                replace(each, start=start, end=end) if before is None else replace(before, end=end)
            )
        yield from ended.values()
    yield from running.values()


def _coverage(old: Package, new: Package) -> Iterator[Difference]:
    """Days on which only one of them says anything."""

    versions = [_Days(each.versions) for each in (old, new)]

    def between(day: date) -> Iterator[Difference]:
        texts = [{_WHOLE: None if each.on(day) is None else "あり"} for each in versions]
        return _compared(Section.VERSION, "", *texts)

    return _by_days(_intervals(old, new), between)


def _definitions(old: Package, new: Package) -> Iterator[Difference]:
    groups = tuple(dict.fromkeys((*groups_of(old), *groups_of(new))))
    versions = [_Days(each.versions) for each in (old, new)]

    def between(day: date) -> Iterator[Difference]:
        one, other = (each.on(day) for each in versions)
        if one is None or other is None:
            return
        before, after = ({each.name: each for each in version.definitions} for version in (one, other))
        for name in dict.fromkeys((*before, *after)):
            yield from _definition(name, before.get(name), after.get(name), groups)

    return _by_days(_intervals(old, new), between)


def _asked(old: Package, new: Package) -> Iterator[Difference]:
    before, after = asked_texts(old), asked_texts(new)
    for name in dict.fromkeys((*before, *after)):
        yield from _compared(Section.ASKED, name, before.get(name, {}), after.get(name, {}))


def _intervals(old: Package, new: Package) -> list[tuple[date, date | None]]:
    return [(each.start, each.end) for each in (*old.versions, *new.versions)]


def _definition(
    name: str, old: WrittenDefinition | None, new: WrittenDefinition | None, groups: tuple[str, ...]
) -> Iterator[Difference]:
    one, other = (None if each is None else each.body for each in (old, new))
    if isinstance(one, WrittenTable) and isinstance(other, WrittenTable):
        yield from _tables(name, one, other)
    elif one != other:
        yield Difference(
            Section.DEFINITION, name, _EXPRESSION, _body(one), _body(other),
            read_before=_read(one, groups), read_after=_read(other, groups),
        )  # fmt: skip
    if old is not None and new is not None:
        yield from _compared(Section.DEFINITION, name, _said(old), _said(new))


def _body(body: Body) -> str | None:
    match body:
        case None:
            return None
        case WrittenTable():
            return _shape(body)
        case _:
            return print_expression(body)


def _read(body: Body, groups: tuple[str, ...]) -> str | None:
    return None if body is None or isinstance(body, WrittenTable) else read_back(body, groups)


def _said(given: WrittenDefinition) -> Texts:
    return {
        _TYPE: None if given.type is None else given.type.words.ja,
        _OF: _ENTITIES[given.entity].ja,
        **_in_every_language(_PASSES, given.passes),
        **_in_every_language(_FAILS, given.fails),
        _ARTICLE: given.article or None,
    }


def _tables(name: str, old: WrittenTable, new: WrittenTable) -> Iterator[Difference]:
    yield from _compared(Section.DEFINITION, name, {_SHAPE: _shape(old)}, {_SHAPE: _shape(new)})
    before, after = _row_texts(old), _row_texts(new)
    lost, gained = Counter(before) - Counter(after), Counter(after) - Counter(before)
    for text in before:
        if lost[text] > 0:
            lost[text] -= 1
            yield Difference(Section.DEFINITION, name, _ROW, text, None)
    for text in after:
        if gained[text] > 0:
            gained[text] -= 1
            yield Difference(Section.DEFINITION, name, _ROW, None, text)
    both = set(before) & set(after)
    kept = [[text for text in texts if text in both] for texts in (before, after)]
    if kept[0] != kept[1] and Counter(kept[0]) == Counter(kept[1]):
        yield Difference(Section.DEFINITION, name, _ORDER, "　／　".join(before), "　／　".join(after))


def _shape(table: WrittenTable) -> str:
    columns = "、".join(print_expression(each) for each in table.columns)
    return f"{table.title}（{columns}；{table.hit.value}{f' {table.collect}' if table.collect else ''}）"


def _row_texts(table: WrittenTable) -> list[str]:
    return [" | ".join((*map(print_cell, row.cells), print_expression(row.result))) for row in table.rows]


def _rows_text(type_: Type, rows: Rows) -> str:
    written = "、".join(f"{rows.first + place}：{value_text(type_, each)}" for place, each in enumerate(rows.values))
    return written if rows.step is None else f"{written}、以後1つごとに{value_text(type_, rows.step)}"
