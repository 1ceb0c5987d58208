"""Which boxes are questions: a blank, the label beside or above it, and whom it is about."""

from collections.abc import Sequence
from dataclasses import replace

from madoguchi.line.forms.core.fields import PROMISED
from madoguchi.line.forms.core.sheets.blanks import Blank, Choice, read_blank
from madoguchi.line.forms.core.sheets.boxes import Box, Spot, Surface, overlap
from madoguchi.line.forms.core.sheets.found import LONGEST_LABEL, Found, LeftOut, Question, Table, is_heading
from madoguchi.line.forms.core.sheets.joining import joined, next_to, room_in, split_label
from madoguchi.line.forms.core.sheets.refusals import SheetTooLarge
from madoguchi.line.forms.core.sheets.words import MY_NUMBER, OFFICE, STAMP, known, label_of, squeezed

MOST_BOXES = 2_000  # of one sheet, digits put together; each is compared with the texts around it
_NEAR = 3.0
_FAR = 160.0  # an open label may stand so far left of its line
_ABOVE = 16.0
_ADDRESSED = ("様", "殿", "御中", "宛", "あて")
_UNITS = frozenset(
    [
        "円",
        "人",
        "名",
        "歳",
        "才",
        "回",
        "個",
        "台",
        "㎡",
        "時間",
        "世帯",
        "頭",
        "匹",
        "枚",
        "部",
        "本",
        "戸",
        "か月",
        "ヶ月",
        "年間",
        "日間",
        "箇所",
        "件",
        "%",
        "％",
        "m",
    ]
)


def find(surface: Surface) -> Found:
    """Return the questions of one sheet or page."""
    return _Finder(surface).found()


