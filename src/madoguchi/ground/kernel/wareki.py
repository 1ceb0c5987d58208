"""和暦: Japanese era dates to and from the Gregorian calendar, and reading dates as people write them.

Source of the eras: 元号法（昭和54年法律第43号）and the orders that name each era. Dates before 明治6年1月1日 were
written in the old lunisolar calendar (明治5年太政官布告第337号 changed it); they are counted here
as Gregorian months and days.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message, Refused, put_together

WEEKDAYS: Final = "月火水木金土日"  # in the order of date.weekday()
NEW_CALENDAR_ON: Final = date(1873, 1, 1)

_EXAMPLES_JA = "「令和8年4月1日」「R8.4.1」「2026-04-01」"
_EXAMPLES_EN = "「令和8年4月1日」, 「R8.4.1」 or 「2026-04-01」"
_WRITE_LIKE = Message(
    f"{_EXAMPLES_JA}のように書いてください。",
    f"Please write it like {_EXAMPLES_EN}.",
    f"{_EXAMPLES_JA}のように 書いてください。",
)


class DateEmpty(Refused):
    """Nothing was written."""

    code = "kernel.date_empty"
    status = 422
    what = Message("日付が書かれていません。", "There is no date.", "日付が ありません。")
    why = Message("年・月・日が必要です。", "Year, month and day are needed.", "年と 月と 日が いります。")
    mend = _WRITE_LIKE


class DateNotReadable(Refused):
    """No known way of writing a date fits. The text itself is not repeated: it may be somebody's birth date."""

    code = "kernel.date_not_readable"
    status = 422
    what = Message(
        "日付を読み取れませんでした。", "We could not read the date.", "日付を 読むことが できませんでした。"
    )
    why = Message(
        "年・月・日の順に、すべてが書かれている必要があります。",
        "Year, month and day are all needed, in this order.",
        "年、月、日の 順番で、3つとも 書きます。",
    )
    mend = _WRITE_LIKE


class EraUnknown(Refused):
    """The era is missing or is none of 明治 to 令和."""

    code = "kernel.era_unknown"
    status = 422
    what = Message(
        "元号がわかりませんでした。", "We could not tell the era.", "元号（令和、平成など）が わかりませんでした。"
    )
    why = Message(
        "元号は、令和（R）、平成（H）、昭和（S）、大正（T）、明治（M）を読み取れます。西暦の年は4けたです。",
        "We know the eras 令和 (R), 平成 (H), 昭和 (S), 大正 (T) and 明治 (M). A Western year has four digits.",
        "元号は 令和、平成、昭和、大正、明治の 5つです。西暦の 年は 数字4つです。",
    )
    mend = _WRITE_LIKE


class NoSuchEraYear(Refused):
    """Year zero of an era, or a year that is not a number."""

    code = "kernel.no_such_era_year"
    status = 422
    what = Message(
        "元号の年を読み取れませんでした。",
        "We could not read the year of the era.",
        "年を 読むことが できませんでした。",
    )
    why = Message(
        "元号の年は、元年（1年）から始まる数字です。",
        "Years of an era are numbers from 1 (元年) on.",
        "年は 1（元年）から 始まる 数字です。",
    )
    mend = Message(
        "年を「元」または1以上の数字で書いてください。",
        "Please write the year as 元 or as a number of 1 or more.",
        "年に「元」か、1より 大きい 数字を 書いてください。",
    )


class NoSuchMonth(Refused):
    """The month is not 1 to 12."""

    code = "kernel.no_such_month"
    status = 422
    what = Message("ない月が書かれています。", "There is no such month.", "その月は ありません。")
    why = Message("月は1月から12月までです。", "Months run from 1 to 12.", "月は 1月から 12月までです。")
    mend = Message("月を確かめてください。", "Please check the month.", "月を もう一度 見てください。")


class NoSuchDay(Refused):
    """The month has no such day. Facts: ``month``, ``last_day``."""

    code = "kernel.no_such_day"
    status = 422
    what = Message("ない日が書かれています。", "There is no such day.", "その日は ありません。")
    why = Message(
        "この年の{month}月は、1日から{last_day}日までです。",
        "Month {month} of that year has days 1 to {last_day}.",
        "この年の {month}月は 1日から {last_day}日までです。",
    )
    mend = Message("日を確かめてください。", "Please check the day.", "日を もう一度 見てください。")


