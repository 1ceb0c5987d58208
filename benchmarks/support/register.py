"""A fictional register of any size: households and their members by chance, in the inputs of the shipped packages.

The same seed and size give the same register on every machine. Nobody in it exists; shares are chosen to look like a
Japanese city (2.16 members on average) and to meet every branch of the rules, not to be statistics.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from madoguchi.office.rules.core.columns_register import Register, Table, from_columns
from madoguchi.office.rules.core.engine import Case
from madoguchi.office.rules.core.program import Program

Array = np.ndarray[Any, Any]

AS_OF: Final = np.datetime64("2025-10-01")  # nobody is born later
ROLES: Final = ("世帯主", "配偶者", "子", "父母")
HEAD, SPOUSE, CHILD, GRANDPARENT = range(len(ROLES))
_GRADES: Final = np.array(["非該当", "1級", "2級"], object)
# has a spouse, has children, grandparents: share of the households
_KINDS: Final = ((0, 0, 0, 0.408), (1, 0, 0, 0.227), (1, 1, 0, 0.210), (0, 1, 0, 0.078), (1, 1, 1, 0.023),
                 (1, 1, 2, 0.014), (0, 1, 1, 0.010), (0, 0, 1, 0.030))  # fmt: skip
_CHILDREN: Final = (0.47, 0.38, 0.11, 0.03, 0.01)  # one to five


@dataclass(frozen=True)
class FictionalRegister:
    """Plain columns, persons in no order.

    Attributes:
        households, persons: ids, as text.
        home: for each person the number of its household, counted from 0.
        role: for each person the number of its role in ROLES.
        grade: for each person the grade of its disability certificate (身体障害者手帳), 1 to 6; 0 without one.
        of_households, of_persons: a column for each input of the shipped packages: int64, bool, datetime64[D], or
            object for texts.
        groups: 子 and 扶養義務者, the truth for each person.
    """

    households: Sequence[str]
    persons: Sequence[str]
    home: Array
    role: Array
    grade: Array
    of_households: dict[str, Array]
    of_persons: dict[str, Array]
    groups: dict[str, Array]

    @property
    def household_of(self) -> list[str]:
        """The id of each person's household."""
        return list(map(self.households.__getitem__, self.home.tolist()))

    def read(self, programs: Iterable[Program]) -> Register:
        """Encode and sort it for rules."""
        return from_columns(
            programs, Table(self.households, self.of_households), Table(self.persons, self.of_persons),
            self.household_of, self.groups,
        )  # fmt: skip

    def records(self) -> Iterable[dict[str, Any]]:
        """One plain record for each household: ``{"id", field: value, "members": [{"id", "groups", field: value}]}``.

        Days are YYYY-MM-DD. Members stand in the order of this register.
        """
        order = np.argsort(self.home, kind="stable")
        fields = _rows({name: each[order] for name, each in self.of_persons.items()})
        ids = map(self.persons.__getitem__, order.tolist())
        in_groups = self._in_groups(order)
        members = ({"id": id_, "groups": groups, **row}
                   for id_, groups, row in zip(ids, in_groups, fields, strict=True))  # fmt: skip
        sizes = np.bincount(self.home, minlength=len(self.households)).tolist()
        for household, row, size in zip(self.households, _rows(self.of_households), sizes, strict=True):
            yield {"id": household, **row, "members": list(islice(members, size))}

    def cases(self, count: int) -> list[Case]:
        """Return the first households one by one, as the closures read them."""
        found = []
        for record in islice(self.records(), count):
            members = {each["id"]: each for each in record.pop("members")}
            in_group = {name: [each for each, one in members.items() if name in one["groups"]] for name in self.groups}
            found.append(Case(whole=record, members=members, groups=in_group))
        return found

    def write_json_lines(self, file: Path) -> None:
        """Write one record a line."""
        with file.open("w", encoding="utf-8") as out:
            for record in self.records():
                out.write(json.dumps(record, ensure_ascii=False) + "\n")

    def write_csv(self, households: Path, persons: Path) -> None:
        """Write two tables: a line for each household, and one for each person with its household and its groups."""
        rows = zip(self.households, _rows(self.of_households), strict=True)
        _write(households, ["id", *self.of_households], ([household, *row.values()] for household, row in rows))
        more = zip(self.persons, self.household_of, self._in_groups(np.arange(len(self.persons))), strict=True)
        _write(persons, ["id", "household", "groups", *self.of_persons],
               ([person, home, "・".join(groups), *row.values()]
                for (person, home, groups), row in zip(more, _rows(self.of_persons), strict=True)))  # fmt: skip

    def _in_groups(self, order: Array) -> Iterable[list[str]]:
        """The groups of each person, in this order."""
        for truths in zip(*(is_in[order].tolist() for is_in in self.groups.values()), strict=True):
            yield [name for name, is_in in zip(self.groups, truths, strict=True) if is_in]