class _Finder:
    def __init__(self, surface: Surface) -> None:
        self.lists = dict(surface.lists)
        self.texts: list[Box] = []
        self.answers: list[tuple[Box, Blank, Box | None]] = []
        self.used: set[int] = set()
        boxes = joined(surface.boxes)
        if len(boxes) > MOST_BOXES:
            raise SheetTooLarge(
                f"枠が{len(boxes)}個あります（台帳や一覧のようです）。",
                f"It has {len(boxes)} boxes, as a register has.",
            )
        for box in boxes:
            blank = read_blank(box)
            if blank is not None and not blank.is_sure and (box.is_open or _heads_column(box, boxes)):
                blank = None
            pair = split_label(box) if blank is None or _may_begin_with_label(box, blank) else None
            if pair is not None and not self._goes_on(box, pair[1], surface):
                label, answer = pair
                self.answers.append((answer, read_blank(answer) or Blank(), label))
            elif blank is not None and not (box.is_open and blank == Blank() and box.spots):
                self.answers.append((box, blank, None))
            else:
                self.texts.append(box)
        self.result = Found()

    def _goes_on(self, box: Box, answer: Box, surface: Surface) -> bool:
        """Whether the blank of a label is the box beside or below it after all, not what is free in its own."""
        return not squeezed(answer.text) and any(
            not other.spots and (next_to(box, other) or _below(box, other)) for other in surface.boxes
        )

    def found(self) -> Found:
        tables = self._tables()
        for box, blank, label in self.answers:
            if id(box) not in self.used:
                self._ask(box, blank, label)
        self._rooms()
        self.result.questions.extend(tables)
        self.result.questions.sort(key=_top)
        for text in self.texts:
            if id(text) in self.used:
                continue
            if known(text.text) is not None and not is_heading(text) and not STAMP.match(squeezed(text.text)):
                self.result.lonely.append(text)
            elif MY_NUMBER.search(text.text) and len(text.text) <= LONGEST_LABEL:
                self.result.left_out.append(LeftOut(label_of(text.text), text, "my_number"))
            else:
                self.result.texts.append(text)
        return self.result

    def _ask(self, box: Box, blank: Blank, label: Box | None) -> None:
        unit = blank.unit
        right = next((one for one in self.texts if next_to(box, one) or _just_right(box, one)), None)
        if right is not None and (written := squeezed(right.text)) in _UNITS | {"印", "㊞"}:
            self.used.add(id(right))
            unit = unit or (written if written in _UNITS else "")
        row = ""
        if blank.kind in PROMISED:
            label = None  # what is agreed to says it all
        elif label is None:
            label = self._label(box)
        elif known(label.text) is None and (outer := self._outer(label)) is not None:
            row, label = label_of(label.text), outer  # 「電話番号」 beside 「自宅（　）」
        if label is None and not (blank.choices and len(blank.choices) == 1):
            if not box.is_open:
                self.result.unlabelled.append(box)
            return
        context = ""
        if label is not None:
            self.used.add(id(label))
            context = self._context(label, box)
        said = f"{context} {'' if label is None else squeezed(label.text)}"
        if reason := _left_out(said) or ("office" if self._is_for_office(box) else ""):
            written = label_of(label.text) if label is not None else ""
            if not any(one.label == written for one in self.result.left_out):
                self.result.left_out.append(LeftOut(written, box, reason))
            return
        allowed = self.lists.get(box.place.cell)
        if allowed and not blank.choices:
            blank = Blank(None, tuple(_allowed(box, allowed)))
        self.result.questions.append(Question(label, box, blank, context, unit, row))

    def _outer(self, label: Box) -> Box | None:
        """Return the label we know that stands left of a box with a label and blank of its own."""
        return next((one for one in self.texts if next_to(one, label) and known(one.text)), None)

    def _is_for_office(self, box: Box) -> bool:
        """Whether a box lies right of one that says that the office fills these in."""
        middle = (box.box[1] + box.box[3]) / 2
        return any(
            not one.is_open and one.box[2] <= box.box[0] + _NEAR and one.box[1] < middle < one.box[3]
            for one in self.texts
            if "欄" in one.text and OFFICE.search(squeezed(one.text))
        )

    def _label(self, box: Box) -> Box | None:
        scored = [(score, -n, one) for n, one in enumerate(self.texts) if (score := self._score(one, box)) > 0.15]
        return max(scored, key=lambda one: one[:2])[2] if scored else None

    def _score(self, label: Box, box: Box) -> float:
        """Return how well a text would do as the label of a box, 0 where it stands elsewhere."""
        text = squeezed(label.text)
        if len(text) > LONGEST_LABEL or text in _UNITS or STAMP.match(text) or text.endswith(_ADDRESSED):
            return 0.0
        is_open = label.is_open or box.is_open
        gap = box.box[0] - label.box[2]
        rows = overlap((label.box[1], label.box[3]), (box.box[1], box.box[3]))
        score = 0.0
        between = rows >= 0.5 and self._between(label, box)
        if rows >= 0.5 and -_NEAR <= gap <= (_FAR if is_open or between else _NEAR):
            score = 1.0 - gap / 400 - (0.6 if between else 0.0)
            if label.height > 1.8 * box.height and not is_open:
                score -= 0.5
        else:
            gap = box.box[1] - label.box[3]
            columns = overlap((label.box[0], label.box[2]), (box.box[0], box.box[2]))
            if -_NEAR <= gap <= (_ABOVE if is_open else _NEAR) and columns >= 0.5:
                score = 0.7 - gap / 100
                if any(next_to(label, other) and not other.is_open for other, _, _ in self.answers):
                    score -= 0.5
                if label.width > 1.6 * box.width:
                    score -= 0.2
        if score <= 0:
            return 0.0
        return score + (0.3 if known(text) else 0.0) - (0.3 if len(text) > 20 else 0.0)

    def _between(self, label: Box, box: Box) -> bool:
        """Whether another answer stands between a label and a box."""
        return any(
            other is not box
            and label.box[2] - _NEAR <= other.box[0]
            and other.box[2] <= box.box[0] + _NEAR
            and overlap((other.box[1], other.box[3]), (box.box[1], box.box[3])) >= 0.5
            for other, _, _ in self.answers
        )

    def _context(self, label: Box, box: Box) -> str:
        """Return the text of a tall box left of a label (or of a box whose label stands above): whom it is about."""
        for one in self.texts:
            if one is label or one.is_open or len(squeezed(one.text)) > 20:
                continue
            is_tall = one.height > 1.5 * max(label.height, box.height)
            is_left = abs(one.box[2] - label.box[0]) <= _NEAR and _beside(one, label)
            is_over = (
                abs(one.box[3] - label.box[1]) <= _NEAR
                and one.box[0] - _NEAR <= label.box[0]
                and label.box[2] <= one.box[2] + _NEAR
                and one.width > 1.5 * label.width
                and label.box[3] <= box.box[1] + _NEAR
            )
            if (is_left and is_tall) or is_over:
                self.used.add(id(one))
                return label_of(one.text)
        return ""

    def _rooms(self) -> None:
        """Take labels with room to write in their own box."""
        for text in self.texts:
            what = known(text.text)
            if id(text) in self.used or what is None or is_heading(text) or (room := room_in(text)) is None:
                continue
            self.used.add(id(text))
            if reason := _left_out(text.text):
                self.result.left_out.append(LeftOut(label_of(text.text), room, reason))
            else:
                self.result.questions.append(Question(text, room, Blank(), self._context(text, room)))

    def _tables(self) -> list[Question | Table]:
        columns = [
            (head, stack)
            for head in self.texts
            if not head.is_open and len(squeezed(head.text)) <= LONGEST_LABEL
            if len(stack := self._stack(head)) >= 2
        ]
        columns.sort(key=lambda one: (round(one[0].box[3]), one[0].box[0]))
        found: list[Question | Table] = []
        while columns:
            members = [columns.pop(0)]
            for other in list(columns):
                head, stack = other
                last, rows = members[-1]
                beside = abs(head.box[0] - last.box[2]) <= _NEAR and abs(head.box[3] - last.box[3]) <= _NEAR
                if beside and all(abs(a.box[1] - b.box[1]) <= _NEAR for a, b in zip(stack, rows, strict=False)):
                    members.append(other)
                    columns.remove(other)
            if len(members) >= 2:
                found.extend(self._of_columns(members))
        return found

    def _stack(self, head: Box) -> list[Box]:
        found: list[Box] = []
        last = head
        while True:
            below = next(
                (
                    box
                    for box, _, label in self.answers
                    if label is None
                    and abs(box.box[1] - last.box[3]) <= _NEAR
                    and abs(box.box[0] - head.box[0]) <= _NEAR
                    and abs(box.box[2] - head.box[2]) <= _NEAR
                ),
                None,
            )
            if below is None:
                return found
            found.append(below)
            last = below

    def _of_columns(self, members: Sequence[tuple[Box, list[Box]]]) -> list[Question | Table]:
        count = min(len(stack) for _, stack in members)
        blanks = {id(box): blank for box, blank, _ in self.answers}
        rows = [tuple(stack[n] for _, stack in members) for n in range(count)]
        names = [self._row_name(row[0]) for row in rows]
        for box in (box for row in rows for box in row):
            self.used.add(id(box))
        heads = []
        for head, stack in members:
            self.used.add(id(head))
            heads.append(Question(head, stack[0], blanks[id(stack[0])], self._context(head, stack[0])))
        corner = self._corner(members[0][0])
        if corner is not None and not any(names):
            heads[0] = replace(heads[0], context=heads[0].context or self._context(corner, members[0][1][0]))
        who = next((one.context for one in heads if one.context), "")
        if reason := _left_out(" ".join([who, *(one.text for one in heads if OFFICE.search(one.text))])):
            self.result.left_out.append(LeftOut(who or heads[0].text, rows[0][0], reason))
            return []
        for one in heads:
            if MY_NUMBER.search(one.text):
                self.result.left_out.append(LeftOut(one.text, one.answer, "my_number"))
        kept = [n for n, one in enumerate(heads) if not MY_NUMBER.search(one.text)]
        if any(names):
            return [
                replace(heads[n], answer=row[n], blank=blanks[id(row[n])], row=name)
                for name, row in zip(names, rows, strict=True)
                for n in kept
            ]
        return (
            [Table(tuple(heads[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows), who)]
            if kept
            else []
        )

    def _row_name(self, first: Box) -> str:
        """Return the label at the head of a row; numbers are no labels."""
        name = next((one for one in self.texts if next_to(one, first)), None)
        if name is None:
            return ""
        self.used.add(id(name))
        text = squeezed(name.text)
        is_tall = name.height > 1.5 * first.height
        return (
            ""
            if is_tall or not text.strip("0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫.．()（）第子人目")
            else label_of(text)
        )

    def _corner(self, head: Box) -> Box | None:
        """Return the head over the numbers of rows, which asks nothing."""
        corner = next((one for one in self.texts if next_to(one, head)), None)
        if corner is None or corner.height > 1.5 * head.height:
            return None
        self.used.add(id(corner))
        return corner


def _left_out(text: str) -> str:
    if MY_NUMBER.search(text):
        return "my_number"
    return "office" if OFFICE.search(squeezed(text)) else ""


def _just_right(box: Box, text: Box) -> bool:
    gap = text.box[0] - box.box[2]
    return text.is_open and -_NEAR <= gap <= 12 and overlap((text.box[1], text.box[3]), (box.box[1], box.box[3])) >= 0.5


def _beside(first: Box, second: Box) -> bool:
    return overlap((first.box[1], first.box[3]), (second.box[1], second.box[3])) >= 0.5


def _heads_column(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether words parted by dots stand over a column of blanks: 「同居・別居の別」 as the head of a table."""
    below = next((one for one in boxes if _below(box, one) and abs(one.width - box.width) <= _NEAR), None)
    left = next((one for one in boxes if below is not None and next_to(one, below)), None)
    return below is not None and below.text != box.text and left is not None and read_blank(left) is not None


def _may_begin_with_label(box: Box, blank: Blank) -> bool:
    """Whether words stand before the first choice, or what was taken for a choice may be the label."""
    if not blank.choices:
        return False
    first = blank.choices[0].spot
    return not blank.is_sure or (first.place, first.index) != (box.spots[0].place, box.spots[0].index)


def _below(box: Box, other: Box) -> bool:
    return (
        abs(other.box[1] - box.box[3]) <= _NEAR
        and overlap((box.box[0], box.box[2]), (other.box[0], other.box[2])) >= 0.9
    )


def _allowed(box: Box, allowed: Sequence[str]) -> list[Choice]:
    return [Choice(one, Spot(one, box.box, box.place), "list") for one in allowed]


def _top(one: "Question | Table") -> tuple[float, float]:
    box = one.answer if isinstance(one, Question) else one.rows[0][0]
    return round(box.box[1] / 4), box.box[0]
