"""Letters as PDF: Typst templates of our own, data as JSON, everything in memory.

No file is shared between two letters and no compiler either: each call builds its own world from its own arguments, so
a letter can only hold what its caller passed (in 2023 certificates of other people came out of a shared print queue).
"""

import hashlib
import json
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
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=fonts.handle,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(at.timestamp()),
        sys_inputs={
            "data": json.dumps(data, ensure_ascii=False),
            "title": title,
            "families": json.dumps([face.family for face in fonts.faces]),
            "rare": json.dumps(report.from_font, ensure_ascii=False),
        },
    )


@cache
def template_version() -> str:
    """Return 16 hex digits that change when a template, Typst or a font changes: what a byte-equal reprint needs."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for package in ("typst", "noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold"):
        digest.update(f"{package} {version(package)}\0".encode())
    return digest.hexdigest()[:16]
