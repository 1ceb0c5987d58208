"""An impact in words and numbers: the rows of its tables, of its figure and of its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.faces.desk.impact_counting import ImpactPage
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import plots, say, yen
from madoguchi.office.rules.public import Bin, Change, Kind, Unit

CHANGES: Final = {
    Change.GAINED: Message("新しく対象になる", "Gain it"),
    Change.LOST: Message("対象でなくなる", "Lose it"),
    Change.MORE: Message("増える", "Get more"),
    Change.LESS: Message("減る", "Get less"),
    Change.SAME: Message("変わらない", "Unchanged"),
    Change.BECOMES_KNOWN: Message("不明だったものが分かる", "Become known"),
    Change.BECOMES_UNKNOWN: Message("不明になる", "Become unknown"),
    Change.UNKNOWN: Message("どちらも不明", "Unknown both times"),
}
MONTHS: Final = 12
_ONE: Final = {
    Unit.ONCE: Message("1回の額", "Once"),
    Unit.DAY: Message("1日の額", "A day"),
    Unit.MONTH: Message("1か月の額", "A month"),
    Unit.YEAR: Message("1年の額", "A year"),
}
_COUNT: Final = Message("はい、または合計", "Yes, or the total")
_SPREAD: Final = Message("世帯ごとの差の分布", "How the differences are spread")
_BINS: Final = Message(
    "変わる世帯だけを、差の大きさごとに数えました。1本の棒は{width}の幅です。",
    "Only households whose outcome changes, by the size of the difference. A bar is {width} wide.",
)
_DIFFERENCE: Final = Message("差（下の端から）", "Difference (from its lower edge)")
_HOUSEHOLDS: Final = Message("世帯", "households")
_YEN: Final = Message("{n}円", "{n} yen")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """So many households of one change."""

    change: Change
    words: Message
    count: int

    @property
    def shown(self) -> str:
        """The count as people read it."""
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over the households that are known on both sides, for a period."""

    period: Message
    before: int
    after: int
    is_yen: bool

    @property
    def difference(self) -> int:
        """What the draft gives more."""
        return self.after - self.before

    @property
    def cells(self) -> tuple[str, str, str]:
        """Before, after and the difference, as people read them."""
        numbers = (self.before, self.after, self.difference)
        before, after, difference = (yen(each) if self.is_yen else f"{each:,}" for each in numbers)
        return before, after, f"+{difference}" if self.difference > 0 else difference


def change_rows(page: ImpactPage) -> list[ChangeRow]:
    """Return how many households there are of every change, in the order of :data:`CHANGES`."""
    return [] if page.impact is None else [ChangeRow(each, CHANGES[each], page.impact.counts[each]) for each in CHANGES]


def totals(page: ImpactPage) -> list[Total]:
    """Return the sums: of a monthly amount also for a year of twelve equal months."""
    if page.impact is None:
        return []
    before, after = page.impact.before, page.impact.after
    if page.kind != Kind.YEN:
        return [Total(_COUNT, before, after, is_yen=False)]
    rows = [Total(_ONE[page.unit], before, after, is_yen=True)]
    if page.unit == Unit.MONTH:
        rows.append(Total(_ONE[Unit.YEAR], before * MONTHS, after * MONTHS, is_yen=True))
    return rows


def spread(page: ImpactPage) -> plots.Plot | None:
    """Return the figure of the differences; None where nothing changes by a number."""
    if page.impact is None or not page.impact.bins or page.kind == Kind.BOOL:
        return None
    bins = page.impact.bins
    width = f"{bins[0].high - bins[0].low:,}"
    shown = say(_YEN.with_facts(n=width)) if page.kind == Kind.YEN else width
    return plots.horizontal_bars(
        [plots.Bar(edge(each), each.count) for each in bins],
        title=say(_SPREAD),
        unit=say(_HOUSEHOLDS),
        n=sum(each.count for each in bins),
        label_column=say(_DIFFERENCE),
        note=say(_BINS.with_facts(width=shown)),
    )


def edge(given: Bin) -> str:
    """Return the lower edge of a bin: 「+5,000〜」; nobody changes by 0, so the first above it begins with 1."""
    return f"{given.low or 1:+,}〜"


def file_rows(page: ImpactPage) -> Iterator[Sequence[str | int]]:
    """Yield the rows of the file: no household is named in it."""
    for row in change_rows(page):
        yield say(row.words), row.count
    for total in totals(page):
        yield f"{say(total.period)} {say(Message('これまで', 'Before'))}", total.before
        yield f"{say(total.period)} {say(Message('この案', 'This draft'))}", total.after
        yield f"{say(total.period)} {say(Message('差', 'Difference'))}", total.difference
    if page.impact is not None:
        for each in page.impact.bins:
            yield f"{say(_DIFFERENCE)} {edge(each)}", each.count
