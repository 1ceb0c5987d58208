"""``madoguchi forms from-xlsform|to-xlsform``: forms of the ODK and Kobo world, in and out."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from madoguchi.line.forms.core.definition_file import read_definition
from madoguchi.line.forms.core.xlsform.exchange import from_xlsform, to_xlsform
from madoguchi.line.forms.core.xlsform.notes import Note
from madoguchi.line.forms.paper_commands import SubParsers
from madoguchi.line.forms.sheet_commands import EXIT_FOUND, command, say, tell

_ROWS_SHOWN = 12


def register(commands: SubParsers) -> None:
    """Add the subcommands to those of ``forms``."""
    one = commands.add_parser(
        "from-xlsform", help="XLSForm（ODK・Kobo）から定義を作る / make a definition from an XLSForm (ODK, Kobo)"
    )
    one.add_argument("file", type=Path, metavar="FILE.xlsx")
    one.add_argument("-o", "--out", type=Path, metavar="DEFINITION.json", required=True)
    command(one, _from_xlsform)

    one = commands.add_parser(
        "to-xlsform", help="定義をXLSForm（ODK・Kobo）にする / write a definition as an XLSForm (ODK, Kobo)"
    )
    one.add_argument("definition", type=Path, metavar="DEFINITION.json")
    one.add_argument("-o", "--out", type=Path, metavar="FILE.xlsx", required=True)
    command(one, _to_xlsform)


def _from_xlsform(args: argparse.Namespace) -> int:
    read = from_xlsform(args.file.read_bytes())
    written = json.dumps(read.definition, ensure_ascii=False, indent=1) + "\n"
    return _written(args, written.encode(), read.notes)


def _to_xlsform(args: argparse.Namespace) -> int:
    made = to_xlsform(read_definition(args.definition.read_bytes()))
    return _written(args, made.content, made.notes)


def _written(args: argparse.Namespace, content: bytes, notes: Sequence[Note]) -> int:
    """Write a new file and tell what was not carried over, or otherwise."""
    with args.out.open("xb") as stream:  # never over a file that is there
        stream.write(content)
    if args.json:
        say({"out": str(args.out), "notes": [_plain(one) for one in notes]})
        return EXIT_FOUND if notes else 0
    lost = sum(one.is_lost for one in notes)
    print(f"{args.out}: 書きました。移せなかったところ {lost}件、変わったところ {len(notes) - lost}件。")
    print(f"{args.out}: written. {lost} not carried over, {len(notes) - lost} changed.")
    for alike in _grouped(notes):
        for line in _lines(alike):
            tell(line)
    return EXIT_FOUND if notes else 0


def _grouped(notes: Sequence[Note]) -> list[list[Note]]:
    """Notes that say the same of several rows, together, in the order of their first rows."""
    found: dict[object, list[Note]] = {}
    for one in notes:
        found.setdefault((one.code, one.sheet, one.column, one.words()), []).append(one)
    return list(found.values())


def _lines(alike: Sequence[Note]) -> list[str]:
    first = alike[0]
    what, why, mend = first.words()
    numbers = [str(one.row) for one in alike if one.row]
    rows = ",".join(numbers[:_ROWS_SHOWN]) + ("…" if len(numbers) > _ROWS_SHOWN else "")
    texts = " / ".join(dict.fromkeys(one.text for one in alike[:3] if one.text))
    place = " ".join(part for part in (first.sheet, rows, first.column) if part)
    mark = "×" if first.is_lost else "△"
    return [f"{mark} [{place}] {texts}", f"   {what.ja}{why.ja}{mend.ja}", f"   {what.en} {why.en} {mend.en}"]


def _plain(one: Note) -> Mapping[str, Any]:
    what, why, mend = one.words()
    return {
        "code": one.code, "is_lost": one.is_lost, "sheet": one.sheet, "row": one.row, "column": one.column,
        "text": one.text, "what": {"ja": what.ja, "en": what.en}, "why": {"ja": why.ja, "en": why.en},
        "mend": {"ja": mend.ja, "en": mend.en},
    }  # fmt: skip
