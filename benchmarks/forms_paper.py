"""What a page of a form's paper twin costs: ``set_paper`` against Typst setting as many bare pages with the same texts.

Two forms: 児童手当 認定請求, and one of 1,000 fields of every common kind. Every setting has another title, so that
Typst remembers neither. There is no database. For information.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib.resources import files
from typing import Any

from support.accounting import peak_megabytes
from support.figures import Spent, arguments, figure, show

KINDS = ("name", "kana", "birth_date", "address", "phone", "text", "number", "yen", "yesno", "choice")


def main() -> None:
    """Measure and print."""
    args = arguments(__doc__, seconds=3.0)
    from madoguchi.line.forms.core.definition import content_address, parse_definition
    from madoguchi.line.forms.core.paper import paper_sheet
    from madoguchi.office.documents.core.fonts import font_set
    from madoguchi.office.documents.core.paper import set_paper

    fonts = font_set()
    child = json.loads(files("madoguchi_demo").joinpath("procedures", "jido-teate.json").read_text("utf-8"))
    for name, data, each in (("forms_paper", child, 5), ("forms_paper_1000_fields", _large_form(), 1)):
        sheet = paper_sheet(parse_definition(data), address=content_address(data))

        def ours(number: int, sheet: Any = sheet) -> int:
            return set_paper(replace(sheet, title=f"{sheet.title} {number}"), fonts).page_count

        pages = ours(0)
        bare = _bare(sheet, pages, fonts.handle)
        pairs = [(_spend(ours, each, n), _spend(bare, each, n)) for n in range(args.rounds)]
        one = figure(
            name, pairs, other_name="bare Typst pages with the same texts", unit=f"ms CPU per page ({pages} pages)",
            peak_mb=peak_megabytes([os.getpid()]), database="none",
        )  # fmt: skip
        show(one, as_json=args.json)


def _large_form() -> dict[str, Any]:
    fields = [{"id": "name", "type": "name", "label": {"ja": "氏名"}}]
    for n in range(999):
        kind = KINDS[n % len(KINDS)]
        field: dict[str, Any] = {"id": f"f{n}", "type": kind, "label": {"ja": f"質問{n}"}}
        if kind == "choice":
            field["options"] = [{"value": one, "label": {"ja": f"選択肢{one}"}} for one in "abc"]
        fields.append(field)
    pages = [
        {"id": f"p{n}", "title": {"ja": f"ページ{n + 1}"}, "fields": fields[n * 50 : n * 50 + 50]} for n in range(20)
    ]
    return {
        "format": 1,
        "procedure": {"code": "large", "name": {"ja": "大きな様式"}},
        "form": {"pages": pages, "applicant": {"name": "name"}},
    }


def _bare(sheet: Any, pages: int, handle: Any) -> Callable[[int], int]:
    """Return a function that compiles the sheet's texts as paragraphs of so many pages."""
    import typst

    from madoguchi.office.documents.core.fonts import strings

    texts = list(strings(asdict(sheet)))
    each = -(-len(texts) // pages)
    lines = ['#set page(paper: "a4")', '#set text(font: "Noto Sans CJK JP", lang: "ja", size: 5pt)']
    for start in range(0, len(texts), each):
        lines += [f"#par({json.dumps(text, ensure_ascii=False)})" for text in texts[start : start + each]]
        lines.append("#pagebreak(weak: true)")

    def compile_them(number: int) -> int:
        source = "\n".join([*lines, f"{number}"]).encode()
        made = typst.compile(source, font_paths=handle, ignore_system_fonts=True, format="pdf")
        if not bytes(made).startswith(b"%PDF-"):
            raise RuntimeError("not a PDF")
        return pages

    return compile_them


def _spend(make: Callable[[int], int], count: int, turn: int) -> Spent:
    begun, pages = time.process_time(), 0
    for number in range(count):
        pages += make(1 + turn * count + number)
    return Spent(pages, time.process_time() - begun, 0.0)


if __name__ == "__main__":
    main()
