"""What stands in a blank before anybody writes: 「　年　月　日」, 「□有 □無」, 「〒　－」, 「　円」."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.sheets.boxes import Box, Spot, width_of
from madoguchi.line.forms.core.sheets.words import known, squeezed

SQUARES: Final = "□☐◻▢❏"
CIRCLES: Final = "○◯〇"
_ERAS: Final = r"(?:(?:明治|大正|昭和|平成|令和|西暦|明|大|昭|平|令|[MTSHR])[・･,、/／ ]*)*"
_DATE: Final = re.compile(rf"^[(]?{_ERAS}(?:元)?年月日(?:生|まで|から|頃)?[)]?$")
_MONTH: Final = re.compile(rf"^[(]?{_ERAS}(?:元)?年月分?[)]?$")
_PERIOD: Final = re.compile(rf"^[(]?{_ERAS}(?:元)?年月日(?:から|より|~|〜|-)+{_ERAS}(?:元)?年月日(?:まで)?[)]?$")
_UNIT: Final = re.compile(
    r"^(?:金|約|計)?(円|千円|人|名|歳|才|回|個|台|m2|㎡|平方メートル|m|cm|km|時間|分|世帯|頭|匹|枚|部|本|戸|棟|階|か月|ヶ月|年間|日間|週間|%|箇所|か所|点|件)(?:也)?$"
)
_PHONE: Final = re.compile(r"^(?:\(\)-?|-\(\)|--|\(\)\(\))$|^\(\)[-ー]?$")
_BANK: Final = re.compile(r"(銀行|信用金庫|金庫|信用組合|農協|労働金庫|ゆうちょ)")
_BRANCH: Final = re.compile(r"(本店|支店|支所|出張所)")
_PAIRS: Final = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "有/無", "あり/なし", "はい/いいえ", "いる/いない", "ある/ない", "する/しない", "男/女", "男性/女性", "要/不要",
        "普通/当座", "普通/当座/貯蓄", "可/否", "同居/別居", "該当/非該当", "男/女/その他", "希望する/希望しない",
        "本人/代理人",
        "新規/継続", "新規/変更",
        "同意する/同意しない", "受給中/受給していない", "加入/未加入", "持家/借家", "新規/更新",
        "常勤/非常勤", "午前/午後",
    )
)  # fmt: skip
YES_NO: Final = {
    "有": "無",
    "あり": "なし",
    "はい": "いいえ",
    "いる": "いない",
    "ある": "ない",
    "する": "しない",
    "希望する": "希望しない",
}
_AROUND: Final = "".join((" ", "\u3000", "・", "･", ",", "、", "/", "／", "(", ")", "（", "）"))
_LETTER: Final = re.compile(r"(?:^|(?<=[\s\u3000]))([ア-ク]|[1-9１-９]|[①-⑨])[\s\u3000.．、)）]+([^\s\u3000]+)")
AGREES: Final = re.compile(r"(同意|承諾|了承|承知)(し|いた|する)")
DECLARES: Final = re.compile(
    r"(誓約|宣誓)(し|いた|する)|誓(?:い|う|って)|(?:相違|間違い|偽り|虚偽)(?:は|の?)(?:あり|ござい|ない)"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer printed in a blank. ``spot`` is where its mark, or the word itself, stands."""

    label: str
    spot: Spot
    mark: str = ""  # the character that is ticked; empty: the word is circled


@dataclass(frozen=True, slots=True)
class Blank:
    """What the text of a box says of the answer."""

    kind: Kind | None = None
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    is_sure: bool = True


def read_blank(box: Box) -> Blank | None:
    """Return what a box waits for, or ``None`` where its text is no blank but something to be read."""
    text = box.text
    bare = unicodedata.normalize("NFKC", squeezed(text)).replace("−", "-").replace("―", "-").replace("－", "-")
    if _PHONE.fullmatch(bare):
        return Blank(Kind.PHONE)
    if not bare or re.fullmatch(r"[_＿.・…()\[\]/-]{1,3}", bare):
        return Blank()
    if choices := _marked(box):
        return _of_choices(choices)
    if _DATE.fullmatch(bare):
        return Blank(Kind.DATE)
    if _MONTH.fullmatch(bare) and len(box.spots) == 1:
        return Blank(Kind.YEAR_MONTH)
    if _PERIOD.fullmatch(bare) and len(box.spots) == 1:
        return Blank(Kind.PERIOD)
    if bare.startswith("〒") and re.fullmatch(r"〒?[()-]*", bare):
        return Blank(Kind.ADDRESS)
    if (found := _UNIT.fullmatch(bare)) and _has_room_before(box):
        return Blank(Kind.YEN, unit="円") if found[1] == "円" else Blank(Kind.NUMBER, unit=found[1])
    if choices := _numbered(box):
        return Blank(Kind.CHOICE, choices)
    if choices := _listed(box):
        return _of_choices(choices, is_sure=frozenset(one.label for one in choices) in _PAIRS)
    if (_BANK.search(bare) or _BRANCH.search(bare)) and re.search(r"[\s\u3000]{2,}|^[\s\u3000]", text):
        return Blank(Kind.TEXT)
    return None


