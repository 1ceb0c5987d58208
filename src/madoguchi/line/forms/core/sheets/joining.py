"""Boxes that mean one answer together: cells of single digits, dates in pieces, a label with its blank in one box."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from madoguchi.line.forms.core.sheets.blanks import CIRCLES, SQUARES, Blank, read_blank
from madoguchi.line.forms.core.sheets.boxes import Box, Spot, overlap, reading_order, width_of
from madoguchi.line.forms.core.sheets.words import known, squeezed

_NEAR: Final = 2.5  # points between the sides of neighbours
_WIDEST_DIGIT: Final = 34.0
_LEAST_DIGITS: Final = 3
_HYPHEN: Final = re.compile(r"[-‐－−ー―]")
_LINE: Final = 14.0  # points: what a line of writing needs


def joined(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with digits and dates put together."""
    return reading_order(_dates(_digits(reading_order(boxes))))


def next_to(first: Box, second: Box) -> bool:
    """Tell whether the second box stands right of the first, side by side."""
    return (
        abs(first.box[2] - second.box[0]) <= _NEAR
        and overlap((first.box[1], first.box[3]), (second.box[1], second.box[3])) >= 0.8
    )


def _is_digit(box: Box) -> bool:
    return not box.spots and not box.is_open and not box.cells and box.width <= min(_WIDEST_DIGIT, 1.7 * box.height)


def _same_size(first: Box, second: Box) -> bool:
    wide = abs(first.width - second.width) <= 0.2 * max(first.width, second.width) + 1
    return wide and abs(first.height - second.height) <= _NEAR and abs(first.box[1] - second.box[1]) <= _NEAR


def _digits(boxes: list[Box]) -> list[Box]:
    """Put neighbouring boxes of one size together; hyphens between such runs belong to them."""
    runs: list[list[Box]] = []
    ending: dict[int, list[list[Box]]] = {}  # runs by where they end, so that no box is compared with all
    others: list[Box] = []
    for box in boxes:
        if not _is_digit(box):
            others.append(box)
            continue
        edge = round(box.box[0] / _NEAR)
        near = [run for n in (edge - 1, edge, edge + 1) for run in ending.get(n, ())]
        run = next((one for one in near if next_to(one[-1], box) and _same_size(one[-1], box)), None)
        if run is None:
            run = [box]
            runs.append(run)
        else:
            ending[round(run[-1].box[2] / _NEAR)].remove(run)
            run.append(box)
        ending.setdefault(round(box.box[2] / _NEAR), []).append(run)
    hyphens = [box for box in others if box.spots and _HYPHEN.fullmatch(squeezed(box.text))]
    found: list[list[Box]] = []
    for run in runs:
        hyphen = next((one for one in hyphens if next_to(one, run[0])), None)
        before = next((one for one in found if hyphen is not None and next_to(one[-1], hyphen)), None)
        if before is None:
            found.append(run)
        else:
            before.extend(run)
    for run in found:
        if len(run) < _LEAST_DIGITS:
            others.extend(run)
            continue
        parting = [one for one in hyphens if any(next_to(digit, one) for digit in run)]
        others = [one for one in others if one not in parting]
        others.append(
            Box(_around(run), (), run[0].place, f"{run[0].place.cell}:{run[-1].place.cell}", cells=tuple(run))
        )
    return others


