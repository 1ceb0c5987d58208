"""Back end 1: functions over the members of a group, and decision tables."""

from typing import TYPE_CHECKING, Any

from madoguchi.office.rules.core import functions, typed
from madoguchi.office.rules.core.frames import GROUPS, ID, UNSET, WHOLE, Frame, Run, union
from madoguchi.office.rules.core.reasons import Code, Unknown
from madoguchi.office.rules.core.types import BOUND, Kind, Level

if TYPE_CHECKING:
    from madoguchi.office.rules.core.closures import Compiler

Group = typed.Count | typed.Sum | typed.Farthest | typed.Quantified | typed.Rank


def compile_group(compiler: "Compiler", node: Group) -> Run:
    """Compile a function over the members of a group."""
    group, condition = compiler.groups[node.group], compiler.node(node.condition)
    match node:
        case typed.Count():
            return _count(group, condition)
        case typed.Sum(_, _, value):
            return _total(group, compiler.node(value), condition, compiler.unknown(Code.TOO_LARGE))
        case typed.Farthest(_, is_most, _, value):
            return _farthest(group, compiler.node(value), condition, compiler.unknown(Code.EMPTY), is_most=is_most)
        case typed.Quantified(_, is_all):
            return _quantified(group, condition, decides=not is_all)
        case typed.Rank(_, _, birth):
            missing = compiler.unknown(Code.NOT_IN_GROUP)
            return _rank(group, condition, compiler.slots[birth], compiler.new_slot(Level.WHOLE), missing)


def _count(group: int, condition: Run) -> Run:
    def run(whole: Frame) -> Any:
        found = [condition(member) for member in whole[GROUPS][group]]
        return union(*found) if Unknown in map(type, found) else found.count(True)

    return run


def _chosen(whole: Frame, group: int, value: Run, condition: Run) -> list[Any]:
    """The values of the members that fulfil the condition; for an unknown condition, the condition."""
    found = []
    for member in whole[GROUPS][group]:
        holds = condition(member)
        if holds is not False:
            found.append(value(member) if holds is True else holds)
    return found


def _total(group: int, value: Run, condition: Run, large: Unknown) -> Run:
    def run(whole: Frame) -> Any:
        found = _chosen(whole, group, value, condition)
        if Unknown in map(type, found):
            return union(*found)
        return total(found, large)

    return run


def total(found: list[int], large: Unknown) -> int | Unknown:
    """Return the sum, or ``large`` where the sum of the sizes reaches 2^53, so that no order of adding matters."""
    return sum(found) if sum(map(abs, found)) < BOUND else large


def _farthest(group: int, value: Run, condition: Run, empty: Unknown, *, is_most: bool) -> Run:
    farthest = max if is_most else min

    def run(whole: Frame) -> Any:
        found = _chosen(whole, group, value, condition)
        if not found:
            return empty
        return union(*found) if Unknown in map(type, found) else farthest(found)

    return run


def _quantified(group: int, condition: Run, *, decides: bool) -> Run:
    def run(whole: Frame) -> Any:
        unknown = []
        for member in whole[GROUPS][group]:
            holds = condition(member)
            if holds is decides:
                return decides
            if type(holds) is Unknown:
                unknown.append(holds)
        return union(*unknown) if unknown else not decides

    return run


def _rank(group: int, condition: Run, birth: int, slot: int, missing: Unknown) -> Run:
    """The order of a group is worked out once for its whole: a mapping of ids to places, or why it is unknown."""

    def order(members: list[Frame]) -> Any:
        unknown, found = [], []
        for member in members:
            holds = condition(member)
            if holds is True:
                holds = member[birth]
                found.append((holds, member[ID]))
            if type(holds) is Unknown:
                unknown.append(holds)
        if unknown:
            return union(*unknown)
        return {member_id: place for place, (_, member_id) in enumerate(sorted(found), 1)}

    def run(member: Frame) -> Any:
        whole = member[WHOLE]
        places = whole[slot]
        if places is UNSET:
            places = whole[slot] = order(whole[GROUPS][group])
        return places if type(places) is Unknown else places.get(member[ID], missing)

    return run


def compile_table(compiler: "Compiler", node: typed.Table) -> Run:
    """Compile a decision table: rows are tried from the first on."""
    columns = [compiler.node(each) for each in node.columns]
    days = [each.type.kind == Kind.DATE for each in node.columns]
    rows = [(_tests(row.cells), compiler.node(row.result)) for row in node.rows]
    no_row = None if node.collect else compiler.unknown(Code.NO_ROW)
    gather = None if node.collect is None else _gather(compiler, node.collect)

    def run(frame: Frame) -> Any:
        seen = [each(frame) for each in columns]
        keys = [
            value.toordinal() if is_day and type(value) is not Unknown else value
            for value, is_day in zip(seen, days, strict=True)
        ]
        found = []
        for tests, result in rows:
            holds = _fits(tests, keys)
            if holds is True:
                if gather is None:
                    return result(frame)
                found.append(result(frame))
            elif holds is not False:
                if gather is None:
                    return holds
                found.append(holds)
        return no_row if gather is None else gather(found)

    return run


Test = tuple[int, typed.Span | frozenset[Any]]


def _tests(cells: tuple[typed.Cell, ...]) -> list[Test]:
    return [(place, cell) for place, cell in enumerate(cells) if cell is not None]


def _fits(tests: list[Test], keys: list[Any]) -> Any:
    """Whether every cell fits: False as soon as one does not, else unknown with all reasons, else True."""
    unknown = []
    for place, cell in tests:
        key = keys[place]
        if type(key) is Unknown:
            unknown.append(key)
        elif isinstance(cell, typed.Span):
            if (cell.low is not None and key < cell.low) or (cell.high is not None and key > cell.high):
                return False
        elif key not in cell:
            return False
    return union(*unknown) if unknown else True


def _gather(compiler: "Compiler", collect: str) -> Any:
    """How the results of all rows that fit are put together."""
    if collect == functions.COUNT:
        return lambda found: union(*found) if Unknown in map(type, found) else len(found)
    if collect == functions.SUM:
        large = compiler.unknown(Code.TOO_LARGE)
        return lambda found: union(*found) if Unknown in map(type, found) else total(found, large)
    empty, farthest = compiler.unknown(Code.EMPTY), max if collect == functions.MOST else min
    return lambda found: union(*found) if Unknown in map(type, found) else farthest(found) if found else empty