def _has_room_before(box: Box) -> bool:
    """Whether a unit leaves room for its number: 「　　人」; 「人」 alone is a text beside a blank."""
    if box.text[:1] in " \u3000" or box.text.strip()[:1] in "金約計":
        return True
    if not box.is_open and box.width >= max(60.0, 4 * width_of(box.text)):
        return True  # 「円」 at the right end of a wide cell
    start = box.spots[0].box[0]
    return any(gap.box[2] <= start + 2 and gap.box[2] - gap.box[0] >= 14 for gap in box.gaps)


def _of_choices(choices: tuple[Choice, ...], *, is_sure: bool = True) -> Blank:
    labels = [one.label for one in choices]
    if len(choices) == 1:
        return Blank(_promise(labels[0]), choices)
    if len(choices) == 2 and YES_NO.get(labels[0]) == labels[1]:
        return Blank(Kind.YESNO, choices, is_sure=is_sure)
    return Blank(Kind.CHOICE, choices, is_sure=is_sure)


def _promise(text: str) -> Kind:
    """Return what one square with a text asks: to declare, to agree, or to tick what is so."""
    if DECLARES.search(text):
        return Kind.DECLARATION
    return Kind.CONSENT if AGREES.search(text) else Kind.CHOICES


def _marked(box: Box) -> tuple[Choice, ...]:
    """Return the answers with a square (or, twice at least, a circle) before them."""
    circles = sum(spot.text.count(mark) for spot in box.spots for mark in CIRCLES)
    marks = SQUARES + (CIRCLES if circles >= 2 and "○○" not in box.text else "")
    found: list[tuple[str, Spot, str]] = []
    for spot in box.spots:
        places = [n for n, character in enumerate(spot.text) if character in marks]
        if not places:
            if found:  # the mark stands in a cell of its own, or its text goes on in the next one
                label, at, mark = found[-1]
                found[-1] = f"{label} {spot.text}", at, mark
            continue
        if found and spot.text[: places[0]].strip():
            label, at, mark = found[-1]
            found[-1] = f"{label} {spot.text[: places[0]]}", at, mark
        for n, place in enumerate(places):
            until = places[n + 1] if n + 1 < len(places) else len(spot.text)
            found.append((spot.text[place + 1 : until], within(spot, place, place + 1), spot.text[place]))
    choices = tuple(Choice(_tidy(label), at, mark) for label, at, mark in found)
    return choices if all(one.label for one in choices) else ()


def _numbered(box: Box) -> tuple[Choice, ...]:
    """Return the answers of 「ア 会社員　イ 自営業」, whose letter is circled."""
    if len(box.spots) != 1:
        return ()
    spot = box.spots[0]
    found = list(_LETTER.finditer(spot.text))
    labels = [_tidy(one[2]) for one in found]
    if (
        len(found) < 2
        or not all(labels)
        or not "".join(one[1] for one in found).startswith(("アイ", "12", "１２", "①②"))
    ):
        return ()
    return tuple(Choice(label, within(spot, *one.span(1))) for label, one in zip(labels, found, strict=True))


def _listed(box: Box) -> tuple[Choice, ...]:
    """Return the answers of 「有・無」: short words parted by dots or strokes, in one line."""
    if len({round(spot.box[1]) for spot in box.spots}) > 1:
        return ()
    words = [(spot, one) for spot in box.spots for one in re.finditer(r"[^・･/／\s\u3000]+", spot.text)]
    labels = [_tidy(one[0]) for _, one in words]
    has_dots = re.search(r"[・･/／]", box.text) is not None
    if len(labels) < 2 or len(labels) > 8 or any(not one or len(one) > 8 for one in labels):
        return ()
    if len(set(labels)) < len(labels) or any(known(one) for one in labels):
        return ()
    if frozenset(labels) not in _PAIRS and not (has_dots and all(len(one) <= 6 for one in labels)):
        return ()
    return tuple(Choice(label, within(spot, *one.span())) for label, (spot, one) in zip(labels, words, strict=True))


def _tidy(label: str) -> str:
    return re.sub(r"[(（][\s\u3000]*[)）]", "", " ".join(label.split())).strip(_AROUND)


def within(spot: Spot, start: int, end: int) -> Spot:
    """Return the part of a spot from one character to another; its box by the widths of characters."""
    widths = [0.5 if character < "\u2000" else 1.0 for character in spot.text]
    whole = sum(widths) or 1.0
    x0, y0, x1, y1 = spot.box
    scale = (x1 - x0) / whole if spot.place.box is not None else 0.0
    box = (x0 + sum(widths[:start]) * scale, y0, x0 + sum(widths[:end]) * scale if scale else x1, y1)
    return Spot(spot.text[start:end], box, spot.place, spot.index + start)
