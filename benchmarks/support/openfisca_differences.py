"""Where OpenFisca-Japan and we give a household different values, and which of its known faults is the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

DAY = date(2026, 3, 1)
FAULTS = {
    "same_age": "siblings of one age in whole years: which is the third depends on how it sorts, not on who is older",
    "same_income": "members with one income: whose deduction it is depends on how it sorts",
    "twenty_two": "a child counts until its birthday at 23, or stops before, instead of to the end of the school year",
    "third_birthday": "the higher amount ends on the day of the third birthday, instead of with the month",
}


def compared(folder: Path, variables: Sequence[str], ours: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Return for each of their variables which households differ; ``ours`` are our names where they are others."""
    found = {}
    with np.load(folder / "ours.npz") as mine, np.load(folder / "theirs.npz") as theirs:
        for name in variables:
            if f"unknown {ours.get(name, name)}" in mine:
                raise RuntimeError(f"{name}: some of our values are unknown")
            found[name] = mine[ours.get(name, name)] != theirs[name]
    return found


def explained(folder: Path, found: Mapping[str, np.ndarray], *, is_law: bool) -> str:
    """Return how many households differ and why; with ``is_law`` our side has the law's rule, not the rival's.

    Raises:
        RuntimeError: a household differs for which no known fault is there.
    """
    with np.load(folder / "register.npz") as file:
        households, role = file["households"], file["role"]
        birth, income = file["生年月日"], file["所得"]
        home = np.searchsorted(households, file["household_of"])
    reasons = faults(home, role, birth, income, len(households), is_law=is_law)
    of_incomes = reasons.pop("same_income")
    lines = []
    for name, differs in found.items():
        known = reasons if name == "児童手当" else {"same_income": of_incomes}
        mine = {key: differs & each for key, each in known.items()}
        unexplained = differs & ~np.logical_or.reduce(list(mine.values()))
        if unexplained.any():
            at = households[unexplained][:5].tolist()
            raise RuntimeError(f"{name}: {unexplained.sum()} households differ and no known fault is there: {at}")
        counts = Counter({FAULTS[key]: int(each.sum()) for key, each in mine.items() if each.any()})
        lines.append(f"{name}: {differs.sum()} of {len(differs)} households differ" + "".join(
            f"\n    {count}: {words}" for words, count in counts.items()
        ))  # fmt: skip
    return "\n".join(lines)


def faults(home, role, birth, income, count: int, *, is_law: bool) -> dict[str, np.ndarray]:
    """Return for each fault in which households it can show."""
    parts = birth.astype("datetime64[M]").astype(int)
    years, months = parts // 12 + 1970, parts % 12 + 1
    days = (birth - birth.astype("datetime64[M]")).astype(int) + 1
    age = DAY.year - years - ((months > DAY.month) | ((months == DAY.month) & (days > DAY.day)))
    is_child = role == "子"
    school_year = years - ((months < 4) | ((months == 4) & (days == 1)))
    fiscal_year = DAY.year - (DAY.month < 4)
    counts = school_year + 22 >= fiscal_year
    found = {
        "same_age": _twice(home, is_child & ((age <= 22) | counts), age, count),
        "same_income": _twice(home, np.ones(len(home), np.bool_), income, count),
    }
    if is_law:
        turns_three_now = (age == 3) & (months == DAY.month)
        found["twenty_two"] = _any(home, is_child & (counts != (age <= 22)), count)
        found["third_birthday"] = _any(home, is_child & turns_three_now, count)
    return found


def _twice(home, who, value, count: int) -> np.ndarray:
    """Which households have two members with the same value."""
    home, value = home[who], value[who]
    order = np.lexsort((value, home))
    home, value = home[order], value[order]
    found = np.zeros(count, np.bool_)
    found[home[1:][(home[1:] == home[:-1]) & (value[1:] == value[:-1])]] = True
    return found


def _any(home, who, count: int) -> np.ndarray:
    found = np.zeros(count, np.bool_)
    found[home[who]] = True
    return found
