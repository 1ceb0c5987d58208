"""Back end 2: the plain functions of the language on columns."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core.columns_run import Days, Run, Work
from madoguchi.office.rules.core.columns_texts import Texts
from madoguchi.office.rules.core.columns_values import Array, Column, failing, joined

_DAYS: Final[Mapping[str, Callable[..., Any]]] = {  # each gives its values, or these and where it fails
    "年齢": days.age,
    "満年齢": days.plain_age,
    "学年": days.grade,
    "年度末": days.fiscal_year_end,
    "年度": days.fiscal_year,
    "年": days.year,
    "月": days.month,
    "日": days.day_of_month,
    "月初": days.month_start,
    "月末": days.month_end,
    "月を足す": days.add_months,
    "日を足す": days.add_days,
    "月数": days.months_between,
    "日数": days.days_between,
    "日付": days.make,
}
_TEXTS: Final[Mapping[str, Callable[..., Array]]] = {  # the texts of the run come first
    "文字数": Texts.length,
    "含む": Texts.contains,
    "始まる": Texts.starts_with,
}


def compile_plain(name: str, arguments: list[Work], own: Array | None, *, is_of_day: bool) -> Work:
    """Compile a plain function; ``own`` is the reason where it fails, None where it cannot.

    ``is_of_day``: whether it takes a date input and the day asked about: for days it is the same for all who ask.
    """
    of_days = _DAYS.get(name)

    def run_plain(run: Run | Days) -> Column:
        given = [each(run) for each in arguments]
        data, bits = [each.data for each in given], joined(given)
        if of_days is None:
            return Column(_TEXTS[name](run.texts, *data), bits)
        if own is None:
            return Column(of_days(*data), bits)
        if is_of_day and isinstance(run, Days):
            if name not in run.kept:
                run.kept[name] = of_days(*data)
            made, fails = run.kept[name]
        else:
            made, fails = of_days(*data)
        return Column(made, failing(bits, fails, own))

    return run_plain