class DateTooEarly(Refused):
    """Before 明治元年: no era of this module covers it."""

    code = "kernel.date_too_early"
    status = 422
    what = Message("日付が古すぎます。", "The date is too early.", "日付が 古すぎます。")
    why = Message(
        "明治元年10月23日（1868年10月23日）より前の日付は扱えません。",
        "Dates before 23 October 1868 (明治元年) cannot be handled.",
        "1868年10月23日より 前の 日付は 使うことが できません。",
    )
    mend = Message("年を確かめてください。", "Please check the year.", "年を もう一度 見てください。")


@dataclass(frozen=True, slots=True)
class Era:
    """元号: ``code`` R/H/S/T/M, ``name`` 令和, ``letter`` 令, first day (included)."""

    code: str
    name: str
    letter: str
    name_en: str
    starts_on: date


ERAS: Final = (  # newest first, as a select list shows them
    Era("R", "令和", "令", "Reiwa", date(2019, 5, 1)),
    Era("H", "平成", "平", "Heisei", date(1989, 1, 8)),
    Era("S", "昭和", "昭", "Showa", date(1926, 12, 25)),
    Era("T", "大正", "大", "Taisho", date(1912, 7, 30)),
    Era("M", "明治", "明", "Meiji", date(1868, 10, 23)),
)
_ERA_OF: Final = {word: era for era in ERAS for word in (era.code, era.name, era.letter, era.name_en.upper())}


