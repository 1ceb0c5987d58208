"""Server-rendered figures: bars, columns over time, strips of dots and boxes, as SVG of token classes, nothing inline.

Every plot carries its title and description for screen readers, its unit and n on the drawing, and the same numbers as
rows for the table beside it (``{% figure plot id="…" %}``). Widths are in units of the view box (720 wide).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from statistics import median, quantiles

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH = 720
LABEL_WIDTH = 190
RIGHT = 70
ROW = 36
TOP = 24
AXIS = 44
COLUMNS_LEFT, COLUMNS_HEIGHT = 70, 130


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure ready for the page; ``rows`` hold one line per drawn item, the first cell being its label."""

    title: str
    note: str
    svg: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``value`` in the plot's unit, not negative."""

    label: str
    value: float
    is_highlight: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """The single values of one group, in the plot's unit, not negative."""

    label: str
    values: Sequence[float]
    is_highlight: bool = False


class NothingToDraw(ValueError):
    """No rows, or a value below zero: the caller shows an empty state instead."""


def horizontal_bars(
    bars: Sequence[Bar],
    *,
    title: str,
    unit: str,
    n: int,
    label_column: str,
    target: float | None = None,
    note: str = "",
) -> Plot:
    """Draw one bar per row, in the order given, from zero. ``target`` is a dashed line; ``n`` counts the cases.

    Raises:
        NothingToDraw: ``bars`` is empty or holds a negative value.
    """
    if not bars or min(bar.value for bar in bars) < 0:
        raise NothingToDraw(title)
    scale = _Scale.to(max([*(bar.value for bar in bars), target or 0]))
    marks: list[str] = []
    for place, bar in enumerate(bars):
        y = TOP + place * ROW
        kind = " m-plot__bar--highlight" if bar.is_highlight else ""
        width = round(scale.x(bar.value) - LABEL_WIDTH, 1)
        marks.append(f'<rect class="m-plot__bar{kind}" x="{LABEL_WIDTH}" y="{y + 6}" width="{width}" height="22"/>')
        marks.append(_text(number(bar.value), scale.x(bar.value) + 6, y + 22, bold=bar.is_highlight))
        marks.append(_row_label(bar.label, y, bar.is_highlight))
    desc = "、".join(f"{bar.label} {number(bar.value)}{unit}" for bar in bars)
    rows = tuple((bar.label, number(bar.value)) for bar in bars)
    return Plot(title, note, _svg(marks, scale, len(bars), title, desc, unit, n, target), (label_column, unit), rows)


def strips(
    samples: Sequence[Sample], *, title: str, unit: str, label_column: str, target: float | None = None, note: str = ""
) -> Plot:
    """Draw every value as a dot and each group's quartiles as a box with its median. A group without values is skipped.

    Quartiles are those of ``statistics.quantiles(method="inclusive")``; with one value all three are that value.

    Raises:
        NothingToDraw: no group has a value, or a value is negative.
    """
    shown = [sample for sample in samples if sample.values]
    if not shown or min(min(sample.values) for sample in shown) < 0:
        raise NothingToDraw(title)
    scale = _Scale.to(max([*(max(sample.values) for sample in shown), target or 0]))
    marks: list[str] = []
    rows: list[tuple[str, ...]] = []
    for place, sample in enumerate(shown):
        y = TOP + place * ROW
        low, middle, high = quartiles(sample.values)
        marks += _box(scale, y, low, middle, high, sample.is_highlight)
        marks += _dots(scale, y, sample)
        marks.append(_row_label(sample.label, y, sample.is_highlight))
        rows.append((sample.label, str(len(sample.values)), number(middle), number(low), number(high)))
    middle_of = _("%(label)s 中央値 %(value)s%(unit)s（%(count)s件）")
    desc = "、".join(
        middle_of % {"label": label, "value": middle, "unit": unit, "count": count}
        for label, count, middle, _low, _high in rows
    )
    n = sum(len(sample.values) for sample in shown)
    columns = (label_column, "n", *(words % {"unit": unit} for words in _quartile_words()))
    return Plot(title, note, _svg(marks, scale, len(shown), title, desc, unit, n, target), columns, tuple(rows))


def columns(bars: Sequence[Bar], *, title: str, unit: str, label_column: str, every: int = 1, note: str = "") -> Plot:
    """Draw one column per bar from left to right, as time goes; every so many are labelled below.

    Raises:
        NothingToDraw: ``bars`` is empty or holds a negative value.
    """
    if not bars or min(bar.value for bar in bars) < 0:
        raise NothingToDraw(title)
    highest = max(bar.value for bar in bars)
    top = _Scale.to(highest).top
    step = (WIDTH - COLUMNS_LEFT - 10) / len(bars)
    bottom = TOP + COLUMNS_HEIGHT
    marks = []
    for share in (0.0, 0.5, 1.0):
        y = round(bottom - COLUMNS_HEIGHT * share, 1)
        kind = "" if share else " m-plot__line--base"
        marks.append(f'<line class="m-plot__line{kind}" x1="{COLUMNS_LEFT}" y1="{y}" x2="{WIDTH - 10}" y2="{y}"/>')
        marks.append(_text(number(top * share), COLUMNS_LEFT - 8, y + 5, anchor="end", quiet=True))
    for place, bar in enumerate(bars):
        x, height = round(COLUMNS_LEFT + place * step + 1, 1), round(COLUMNS_HEIGHT * bar.value / top, 1)
        kind = " m-plot__bar--highlight" if bar.is_highlight else ""
        marks.append(
            f'<rect class="m-plot__bar{kind}" x="{x}" y="{round(bottom - height, 1)}" width="{round(step - 2, 1)}"'
            f' height="{height}"/>'
        )
        if place % every == 0:
            marks.append(_text(bar.label, round(x + step / 2, 1), bottom + 18, anchor="middle", quiet=True))
    marks.append(_text(_("単位 %(unit)s") % {"unit": unit}, WIDTH - 10, bottom + 38, anchor="end", quiet=True))
    desc = _("最大 %(value)s%(unit)s") % {"value": number(highest), "unit": unit}
    rows = tuple((bar.label, number(bar.value)) for bar in bars)
    return Plot(title, note, _frame(marks, bottom + AXIS, title, desc), (label_column, unit), rows)


