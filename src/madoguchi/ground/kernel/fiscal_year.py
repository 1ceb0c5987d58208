"""年度: the fiscal year of Japanese governments, 1 April to 31 March."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from madoguchi.ground.kernel.wareki import to_wareki


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """A fiscal year, named by the Western year in which it starts.

    Source: 地方自治法 第208条第1項 (4月1日 to 翌年3月31日).
    """

    year: int

    @classmethod
    def of(cls, d: date) -> Self:
        """Return the fiscal year that holds ``d``."""
        return cls(d.year if d.month >= 4 else d.year - 1)

    @property
    def start(self) -> date:
        """First day, 1 April."""
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        """Last day (included), 31 March."""
        return date(self.year + 1, 3, 31)

    @property
    def label(self) -> str:
        """「令和8年度」: the era year of the first day.

        2019 is 令和元年度 although it began in 平成31年: 「改元に伴う元号による年表示の取扱いについて」（平成31年4月1日
        関係省庁連絡会議申合せ）names the whole year so. Raises DateTooEarly before 明治2年度.
        """
        wareki = to_wareki(date(2019, 5, 1) if self.year == 2019 else self.start)
        return f"{wareki.era.name}{wareki.year_text}年度"

    def __contains__(self, d: date) -> bool:
        return self.start <= d <= self.end
