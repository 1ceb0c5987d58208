"""The closures on random programs: never an exception, the same with and without trace, whatever is given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.rules.core.engine import Case, Engine, Result
from madoguchi.office.rules.core.override_refusals import OverrideNotReadable, OverrideUnknown
from madoguchi.office.rules.core.program import Program, needed
from madoguchi.office.rules.core.reasons import Reasons, Unknown
from madoguchi.office.rules.core.types import BOUND, Kind, Type
from tests.support.expressions import INPUTS, ON, work
from tests.support.vectors import read_vectors

_SINGLE = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates()
_ANYTHING = st.recursive(
    _SINGLE | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)
_GIVEN = st.dictionaries(st.sampled_from([each.name for each in INPUTS]), _ANYTHING, max_size=6)
_IDS = st.text(max_size=3)


def _values(result: Result) -> list[object]:
    return [*result.whole.values(), *(each for values in result.members.values() for each in values.values())]


def _is_of(value: object, type_: Type, reasons: Reasons) -> bool:
    """Whether a value is what its definition promises: of its type and bounded, or unknown with reasons it has."""
    match value, type_.kind:
        case Unknown(bits), _:
            return 0 < bits < 1 << len(reasons.all)
        case bool(), _:
            return type_.kind == Kind.BOOL
        case int(), Kind.YEN | Kind.INT:
            return abs(value) < BOUND
        case date(), Kind.DATE:
            return True
        case str(), Kind.TEXT:
            return True
        case str(), Kind.ENUM:
            return value in type_.members
        case _:
            return False


def _promises_kept(program: Program, result: Result) -> bool:
    return all(
        _is_of(value, program.definition[name].type, program.reasons)
        for values in (result.whole, *result.members.values())
        for name, value in values.items()
    )


_GROUPS = st.dictionaries(st.sampled_from(("子", "親", "世帯員", "他")), st.lists(_IDS, max_size=4), max_size=3)


@given(st.integers(0, 10**9), _GIVEN, st.dictionaries(_IDS, _GIVEN, max_size=3), st.dates(), _GROUPS)
def test_no_input_raises(
    seed: int,
    whole: dict[str, object],
    members: dict[str, dict[str, object]],
    on: date,
    groups: dict[str, list[str]],
) -> None:
    program, _ = work(seed, cases=0)

    result = Engine(program, on).run(Case(whole, members, groups))

    assert _promises_kept(program, result)


@pytest.mark.parametrize("block", range(10))
def test_random_programs_keep_what_their_types_promise(block: int) -> None:
    known = 0
    for seed in range(block * 50, block * 50 + 50):
        program, cases = work(seed)
        engine = Engine(program, ON)
        for case in cases:
            result, traced = engine.trace(case)
            assert _promises_kept(program, result)
            assert engine.run(case) == result
            assert len(traced) == len(_values(result))
            known += sum(not isinstance(each, Unknown) for each in _values(result))
    assert known > 200  # the comparison is of values, not of reasons alone


def test_asking_for_less_gives_the_same() -> None:
    for seed in range(100):
        program, cases = work(seed)
        last = program.definitions[-1].name
        whole, some = Engine(program, ON), Engine(program, ON, [last])
        for case in cases:
            full, part = whole.run(case), some.run(case)
            for name in needed(program, [last]):
                assert part.whole.get(name) == full.whole.get(name)
                assert all(part.members[each].get(name) == full.members[each].get(name) for each in full.members)


def test_the_order_of_members_and_of_what_is_given_does_not_matter() -> None:
    for seed in range(100):
        program, cases = work(seed)
        engine = Engine(program, ON)
        for case in cases:
            turned = Case(
                dict(reversed(case.whole.items())),
                {each: dict(reversed(given.items())) for each, given in reversed(case.members.items())},
                {name: list(reversed(group)) for name, group in case.groups.items()},
            )
            assert engine.run(turned) == engine.run(case)


def test_an_override_replaces_a_definition_and_what_follows_from_it() -> None:
    vector = next(each for each in read_vectors() if each.id == "numbers-001")
    engine = Engine(vector.program, vector.on)

    assert engine.run(Case({"x": 7, "y": 2}, overrides={"結果": 99})).whole == {"結果": 99}
    with pytest.raises(OverrideUnknown):
        engine.run(Case(overrides={"ない": 1}))
    with pytest.raises(OverrideNotReadable):
        engine.run(Case(overrides={"結果": "9"}))


def test_an_unknown_value_cannot_be_taken_for_a_truth() -> None:
    with pytest.raises(TypeError):
        bool(Unknown(1))
