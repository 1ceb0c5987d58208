"""Small statistics with their names: medians, ninth deciles, shares with their interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist, median
from typing import Final

ENOUGH: Final = 10
"""With fewer cases a figure says more about chance than about the procedure: it is shown as 「データ不足」."""

Z_95: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Lengths in days of some matters, ascending."""

    values: tuple[int, ...]

    @classmethod
    def of(cls, values: Iterable[int]) -> "Distribution":
        """Return the distribution of these values."""
        return cls(tuple(sorted(values)))

    @property
    def n(self) -> int:
        """How many."""
        return len(self.values)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to speak of."""
        return self.n >= ENOUGH

    @property
    def median(self) -> float | None:
        """The middle value, or the mean of the two in the middle; None without any."""
        return float(median(self.values)) if self.values else None

    @property
    def p90(self) -> int | None:
        """The smallest value that at least nine of ten do not exceed: ``x[ceil(0.9 n)]``, counted from 1.

        Source: nearest-rank definition of a percentile (Hyndman & Fan 1996, definition 1).
        """
        return self.values[ceil(self.n * 9 / 10) - 1] if self.values else None


@dataclass(frozen=True, slots=True)
class Rate:
    """A share ``count / n``."""

    count: int
    n: int

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to speak of."""
        return self.n >= ENOUGH

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None without cases."""
        return self.count / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson score interval at 95 %; None without cases.

        ``(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`` with z = 1.95996…

        Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
        """
        if not self.n:
            return None
        share, square = self.count / self.n, Z_95 * Z_95
        centre = share + square / (2 * self.n)
        half = Z_95 * sqrt(share * (1 - share) / self.n + square / (4 * self.n * self.n))
        scale = 1 + square / self.n
        return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)
