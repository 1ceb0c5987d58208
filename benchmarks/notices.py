"""What a notice of decision costs as PDF: ``documents.render`` against Typst compiling a bare page. For information.

The same thousand notices, each to another person, whatever ``--seconds`` says; there is no database.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from support.accounting import peak_megabytes
from support.figures import Spent, arguments, figure, show

COUNT = 1_000
AT = datetime(2026, 4, 15, 10, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
BARE = b'#set page(paper: "a4")\n#set text(font: "Noto Sans CJK JP", lang: "ja")\n= Madoguchi\n'


def main() -> None:
    """Measure and print."""
    args = arguments(__doc__, seconds=3.0)
    with TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        os.environ.update(MADOGUCHI_DATA=folder, DJANGO_SETTINGS_MODULE="madoguchi.config.settings")
        import django

        django.setup()
        import typst

        from madoguchi.office.documents.core.fonts import font_set
        from madoguchi.office.documents.public import render
        from tests.unit.documents.samples import notice

        fonts = font_set().handle

        def ours(number: int) -> bytes:
            return render(notice(f"見本　太郎{number}"), at=AT)

        def bare(_number: int) -> bytes:
            return bytes(typst.compile(BARE, font_paths=fonts, ignore_system_fonts=True, format="pdf"))

        _spend(ours, 2), _spend(bare, 2)
        each = COUNT // args.rounds
        pairs = [(_spend(ours, each), _spend(bare, each)) for _ in range(args.rounds)]
        found = figure(
            "notices", pairs, other_name="bare Typst page", unit="ms CPU per notice",
            peak_mb=peak_megabytes([os.getpid()]), database="none",
        )  # fmt: skip
    show(found, as_json=args.json)


def _spend(make: Callable[[int], bytes], count: int) -> Spent:
    begun = time.process_time()
    for number in range(count):
        if not make(number).startswith(b"%PDF-"):
            raise RuntimeError("not a PDF")
    return Spent(count, time.process_time() - begun, 0.0)


if __name__ == "__main__":
    main()
