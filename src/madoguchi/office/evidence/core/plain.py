"""Measures as plain data: JSON for programs, CSV with one figure a row for spreadsheets and statistics tools."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.evidence.core.measures import Figures, Measures
from madoguchi.office.evidence.core.statistics import Distribution, Rate
from madoguchi.office.evidence.core.words import NOT_ENOUGH, STAGE_LABELS


def as_json(measures: Measures) -> dict[str, Any]:
    """Return the measures as JSON data: ``{"period", "as_of", "total": {…}, "procedures": {code: {…}}}``.

    Durations are open days unless their name says calendar; rates are 0 to 1 with their 95 % interval; ``is_enough`` is
    false where ten cases are not reached. Figures without any case are null.
    """
    return {
        "period": {"start": measures.period.start.isoformat(), "end": measures.period.end.isoformat()},
        "as_of": measures.as_of.isoformat(),
        "total": _figures(measures.total),
        "procedures": {code: _figures(one) for code, one in measures.procedures.items()},
    }


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "arrivals": one.arrivals,
        "channels": {channel: rate.count for channel, rate in one.channels.items()},
        "entered_by_staff": one.entered_by_staff.count,
        "open": {"office": one.open_with_office, "applicant": one.open_with_applicant},
        "results": one.results,
        "outcomes": dict(one.outcomes),
        "withdrawn": one.withdrawn,
        "elapsed_open_days": _distribution(one.elapsed),
        "elapsed_calendar_days": _distribution(one.elapsed_calendar),
        "office_open_days": _distribution(one.office),
        "applicant_open_days": _distribution(one.applicant),
        "stages_open_days": {stage.value: _distribution(days) for stage, days in one.stages.items()},
        "within_standard_period": None if one.within_period is None else _rate(one.within_period),
        "right_first_time": _rate(one.right_first_time),
        "corrections": one.corrections,
        "fields_corrected": [
            {"procedure": row.procedure, "field": row.field, "matters": row.matters, "asked": row.asked}
            for row in one.fields
        ],
        "months": [
            {
                "month": f"{month.start:%Y-%m}",
                "arrivals": month.arrivals,
                "results": month.results,
                "elapsed_open_days": _distribution(month.elapsed),
                "right_first_time": _rate(month.right_first_time),
            }
            for month in one.months
        ],
    }


def _distribution(days: Distribution) -> dict[str, Any]:
    return {"n": days.n, "median": days.median, "p90": days.p90, "is_enough": days.is_enough}


def _rate(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval or (None, None)
    return {
        "count": rate.count, "n": rate.n, "rate": rate.value, "low": low, "high": high, "is_enough": rate.is_enough,
    }  # fmt: skip


HEADINGS = (
    "手続コード", "手続名", "期間_開始", "期間_終了", "区分", "項目", "値", "単位", "件数",
    "95%信頼区間_下限", "95%信頼区間_上限", "備考",
)  # fmt: skip
_ROW = tuple[str, str, float | int | None, str, int | None, float | None, float | None, str]


def as_csv(
    measures: Measures,
    *,
    procedures: Mapping[str, Message],
    channels: Mapping[str, Message],
    outcomes: Mapping[str, Message],
    fields: Mapping[str, Message],
) -> str:
    """Return the measures as CSV text with a byte order mark, one figure a row, CRLF at the ends.

    No text runs as a formula (``kernel.spreadsheet``). Names are in Japanese; a field is named under
    ``procedure:path``.
    """
    rows: list[Sequence[str | float | None]] = []
    period = (measures.period.start.isoformat(), measures.period.end.isoformat())
    of_procedures = [(code, procedures[code].ja, one) for code, one in measures.procedures.items()]
    for code, name, one in [("", "すべて", measures.total), *of_procedures]:
        for part, label, value, unit, n, low, high, note in _rows(one, channels, outcomes, fields):
            rows.append((code, name, *period, part, label, _number(value), unit, n, _number(low), _number(high), note))
    return spreadsheet.csv_text(HEADINGS, rows)


def _number(value: float | None) -> float | None:
    """Return a figure to four places, without a point where it is whole."""
    if value is None:
        return None
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _rows(
    one: Figures, channels: Mapping[str, Message], outcomes: Mapping[str, Message], fields: Mapping[str, Message]
) -> Iterable[_ROW]:
    def count(part: str, label: str, value: int) -> _ROW:
        return part, label, value, "件", None, None, None, ""

    yield count("受付", "受付", one.arrivals)
    yield from (count("受付（経路別）", channels[channel].ja, rate.count) for channel, rate in one.channels.items())
    yield count("受付", "うち職員が入力したもの", one.entered_by_staff.count)
    yield count("処理中", "役所の番", one.open_with_office)
    yield count("処理中", "申請者の番（補正待ち）", one.open_with_applicant)
    yield count("結果", "決定", one.results)
    yield from (count("結果（内訳）", outcomes[outcome].ja, number) for outcome, number in one.outcomes.items())
    yield count("結果", "取下げ", one.withdrawn)
    yield from _days("申請から結果まで", "経過日数", one.elapsed, "開庁日")
    yield from _days("申請から結果まで", "経過日数", one.elapsed_calendar, "日")
    yield from _days("申請から結果まで", "うち役所の番", one.office, "開庁日")
    yield from _days("申請から結果まで", "うち申請者の番", one.applicant, "開庁日")
    for stage, days in one.stages.items():
        yield from _days("段階別", STAGE_LABELS[stage].ja, days, "開庁日")
    yield _share("割合", "一次完了率（補正なし）", one.right_first_time)
    if one.within_period is not None:
        yield _share("割合", "標準処理期間内", one.within_period)
    yield count("補正", "補正の依頼", one.corrections)
    yield from (
        count("補正（項目別の申請数）", fields[f"{row.procedure}:{row.field}"].ja, row.matters) for row in one.fields
    )
    for month in one.months:
        yield count("月別（受付）", f"{month.start:%Y-%m}", month.arrivals)
        yield count("月別（決定）", f"{month.start:%Y-%m}", month.results)
        yield from _days("月別（経過日数）", f"{month.start:%Y-%m}", month.elapsed, "開庁日")
        yield _share("月別（一次完了率）", f"{month.start:%Y-%m}", month.right_first_time)


def _days(part: str, label: str, days: Distribution, unit: str) -> Iterable[_ROW]:
    note = "" if days.is_enough else NOT_ENOUGH.ja
    yield part, f"{label}（中央値）", days.median, unit, days.n, None, None, note
    yield part, f"{label}（9割がこの日数以内）", days.p90, unit, days.n, None, None, note


def _share(part: str, label: str, rate: Rate) -> _ROW:
    low, high = rate.interval or (None, None)
    return part, label, rate.value, "割合（0〜1）", rate.n, low, high, "" if rate.is_enough else NOT_ENOUGH.ja
