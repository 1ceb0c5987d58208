"""Dates, times, money and sentences as readers of each language expect them; the filters of ``{% load ui %}``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation.trans_real import translation

from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.ground.kernel.wareki import WEEKDAYS, DateTooEarly, format_date_with_weekday

TOKYO = ZoneInfo("Asia/Tokyo")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


_DAYS: Mapping[str, str] = {
    Language.ZH: "{day.year}年{day.month}月{day.day}日（{weekday}）",
    Language.KO: "{day.year}년 {day.month}월 {day.day}일({weekday})",
    Language.VI: "{weekday}, ngày {day.day}/{day.month}/{day.year}",
    Language.PT: "{day.day}/{day.month}/{day.year} ({weekday})",
}
_WEEKDAYS_FURTHER: Mapping[str, Sequence[str]] = {
    Language.ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.KO: "월화수목금토일",
    Language.VI: ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    Language.PT: ("seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."),
}
_YEN: Mapping[str, str] = {
    Language.EN: "{n} yen",
    Language.ZH: "{n}日元",
    Language.KO: "{n}엔",
    Language.VI: "{n} yên",
    Language.PT: "{n} ienes",
}


def _language(given: str | None) -> str:
    return given or get_language() or Language.JA


def say(message: Message | str | None, language: str | None = None) -> str:
    """Return a ``Message`` in ``language`` (that of the page unless given); strings pass through, None is empty."""
    if message is None:
        return ""
    if isinstance(message, Message):
        return message.text(_language(language))
    return str(message)


def in_catalogues(japanese: str, language: str) -> str | None:
    """Return a sentence of the product in one of the further languages, None where no catalogue has it."""
    said = translation(language).gettext(japanese)
    return None if said == japanese else str(said)


def _day(value: date | datetime) -> date:
    return value.astimezone(TOKYO).date() if isinstance(value, datetime) else value


def wareki(value: date | datetime | None, language: str | None = None) -> str:
    """Return 令和8年4月1日（水）; ``1 April 2026 (Wed)``; 2026年4月1日（水曜日）in easy Japanese; Western years abroad.

    None is empty. An instant is taken in Japanese time. Easy Japanese counts years as its readers do (西暦); so does
    Japanese for days before 明治, which people type by mistake.
    """
    if value is None:
        return ""
    day = _day(value)
    chosen = _language(language)
    if chosen == Language.EN:
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year} ({_WEEKDAYS_EN[day.weekday()]})"
    if chosen == Language.EASY:
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}曜日）"
    if chosen in _DAYS:
        return _DAYS[chosen].format(day=day, weekday=_WEEKDAYS_FURTHER[chosen][day.weekday()])
    try:
        return format_date_with_weekday(day)
    except DateTooEarly:
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def wareki_time(value: datetime | None, language: str | None = None) -> str:
    """Return the date as ``wareki`` does, and hours and minutes in Japanese time: 令和8年4月1日（水） 10時32分."""
    if value is None:
        return ""
    local = value.astimezone(TOKYO)
    chosen = _language(language)
    if chosen == Language.EN or chosen in _DAYS:
        return f"{wareki(local, chosen)} {local:%H:%M}"
    return f"{wareki(local, chosen)} {local.hour}時{local.minute:02}分"


def yen(amount: int | None, language: str | None = None) -> str:
    """Return 12,000円, ``12,000 yen`` in English. None is empty."""
    if amount is None:
        return ""
    return _YEN.get(_language(language), "{n}円").format(n=f"{amount:,}")


def file_size(size_bytes: int) -> str:
    """Return the size in the unit people know: 820 B, 48 KB, 2.4 MB, 10 MB (units of 1,024)."""
    if size_bytes < 1024:
        return f"{size_bytes} B"
    if size_bytes < 1024 * 1024:
        return f"{round(size_bytes / 1024)} KB"
    return f"{size_bytes / (1024 * 1024):.1f}".removesuffix(".0") + " MB"