def _around(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    return (
        min(one.box[0] for one in boxes),
        min(one.box[1] for one in boxes),
        max(one.box[2] for one in boxes),
        max(one.box[3] for one in boxes),
    )


def _dates(boxes: list[Box]) -> list[Box]:
    """Put a blank, 「年」, a blank, 「月」, a blank and 「日」 together, with an era before them."""
    found = list(boxes)
    for year in [box for box in boxes if squeezed(box.text) == "年"]:
        pieces = [year]
        for wanted in ("", "月", "", "日"):
            following = next((one for one in found if _follows(pieces[-1], one) and squeezed(one.text) == wanted), None)
            if following is None:
                break
            pieces.append(following)
        if len(pieces) < 5:
            continue
        before = next((one for one in found if _follows(one, year) and not squeezed(one.text)), None)
        if before is None:
            continue
        pieces.insert(0, before)
        era = next((one for one in found if _follows(one, before) and _names_era(one)), None)
        if era is not None:
            pieces.insert(0, era)
        gaps = tuple(Spot("", one.box, one.place) for one in pieces if not squeezed(one.text))
        spots = tuple(spot for one in pieces for spot in one.spots)
        whole = Box(
            _around(pieces), spots, pieces[0].place, f"{pieces[0].place.cell}:{pieces[-1].place.cell}", gaps=gaps
        )
        found = [one for one in found if not any(one is piece for piece in pieces)]
        found.append(whole)
    return found


def _follows(first: Box, second: Box) -> bool:
    near = 30.0 if first.is_open or second.is_open else _NEAR
    return (
        -_NEAR <= second.box[0] - first.box[2] <= near
        and overlap((first.box[1], first.box[3]), (second.box[1], second.box[3])) >= 0.8
    )


def _names_era(box: Box) -> bool:
    return (
        re.fullmatch(r"(?:(?:明治|大正|昭和|平成|令和|明|大|昭|平|令|西暦)[・･,、/]?)+", squeezed(box.text)) is not None
    )


def split_label(box: Box) -> tuple[Box, Box] | None:
    """Part a box that holds a label and its blank: 「電話（　）　－」, 「氏名：」, 「性別 □男 □女」.

    Returns:
        the label and what waits for an answer, or ``None`` where the box is not such a one.
    """
    if not box.spots:
        return None
    first = box.spots[0]
    for found in re.finditer(rf"[：:{SQUARES}{CIRCLES}(（〒\s\u3000_＿]", first.text):
        head, rest = first.text[: found.start()], first.text[found.start() :]
        is_known = known(head) is not None
        if (
            len(squeezed(head)) < 2
            or re.search(rf"[・･{SQUARES}{CIRCLES}]", head)
            or not (is_known or re.match(r"[：:]|[\s\u3000]{2}", rest))
        ):
            continue
        dropped = len(rest) - len(rest.lstrip(" \u3000：:"))
        cut = found.start() + dropped
        rest = rest[dropped:]
        spots = box.spots[1:]
        if rest.strip("_＿ \u3000"):
            spots = (_tail(first, cut), *spots)
        elif is_known and not spots and _has_room_after(box, first.text, dropped):
            return _label(box, head), _empty_after(box, first, cut)
        answer = replace(box, spots=spots)
        blank = read_blank(answer) if spots else None
        if _is_asked(blank, is_known=is_known):
            return _label(box, head), answer
    if len(box.spots) > 1 and len(squeezed(first.text)) >= 2 and not re.search(rf"[・･{SQUARES}{CIRCLES}]", first.text):
        answer = replace(box, spots=box.spots[1:])
        if _is_asked(read_blank(answer), is_known=known(first.text) is not None):
            return replace(box, spots=(first,), gaps=()), answer
    return None


def _is_asked(blank: Blank | None, *, is_known: bool) -> bool:
    """Whether what follows a text makes it a label: any blank after one we know, a clear one after others."""
    return blank is not None and blank.kind is not None and (is_known or (blank.is_sure and not blank.unit))


def _has_room_after(box: Box, text: str, blanks: int) -> bool:
    """Whether what follows a label was left free on purpose: spaces, a line of underscores, or a wide box."""
    if blanks >= 4 or re.search(r"[_＿]{2}", text):
        return True
    written = width_of(text)
    return text.rstrip().endswith(("：", ":")) and box.width >= max(3 * written, written + 120)


def room_in(box: Box) -> Box | None:
    """Return the free part of a box that holds a label alone, where somebody could write, if there is one."""
    if not box.spots or box.is_open:
        return None
    if box.gaps:
        widest = max(box.gaps, key=lambda gap: (gap.box[2] - gap.box[0]) * (gap.box[3] - gap.box[1]))
        enough = widest.box[2] - widest.box[0] >= 40
        return Box(widest.box, (), widest.place, widest.place.cell) if enough else None
    x0, y0, x1, y1 = box.box
    right, bottom = max(spot.box[2] for spot in box.spots), max(spot.box[3] for spot in box.spots)
    if box.place.box is None:
        return None
    if y1 - bottom >= _LINE and y1 - y0 >= 2 * _LINE:
        free = (x0, bottom, x1, y1)
    elif x1 - right >= 2.5 * (right - x0) and x1 - right >= 60:
        free = (right + 2, y0, x1, y1)
    else:
        return None
    return Box(free, (), replace(box.place, box=free))


def _label(box: Box, head: str) -> Box:
    return replace(box, spots=(replace(box.spots[0], text=head),), gaps=())


def _tail(spot: Spot, cut: int) -> Spot:
    x0, y0, x1, y1 = spot.box
    start = x0 + (x1 - x0) * cut / max(len(spot.text), 1) if spot.place.box is not None else x0
    return Spot(spot.text[cut:], (start, y0, x1, y1), spot.place, spot.index + cut)


def _empty_after(box: Box, spot: Spot, cut: int) -> Box:
    x0 = _tail(spot, cut).box[0] if spot.place.box is None else min(spot.box[2] + 2, box.box[2])
    free = (x0, box.box[1], box.box[2], box.box[3])
    return Box(free, (Spot("", free, spot.place, spot.index + cut),), spot.place, box.range, is_open=box.is_open)
