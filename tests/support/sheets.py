"""Draws 様式 by chance: the same questions in layouts that offices use, as Excel, PDF and Word, with what is right.

All of it is fictional. ``draw(random, "left")`` plans rectangles on a grid; ``as_xlsx`` and ``as_pdf`` write them.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Any

import openpyxl
import typst
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter

LAYOUTS = ("left", "above", "hougan", "nested", "ugly")
TIDY = ("left", "above", "hougan", "nested")
COLUMNS = 40
"""Units across a sheet."""


@dataclass(frozen=True)
class Rect:
    """A text in a rectangle of units; ``closed``: with a border; ``under``: with a line below only."""

    row: int
    column: int
    rows: int
    columns: int
    text: str = ""
    closed: bool = True
    under: bool = False


@dataclass
class Plan:
    """The rectangles of a sheet, and what should be found: label and kind of each of its questions."""

    layout: str
    rects: list[Rect] = field(default_factory=list)
    truth: list[tuple[str, str]] = field(default_factory=list)
    merged: bool = True
    row: int = 0

    def put(self, column: int, columns: int, text: str = "", rows: int = 2, **how: bool) -> None:
        self.rects.append(Rect(self.row, column, rows, columns, text, **how))


Q = tuple[str, str]
QUESTIONS: list[Q] = [
    ("フリガナ", "kana"), ("氏名", "name"), ("生年月日", "birth_date"), ("性別", "choice"), ("住所", "address"),
    ("電話番号", "phone"), ("メールアドレス", "email"), ("職業", "text"), ("世帯人数", "number"), ("年間所得", "yen"),
    ("利用開始日", "date"), ("障害の有無", "yesno"), ("申請区分", "choice"), ("金融機関名", "text"),
    ("口座番号", "bank_account"), ("申請理由", "long_text"),
]  # fmt: skip
CHILDREN: list[Q] = [("氏名", "name"), ("生年月日", "birth_date"), ("続柄", "relationship")]


def blank_of(random: Random, kind: str, label: str) -> str:
    """What is printed in the blank of a question."""
    choices = {
        "birth_date": ["　　年　　月　　日", "昭和・平成・令和　　年　　月　　日", "大・昭・平・令　　年　　月　　日"],
        "date": ["令和　　年　　月　　日", "　　　年　　月　　日"],
        "yesno": ["有・無", "□有　□無", "有　・　無"],
        "phone": ["", "（　　　）　　　－　　　　", "　　　－　　　　－"],
        "number": ["　　　人", ""],
        "yen": ["　　　　　　円", "金　　　　　　円"],
    }
    if kind == "choice":
        return random.choice(["男・女", "□男　□女"] if label == "性別" else ["□新規　□変更　□廃止", "新規・変更・廃止"])
    return random.choice(choices.get(kind, [""]))


def spaced(random: Random, label: str) -> str:
    """A label as offices write it: spread out, with a mark or a number."""
    if len(label) == 2 and random.random() < 0.6:
        return f"{label[0]}　　{label[1]}"
    return random.choice([label, label, f"{label}：", f"※{label}"])


def draw(random: Random, layout: str) -> Plan:
    """Plan one sheet."""
    plan = Plan(layout, merged=layout != "hougan")
    plan.put(8, 24, random.choice(["児童育成手当　認定申請書", "施設利用申込書", "助成金交付申請書"]), closed=False)
    plan.row = 3
    plan.put(0, 12, "みなも市長　様", closed=False)
    plan.row = 5
    asked = [*QUESTIONS]
    plan.truth = [*asked, ("お子さま", "group")]
    {"left": _left, "hougan": _left, "above": _above, "nested": _nested, "ugly": _ugly}[layout](random, plan, asked)
    _children(random, plan)
    plan.row += 1
    plan.put(0, 40, "※太枠の中だけ記入してください。虚偽の申請は取り消されることがあります。", closed=False)
    return plan


def _answer(random: Random, plan: Plan, column: int, columns: int, question: Q, rows: int = 2) -> None:
    label, kind = question
    if kind == "bank_account":
        for n in range(7):
            plan.put(column + n * 2, 2, rows=rows)
        return
    if kind == "address" and columns >= 24 and random.random() < 0.6:
        for n in range(3):
            plan.put(column + n, 1, rows=rows)
        plan.put(column + 3, 1, "－", rows=rows)
        for n in range(4):
            plan.put(column + 4 + n, 1, rows=rows)
        plan.put(column + 8, columns - 8, rows=rows)
        return
    if kind in ("birth_date", "date") and plan.layout in ("hougan", "ugly") and columns >= 12 and random.random() < 0.7:
        era = 3 if random.random() < 0.5 else 0
        if era:
            plan.put(column, era, "令和" if kind == "date" else "昭・平・令", rows=rows)
        for n, word in enumerate("年月日"):
            plan.put(column + era + n * 3, 2, rows=rows)
            plan.put(column + era + n * 3 + 2, 1, word, rows=rows)
        return
    plan.put(column, columns, blank_of(random, kind, label), rows=rows)


def _left(random: Random, plan: Plan, asked: list[Q]) -> None:
    """Labels on the left, two questions in a row where they are short."""
    queue = list(asked)
    while queue:
        one = queue.pop(0)
        rows = 4 if one[1] == "long_text" else 2
        short = {"choice", "yesno", "number", "yen", "text", "phone", "email", "name", "kana"}
        if one[1] in short and queue and queue[0][1] in short and random.random() < 0.5:
            other = queue.pop(0)
            plan.put(0, 7, spaced(random, one[0]))
            _answer(random, plan, 7, 13, one)
            plan.put(20, 7, spaced(random, other[0]))
            _answer(random, plan, 27, 13, other)
        else:
            plan.put(0, 7, spaced(random, one[0]), rows=rows)
            _answer(random, plan, 7, 33, one, rows)
        plan.row += rows


def _above(random: Random, plan: Plan, asked: list[Q]) -> None:
    """Labels in a row, their blanks below."""
    queue = list(asked)
    while queue:
        wide = queue[0][1] in ("long_text", "address", "bank_account")
        row = [queue.pop(0)]
        while not wide and queue and len(row) < 3 and queue[0][1] not in ("long_text", "address", "bank_account"):
            row.append(queue.pop(0))
        width = COLUMNS // len(row)
        for n, one in enumerate(row):
            plan.put(n * width, width, spaced(random, one[0]), rows=1)
        plan.row += 1
        rows = 4 if row[0][1] == "long_text" else 2
        for n, one in enumerate(row):
            _answer(random, plan, n * width, width, one, rows)
        plan.row += rows


def _nested(random: Random, plan: Plan, asked: list[Q]) -> None:
    """A tall box says whom the rows beside it are about, and numbered headings part the sheet."""
    parts = [
        ("１　申請者について", "申請者", asked[:7]),
        ("２　世帯について", "世帯", asked[7:13]),
        ("３　振込先と理由", "", asked[13:]),
    ]
    for heading, who, part in parts:
        plan.put(0, COLUMNS, heading, rows=1)
        plan.row += 1
        start = 3 if who else 0
        if who:
            plan.put(0, 3, "\n".join(who), rows=2 * len(part))
        for one in part:
            rows = 4 if one[1] == "long_text" else 2
            plan.put(start, 8, spaced(random, one[0]), rows=rows)
            _answer(random, plan, start + 8, COLUMNS - start - 8, one, rows)
            plan.row += rows


def _ugly(random: Random, plan: Plan, asked: list[Q]) -> None:
    """Everything at once: lines without boxes, labels inside of their box, a part for the office, a stamp."""
    plan.put(28, 12, "受付印", rows=4)
    plan.row += 4
    for one in asked:
        label, kind = one
        how = random.random()
        rows = 4 if kind == "long_text" else 2
        if kind in ("name", "kana", "text", "email") and how < 0.4:
            plan.put(2, 8, f"{label}", closed=False, rows=1)
            plan.put(10, 24, closed=False, under=True, rows=1)
            plan.row += 2
            continue
        if kind in ("phone", "birth_date", "yen", "yesno", "choice") and how < 0.3:
            plan.put(0, COLUMNS, f"{label}　　{blank_of(random, kind, label) or '（　　　）　　　－'}")
        else:
            plan.put(0, 9, spaced(random, label), rows=rows)
            _answer(random, plan, 9, 31, one, rows)
        plan.row += rows
    plan.put(0, 9, "個人番号")
    for n in range(12):
        plan.put(9 + n * 2, 2)
    plan.row += 3


def _children(random: Random, plan: Plan) -> None:
    numbered = random.random() < 0.5
    start = 5 if numbered else 3
    plan.put(0, 3, "お\n子\nさ\nま", rows=8)
    if numbered:
        plan.put(3, 2, "No")
    width = [13, 13, COLUMNS - start - 26]
    at = [start, start + 13, start + 26]
    for (label, _), column, columns in zip(CHILDREN, at, width, strict=True):
        plan.put(column, columns, label)
    plan.row += 2
    for n in range(3):
        if numbered:
            plan.put(3, 2, str(n + 1))
        for (_, kind), column, columns in zip(CHILDREN, at, width, strict=True):
            plan.put(column, columns, "　　年　　月　　日" if kind == "birth_date" else "")
        plan.row += 2


def as_xlsx(plan: Plan, *, unit: float = 2.0) -> bytes:
    """Write a plan as a workbook; 方眼紙 has narrow columns and few merges."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "様式第1号"
    split = 3 if not plan.merged else 1
    for n in range(1, COLUMNS * split + 1):
        sheet.column_dimensions[get_column_letter(n)].width = unit / split
    line = Side(style="thin")
    for one in plan.rects:
        top, left = one.row + 1, one.column * split + 1
        bottom, right = top + one.rows - 1, left + one.columns * split - 1
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                sides = {}
                if one.closed:
                    sides = {
                        name: line
                        for name, edge in (
                            ("left", column == left), ("right", column == right),
                            ("top", row == top), ("bottom", row == bottom),
                        )
                        if edge
                    }  # fmt: skip
                elif one.under and row == bottom:
                    sides = {"bottom": line}
                if sides:
                    sheet.cell(row, column).border = Border(**sides)
        if one.text:
            cell = sheet.cell(top, left, one.text)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        if plan.merged and (one.rows > 1 or one.columns > 1) and not one.under:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_TYPST = """
#set page(width: 595pt, height: 842pt, margin: 0pt)
#set text(font: "Noto Sans CJK JP", size: 9pt, lang: "ja")
#let rects = json(bytes(sys.inputs.rects))
#for r in rects {
  let box(body) = rect(
    width: r.w * 1pt, height: r.h * 1pt, inset: 2pt,
    stroke: if r.closed { 0.7pt } else { none }, body,
  )
  place(top + left, dx: r.x * 1pt, dy: r.y * 1pt, box(align(horizon, text(r.text))))
  if r.under { place(top + left, dx: r.x * 1pt, dy: (r.y + r.h) * 1pt, line(length: r.w * 1pt, stroke: 0.7pt)) }
}
"""


