"""Numbers and dates as they are written in expressions and in cells of tables.

Everything here works on folded text (:func:`fold`): full-width signs and digits made half-width, one for one, so that
positions stay.
"""

import re
from datetime import date
from typing import Final

from madoguchi.ground.kernel.wareki import ERAS
from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.findings import Finding, finding
from madoguchi.office.rules.core.types import BOUND, MOST_SCALE

_FOLD: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord("−"): "-",
    ord("×"): "*",
    ord("≦"): "≤",
    ord("≧"): "≥",
    ord("、"): ",",
}

_ERA_OF: Final = {era.name: era for era in ERAS}
_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)"
NUMBER: Final = rf"{_WHOLE}(?:\.[0-9]+|(?:億{_WHOLE}?)?(?:万{_WHOLE}?)?千?円?)"
DAY: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
    rf"|(?:{'|'.join(_ERA_OF)})(?:元|[0-9]{{1,3}})年[0-9]{{1,2}}月[0-9]{{1,2}}日"
)
_PARTS = re.compile(rf"(?P<whole>{_WHOLE})(?:\.(?P<fraction>[0-9]+)|(?P<units>.*))")
_UNITS: Final = {"億": 10**8, "万": 10**4, "千": 10**3}


def fold(text: str) -> str:
    """Return ``text`` with full-width ASCII, the ideographic space, −, ×, ≦, ≧ and 、 as plain signs; same length."""
    return text.translate(_FOLD)


def read_number(text: str, span: tree.Span) -> tree.Number | tree.Decimal | Finding:
    """Read what NUMBER matched: ``3,000円``, ``38万円``, ``1億2,000万``, ``0.0243007``; or say what is wrong."""
    found = _PARTS.fullmatch(text)
    if found is None:
        return finding("number_not_readable", span=span, text=text)
    whole = found["whole"].replace(",", "")
    if len(whole) > 16:
        return finding("number_too_large", span=span)
    if found["fraction"] is not None:
        digits, scale = (
            int(whole + found["fraction"]) if len(found["fraction"]) <= MOST_SCALE else 0,
            len(found["fraction"]),
        )
        if scale > MOST_SCALE:
            return finding("decimal_too_long", span=span, most=MOST_SCALE)
        return tree.Decimal(digits, scale, span=span) if digits < BOUND else finding("number_too_large", span=span)
    is_yen = text.endswith("円")
    value, part, last = 0, int(whole), 10**20
    rest = text[len(found["whole"]) :].removesuffix("円")
    for unit, after in re.findall(rf"([億万千])({_WHOLE}?)", rest):
        if part == 0 or part * _UNITS[unit] >= last:
            return finding("number_not_readable", span=span, text=text)
        value, last, part = value + part * _UNITS[unit], _UNITS[unit], int(after.replace(",", "") or 0)
    value += part
    if part >= last:
        return finding("number_not_readable", span=span, text=text)
    return tree.Number(value, is_yen, span=span) if value < BOUND else finding("number_too_large", span=span)


def is_grouped(text: str) -> bool:
    """Whether a number is written with commas and without a unit, so that it may be two arguments."""
    return "," in text and text[-1].isdigit()


def read_day(text: str, span: tree.Span) -> tree.Day | Finding:
    """Read what DAY matched. A date outside its era is read by counting years; one that never was is refused."""
    found = re.fullmatch(r"(?P<era>[^0-9元]*)(?P<year>元|[0-9]+)[年-](?P<month>[0-9]+)[月-](?P<day>[0-9]+)日?", text)
    if found is None:
        return finding("date_impossible", span=span, text=text)
    year = 1 if found["year"] == "元" else int(found["year"])
    if found["era"]:
        year = year + _ERA_OF[found["era"]].starts_on.year - 1 if year else 0
    try:
        return tree.Day(date(year, int(found["month"]), int(found["day"])), span=span)
    except ValueError:
        return finding("date_impossible", span=span, text=text)


def number_text(value: int, *, is_yen: bool) -> str:
    """Return a number as it is printed: 「380,000円」, 「12」; a count is printed without commas."""
    return f"{value:,}円" if is_yen else str(value)


def decimal_text(digits: int, scale: int) -> str:
    """Return 「0.0243007」."""
    padded = str(digits).rjust(scale + 1, "0")
    return f"{padded[:-scale]}.{padded[-scale:]}"


def text_text(value: str) -> str:
    """Return a text literal: in 「」, or in "" with ``\\`` before ``"`` and ``\\`` where the text holds 」."""
    if "」" not in value:
        return f"「{value}」"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
