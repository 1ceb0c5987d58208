"""The fonts letters are set in: two wheels for everybody, one file for rare characters where the operator has it.

What differs between letters is set in a copy of the two under another name (:mod:`.twins`).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.documents.core.coverage import Coverage, read_coverage
from madoguchi.office.documents.core.twins import renamed

FAMILY, TWIN = "Noto Sans CJK JP", "Madoguchi Letter"
LAID_OUT = frozenset("\n\u200b\u00ad")  # line break, zero-width space, soft hyphen: obeyed, never drawn
SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


class CharactersNotInFonts(Refused):
    """A letter holds characters that no installed font can draw; a blank in a name would be worse than no letter."""

    code = "documents.characters_not_in_fonts"
    what = Message("この文書は作成できません。", "This document cannot be made.", easy="この 書類は 作れません。")
    why = Message(
        "登録されているフォントにない文字が含まれています: {characters}",
        "It holds characters that none of the installed fonts can draw: {characters}",
        easy="印刷できない 字が あります: {characters}",
    )
    mend = Message(
        "文字を確かめてください。人名などで必要な文字であれば、IPAmj明朝の登録を運用担当に依頼してください。",
        "Check the characters. If a name needs them, ask the operator to install the IPAmj Mincho font.",
        easy="市役所に 電話して ください。",
    )


@dataclass(frozen=True, slots=True)
class Face:
    """One family: its name as Typst knows it, and what it can draw."""

    family: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts in order of preference, and Typst's own handle on their files (read-only, shared by all threads).

    ``twin`` is the family of a copy of the first one, for what differs between letters; None where there is none.
    """

    faces: tuple[Face, ...]
    handle: typst.Fonts
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class CharacterReport:
    """What staff should know about the characters of a letter before it leaves.

    ``missing``: no font draws them; :func:`require_drawable` refuses.
    ``drawn_as_base``: variants (base + selector) that no font knows; the common form is printed, the text keeps them.
    ``from_font``: variants and characters the main font lacks, with the family that draws them.
    """

    missing: tuple[str, ...]
    drawn_as_base: tuple[str, ...]
    from_font: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4)
def font_set(rare: Path | None = None) -> FontSet:
    """Return the bundled fonts (Noto Sans CJK JP, regular and bold) and the font file ``rare`` for what they lack.

    Args:
        rare: the operator's font for rare characters, such as ``ipamjm.ttf`` (IPAmj明朝); None where there is none.

    Raises:
        ValueError: ``rare`` is not a font that we can read.
    """
    bundled = [
        Path(str(files(f"noto_cjk_sans_jp_{weight.lower()}"))) / f"NotoSansCJKjp-{weight}.otf"
        for weight in ("Regular", "Bold")
    ]
    paths = [bundled[0]]
    folders = [path.parent for path in bundled]
    if rare is not None:
        folders.append(rare.parent)  # Typst takes folders; other fonts lying there are never named, so never used
        paths.append(rare)
    with TemporaryDirectory(prefix="madoguchi-fonts-") as folder:
        for path in bundled:
            (Path(folder) / path.name).write_bytes(renamed(path.read_bytes(), FAMILY, TWIN))
        fonts = replace(fonts_from([*folders, Path(folder)], paths), twin=TWIN)
        _load_twins(fonts.handle)  # before their files go: Typst reads a file when it first needs the font
    return fonts


def fonts_from(folders: Iterable[Path], paths: Iterable[Path]) -> FontSet:
    """Return the font set of ``paths``, in that order of preference, which lie in ``folders``; without a twin."""
    handle = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    families = {Path(info.path).resolve(): info.family for info in handle.fonts() if info.path is not None}
    faces = []
    for path in paths:
        family = families.get(path.resolve())
        if family is None:
            raise ValueError(f"{path} is not a font file that Typst can read")
        faces.append(Face(family, read_coverage(path)))
    return FontSet(tuple(faces), handle)


def _load_twins(handle: typst.Fonts) -> None:
    """Have Typst read both weights of the twin; fails where it cannot, rather than to set letters in other bytes."""
    weights = "".join(
        f'#context assert(measure(text(font: "{TWIN}", weight: {weight}, fallback: false)[字]).width > 0pt)\n'
        for weight in (400, 700)
    )
    typst.compile(weights.encode(), font_paths=handle, ignore_system_fonts=True, format="svg")


def strings(data: object) -> Iterable[str]:
    """Yield every text inside plain data (mappings, sequences, texts)."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from strings(value)


def examine(texts: Iterable[str], fonts: FontSet) -> CharacterReport:
    """Return which characters of ``texts`` the fonts lack; each is named once, in order of first appearance."""
    missing: dict[str, None] = {}
    drawn_as_base: dict[str, None] = {}
    from_font: dict[str, str] = {}
    first, *others = fonts.faces
    texts = list(texts)
    used = {ord(character) for character in set().union(*texts) - LAID_OUT}
    if used <= first.coverage.characters and used.isdisjoint(SELECTORS):  # nearly every letter: nothing to report
        return CharacterReport((), (), ())
    for cluster in dict.fromkeys(cluster for text in texts for cluster in _clusters(text)):
        base = cluster[0]
        if _drawn(cluster, first.coverage):
            continue
        other = next((face.family for face in others if _drawn(cluster, face.coverage)), None)
        if other is not None:
            from_font[cluster] = other
        elif any(_drawn(base, face.coverage) for face in fonts.faces):
            drawn_as_base[cluster] = None
        else:
            missing[base] = None
    return CharacterReport(tuple(missing), tuple(drawn_as_base), tuple(from_font.items()))


def require_drawable(report: CharacterReport) -> None:
    """Refuse a letter with characters that no font draws."""
    if report.missing:
        raise CharactersNotInFonts(characters="、".join(named(character) for character in report.missing))


def named(cluster: str) -> str:
    """Return a character with its code points, as 文字情報基盤 writes them: 「𫠠（U+2B820）」."""
    points = " ".join(f"U+{ord(character):04X}" for character in cluster)
    # 外字 of other machines and control characters have no picture that the reader's screen shares
    return points if unicodedata.category(cluster[0]) in ("Cc", "Cn", "Co", "Cs") else f"{cluster}（{points}）"


def _clusters(text: str) -> Iterable[str]:
    for i, character in enumerate(text):
        if ord(character) in SELECTORS or character in LAID_OUT:
            continue
        following = text[i + 1 : i + 2]
        yield character + following if following and ord(following) in SELECTORS else character


def _drawn(cluster: str, coverage: Coverage) -> bool:
    if len(cluster) == 1:
        return ord(cluster) in coverage.characters
    return (ord(cluster[0]), ord(cluster[1])) in coverage.variants
