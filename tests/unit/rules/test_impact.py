"""The impact of a change over columns is what comes of asking the closures household by household."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from madoguchi.office.rules.core import columns_register
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.impact import Bin, Change, DefinitionNotCounted, Impact, impact
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown

ON = date(2026, 4, 1)
OLD = "もし(所得 < 400万円, 5000円 * 数える(子, 年齢 < 16), 0円)"
NEW = "もし(所得 < 500万円, 4000円 * 数える(子, 年齢 < 18), 0円)"
ANY_INCOME = "4000円 * 数える(子, 年齢 < 18)"


def program(expression: str) -> Program:
    plain: dict[str, Any] = {
        "format": "madoguchi.rules/1", "id": "mihon", "title": {"ja": "見本", "en": "Sample"}, "entity": "household",
        "unit": "month", "groups": ["子"], "birth": "生年月日",
        "inputs": [{"name": "生年月日", "type": "date", "entity": "person"},
                   {"name": "所得", "type": "yen", "entity": "household"}],
        "versions": [{"from": "2024-04-01", "definitions": [
            {"name": "月額", "expression": expression},
            {"name": "対象", "expression": "月額 > 0円"},
            {"name": "学齢", "entity": "person", "expression": "年齢 >= 6"},
        ]}],
    }  # fmt: skip
    found = compile_package(read_package(plain)).on(ON)
    assert found is not None
    return found


def households(count: int, seed: int) -> dict[str, Case]:
    """Random households of which some inputs are missing."""
    random, made = Random(seed), {}
    for number in range(count):
        names = [f"{number}-{place}" for place in range(random.randrange(4))]
        members: dict[str, dict[str, object]] = {
            name: {"生年月日": (ON - timedelta(days=random.randrange(20 * 366))).isoformat()}
            if random.random() > 0.05
            else {}
            for name in names
        }
        whole = {"所得": random.randrange(7_000_000)} if random.random() > 0.1 else {}
        made[f"世帯{number}"] = Case(whole, members, {"子": names})
    return made


def amount(rules: Program | None, case: Case, name: str) -> int:
    found = 0 if rules is None else Engine(rules, ON).run(case).whole[name]
    assert isinstance(found, int)
    return found


def by_closures(old: Program | None, new: Program | None, cases: dict[str, Case], name: str) -> dict[str, Change]:
    found = {}
    for household, case in cases.items():
        before, after = (0 if each is None else Engine(each, ON).run(case).whole[name] for each in (old, new))
        match isinstance(before, Unknown), isinstance(after, Unknown):
            case True, True:
                found[household] = Change.UNKNOWN
            case True, False:
                found[household] = Change.BECOMES_KNOWN
            case False, True:
                found[household] = Change.BECOMES_UNKNOWN
            case _:
                assert isinstance(before, int)
                assert isinstance(after, int)
                if before == after:
                    found[household] = Change.SAME
                elif not before or not after:
                    found[household] = Change.LOST if before else Change.GAINED
                else:
                    found[household] = Change.MORE if after > before else Change.LESS
    return found


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (NEW, OLD), (OLD, ANY_INCOME), (ANY_INCOME, OLD), (None, OLD)])
@pytest.mark.parametrize("name", ["月額", "対象"])
def test_columns_and_closures_tell_of_the_same_changes(old: str | None, new: str, name: str) -> None:
    cases = households(400, seed=len(new))
    before, after = None if old is None else program(old), program(new)
    known = [each for each in (before, after) if each is not None]
    found = impact(before, after, ON, columns_register.from_cases(known, cases), name, examples=3)

    wanted = by_closures(before, after, cases, name)
    counts = Counter(wanted.values())
    assert found.counts == {change: counts[change] for change in Change}
    for change in Change:
        assert list(found.examples[change]) == [each for each in cases if wanted[each] == change][:3]
    unknown = {Change.UNKNOWN, Change.BECOMES_KNOWN, Change.BECOMES_UNKNOWN}
    both = [case for each, case in cases.items() if wanted[each] not in unknown]
    totals = [sum(amount(each, case, name) for case in both) for each in (before, after)]
    assert [found.before, found.after, found.difference] == [*totals, totals[1] - totals[0]]
    changed = sum(counts[each] for each in (Change.GAINED, Change.LOST, Change.MORE, Change.LESS))
    assert sum(each.count for each in found.bins) == changed
    assert changed > 0


def test_every_change_is_seen() -> None:
    cases = households(400, seed=3)
    seen = set()
    for old, new in ((OLD, NEW), (OLD, ANY_INCOME), (ANY_INCOME, OLD)):
        register = columns_register.from_cases([program(old), program(new)], cases)
        found = impact(program(old), program(new), ON, register, "月額")
        seen |= {change for change, count in found.counts.items() if count}
    assert seen == set(Change)


def of(amounts: dict[str, int], expression: str) -> Impact:
    cases = {name: Case({"所得": amount}, {}, {}) for name, amount in amounts.items()}
    new = program(expression)
    return impact(None, new, ON, columns_register.from_cases([new], cases), "月額")


def test_differences_stand_in_round_bins_and_sums_are_exact() -> None:
    found = of({"a": 1_000, "b": 1_999, "c": 39_000, "d": 0}, "所得 - 2000円")
    assert found.bins[0] == Bin(-2_000, 0, 3)  # -1,000, -1 and -2,000
    assert found.bins[-1] == Bin(36_000, 38_000, 1)
    assert len(found.bins) == 20
    most = 2**53 - 1
    assert of(dict.fromkeys("abcd", most) | {f"x{n}": most for n in range(2_000)}, "所得").after == 2_004 * most


def test_no_household_no_bins() -> None:
    new = program(OLD)
    found = impact(new, new, ON, columns_register.from_cases([new], {}), "月額")
    assert (found.before, found.after, found.bins) == (0, 0, ())
    assert set(found.counts.values()) == {0}


@pytest.mark.parametrize("name", ["学齢", "年額"])
def test_what_is_no_amount_of_a_household_is_refused(name: str) -> None:
    new = program(OLD)
    with pytest.raises(DefinitionNotCounted):
        impact(new, new, ON, columns_register.from_cases([new], households(1, 1)), name)