def as_pdf(plan: Plan) -> bytes:
    """Write a plan as a PDF of vectors, one page."""
    from madoguchi.office.documents.core.fonts import font_set

    last = max(one.row + one.rows for one in plan.rects)
    unit_x, unit_y = 515 / COLUMNS, min(18.0, 780 / last)
    rects = [
        {
            "x": 40 + one.column * unit_x, "y": 30 + one.row * unit_y, "w": one.columns * unit_x,
            "h": one.rows * unit_y,
            "text": one.text, "closed": one.closed, "under": one.under,
        }
        for one in plan.rects
    ]  # fmt: skip
    made = typst.compile(
        _TYPST.encode(), sys_inputs={"rects": json.dumps(rects)}, font_paths=font_set().handle, ignore_system_fonts=True
    )
    assert isinstance(made, bytes)
    return made


def as_docx(rows: list[list[str]], *, before: str = "申請書") -> bytes:
    """Write a table of texts as a Word file."""
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>" for text in row) + "</w:tr>"
        for row in rows
    )
    width = max(len(row) for row in rows)
    grid = '<w:gridCol w:w="2400"/>' * width
    body = f"<w:p><w:r><w:t>{escape(before)}</w:t></w:r></w:p><w:tbl><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return zipped({"word/document.xml": f'{head}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def right(plan: Plan, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the questions of a plan that were found with their label and kind."""
    return [one for one in plan.truth if any(_same(one, other) for other in fields)]


def _same(wanted: tuple[str, str], found: tuple[str, str]) -> bool:
    label, kind = wanted
    if kind != found[1]:
        return False
    return kind in ("bank_account", "group") or found[0].split()[-1].split("（")[0] == label


def as_table(rows: list[list[str]]) -> bytes:
    """A workbook with these cells, each with a border."""
    book = openpyxl.Workbook()
    assert book.active is not None
    line = Side(style="thin")
    for n, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = book.active.cell(n, column, text or None)
            cell.border = Border(top=line, bottom=line, left=line, right=line)
    for column in range(1, 1 + max(len(row) for row in rows)):
        book.active.column_dimensions[get_column_letter(column)].width = 40
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
