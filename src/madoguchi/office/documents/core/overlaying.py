"""Transparent pages with texts, ticks and circles at given places: what is laid over somebody else's PDF."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import typst

from madoguchi.office.documents.core.fonts import CharacterReport, FontSet, examine

MISSING = "〓"
"""Stands where no font has the character (下駄); the report says which."""

_TEMPLATE = """
#let job = json(bytes(sys.inputs.job))
#set text(font: job.families, lang: "ja")
#let rare = if job.rare.len() == 0 { it => it } else {
  it => {
    show regex(job.rare.join("|")): set text(font: job.families.rev())
    it
  }
}
#let drawn(one) = {
  let (x0, y0, x1, y1) = one.box.map(it => it * 1pt)
  let at(body) = place(top + left, dx: x0, dy: y0, body)
  if one.stroke == "digit" {
    at(box(width: x1 - x0, height: y1 - y0, align(center + horizon, text(size: one.size * 1pt, rare(one.text)))))
  } else if one.stroke == "text" {
    at(block(width: x1 - x0, height: y1 - y0, inset: (x: 1.5pt), align(horizon, {
      set par(leading: 0.3em)
      text(size: one.size * 1pt, top-edge: "cap-height", bottom-edge: "baseline", rare(one.text))
    })))
  } else if one.stroke == "tick" {
    let (w, h) = (x1 - x0, y1 - y0)
    at(curve(
      stroke: 1.2pt,
      curve.move((w * 0.15, h * 0.5)), curve.line((w * 0.42, h * 0.85)), curve.line((w * 0.95, h * 0.05)),
    ))
  } else {
    place(top + left, dx: x0 - 2pt, dy: y0 - 2pt, ellipse(width: x1 - x0 + 4pt, height: y1 - y0 + 4pt, stroke: 1pt))
  }
}
#for page-of in job.pages {
  page(width: page-of.width * 1pt, height: page-of.height * 1pt, margin: 0pt, fill: none)[
    #page-of.inks.map(drawn).join()
  ]
}
#if job.notes.len() > 0 {
  page(paper: "a4", margin: 25mm)[
    #text(size: 14pt, weight: "bold")[別紙]
    #for (label, body) in job.notes [
      #v(1em) #text(weight: "bold", label) #linebreak() #rare(body)
    ]
  ]
}
"""


@dataclass(frozen=True, slots=True)
class OverlayInk:
    """One thing on a page. ``box`` is left, top, right, bottom in points from the page's upper left corner.

    ``stroke`` is ``text`` (at ``size`` points, in the middle of the height), ``digit`` (in the middle of the box),
    ``tick`` or ``circle``.
    """

    box: tuple[float, float, float, float]
    stroke: str
    text: str = ""
    size: float = 10.0


@dataclass(frozen=True, slots=True)
class OverlayPage:
    """A page of this size in points."""

    width: float
    height: float
    inks: tuple[OverlayInk, ...] = ()


def overlay(
    pages: Sequence[OverlayPage], notes: Sequence[tuple[str, str]], fonts: FontSet
) -> tuple[bytes, CharacterReport]:
    """Return a PDF of these pages, then one with the ``notes`` (label, text) where there are any; and a report.

    Characters that no font draws are set as ``MISSING`` and named in the report.
    """
    texts = [ink.text for page in pages for ink in page.inks] + [text for note in notes for text in note]
    report = examine(texts, fonts)

    def drawable(text: str) -> str:
        return "".join(MISSING if character in report.missing else character for character in text)

    job: Mapping[str, object] = {
        "families": [face.family for face in fonts.faces],
        "rare": [cluster for cluster, _ in report.from_font],
        "pages": [
            {
                "width": page.width,
                "height": page.height,
                "inks": [asdict(ink) | {"text": drawable(ink.text)} for ink in page.inks],
            }
            for page in pages
        ],
        "notes": [[drawable(label), drawable(text)] for label, text in notes],
    }
    made = typst.compile(
        _TEMPLATE.encode(),
        sys_inputs={"job": json.dumps(job)},
        font_paths=fonts.handle,
        ignore_system_fonts=True,
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst was asked for one PDF")
    return made, report
