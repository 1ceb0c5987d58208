"""PDFs that unfold to too much are refused, in seconds and in little memory; long ones that do not are taken."""

import base64
import json
import os
import resource
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from madoguchi.ground.foundation.filing.pdfs import (
    MOST_DEPTH,
    MOST_INFLATED,
    MOST_PAGES,
    Limit,
    signs,
)
from tests.support import hostile

BOMBS = {
    "one long stream": (hostile.pdf(hostile.stream(hostile.deflated_zeros(600))), Limit.INFLATES),
    "many streams": (hostile.pdf(*[hostile.stream(hostile.deflated_zeros(60))] * 10), Limit.INFLATES),
    "packed twice": (
        hostile.pdf(hostile.stream(zlib.compress(hostile.deflated_zeros(600)), b"/Filter [/FlateDecode /FlateDecode]")),
        Limit.LAYERS,
    ),
    "packed twice under other names": (
        hostile.pdf(hostile.stream(zlib.compress(hostile.deflated_zeros(9)), b"/Filter [/Fl /Fl#61teDecode]")),
        Limit.LAYERS,
    ),
    "written in letters": (
        hostile.pdf(
            hostile.stream(base64.a85encode(hostile.deflated_zeros(600)) + b"~>", b"/Filter [/A85 /FlateDecode]")
        ),
        Limit.INFLATES,
    ),
    "objects hidden in letters": (
        hostile.pdf(hostile.stream(b"61>", b"/Type /ObjStm /Filter [/AHx /FlateDecode]")),
        Limit.LAYERS,
    ),
    "objects hidden in another packing": (
        hostile.pdf(hostile.stream(b"\x80\x0b\x60", b"/Type /ObjStm /Filter /LZW#44ecode")),
        Limit.LAYERS,
    ),
    "packed by LZW": (
        hostile.pdf(hostile.stream(hostile.lzw_zeros(80), b"/Filter /LZWDecode")),
        Limit.INFLATES,
    ),
    "packed by LZW, which nobody says": (
        hostile.pdf(hostile.stream(hostile.lzw_zeros(80), b"/Filter 9 0 R")),
        Limit.INFLATES,
    ),
    "streams of LZW without end": (
        b"%PDF-1.7\n" + (b"obj<</LZW>>stream\n" + bytes(10_000)) * 900,
        Limit.OBJECTS,
    ),
    "streams of letters without end": (
        b"%PDF-1.7\n" + b"obj<</AHx>>stream\n" * 40_000 + b"6" * 9_000_000,
        Limit.OBJECTS,
    ),
    "objects of many MB": (
        hostile.pdf(hostile.stream(hostile.deflated_zeros(60), b"/Type /ObjStm /Filter /FlateDecode")),
        Limit.OBJECTS,
    ),
    "pages": (hostile.pdf(*[b"<< /Type /Page /Parent 2 0 R >>"] * MOST_PAGES), Limit.PAGES),
    "pages that are only claimed": (hostile.pdf(b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"), Limit.PAGES),
    "arrays in arrays": (hostile.pdf(b"[" * (MOST_DEPTH + 1) + b"]" * (MOST_DEPTH + 1)), Limit.DEPTH),
    "arrays without end": (hostile.pdf(b"[" * 5_000_000), Limit.DEPTH),
    "dictionaries in dictionaries": (hostile.pdf(b"<</a" * (MOST_DEPTH + 1)), Limit.DEPTH),
    "very many arrays": (hostile.pdf(b"[]" * 4_900_000), Limit.OBJECTS),
    "very many streams": (b"%PDF-1.7\n" + b"stream\n" * 1_400_000, Limit.OBJECTS),
}
HARMLESS_BUT_LONG = {
    "a string without end": hostile.pdf(b"(" + b"a" * 9_900_000),
    "strings without end": hostile.pdf(b"(a" * 4_900_000),
    "names": hostile.pdf(b"/a" * 4_900_000),
    "escapes": hostile.pdf(b"/#61" * 2_400_000),
    "endstream without stream": b"%PDF-1.7\n" + b"endstream\n" * 990_000,
    "a long stream of LZW": hostile.pdf(hostile.stream(b"\x80" + bytes(9_900_000), b"/Filter /LZWDecode")),
    "streams that do not unfold": hostile.pdf(*[hostile.stream(b"x\x9c" + b"z" * 180)] * 37_000),
    "counts": hostile.pdf(b"/Count " * 1_400_000),
    "spaces": hostile.pdf(b"/Count" + b" " * 9_900_000),
}


def test_as_much_as_a_long_scan_is_taken() -> None:
    most = MOST_INFLATED // (1 << 20) - 1
    assert signs(hostile.pdf(hostile.stream(hostile.deflated_zeros(most)))) == frozenset()
    assert signs(hostile.pdf(*[b"<< /Type /Page >>"] * (MOST_PAGES - 1))) == frozenset()


ALONE = """
import json, resource, sys
from pathlib import Path
from madoguchi.ground.foundation.filing import pdfs
resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
content = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF)
limit = ""
try:
    pdfs.signs(content)
except pdfs.TooComplicated as error:
    limit = error.limit
after = resource.getrusage(resource.RUSAGE_SELF)
seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps([limit, seconds, after.ru_maxrss - before.ru_maxrss]))
"""


@pytest.mark.parametrize("kind", [*BOMBS, *HARMLESS_BUT_LONG])
def test_the_worst_ten_megabytes_cost_seconds_and_little_memory(kind: str, tmp_path: Path) -> None:
    """Bombs are refused by their kind, the rest is read: in a process of its own, with little memory and time."""
    content = BOMBS[kind][0] if kind in BOMBS else HARMLESS_BUT_LONG[kind]
    assert len(content) <= 10 * 1024 * 1024, "as large as an upload may be"
    (tmp_path / "a.pdf").write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "a.pdf")],
        capture_output=True, text=True, check=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)),
    )  # fmt: skip
    limit, cpu_seconds, kilobytes = json.loads(ran.stdout)
    assert limit == (BOMBS[kind][1] if kind in BOMBS else "")
    assert cpu_seconds < 10  # half of it on a quiet machine
    assert kilobytes < 250 * 1024
