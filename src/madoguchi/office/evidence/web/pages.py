"""What the page of measures shows: figures in words, plots and tables, all read beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import plots, say
from madoguchi.office.evidence.core.measures import FieldCorrected, Figures, Period
from madoguchi.office.evidence.core.statistics import Distribution, Rate
from madoguchi.office.evidence.core.words import NOT_ENOUGH, STAGE_LABELS
from madoguchi.office.evidence.selectors import NamedMeasures

MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """What the filter says; ``query`` keeps it in the address of the downloads."""

    year: str
    month: str
    procedure: str
    period: Period
    query: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large figure."""

    label: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ready cells: the first of a row is its heading, those after ``words`` columns are numbers."""

    id: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


@dataclass(frozen=True, slots=True)
class MeasuresPage:
    """The page of measures; options are pairs of value and label."""

    choice: Choice
    years: tuple[tuple[str, str], ...]
    months: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str], ...]
    chosen: str
    is_empty: bool
    keys: tuple[KeyFigure, ...]
    plots: tuple[tuple[str, plots.Plot], ...]
    tables: tuple[Table, ...]
    as_of: date


def measures_page(
    named: NamedMeasures,
    choice: Choice,
    *,
    years: tuple[tuple[str, str], ...],
    months: tuple[tuple[str, str], ...],
    procedures: Mapping[str, Message],
) -> MeasuresPage:
    """Return the page of these measures; ``procedures`` are those that may be chosen."""
    total = named.measures.total
    return MeasuresPage(
        choice=choice,
        years=years,
        months=months,
        procedures=tuple((code, say(name)) for code, name in procedures.items()),
        chosen=say(procedures[choice.procedure]) if choice.procedure else "",
        is_empty=not (total.arrivals or total.results or total.withdrawn),
        keys=tuple(_keys(total)),
        plots=tuple(_plots(named)),
        tables=tuple(table for table in _tables(named) if table.rows),
        as_of=named.measures.as_of,
    )


def _tables(named: NamedMeasures) -> Iterator[Table]:
    total, middle, ninth = named.measures.total, _("中央値（開庁日）"), _("9割がこの日数以内（開庁日）")
    yield Table(
        "stages", _("段階ごとの日数（決定した申請）"), (_("段階"), _("件数"), middle, ninth),
        tuple(
            (say(STAGE_LABELS[stage]), str(days.n), _middle(days), _ninth(days))
            for stage, days in total.stages.items()
            if days.n
        ),
    )  # fmt: skip
    yield Table(
        "procedures", _("手続きごとの結果"),
        (_("手続き"), _("受付"), _("決定"), middle, ninth, _("一次完了率"), _("標準処理期間内")),
        tuple(
            (
                say(named.procedures[code]), str(one.arrivals), str(one.results),
                _middle(one.elapsed), _ninth(one.elapsed), _share(one.right_first_time),
                "—" if one.within_period is None else _share(one.within_period),
            )
            for code, one in named.measures.procedures.items()
        ),
    )  # fmt: skip
    yield Table(
        "fields", _("補正をお願いした項目"), (_("手続き"), _("項目"), _("申請数"), _("依頼の回数")),
        tuple(
            (say(named.procedures[one.procedure]), _field(named, one), str(one.matters), str(one.asked))
            for one in total.fields
        ),
        words=2,
    )  # fmt: skip
    yield Table(
        "channels", _("受付の経路"), (_("経路"), _("件数"), _("割合")),
        tuple((say(named.channels[code]), str(one.count), _percent(one.value)) for code, one in total.channels.items()),
    )  # fmt: skip
    yield Table(
        "outcomes", _("結果の内訳"), (_("結果"), _("件数")),
        tuple((say(named.outcomes[code]), str(count)) for code, count in total.outcomes.items()),
    )  # fmt: skip
    yield Table(
        "months", _("月ごとの推移"), (_("月"), _("受付"), _("決定"), middle, _("一次完了率")),
        tuple(
            (
                f"{one.start:%Y-%m}", str(one.arrivals), str(one.results),
                _middle(one.elapsed), _share(one.right_first_time),
            )
            for one in total.months
        ),
    )  # fmt: skip


def _field(named: NamedMeasures, one: FieldCorrected) -> str:
    return say(named.fields[f"{one.procedure}:{one.field}"])


def _keys(total: Figures) -> Iterator[KeyFigure]:
    yield KeyFigure(
        _("受付"),
        f"{total.arrivals:,}",
        _("件"),
        _("うち処理中 %(office)s件、補正待ち %(applicant)s件")
        % {"office": total.open_with_office, "applicant": total.open_with_applicant},
    )
    withdrawn = _("ほかに取下げ %(count)s件") % {"count": total.withdrawn}
    yield KeyFigure(_("決定"), f"{total.results:,}", _("件"), withdrawn)
    yield _duration(_("申請から結果まで"), total.elapsed)
    yield _duration(_("うち役所の番"), total.office)
    yield _rate(_("一次完了率（補正なし）"), total.right_first_time)
    if total.within_period is not None:
        yield _rate(_("標準処理期間内"), total.within_period)


def _duration(label: str, days: Distribution) -> KeyFigure:
    if not days.is_enough or days.median is None:
        return KeyFigure(label, "—", "", f"{say(NOT_ENOUGH)}（n = {days.n}）")
    note = _("中央値。9割は%(days)s開庁日以内（n = %(n)s）") % {"days": days.p90, "n": days.n}
    return KeyFigure(label, plots.number(days.median), _("開庁日"), note)


def _rate(label: str, rate: Rate) -> KeyFigure:
    if not rate.is_enough or rate.value is None or rate.interval is None:
        return KeyFigure(label, "—", "", f"{say(NOT_ENOUGH)}（n = {rate.n}）")
    low, high = rate.interval
    facts = {"low": _percent(low), "high": _percent(high), "n": rate.n}
    note = _("95%%信頼区間 %(low)s〜%(high)s（n = %(n)s）") % facts
    return KeyFigure(label, _percent(rate.value).removesuffix("%"), "%", note)


def _share(rate: Rate) -> str:
    """A rate with its interval in one cell, or that there is too little."""
    if not rate.n:
        return "—"
    if not rate.is_enough or rate.interval is None:
        return f"{say(NOT_ENOUGH)}（n = {rate.n}）"
    low, high = rate.interval
    return f"{_percent(rate.value)}（{_percent(low)}〜{_percent(high)}、n = {rate.n}）"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.1f}%"


def _middle(days: Distribution) -> str:
    if not days.n:
        return "—"
    return plots.number(days.median) if days.is_enough and days.median is not None else say(NOT_ENOUGH)


def _ninth(days: Distribution) -> str:
    if not days.n:
        return "—"
    return str(days.p90) if days.is_enough else say(NOT_ENOUGH)


def _plots(named: NamedMeasures) -> Iterator[tuple[str, plots.Plot]]:
    """The figures that have something to draw; groups with too few cases are left to the tables."""
    found, total = named.measures, named.measures.total
    unit = _("開庁日")
    stages = [
        plots.Sample(say(STAGE_LABELS[stage]), days.values, is_highlight=_is_longest(total, days))
        for stage, days in total.stages.items()
        if days.is_enough
    ]
    if stages:
        yield "stages-plot", plots.strips(
            stages, title=_("段階ごとの日数"), unit=unit, label_column=_("段階"),
            note=_("点は1件の申請、箱は中央の半分、線は中央値です。nは段階ごとの件数の合計です。待った日数で、職員の作業時間ではありません。"),
        )  # fmt: skip
    procedures = [
        plots.Sample(say(named.procedures[code]), one.elapsed.values)
        for code, one in found.procedures.items()
        if one.elapsed.is_enough
    ]
    if len(procedures) > 1:
        yield (
            "procedures-plot",
            plots.strips(
                procedures, title=_("手続きごとの、申請から結果までの日数"), unit=unit, label_column=_("手続き")
            ),
        )
    if total.arrivals and len(total.months) > 1:
        bars = [plots.Bar(f"{one.start:%Y-%m}", one.arrivals) for one in total.months]
        yield (
            "months-plot",
            plots.horizontal_bars(bars, title=_("月ごとの受付"), unit=_("件"), n=total.arrivals, label_column=_("月")),
        )
    if total.fields and total.right_first_time.is_enough:
        bars = [
            plots.Bar(_field(named, one), one.matters, is_highlight=place == 0)
            for place, one in enumerate(total.fields[:MOST_FIELDS])
        ]
        yield "fields-plot", plots.horizontal_bars(
            bars, title=_("補正の多い項目"), unit=_("件"), n=total.results, label_column=_("項目"),
            note=_("その項目の補正をお願いした申請の数です。"),
        )  # fmt: skip


def _is_longest(total: Figures, days: Distribution) -> bool:
    enough = [one.median or 0 for one in total.stages.values() if one.is_enough]
    return days.median == max(enough)
