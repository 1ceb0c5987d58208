"""A small register of households of the demo's city, in the input format of ``madoguchi outreach import``."""

from datetime import date, timedelta
from random import Random
from typing import Any

HOUSEHOLDS = 240


def households(*, as_of: date) -> list[dict[str, Any]]:
    """Return fictional households as of a day: many with children; some birth dates and incomes are missing."""
    random = Random(20)  # noqa: S311  the same people for everybody
    return [_household(random, f"S{number:07}", as_of) for number in range(1, HOUSEHOLDS + 1)]


def _household(random: Random, number: str, as_of: date) -> dict[str, Any]:
    children = random.choice((0, 0, 0, 1, 1, 2, 2, 3))
    adults = random.choice((1, 2, 2)) if children else random.choice((1, 1, 2))
    oldest = (24, 52) if children else (22, 90)
    is_severe = children > 0 and int(number[1:]) % 9 == 4  # the first child's disability
    incomes = [random.choice((0, 0, 350_000, 1_800_000, 3_200_000, 5_600_000)) for _ in range(adults)]
    members = [
        {
            "id": f"{number[1:]}{place}",
            "groups": ["扶養義務者"] if is_severe else [],
            **_born(random, as_of, *oldest),
            **_disability(is_severe=False, income=income, dependants=children if place == 0 else 0),
            "合計所得金額": income,
            "扶養人数": children if place == 0 else 0,
            "障害者": False,
            "寡婦・ひとり親": bool(children) and adults == 1,
            "生活扶助": False,
        }
        for place, income in enumerate(incomes)
    ]
    members += [
        {
            "id": f"{number[1:]}{adults + place}", "groups": ["子"], **_born(random, as_of, 0, 19), "合計所得金額": 0,
            **_disability(is_severe=is_severe and place == 0, income=0, dependants=0),
            "扶養人数": 0, "障害者": is_severe and place == 0, "寡婦・ひとり親": False, "生活扶助": False,
            "生計費の負担": True,
        }
        for place in range(children)
    ]  # fmt: skip
    known = {} if random.random() < 0.05 else {"世帯の所得": sum(incomes), "受給者の所得": max(incomes)}
    return {
        "id": number, "members": members, "扶養親族等の数": children, "生活保護": False, "認定の理由に該当": False,
        "賃貸住宅": random.random() < 0.5, "住民登録": True, "他団体で受給": False, **known,
    }  # fmt: skip


def _disability(*, is_severe: bool, income: int, dependants: int) -> dict[str, Any]:
    """What 障害児福祉手当 asks about a person."""
    return {
        "重度の障害": is_severe, "施設に入所": False, "障害年金を受給": False, "所得": income,
        "扶養親族等の数": dependants,
    }  # fmt: skip


def _born(random: Random, as_of: date, youngest: int, oldest: int) -> dict[str, str]:
    """A birth date, by ages in years; nothing where it is missing."""
    if random.random() < 0.02:
        return {}
    return {"生年月日": (as_of - timedelta(days=random.randrange(youngest * 365 + 1, oldest * 365))).isoformat()}
