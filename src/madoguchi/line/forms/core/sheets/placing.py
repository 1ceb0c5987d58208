"""Where the answer of a found question is written: the entries of its map."""

import re
from collections.abc import Sequence

from madoguchi.ground.kernel.wareki import ERAS
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.sheets.blanks import Blank, within
from madoguchi.line.forms.core.sheets.boxes import Box, Place, Spot
from madoguchi.line.forms.core.sheets.sheet_map import At, Entry, Write
from madoguchi.line.forms.core.sheets.words import squeezed

_ERA = re.compile("明治|大正|昭和|平成|令和|[明大昭平令MTSHR]")
_PIECES = (("年", "year"), ("月", "month"), ("日", "day"))


def entry_for(path: str, kind: Kind, answer: Box, blank: Blank, values: Sequence[str], part: str = "") -> Entry:
    """Return where the answer of one field goes.

    Args:
        path: ``sex`` or ``children/0/name``.
        kind: what the field asks.
        answer: its box.
        blank: what stands in the box on the empty form.
        values: the values of ``blank.choices``, in their order.
        part: of an address or bank account.
    """
    if answer.cells:
        at = tuple(At(one.place) for one in answer.cells)
        return Entry(path, Write.DIGITS, at, part)
    if blank.choices and blank.choices[0].mark != "list":
        marks = tuple(
            At(_at_box(one.spot), one.spot.text, one.spot.index, value)
            for one, value in zip(blank.choices, values, strict=True)
        )
        return Entry(path, Write.MARKS, marks, part, answer.text)
    if kind in (Kind.PERIOD, Kind.YEAR_MONTH):
        return Entry(path, Write.DATE, _text(answer), part, answer.text)
    if blank.kind is Kind.DATE or (kind in (Kind.DATE, Kind.BIRTH_DATE)):
        return Entry(path, Write.DATE, _date(answer), part, answer.text)
    at = _before_unit(answer, blank.unit) if blank.unit else _text(answer)
    return Entry(path, Write.TEXT, at, part, answer.text if squeezed(answer.text) else "")


def _before_unit(answer: Box, unit: str) -> tuple[At, ...]:
    """Return the free stretch before the unit of a number: 「金　　円」."""
    word = next((spot for spot in answer.spots if squeezed(spot.text).endswith(unit)), None)
    gaps = [gap for gap in answer.gaps if word is not None and gap.box[2] <= word.box[0] + 2]
    return (At(_at_box(gaps[-1])),) if gaps else _text(answer)


def _text(answer: Box) -> tuple[At, ...]:
    if not answer.spots:
        return (At(_whole(answer)),)
    widest = max(answer.gaps, key=lambda gap: gap.box[2] - gap.box[0], default=None)
    if widest is not None and (len(answer.spots) > 1 or answer.place.box is not None):
        return (At(_at_box(widest)),)  # between printed words: 「（　　）銀行」
    first = answer.spots[0]
    place = _at_box(first) if first.place.box is None else _whole(answer)
    return (At(place, first.text, first.index),)


def _date(answer: Box) -> tuple[At, ...]:
    """Return the pieces of a date, or its one cell where all of it stands in one text."""
    if len(answer.spots) < 3 and not answer.gaps:
        return _text(answer)
    found: list[At] = []
    row = sorted([*answer.spots, *answer.gaps], key=lambda spot: spot.box[0])
    for word, role in _PIECES:
        n = next((n for n, spot in enumerate(row) if squeezed(spot.text).endswith(word) and _alone(spot, word)), None)
        if n is None:
            return _text(answer)
        before = row[n - 1] if n else None
        if before is not None and not before.text.strip() and before in answer.gaps:
            found.append(At(_at_box(before), role=role))
        elif row[n].place.box is None:
            found.append(At(row[n].place, row[n].text, row[n].index, role))  # 「年」 becomes 「8年」
        else:
            return _text(answer)
    return (*_eras(answer), *found)


def _eras(answer: Box) -> list[At]:
    """Return the eras that are printed before the year, each by its word."""
    found: list[At] = []
    for spot in answer.spots:
        if "年" in spot.text:
            break
        for word in _ERA.finditer(spot.text):
            part = within(spot, *word.span())
            code = next(era.code for era in ERAS if word[0] in (era.name, era.letter, era.code))
            found.append(At(_at_box(part), part.text, part.index, f"era:{code}"))
    return found


def _alone(spot: Spot, word: str) -> bool:
    return squeezed(spot.text).strip("()（）") in (word, f"{word}生", f"生{word}")


def _whole(answer: Box) -> Place:
    return answer.place if answer.place.box is None else Place(answer.place.surface, box=answer.box)


def _at_box(spot: Spot) -> Place:
    """Return the place of a spot; on a page its own box, not that of the whole text."""
    return spot.place if spot.place.box is None else Place(spot.place.surface, box=spot.box)
