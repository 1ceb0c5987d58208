"""Dates, times, money and sentences as readers of each language expect them; the filters of ``{% load ui %}``."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.ground.kernel.wareki import WEEKDAYS, DateTooEarly, format_date_with_weekday

TOKYO = ZoneInfo("Asia/Tokyo")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def _language(given: str | None) -> str:
    return given or get_language() or Language.JA


def say(message: Message | str | None, language: str | None = None) -> str:
    """Return a ``Message`` in ``language`` (that of the page unless given); strings pass through, None is empty."""
    if message is None:
        return ""
    if isinstance(message, Message):
        return message.text(_language(language))
    return str(message)


def _day(value: date | datetime) -> date:
    return value.astimezone(TOKYO).date() if isinstance(value, datetime) else value


def wareki(value: date | datetime | None, language: str | None = None) -> str:
    """Return 令和8年4月1日（水）; ``1 April 2026 (Wed)``; 2026年4月1日（水曜日）in easy Japanese. None is empty.

    An instant is taken in Japanese time. Easy Japanese counts years as its readers do (西暦); so does Japanese for days
    before 明治, which people type by mistake.
    """
    if value is None:
        return ""
    day = _day(value)
    chosen = _language(language)
    if chosen == Language.EN:
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year} ({_WEEKDAYS_EN[day.weekday()]})"
    if chosen == Language.EASY:
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}曜日）"
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
    if chosen == Language.EN:
        return f"{wareki(local, chosen)} {local:%H:%M}"
    return f"{wareki(local, chosen)} {local.hour}時{local.minute:02}分"


def yen(amount: int | None, language: str | None = None) -> str:
    """Return 12,000円, or ``12,000 yen`` in English. None is empty."""
    if amount is None:
        return ""
    return f"{amount:,} yen" if _language(language) == Language.EN else f"{amount:,}円"


def file_size(size_bytes: int) -> str:
    """Return the size in the unit people know: 820 B, 48 KB, 2.4 MB, 10 MB (units of 1,024)."""
    if size_bytes < 1024:
        return f"{size_bytes} B"
    if size_bytes < 1024 * 1024:
        return f"{round(size_bytes / 1024)} KB"
    return f"{size_bytes / (1024 * 1024):.1f}".removesuffix(".0") + " MB"
