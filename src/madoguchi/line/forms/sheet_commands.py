"""``madoguchi forms check|diff|from-xlsx|fill``: definitions checked, compared, drafted from 様式, and filled in."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms.core.definition import Definition, DefinitionRefused, parse_definition, parse_form
from madoguchi.line.forms.core.definition_file import read_definition
from madoguchi.line.forms.core.sheets.sheet_form import DOUBTS, LEFT_OUT, SheetForm, read_sheet
from madoguchi.line.forms.core.sheets.sheet_map import read_map
from madoguchi.line.forms.core.version_difference import How, VersionChange, version_difference
from madoguchi.line.forms.paper_commands import SubParsers

EXIT_FOUND = 1
EXIT_BAD_INPUT = 2
_HOW = {How.ADDED: "追加 / added", How.REMOVED: "削除 / removed", How.CHANGED: "変更 / changed"}


def register(commands: SubParsers) -> None:
    """Add the subcommands to those of ``forms``."""
    one = commands.add_parser("check", help="定義を確かめる / check a definition")
    one.add_argument("file", type=Path, metavar="FILE")
    command(one, _check)

    one = commands.add_parser("diff", help="2つの定義の違い / what differs between two definitions")
    one.add_argument("old", type=Path, metavar="OLD")
    one.add_argument("new", type=Path, metavar="NEW")
    command(one, _diff)

    one = commands.add_parser(
        "from-xlsx", help="Excel・PDF・Wordの様式から下書きを作る / make a draft from a form in Excel, PDF or Word"
    )
    one.add_argument("file", type=Path, metavar="FILE")
    command(one, _from_sheet)

    one = commands.add_parser(
        "fill", help="答えを同じ様式（Excel・PDF）に書き込む / write answers into the same form (Excel, PDF)"
    )
    one.add_argument("sheet", type=Path, metavar="SHEET")
    one.add_argument("map", type=Path, metavar="MAP.json", help="from-xlsx --json の出力 / what from-xlsx --json wrote")
    one.add_argument("answers", type=Path, metavar="ANSWERS.json")
    one.add_argument("--definition", type=Path, metavar="FILE", help="確認後の定義 / the definition, once confirmed")
    one.add_argument("--out", type=Path, metavar="FILE", required=True)
    command(one, _fill, starts_django=True)


def command(
    parser: argparse.ArgumentParser, handler: Callable[[argparse.Namespace], int], *, starts_django: bool = False
) -> None:
    """Give a subcommand ``--json`` and what it does."""
    parser.add_argument("--json", action="store_true", help="機械で読む形 / machine-readable output")
    parser.set_defaults(run=run, forms_run=handler, starts_django=starts_django)


def run(args: argparse.Namespace) -> int:
    """Do what the arguments say.

    Returns:
        0 done, 1 something to look at (problems, differences, answers not written whole), 2 bad input, on stderr.
    """
    handler: Callable[[argparse.Namespace], int] = args.forms_run
    try:
        return handler(args)
    except Refused as refusal:
        for language in ("ja", "en"):
            tell(" ".join(getattr(refusal, part).text(language) for part in ("what", "why", "mend")))
        if args.json:
            say({"errors": [_refused(refusal)]})
    except OSError as error:
        if error.filename is None:  # not a file that was named: a pipe that broke, a disk that is full
            raise
        tell(f"{error.filename}: ファイルを開けませんでした。名前と権限を確かめてください。")
        tell(f"{error.filename}: The file could not be opened ({error.strerror}). Please check its name.")
    return EXIT_BAD_INPUT


def _check(args: argparse.Namespace) -> int:
    try:
        definition = parse_definition(read_definition(args.file.read_bytes()))
    except DefinitionRefused as refusal:
        if args.json:
            problems = [{"path": one.path, "ja": one.message.ja, "en": one.message.en} for one in refusal.problems]
            say({"ok": False, "problems": problems})
        for one in refusal.problems:
            tell(f"{one.path}: {one.message.ja} / {one.message.en}")
        return EXIT_FOUND
    fields = len(definition.form.fields())
    if args.json:
        say({"ok": True, "code": definition.procedure.code, "pages": len(definition.form.pages), "fields": fields})
    else:
        print(
            f"{definition.procedure.code}: {len(definition.form.pages)}ページ・{fields}項目、直すところはありません。"
        )
        print(f"{definition.procedure.code}: {len(definition.form.pages)} pages, {fields} fields, nothing to mend.")
    return 0


def _diff(args: argparse.Namespace) -> int:
    changes = version_difference(_definition(args.old), _definition(args.new), {})
    if args.json:
        say({"changes": [_change(one) for one in changes]})
    else:
        for one in changes:
            print(f"[{_HOW[one.how]}] {one.where.ja} {one.what.ja}: {one.before.ja or '—'} → {one.after.ja or '—'}")
        print(f"違い {len(changes)}件 / {len(changes)} differences")
    return EXIT_FOUND if changes else 0


def _definition(path: Path) -> Definition:
    return parse_definition(read_definition(path.read_bytes()))


def _change(one: VersionChange) -> dict[str, Any]:
    texts = {"where": one.where, "what": one.what, "before": one.before, "after": one.after}
    return {"how": one.how.value} | {key: {"ja": text.ja, "en": text.en} for key, text in texts.items()}


def _from_sheet(args: argparse.Namespace) -> int:
    found = read_sheet(args.file.read_bytes(), args.file.name)
    if args.json:
        say(found.as_json())
        return 0
    _show(found)
    return 0


def _show(found: SheetForm) -> None:
    print(f"{found.title}\n確からしさ {found.score} / 100、{len(found.fields)}項目 / {len(found.fields)} fields")
    for one in found.fields:
        doubts = "、".join(DOUBTS[code].ja for code in one.doubts)
        at = "" if one.place is None else f"{one.place.surface} {one.place.cell}".strip()
        print(f"  {one.confidence:.2f}\t{one.path}\t{one.kind.value}\t{one.label}\t{at}\t{doubts}")
    for left in found.left_out:
        print(f"  ×\t{left.label}\t{LEFT_OUT[left.why].ja}")
    for reason in found.reasons:
        print(f"  ！\t{reason.message.ja}（{reason.count}件）\t{' / '.join(reason.texts[:5])}")


def _fill(args: argparse.Namespace) -> int:
    from madoguchi.line.forms.sheet_filling import fill_sheet  # the fonts need Django's settings

    whole = read_definition(args.map.read_bytes())
    part = whole.get("map", whole)
    form = _definition(args.definition).form if args.definition else parse_form(whole.get("form"))
    answers: Any = read_definition(args.answers.read_bytes())
    filled = fill_sheet(args.sheet.read_bytes(), read_map(part), answers, form)
    with args.out.open("xb") as stream:  # never over a file that is there
        stream.write(filled.content)
    notes = [
        {"code": one.code, "field": one.field, "ja": one.message.ja, "en": one.message.en, "text": one.text}
        for one in filled.told
    ]
    if args.json:
        say({"out": str(args.out), "told": notes})
    for note in notes:
        tell(f"{note['ja']} / {note['en']}")
    return EXIT_FOUND if notes else 0


def _refused(refusal: Refused) -> dict[str, Any]:
    return {"code": refusal.code} | {
        part: {"ja": getattr(refusal, part).ja, "en": getattr(refusal, part).en} for part in ("what", "why", "mend")
    }


def say(data: Mapping[str, Any]) -> None:
    """Write JSON to standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=1))


def tell(line: str) -> None:
    """Write a line to standard error."""
    print(line, file=sys.stderr)