@dataclass(frozen=True, slots=True)
class Wareki:
    """A date of an era; ``year`` counts from 1. ``str()`` gives 「令和8年4月1日」."""

    era: Era
    year: int
    month: int
    day: int

    @property
    def year_text(self) -> str:
        """The year as written in sentences: 元 for the first, digits after."""
        return "元" if self.year == 1 else str(self.year)

    def __str__(self) -> str:
        return f"{self.era.name}{self.year_text}年{self.month}月{self.day}日"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A date that was read; ``warning`` is set where the reader should look at it again."""

    date: date
    warning: Message | None = None


def to_wareki(d: date) -> Wareki:
    """Return the era date of ``d``. Raises :class:`DateTooEarly` before 1868-10-23."""
    for era in ERAS:
        if d >= era.starts_on:
            return Wareki(era, d.year - era.starts_on.year + 1, d.month, d.day)
    raise DateTooEarly


def format_date(d: date) -> str:
    """Return 「令和8年4月1日」, 「令和元年5月1日」. Raises :class:`DateTooEarly`."""
    return str(to_wareki(d))


def format_date_with_weekday(d: date) -> str:
    """Return 「令和8年4月1日（水）」, the form shown on pages and notices. Raises :class:`DateTooEarly`."""
    return f"{to_wareki(d)}（{WEEKDAYS[d.weekday()]}）"


def format_short(d: date) -> str:
    """Return ``R8.4.1`` for lists and narrow columns; the first year is 1. Raises :class:`DateTooEarly`."""
    wareki = to_wareki(d)
    return f"{wareki.era.code}{wareki.year}.{wareki.month}.{wareki.day}"


def make_date(year: int, month: int, day: int) -> date:
    """Return the Gregorian date. Raises :class:`DateTooEarly`, :class:`NoSuchMonth`, :class:`NoSuchDay`."""
    if year < ERAS[-1].starts_on.year:
        raise DateTooEarly
    if not 1 <= month <= 12:
        raise NoSuchMonth
    last_day = monthrange(year, month)[1]
    if not 1 <= day <= last_day:
        raise NoSuchDay(month=month, last_day=last_day)
    made = date(year, month, day)
    if made < ERAS[-1].starts_on:
        raise DateTooEarly
    return made


def era_year_to_date(era: str, year: int | str, month: int | str, day: int | str) -> Parsed:
    """Read a date from separate fields: era (R, 令和, 令 or Reiwa), year (元 allowed), month, day.

    A date outside its era (平成31年5月1日, 令和元年4月1日) is read by counting years, with a warning.
    Fields may be full-width.

    Raises:
        DateEmpty, DateNotReadable, EraUnknown, NoSuchEraYear, NoSuchMonth, NoSuchDay, DateTooEarly.
    """
    fields = [_plain(str(field)) for field in (era, year, month, day)]
    if not any(fields[1:]):  # the era comes from a list and may be chosen beforehand
        raise DateEmpty
    era_word, year_word, month_word, day_word = fields
    if era_word.upper() not in _ERA_OF:
        raise EraUnknown
    named = _ERA_OF[era_word.upper()]
    if year_word == "元":
        era_year = 1
    elif not re.fullmatch("[0-9]{1,3}", year_word) or (era_year := int(year_word)) == 0:
        raise NoSuchEraYear
    if not all(re.fullmatch("[0-9]{1,2}", word) for word in (month_word, day_word)):
        raise DateNotReadable
    made = make_date(named.starts_on.year + era_year - 1, int(month_word), int(day_word))
    actual = to_wareki(made)
    if actual.era != named:
        written = Wareki(named, era_year, made.month, made.day)
        return Parsed(made, _OUTSIDE_ERA.with_facts(written=written, actual=actual, iso=made.isoformat()))
    if made < NEW_CALENDAR_ON:
        return Parsed(made, _OLD_CALENDAR)
    return Parsed(made)


def parse(text: str) -> Parsed:
    """Read a date as people write it: with era or Western year, full- or half-width, with or without weekday.

    Accepts 令和８年４月１日（水）, 令和元年5月1日, 令8.4.1, R8.11.22, s64/1/7, 2026年4月1日, 2026/4/1, 2026-04-01 and
    20260401.
    Warns when the date lies outside the era written, when the weekday does not fit and for dates of the old calendar.

    Raises:
        DateEmpty, DateNotReadable, EraUnknown, NoSuchEraYear, NoSuchMonth, NoSuchDay, DateTooEarly.
    """
    plain = _plain(text)
    if not plain:
        raise DateEmpty
    found = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        raise DateNotReadable
    era, year, month, day = (found[name].strip() for name in ("era", "year", "month", "day"))
    if era in ("", "西暦") and len(year) == 4:
        parsed = Parsed(make_date(int(year), int(month), int(day)))
    else:
        parsed = era_year_to_date(era, year, month, day)
    weekday = found["weekday"]
    if weekday is None or weekday == WEEKDAYS[parsed.date.weekday()]:
        return parsed
    misfit = _WEEKDAY_MISFIT.with_facts(
        written=weekday, day=format_date_with_weekday(parsed.date), iso=parsed.date.isoformat()
    )
    return Parsed(parsed.date, misfit if parsed.warning is None else _both(parsed.warning, misfit))


_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_PARTS = r"\s*[年/.\-]\s*(?P<month>[0-9]{1,2})\s*[月/.\-]\s*(?P<day>[0-9]{1,2})\s*日?\s*"
_WEEKDAY = rf"(?:\((?P<weekday>[{WEEKDAYS}])(?:曜日?)?\))?"
_WRITTEN = re.compile(rf"(?P<era>[^0-9]{{0,8}}?)(?P<year>[0-9]{{1,4}}|元){_PARTS}{_WEEKDAY}")
# (?!) never matches: eight digits carry no weekday.
_COMPACT = re.compile(r"(?P<era>)(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<weekday>(?!))?")

_OUTSIDE_ERA = Message(
    "「{written}」は{actual}です。{actual}として読み取りました。",
    "{written} is {actual}. We read it as {iso}.",
    "「{written}」は {actual}です。{actual}に しました。",
)
_OLD_CALENDAR = Message(
    "明治5年までの日付は旧暦で書かれていることがあります。西暦の月日として読み取りましたので、確かめてください。",
    "Dates up to 明治5年 (1872) may be in the old calendar. We read month and day as Gregorian; please check.",
    "明治5年までの 日付は、昔の カレンダーかもしれません。もう一度 見てください。",
)
_WEEKDAY_MISFIT = Message(
    "書かれた曜日（{written}）が合いません。{day}として読み取りましたので、確かめてください。",
    "The weekday you wrote ({written}) does not fit. We read the date as {day}, {iso}; please check it.",
    "曜日（{written}）が ちがいます。{day}に しました。もう一度 見てください。",
)


def _plain(text: str) -> str:
    """Fold widths, ㋿-like signs and hyphens. For reading dates only, never for names."""
    return unicodedata.normalize("NFKC", text).translate(_HYPHENS).strip()


def _both(first: Message, second: Message) -> Message:
    easy = None if first.easy is None or second.easy is None else f"{first.easy} {second.easy}"
    return replace(put_together((first, second)), easy=easy)
