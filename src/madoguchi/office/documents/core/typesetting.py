"""Letters as PDF: Typst templates of our own, data as JSON, everything in memory.

No file is shared between two letters: what a letter says is the main file of its own compilation, given with the
call, so a letter can only hold what its caller passed (in 2023 certificates of other people came out of a shared print
queue).

A thread keeps its compiler, which has read the templates. Typst remembers what it set from which input and sets it
again only where the input is another; so ``sys.inputs`` hold only what is alike for most letters, and what differs is
set in a twin of the font (:mod:`.twins`). All together more than halve what a notice costs (benchmarks/notices.py).
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import typst

from madoguchi.office.documents.core.fonts import FontSet, examine, require_drawable, strings

TEMPLATES = Path(__file__).parent / "templates"
NAMES = ("notice", "receipt", "transcription", "letter")


def render(template: str, data: Mapping[str, object], *, title: str, at: datetime, fonts: FontSet) -> bytes:
    """Return a tagged PDF (PDF/UA-1, language ja). Same input, same fonts, same Typst: the same bytes.

    Args:
        template: one of ``NAMES``.
        data: JSON data for the template (``contents.Content.data()``). Texts are set as they are written, never read
            as Typst markup: a name such as ``#panic("x")`` is printed.
        title: title in the PDF's metadata, which a screen reader announces.
        at: creation time in the metadata, with a time zone.
        fonts: ``fonts.font_set()``.

    Raises:
        CharactersNotInFonts: a character that no font can draw.

    Source:
        ISO 14289-1 (PDF/UA-1), which JIS X 8341-3 readers of PDF rely on.
    """
    if template not in NAMES:
        raise ValueError(f"no template {template!r}; there are {', '.join(NAMES)}")
    report = examine([title, *strings(data)], fonts)
    require_drawable(report)
    families = [face.family for face in fonts.faces]
    look = {
        "title": title,
        "large_print": data["large_print"],
        "is_trial": data["is_trial"],
        "families": families,
        "own": families if fonts.twin is None else [fonts.twin, *families],
        "rare": report.from_font,
    }
    made = _compiler(json.dumps(look), fonts.handle).compile(
        input=f'#import "{template}.typ": document\n#document(json(bytes({_literal(json.dumps(data))})))'.encode(),
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):  # a list where each page is a picture, nothing where a file is written
        raise TypeError("Typst was asked for one PDF")
    return made


class _Kept(threading.local):
    """The compiler that a thread used last; no two threads use one at the same time."""

    made_for: tuple[str, Path, typst.Fonts] | None = None
    compiler: typst.Compiler


_kept = _Kept()


def _compiler(look: str, fonts: typst.Fonts) -> typst.Compiler:
    """Return this thread's compiler for letters that look like this."""
    wanted = look, TEMPLATES, fonts
    if _kept.made_for != wanted:
        _kept.compiler = typst.Compiler(
            root=TEMPLATES,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"look": look},  # one: of several Typst would see the order, which is by chance
        )
        _kept.made_for = wanted
    return _kept.compiler


def _literal(ascii_text: str) -> str:
    """Return a text of printable ASCII, as ``json.dumps`` gives, as a string literal of Typst.

    Nothing but a backslash and a quotation mark means anything in there.
    """
    return '"' + ascii_text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def template_version() -> str:
    """Return 16 hex digits that change when a template, Typst or a font changes: what a byte-equal reprint needs."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for package in ("typst", "noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold"):
        digest.update(f"{package} {version(package)}\0".encode())
    return digest.hexdigest()[:16]
