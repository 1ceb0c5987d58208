"""A Word file as boxes: cells of its tables, and the lines between them. Only the order is kept of where things stand.

Source: ECMA-376 (Office Open XML), WordprocessingML: 17.4 tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.line.forms.core.sheets.boxes import Box, Place, Spot, Surface, width_of
from madoguchi.line.forms.core.sheets.package import Package
from madoguchi.line.forms.core.sheets.refusals import SheetTooLarge
from madoguchi.line.forms.core.sheets.safe_xml import read_xml, whole

MOST_CELLS = 20_000
_LINE = 18.0  # points of a line, where Word decides it as it goes
_COLUMN = 60.0


@dataclass(slots=True)
class _Cell:
    column: int
    span: int = 1
    continues: bool = False
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    number: int
    top: float
    widths: list[float] = field(default_factory=list)
    rows: list[list[_Cell]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)


def docx_surfaces(package: Package) -> list[Surface]:
    """Return the one surface of a document.

    Raises:
        SheetUnreadable: broken XML.
        SheetTooLarge: more than ``MOST_CELLS`` cells.
    """
    reader = _Reader()
    read_xml(package.read("word/document.xml"), reader.start, reader.end)
    return [Surface("", tuple(reader.boxes), reader.pictures)]


class _Reader:
    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.pictures = 0
        self.table: _Table | None = None
        self.depth = 0  # of tables: one inside of another is text of its cell
        self.count = 0
        self.tables = 0
        self.top = 0.0
        self.line: list[str] = []

    def start(self, tag: str, of: Mapping[str, str], _at: int) -> None:
        table = self.table
        match tag:
            case "tbl":
                self.depth += 1
                if self.depth == 1:
                    self.tables += 1
                    self.table = _Table(self.tables, self.top)
            case "gridCol" if table is not None and self.depth == 1:
                table.widths.append(_twips(of.get("w", "")) or _COLUMN)
            case "tr" if table is not None and self.depth == 1:
                table.rows.append([])
                table.heights.append(0.0)
            case "trHeight" if table is not None and self.depth == 1 and table.heights:
                table.heights[-1] = _twips(of.get("val", ""))
            case "tc" if table is not None and self.depth == 1 and table.rows:
                self.count += 1
                if self.count > MOST_CELLS:
                    raise SheetTooLarge("表のセルが多すぎます。", "It has too many cells.")
                row = table.rows[-1]
                row.append(_Cell(row[-1].column + row[-1].span if row else 0))
            case "gridSpan" if table is not None and self.depth == 1 and table.rows and table.rows[-1]:
                table.rows[-1][-1].span = max(1, min(whole(of.get("val", ""), 1), 200))
            case "vMerge" if table is not None and self.depth == 1 and table.rows and table.rows[-1]:
                table.rows[-1][-1].continues = of.get("val", "continue") == "continue"
            case "pic":
                self.pictures += 1
            case "tab":
                self.line.append("\u3000\u3000")

    def end(self, tag: str, text: str, _at: int) -> None:
        match tag:
            case "t":
                self.line.append(text)
            case "br":
                self.line.append("\n")
            case "p":
                self._paragraph("".join(self.line))
                self.line = []
            case "tbl":
                self.depth -= 1
                if self.depth == 0 and self.table is not None:
                    self._table(self.table)
                    self.table = None

    def _paragraph(self, text: str) -> None:
        if self.table is not None:
            if self.table.rows and self.table.rows[-1]:
                self.table.rows[-1][-1].text.append(text)
            return
        if text.strip():
            box = (0.0, self.top, width_of(text), self.top + _LINE)
            place = Place("", "")
            self.boxes.append(Box(box, (Spot(text, box, place),), place, is_open=True))
        self.top += _LINE

    def _table(self, table: _Table) -> None:
        columns = max((row[-1].column + row[-1].span for row in table.rows if row), default=0)
        widths = (table.widths + [_COLUMN] * columns)[:columns]
        x = [sum(widths[:n]) for n in range(columns + 1)]
        heights = [
            max(given, _LINE * max((len(one.text) for one in row if not one.continues), default=1))
            for row, given in zip(table.rows, table.heights, strict=True)
        ]
        y = [table.top + sum(heights[:n]) for n in range(len(heights) + 1)]
        open_above: dict[int, int] = {}  # column → index of the box that a vertical merge goes on with
        for n, row in enumerate(table.rows):
            for number, cell in enumerate(row):
                box = x[cell.column], y[n], x[cell.column + cell.span], y[n + 1]
                if cell.continues and cell.column in open_above:
                    at = open_above[cell.column]
                    above = self.boxes[at]
                    self.boxes[at] = Box((*above.box[:3], box[3]), above.spots, above.place, above.range)
                    continue
                place = Place("", f"table {table.number}, row {n + 1}, cell {number + 1}")
                text = "\n".join(cell.text).strip("\n")
                spots = (Spot(text, box, place),) if text.strip() else ()
                open_above[cell.column] = len(self.boxes)
                self.boxes.append(Box(box, spots, place, place.cell))
        self.top = y[-1] + _LINE


def _twips(text: str) -> float:
    return min(whole(text, 0), 40_000) / 20