def make_register(count: int, *, seed: int = 7) -> FictionalRegister:
    """Return a register of ``count`` households."""
    random = np.random.default_rng(seed)
    kinds = np.array([each[:3] for each in _KINDS])
    has_spouse, has_children, grandparents = kinds[random.choice(len(kinds), count, p=[each[3] for each in _KINDS])].T
    children = has_children * (1 + random.choice(len(_CHILDREN), count, p=_CHILDREN))
    sizes = np.stack([np.ones(count, np.int64), has_spouse, children, grandparents])
    home = np.concatenate([np.repeat(np.arange(count), each) for each in sizes])
    role = np.repeat(np.arange(len(ROLES)), sizes.sum(axis=1))
    birth = _births(random, home, role, children, sizes)
    order = random.permutation(len(home))
    home, role, birth = home[order], role[order], birth[order]
    grade = np.where(random.random(len(home)) < 0.05, random.integers(1, 7, len(home)), 0)
    income = _incomes(random, role, birth)
    of_households, of_persons, groups = _inputs(random, home, role, birth, grade, income, count)
    return FictionalRegister(
        [f"{each:07}" for each in range(count)], [f"{each:08}" for each in order.tolist()],
        home, role, grade, of_households, of_persons, groups,
    )  # fmt: skip


def _births(random: np.random.Generator, home: Array, role: Array, children: Array, sizes: Array) -> Array:
    """Children come 20 to 41 years after the head, some of them twins; heads of families are younger than others."""
    count = len(children)
    age = np.where(children > 0, random.integers(23, 56, count), random.integers(20, 95, count))
    head = -365 * age - random.integers(0, 365, count)  # days before the register
    days = head[home]
    days = np.where(role == SPOUSE, np.minimum(days + random.integers(-2_000, 2_001, len(home)), -7_300), days)
    days = np.where(role == GRANDPARENT, days - random.integers(7_300, 12_400, len(home)), days)
    days = np.where(role == CHILD, days + random.integers(7_300, 15_000, len(home)), days)
    is_child = role == CHILD
    is_next = is_child & np.concatenate([[False], is_child[:-1] & (home[1:] == home[:-1])])
    twin = is_next & (random.random(len(home)) < 0.02)
    days = np.where(twin, np.concatenate([[0], days[:-1]]), days)
    too_late = days > 0  # a young head's child is a child of these years
    days = np.where(is_child & too_late, -random.integers(0, 1_800, len(home)), np.minimum(days, 0))
    return AS_OF + days


def _incomes(random: np.random.Generator, role: Array, birth: Array) -> Array:
    """Incomes of a year in yen: none under 18, little above 65; half of the spouses earn little or nothing."""
    age = (AS_OF - birth).astype(np.int64) // 365
    middle = np.select([age >= 65, role == SPOUSE, role == CHILD], [900_000, 1_100_000, 700_000], 2_700_000)
    made = (middle * random.lognormal(0, 0.7, len(role))).astype(np.int64)
    earns = (age >= 18) & (random.random(len(role)) < np.select([role == SPOUSE, role == CHILD], [0.6, 0.5], 0.94))
    return np.minimum(made, 60_000_000) * earns


