"""How many of the 17 questions of a 様式 are found with label and kind, and what reading one costs.

``forms_sheet_tidy`` and ``_ugly`` are the questions missed per sheet, of ours and of the naive rule "a text with an
empty cell on its right is a question" (openpyxl, the same words for kinds), on the same workbooks drawn by chance
(`tests/support/sheets.py`). ``_pdf`` are the same plans as PDF, the rule on the workbook. ``forms_sheet_time`` is the
CPU time of a draft against openpyxl opening the workbook.
"""

import io
import re
import resource
import sys
import time
from random import Random

from support import ROOT
from support.accounting import MEGABYTE
from support.figures import Spent, arguments, figure, say, show

sys.path.insert(0, str(ROOT))

import openpyxl

from madoguchi.line.forms.core.sheets.sheet_form import read_sheet
from madoguchi.line.forms.core.sheets.words import known, label_of
from tests.support.sheets import TIDY, as_pdf, as_xlsx, draw, right

SHEETS = 4  # of each layout and round
NAIVE = "label left, empty right"


def main() -> None:
    """Measure all four; no database takes part."""
    args = arguments(__doc__, seconds=1.0)
    for name, layouts, write, target in (
        ("forms_sheet_tidy", TIDY, as_xlsx, 1.0),
        ("forms_sheet_ugly", ("ugly",), as_xlsx, None),
        ("forms_sheet_pdf", (*TIDY, "ugly"), as_pdf, None),
    ):
        say(name)
        pairs = []
        worst: dict[str, int] = {}
        for n in range(args.rounds):
            missed, naively = 0, 0
            plans = [draw(Random(n * SHEETS + seed), layout) for layout in layouts for seed in range(SHEETS)]
            for plan in plans:
                content = write(plan)
                lost = len(plan.truth) - len(right(plan, _ours(content)))
                worst[plan.layout] = max(worst.get(plan.layout, 0), lost)
                missed += lost
                book = content if write is as_xlsx else as_xlsx(plan)
                naively += len(plan.truth) - len(right(plan, _naive(book)))
            pairs.append((_missed(missed, len(plans)), _missed(naively, len(plans))))
        say(f"  most missed on one sheet, of 17: {worst}")
        found_figure = figure(
            name, pairs, other_name=NAIVE,
            unit="questions missed of 17", peak_mb=_peak(), database="none", target=target, target_of="ours",
        )  # fmt: skip
        show(found_figure, as_json=args.json)
    _time(args)


def _time(args) -> None:
    say("forms_sheet_time")
    contents = [as_xlsx(draw(Random(seed), layout)) for layout in (*TIDY, "ugly") for seed in range(4)]
    pairs = []
    for _ in range(args.rounds):
        pairs.append((_spent(lambda one: read_sheet(one, "x"), contents), _spent(_opened, contents)))
    found = figure(
        "forms_sheet_time", pairs, other_name="openpyxl opening it", unit="ms per sheet", peak_mb=_peak(),
        database="none",
    )  # fmt: skip
    show(found, as_json=args.json)


def _spent(do, contents) -> Spent:
    began = time.process_time()
    for one in contents:
        do(one)
    return Spent(len(contents), time.process_time() - began, 0.0)


def _missed(count: int, sheets: int) -> Spent:
    """Questions missed per sheet, in the place of milliseconds."""
    return Spent(sheets, count / 1000, 0.0)


def _opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def _ours(content: bytes) -> list[tuple[str, str]]:
    return [(one.label, one.kind.value) for one in read_sheet(content, "x").fields]


def _naive(content: bytes) -> list[tuple[str, str]]:
    """The naive rule, with our words for what a label asks."""
    sheet = _opened(content).active
    ends = {(one.min_row, one.min_col): one.max_col for one in sheet.merged_cells.ranges}
    found = []
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            beside = sheet.cell(cell.row, ends.get((cell.row, cell.column), cell.column) + 1).value
            what = known(cell.value)
            kind = "text" if what is None else what.kind.value
            if isinstance(beside, str):
                if re.search("年.*月.*日", beside):
                    kind = "birth_date" if "生" in cell.value else "date"
                elif "□" in beside or "・" in beside:
                    kind = "yesno" if "有" in beside else "choice"
                elif "円" not in beside and "人" not in beside and "（" not in beside:
                    continue
            found.append((label_of(cell.value), kind))
    return found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


if __name__ == "__main__":
    main()
