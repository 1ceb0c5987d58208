"""Back end 2: where each definition is worked out, so that nothing is worked out for more than it is asked for.

A definition of members that only functions over a group ask for is worked out for the members of that group; one that
depends on one date input alone, for each day there is; one that depends on nothing, once.
"""

from collections.abc import Iterable, Mapping

from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.columns_run import HERE, WHOLE
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.program import Definition, Program
from madoguchi.office.rules.core.types import Kind, Level

Source = frozenset[str] | None  # the date inputs on which a node depends alone; None: on something else too

_OVER_MEMBERS = typed.Count | typed.Sum | typed.Farthest | typed.Quantified


def frame_of(node: typed.Count | typed.Sum | typed.Farthest | typed.Quantified) -> str:
    """Return whose frame the condition and the value of a function over a group are worked out in.

    It is that of the group, unless a rank in another group stands there: this needs all members.
    """
    ranked = {each.group for below in typed.children(node) for each in _here(below) if isinstance(each, typed.Rank)}
    return node.group if ranked <= {node.group} else HOUSEHOLD_MEMBERS


def _here(node: typed.Typed) -> Iterable[typed.Typed]:
    """A node and what is below it in the same scope."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        if not isinstance(at, typed.OfWhole | _OVER_MEMBERS):
            waiting.extend(typed.children(at))


def frames(program: Program, wanted: Iterable[str], needed: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each definition that is needed the frames in which it is worked out."""
    asked: dict[str, set[str]] = {name: set() for name in needed}
    for name in wanted:
        asked[name].add(WHOLE if program.levels[name] == Level.WHOLE else HOUSEHOLD_MEMBERS)
    return _placed(program, asked)


def frames_below(program: Program, node: typed.Typed, frame: str, among: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the same for those definitions ``among`` which a node asks for that is worked out in ``frame``."""
    asked: dict[str, set[str]] = {name: set() for name in among}
    _ask(node, frame, asked)
    return _placed(program, asked)


def _placed(program: Program, asked: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Go down from what is asked. One that is worked out for all members is not worked out again for a group."""
    found: dict[str, tuple[str, ...]] = {}
    if not any(asked.values()):
        return found
    for definition in reversed(program.definitions):
        mine = asked.get(definition.name)
        if not mine:
            continue
        ranked = {each.group for each in _here(definition.body) if isinstance(each, typed.Rank)}
        if HOUSEHOLD_MEMBERS in mine or any(ranked - {frame} for frame in mine):
            mine = {HOUSEHOLD_MEMBERS} | (mine & {HERE})
        found[definition.name] = tuple(sorted(mine))
        for frame in mine:
            _ask(definition.body, frame, asked)
    return found


def is_ranked(node: typed.Typed) -> bool:
    """Whether a node, or what is below it in the same scope, is a place among all members of a household."""
    return any(isinstance(each, typed.Rank) for each in _here(node))


def _ask(node: typed.Typed, frame: str, asked: Mapping[str, set[str]]) -> None:
    """Note in which frames the definitions below a node are asked for."""
    waiting = [(node, frame)]
    while waiting:
        at, frame = waiting.pop()
        match at:
            case typed.Defined(_, name) if name in asked:
                asked[name].add(frame)
            case typed.OfWhole():
                frame = WHOLE
            case typed.Count() | typed.Sum() | typed.Farthest() | typed.Quantified():
                frame = frame_of(at)
        waiting.extend((each, frame) for each in typed.children(at))


def sources(definitions: Iterable[Definition]) -> dict[str, Source]:
    """Return on what each definition depends; they come in the order of their need."""
    found: dict[str, Source] = {}
    for each in definitions:
        found[each.name] = source(each.body, found)
    return found


def source(node: typed.Typed, known: Mapping[str, Source]) -> Source:
    """Return on which date inputs of its own scope a node depends, if on nothing else; ``known``: of definitions."""
    match node:
        case typed.Input(type_, name):
            return frozenset([name]) if type_.kind == Kind.DATE else None
        case typed.Defined(_, name):
            return known[name]
        case typed.OfWhole() | typed.Count() | typed.Sum() | typed.Farthest() | typed.Quantified() | typed.Rank():
            return None
    found: set[str] = set()
    for each in typed.children(node):
        below = source(each, known)
        if below is None:
            return None
        found |= below
    return frozenset(found)


def is_of_whole(node: typed.Typed) -> bool:
    """Whether a node of a member's scope is the same for all members of a whole, and more than constants."""
    has_whole, waiting = False, [node]
    while waiting:
        at = waiting.pop()
        match at:
            case typed.OfWhole():
                has_whole = True
                continue
            case typed.Input() | typed.Defined() | typed.Rank() | typed.Count() | typed.Sum():
                return False
            case typed.Farthest() | typed.Quantified():
                return False
        waiting.extend(typed.children(at))
    return has_whole