def _inputs(
    random: np.random.Generator, home: Array, role: Array, birth: Array, grade: Array, income: Array, count: int
) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    def truth(share: float, among: Array) -> Array:
        return among & (random.random(len(among)) < share)

    age = (AS_OF - birth).astype(np.int64) // 365
    has_spouse = np.bincount(home[role == SPOUSE], minlength=count) > 0
    has_child = np.bincount(home[role == CHILD], minlength=count) > 0
    # The higher of the two parents' incomes receives, and supports all who earn little.
    is_parent = (role == HEAD) | (role == SPOUSE)
    received = np.zeros(count, np.int64)
    np.maximum.at(received, home[is_parent], income[is_parent])
    is_receiver = is_parent & (income == received[home])
    is_supported = ~is_receiver & (income <= 480_000)
    supported = np.bincount(home[is_supported], minlength=count)
    one_parent = has_child & ~has_spouse
    assisted = truth(0.02, np.ones(count, np.bool_))
    disabled = grade > 0
    severe = (grade == 1) | (grade == 2)
    obliged = (role == SPOUSE) | (role == GRANDPARENT)
    happened = AS_OF - random.integers(0, 400, count)
    of_persons = {
        "生年月日": birth,
        "所得": income,
        "合計所得金額": income,
        "扶養親族等の数": np.where(is_receiver, supported[home], 0),
        "扶養人数": np.where(is_receiver, supported[home], 0),
        "生計費の負担": truth(0.6, (role == CHILD) & (age >= 18)),
        "障害者": disabled,
        "障害の状態": severe,
        "障害等級": _GRADES[np.select([grade == 1, (grade == 2) | (grade == 3)], [1, 2], 0)],
        "重度の障害": severe,
        "特別障害者に該当": (grade == 1),
        "施設に入所": truth(0.08, disabled),
        "障害年金を受給": truth(0.3, severe & (age >= 18)),
        "三か月を超える入院": truth(0.05, disabled),
        "寡婦・ひとり親": one_parent[home] & (role == HEAD),
        "生活扶助": assisted[home],
        "均等割非課税": income <= 380_000 + 280_000 * np.where(is_receiver, supported[home], 0),
        "課税者の扶養": truth(0.03, is_supported),
    }
    of_households = {
        "受給者の所得": received,
        "受給者の扶養親族等の数": supported,
        "扶養親族等の数": supported,
        "所得上限以上": received >= 8_580_000 + 380_000 * supported,
        "支給要件に該当": one_parent,
        "事由の日": happened,
        "請求日": np.minimum(happened + random.integers(0, 40, count), AS_OF),
        "生活保護": assisted,
        "認定の理由に該当": one_parent & truth(0.5, one_parent),
        "世帯の所得": np.bincount(home, weights=income, minlength=count).astype(np.int64),
        "賃貸住宅": truth(0.45, np.ones(count, np.bool_)),
        "住民登録": truth(0.99, np.ones(count, np.bool_)),
        "他団体で受給": truth(0.01, np.ones(count, np.bool_)),
    }
    return of_households, of_persons, {"子": role == CHILD, "扶養義務者": obliged}


def _rows(columns: dict[str, Array]) -> Iterable[dict[str, Any]]:
    """Plain rows: days as YYYY-MM-DD."""
    plain = [each.astype(str).tolist() if each.dtype.kind == "M" else each.tolist() for each in columns.values()]
    return (dict(zip(columns, row, strict=True)) for row in zip(*plain, strict=True))


def _write(file: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows([str(each).lower() if isinstance(each, bool) else each for each in row] for row in rows)