def _quartile_words() -> tuple[str, str, str]:
    return _("中央値（%(unit)s）"), _("下から4分の1（%(unit)s）"), _("上から4分の1（%(unit)s）")


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the quartiles (inclusive method); three times the value where there is only one."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, _middle, high = quantiles(values, n=4, method="inclusive")
    return low, median(values), high


def number(value: float) -> str:
    """Return the value for reading: 1,234 · 12.5 · 0.25; at most two digits after the point."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to x: zero stands at the end of the labels, ``top`` at the right edge."""

    top: float
    step: float

    @classmethod
    def to(cls, highest: float) -> "_Scale":
        """Choose about five round steps (1, 2, 5 × a power of ten) that reach ``highest``."""
        if highest < 1e-6:  # nothing to see, and no power of ten to take
            return cls(1, 1)
        rough = highest / 5
        power = 10.0 ** floor(log10(rough))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
        return cls(step * ceil(highest / step - 1e-9), step)

    def x(self, value: float) -> float:
        return round(LABEL_WIDTH + (WIDTH - LABEL_WIDTH - RIGHT) * value / self.top, 1)

    def ticks(self) -> list[float]:
        return [place * self.step for place in range(round(self.top / self.step) + 1)]


def _text(words: str, x: float, y: float, *, anchor: str = "", quiet: bool = False, bold: bool = False) -> str:
    kinds = "".join(
        f" m-plot__text--{kind}" for kind, wanted in ((anchor, anchor), ("quiet", quiet), ("bold", bold)) if wanted
    )
    return f'<text class="m-plot__text{kinds}" x="{x}" y="{y}">{escape(words)}</text>'


def _row_label(label: str, y: float, bold: bool) -> str:
    most = 12  # full-width characters of 14 units in 178 units; the table has the whole name
    short = label if len(label) <= most else label[: most - 1] + "…"
    return _text(short, LABEL_WIDTH - 10, y + 22, anchor="end", bold=bold)


def _box(scale: _Scale, y: float, low: float, middle: float, high: float, highlight: bool) -> list[str]:
    kind = "--highlight" if highlight else ""
    left, width = scale.x(low), round(max(scale.x(high) - scale.x(low), 1), 1)
    return [
        f'<rect class="m-plot__box{f" m-plot__box{kind}" if kind else ""}" x="{left}" y="{y + 5}" width="{width}"'
        ' height="24"/>',
        f'<line class="m-plot__median{f" m-plot__median{kind}" if kind else ""}" x1="{scale.x(middle)}" y1="{y + 3}"'
        f' x2="{scale.x(middle)}" y2="{y + 31}"/>',
    ]


def _dots(scale: _Scale, y: float, sample: Sample) -> list[str]:
    kind = " m-plot__dot--highlight" if sample.is_highlight else ""
    # Three lanes in turn keep equal values apart without chance: the same data draw the same figure.
    return [
        f'<circle class="m-plot__dot{kind}" cx="{scale.x(value)}" cy="{y + 11 + 6 * (place % 3)}" r="3"/>'
        for place, value in enumerate(sorted(sample.values))
    ]


def _svg(
    marks: Sequence[str], scale: _Scale, count: int, title: str, desc: str, unit: str, n: int, target: float | None
) -> SafeString:
    bottom = TOP + count * ROW
    lines: list[str] = []
    for tick in scale.ticks():
        kind = " m-plot__line--base" if tick == 0 else ""
        x = scale.x(tick)
        lines.append(f'<line class="m-plot__line{kind}" x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}"/>')
        lines.append(_text(number(tick), x, bottom + 18, anchor="middle", quiet=True))
    lines.append(
        _text(
            _("単位 %(unit)s　n = %(n)s") % {"unit": unit, "n": f"{n:,}"},
            WIDTH - RIGHT,
            bottom + 38,
            anchor="end",
            quiet=True,
        )
    )
    over: list[str] = []
    if target is not None:
        x = scale.x(target)
        over.append(f'<line class="m-plot__line--target" x1="{x}" y1="{TOP - 4}" x2="{x}" y2="{bottom}"/>')
        over.append(
            _text(_("目標 %(value)s%(unit)s") % {"value": number(target), "unit": unit}, x, TOP - 9, anchor="middle")
        )
    return _frame([*lines, *marks, *over], bottom + AXIS, title, desc)


def _frame(marks: Sequence[str], height: float, title: str, desc: str) -> SafeString:
    return SafeString(  # every text in the marks went through escape
        f'<svg class="m-plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>{''.join(marks)}</svg>"
    )
