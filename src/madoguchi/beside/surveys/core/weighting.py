"""ウエイト: answers weighted so that one question's shares are those of the population (post-stratification).

Each person of a category gets (its share of the population) ÷ (its share of those who answered); so the weights of all
who have one average 1. Who did not answer the question has none and is left out of weighted figures.
Source: Särndal, Swensson, Wretman: Model Assisted Survey Sampling (1992), 7.6; effective number: Kish (1965).
"""

from collections import Counter
from collections.abc import Mapping, Sequence


class NobodyIn(ValueError):
    """A category of the population has nobody who answered: its weight would be infinite. ``args[0]``: which."""


def weights(categories: Sequence[str | None], population: Mapping[str, int]) -> list[float | None]:
    """Return the weight of each person.

    Args:
        categories: the category of each person; None and those not in ``population`` get no weight.
        population: persons by category, not negative.

    Raises:
        NobodyIn: nobody who answered is in a category that people of the population are in.
    """
    counts = Counter(one for one in categories if one is not None and population.get(one))
    people, answered = sum(population.values()), sum(counts.values())
    for category, size in population.items():
        if size and not counts[category]:
            raise NobodyIn(category)
    return [
        None if one is None or not counts[one] else population[one] * answered / (people * counts[one])
        for one in categories
    ]


def effective_count(given: Sequence[float | None]) -> float:
    """Return how many unweighted answers would be as precise (Kish): (Σw)² ÷ Σw²; 0 where there are none."""
    known = [one for one in given if one is not None]
    squares = sum(one * one for one in known)
    return sum(known) ** 2 / squares if squares else 0.0
