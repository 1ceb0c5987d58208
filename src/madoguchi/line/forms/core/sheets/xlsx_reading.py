"""A workbook as cells: texts, borders, merges, widths. Formulas are never worked out; links are never followed.

Source: ECMA-376 (Office Open XML), SpreadsheetML: 18.3 worksheets, 18.4 shared strings, 18.8 styles.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.line.forms.core.sheets.package import Package
from madoguchi.line.forms.core.sheets.refusals import SheetTooLarge, SheetUnreadable
from madoguchi.line.forms.core.sheets.safe_xml import read_xml, whole

MOST_SHEETS = 20
MOST_CELLS = 300_000  # cells of a sheet that hold something, borders included
MOST_ROWS, MOST_COLUMNS = 1_500, 600  # a form, not a register
MOST_MERGES = 20_000
MOST_MERGED = 1_000_000  # cells of all merges
MOST_LISTS = 300
DEFAULT_WIDTH, DEFAULT_HEIGHT = 8.43, 15.0  # characters; points
POINTS_OF_CHARACTER = 5.25  # 7 pixels at 96 dpi: the digit of the usual font
_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Cell = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Borders:
    """Which sides of a cell have a line."""

    left: bool = False
    right: bool = False
    top: bool = False
    bottom: bool = False


@dataclass(slots=True)
class Sheet:
    """One worksheet. ``part`` is its name in the archive."""

    name: str
    part: str
    texts: dict[Cell, str] = field(default_factory=dict)
    borders: dict[Cell, Borders] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    widths: dict[int, float] = field(default_factory=dict)  # points, by column
    heights: dict[int, float] = field(default_factory=dict)  # points, by row
    width: float = DEFAULT_WIDTH * POINTS_OF_CHARACTER
    height: float = DEFAULT_HEIGHT
    lists: list[tuple[str, str]] = field(default_factory=list)  # range, formula of allowed answers
    pictures: int = 0
    shape_texts: list[str] = field(default_factory=list)


def cell_of(ref: str) -> Cell:
    """Return row and column from 0 of ``B3``.

    Raises:
        SheetUnreadable: no such cell.
    """
    found = _REF.fullmatch(ref.replace("$", ""))
    if found is None:
        raise SheetUnreadable(f"「{ref[:20]}」というセルはありません。", f"There is no cell “{ref[:20]}”.")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def ref_of(cell: Cell) -> str:
    """Return ``B3`` for row 2, column 1."""
    row, column = cell
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def range_of(text: str) -> tuple[int, int, int, int]:
    """Return top, left, bottom, right of ``B3:D4`` or ``B3``."""
    first, _, last = text.partition(":")
    top, left = cell_of(first)
    bottom, right = cell_of(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def read_sheets(package: Package) -> list[Sheet]:
    """Return the sheets that are shown, in their order."""
    workbook = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
    if not workbook.startswith("xl/"):
        raise SheetUnreadable("Excelのファイルではありません。", "It is no Excel file.")
    relations = package.relations(workbook)
    strings = _strings(package, [target for kind, target in relations.values() if kind == "sharedStrings"])
    borders = _borders(package, [target for kind, target in relations.values() if kind == "styles"])
    named: list[tuple[str, str]] = []

    def start(tag: str, of: Mapping[str, str], _at: int) -> None:
        if tag == "sheet" and of.get("state", "visible") == "visible":
            kind, target = relations.get(of.get("id", ""), ("", ""))
            if kind == "worksheet":
                named.append((of.get("name", ""), target))

    read_xml(package.read(workbook), start, lambda *_: None)
    if len(named) > MOST_SHEETS:
        raise SheetTooLarge(f"シートが{len(named)}枚あります。", f"It has {len(named)} sheets.")
    return [_read_sheet(package, Sheet(name, part), strings, borders) for name, part in named]


def _strings(package: Package, parts: list[str]) -> list[str]:
    """Return the shared strings; readings of kana (rPh) are no part of the text."""
    found: list[str] = []
    pieces: list[str] = []
    reading = [0]

    def start(tag: str, _of: Mapping[str, str], _at: int) -> None:
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            reading[0] += 1

    def end(tag: str, text: str, _at: int) -> None:
        if tag == "t" and not reading[0]:
            pieces.append(text)
        elif tag == "rPh":
            reading[0] -= 1
        elif tag == "si":
            found.append("".join(pieces))

    for part in parts[:1]:
        read_xml(package.read(part), start, end)
    return found


def _borders(package: Package, parts: list[str]) -> list[Borders]:
    """Return the borders of each cell format (cellXfs), by its number."""
    kinds: list[dict[str, bool]] = []
    formats: list[int] = []
    inside = {"borders": False, "cellXfs": False}

    def start(tag: str, of: Mapping[str, str], _at: int) -> None:
        if tag in inside:
            inside[tag] = True
        elif inside["borders"] and tag == "border":
            kinds.append({})
        elif inside["borders"] and tag in ("left", "right", "top", "bottom") and kinds:
            kinds[-1][tag] = of.get("style", "none") != "none"
        elif inside["cellXfs"] and tag == "xf":
            formats.append(whole(of.get("borderId", ""), 0))

    def end(tag: str, _text: str, _at: int) -> None:
        if tag in inside:
            inside[tag] = False

    for part in parts[:1]:
        read_xml(package.read(part), start, end)
    made = [Borders(**kind) for kind in kinds]
    return [made[number] if number < len(made) else Borders() for number in formats]


def _read_sheet(package: Package, sheet: Sheet, strings: list[str], borders: list[Borders]) -> Sheet:
    reader = _Reader(sheet, strings, borders)
    read_xml(package.read(sheet.part), reader.start, reader.end)
    for kind, part in package.relations(sheet.part).values():
        if kind == "drawing" and part in package.names:
            _read_drawing(package, part, sheet)
    return sheet


def _read_drawing(package: Package, part: str, sheet: Sheet) -> None:
    pieces: list[str] = []

    def start(tag: str, _of: Mapping[str, str], _at: int) -> None:
        if tag == "pic":
            sheet.pictures += 1
        elif tag == "txBody":
            pieces.clear()

    def end(tag: str, text: str, _at: int) -> None:
        if tag == "t":
            pieces.append(text)
        elif tag == "txBody" and "".join(pieces).strip():
            sheet.shape_texts.append("".join(pieces).strip())

    read_xml(package.read(part), start, end)


class _Reader:
    """Takes the elements of one worksheet."""

    def __init__(self, sheet: Sheet, strings: list[str], borders: list[Borders]) -> None:
        self.sheet, self.strings, self.borders = sheet, strings, borders
        self.cell: Cell | None = None
        self.kind = ""
        self.value = ""
        self.row, self.column = -1, -1
        self.list_range = ""
        self.reading = 0
        self.count = 0
        self.merged = 0

    def start(self, tag: str, of: Mapping[str, str], _at: int) -> None:
        sheet = self.sheet
        match tag:
            case "c":
                self._begin_cell(of)
            case "row":
                self.row = whole(of.get("r", ""), self.row + 2) - 1
                self.column = -1
                if "ht" in of and self.row < MOST_ROWS:
                    sheet.heights[self.row] = 0.0 if of.get("hidden") == "1" else _number(of["ht"], sheet.height)
            case "col":
                first, last = int(_number(of.get("min", ""), 1)), int(_number(of.get("max", ""), 1))
                width = 0.0 if of.get("hidden") == "1" else _number(of.get("width", ""), DEFAULT_WIDTH)
                for column in range(first - 1, min(last, MOST_COLUMNS)):
                    sheet.widths[column] = width * POINTS_OF_CHARACTER
            case "sheetFormatPr":
                sheet.height = _number(of.get("defaultRowHeight", ""), DEFAULT_HEIGHT)
                sheet.width = _number(of.get("defaultColWidth", ""), DEFAULT_WIDTH) * POINTS_OF_CHARACTER
            case "mergeCell":
                sheet.merges.append(range_of(of.get("ref", "")))
                top, left, bottom, right = sheet.merges[-1]
                self.merged += (bottom - top + 1) * (right - left + 1)
                if len(sheet.merges) > MOST_MERGES or self.merged > MOST_MERGED:
                    raise SheetTooLarge("結合したセルが多すぎます。", "It has too many merged cells.")
            case "dataValidation":
                self.list_range = of.get("sqref", "") if of.get("type") == "list" else ""
            case "rPh":
                self.reading += 1

    def _begin_cell(self, of: Mapping[str, str]) -> None:
        self.cell = cell_of(of["r"]) if "r" in of else (self.row, self.column + 1)
        self.row, self.column = self.cell
        self.kind, self.value = of.get("t", "n"), ""
        style = whole(of.get("s", ""), 0)
        found = self.borders[style] if style < len(self.borders) else Borders()
        if found != Borders():
            self._keep()
            self.sheet.borders[self.cell] = found

    def _keep(self) -> None:
        """Refuse a register: rows without end, or more cells than a form has."""
        self.count += 1
        if self.count > MOST_CELLS or self.row >= MOST_ROWS or self.column >= MOST_COLUMNS:
            raise SheetTooLarge(
                f"「{self.sheet.name}」は{MOST_ROWS}行・{MOST_COLUMNS}列を超えています（台帳や一覧のようです）。",
                f"“{self.sheet.name}” has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns, as a register has.",
            )

    def end(self, tag: str, text: str, _at: int) -> None:
        match tag:
            case "rPh":
                self.reading -= 1
            case "v" | "t" if self.cell is not None and not self.reading:
                self.value += text
            case "c" if self.cell is not None:
                if written := self._text():
                    self._keep()
                    self.sheet.texts[self.cell] = written
                self.cell = None
            case "formula1" if self.list_range and len(self.sheet.lists) < MOST_LISTS:
                self.sheet.lists.append((self.list_range, text))

    def _text(self) -> str:
        if self.kind == "s":
            number = whole(self.value, -1)
            return self.strings[number] if 0 <= number < len(self.strings) else ""
        return "" if self.kind == "e" else self.value


def _number(text: str, default: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return default
    return value if 0 <= value <= 10_000 else default
