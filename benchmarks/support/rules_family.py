"""A rule after 児童手当 for families, and families as a register or one by one."""

from datetime import date

import numpy as np

from madoguchi.office.rules.core.columns_register import Table, from_columns
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case

ON = date(2025, 4, 1)


def package(inputs, definitions, **more):
    """Return the checked rules of a package with one open version."""
    return compile_package(read_package({
        "format": "madoguchi.rules/1", "id": "bench", "title": {"ja": "計測", "en": "Benchmark"}, "entity": "household",
        "unit": "month", "inputs": inputs, "versions": [{"from": "2000-04-01", "definitions": definitions}], **more,
    }))  # fmt: skip


def family_program():
    """Seven definitions on two levels: who counts, the place among the children, amounts, a limit of income."""
    inputs = [
        {"name": "生年月日", "type": "date", "entity": "person"},
        {"name": "所得", "type": "yen", "entity": "person"},
    ]
    definitions = [
        {"name": "支給対象", "entity": "person", "expression": "基準日 <= 年度末(18)"},
        {"name": "算定対象", "entity": "person", "expression": "基準日 <= 年度末(22)"},
        {"name": "第何子", "entity": "person", "expression": "もし(算定対象, 順位(子, 算定対象), 0)"},
        {"name": "月額", "entity": "person",
         "expression": "もし(支給対象 ではない, 0円, 第何子 >= 3, 三子額, 年齢 < 3, 15,000円, 10,000円)"},
        {"name": "扶養人数", "expression": "数える(子, 支給対象)"},
        {"name": "限度内", "expression": "最大(親, 所得) < 限度額(扶養人数)"},
        {"name": "世帯の月額", "expression": "合計(子, 月額)"},
    ]  # fmt: skip
    parameters = [
        {"name": "三子額", "type": "yen", "entries": [{"from": "2024-10-01", "value": 30_000}]},
        {"name": "限度額", "type": "yen", "entries": [
            {"from": "2012-04-01", "rows": {"values": [6_220_000], "step": 380_000}}]},
    ]  # fmt: skip
    rules = package(inputs, definitions, parameters=parameters, groups=["子", "親"], birth="生年月日")
    return rules.on(ON)


class Families:
    """Households of one or two parents and up to five children, as plain columns in no order."""

    def __init__(self, count: int) -> None:
        random = np.random.default_rng(7)
        parents, children = random.integers(1, 3, count), random.choice(6, count, p=(0.1, 0.3, 0.35, 0.15, 0.07, 0.03))
        household = np.repeat(np.arange(count), parents + children)
        place = np.arange(len(household)) - np.repeat(np.cumsum(parents + children) - parents - children,
                                                      parents + children)  # fmt: skip
        is_parent = place < parents[household]
        first, last = np.datetime64("1975-01-01"), np.datetime64("2000-01-01")
        born_parent = first + random.integers(0, (last - first).astype(int), len(household))
        born_child = np.datetime64("2000-01-01") + random.integers(0, 9_222, len(household))  # to 2025-03-31
        order = random.permutation(len(household))
        self.households = [f"{each:07}" for each in range(count)]
        self.persons = [f"{each:08}" for each in order]
        self.household_of = [self.households[each] for each in household[order]]
        self.is_parent = is_parent[order]
        self.columns = {
            "生年月日": np.where(is_parent, born_parent, born_child)[order],
            "所得": np.where(is_parent, random.integers(0, 12_000_000, len(household)), 0)[order],
        }

    def register(self, program):
        """Encode and sort them."""
        return from_columns(
            [program], Table(self.households, {}), Table(self.persons, self.columns), self.household_of,
            {"親": self.is_parent, "子": ~self.is_parent},
        )  # fmt: skip

    def cases(self, count: int) -> list[Case]:
        """Return the first ``count`` households one by one."""
        members, groups = [{} for _ in range(count)], [{"親": [], "子": []} for _ in range(count)]
        births, incomes = self.columns["生年月日"].tolist(), self.columns["所得"].tolist()
        for at, (person, household) in enumerate(zip(self.persons, map(int, self.household_of), strict=True)):
            if household < count:
                members[household][person] = {"生年月日": births[at], "所得": incomes[at]}
                groups[household]["親" if self.is_parent[at] else "子"].append(person)
        return [Case(members=one, groups=two) for one, two in zip(members, groups, strict=True)]
