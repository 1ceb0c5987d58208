"""``madoguchi layouts``: list and show layouts, check and convert files, read a 項目定義書."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn, Protocol

from madoguchi.ground.kernel.errors import Language, Message, Refused
from madoguchi.office.layouts.public import (
    PROFILES,
    Layout,
    ManyRefused,
    Problem,
    ReadFile,
    as_json,
    layout,
    layout_from_sheet,
    layouts,
    load_layout,
    profile,
    read,
    write,
)

EXIT_BAD_INPUT = 2


class SubParsers(Protocol):
    """What ``ArgumentParser.add_subparsers`` returns; argparse gives that type no public name."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser: ...


def register(subparsers: SubParsers) -> None:
    """Add ``layouts`` and its subcommands; ``run`` in the parsed arguments returns the exit code."""
    parser = subparsers.add_parser("layouts", help="項目定義: list, show, check, convert, import")
    parser.set_defaults(run=run)
    commands = parser.add_subparsers(dest="layouts_command", required=True, metavar="COMMAND")

    one = commands.add_parser("list", help="the layouts and profiles there are")
    _common(one, _list)

    one = commands.add_parser("show", help="the columns of one layout")
    one.add_argument("layout", metavar="LAYOUT", help="CODE, CODE@VERSION or a JSON file")
    _common(one, _show)

    one = commands.add_parser("check", help="check a file of a layout, or a layout in JSON (without --layout)")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--layout", default="", help="CODE, CODE@VERSION or a JSON file")
    one.add_argument("--group", default="", help="code of the group, where the layout has several")
    one.add_argument("--profile", default="core-utf8", help=f"one of {', '.join(PROFILES)}")
    _common(one, _check)

    one = commands.add_parser("convert", help="write a file of a layout in another profile")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("output", type=Path, metavar="OUTPUT")
    one.add_argument("--layout", required=True, help="CODE, CODE@VERSION or a JSON file")
    one.add_argument("--group", default="", help="code of the group, where the layout has several")
    one.add_argument("--from", dest="source", required=True, help="profile of FILE")
    one.add_argument("--to", dest="target", required=True, help="profile of OUTPUT")
    _common(one, _convert)

    one = commands.add_parser(
        "import", help="read a 項目定義書 saved as CSV; the layout goes to standard output as JSON"
    )
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--code", required=True)
    one.add_argument("--layout-version", required=True, metavar="VERSION")
    one.add_argument("--name", required=True, help="Japanese name")
    one.add_argument("--name-en", default="", help="English name")
    one.add_argument("--source", default="", help="the document and its edition")
    _common(one, _import)


def run(args: argparse.Namespace) -> int:
    """Do what the arguments say; return 0, or 2 where the input has errors, which are told on stderr."""
    handler: Callable[[argparse.Namespace], int] = args.layouts_run
    try:
        return handler(args)
    except ManyRefused as refusal:
        _tell([*_headline(refusal, args), *(p.text(args.language) for p in refusal.problems)])
        if args.json:
            _print({"errors": [p.as_json() for p in refusal.problems]})
    except Refused as refusal:
        words = (refusal.what, refusal.why, refusal.mend)
        _tell([" ".join(m.text(args.language) for m in words)])
        if args.json:
            _print({"errors": [{"code": refusal.code, "what": {"ja": refusal.what.ja, "en": refusal.what.en}}]})
    except OSError as error:
        # A file that isn't there is bad input too; the system's own words name it.
        _tell([f"{error.strerror}: {error.filename}"])
    return EXIT_BAD_INPUT


def main(arguments: Iterable[str] | None = None) -> NoReturn:
    """Run ``layouts …`` without the rest of the product; layouts need neither settings nor a database."""
    parser = argparse.ArgumentParser(prog="madoguchi")
    register(parser.add_subparsers(required=True))
    args = parser.parse_args(None if arguments is None else list(arguments))
    raise SystemExit(run(args))


def _common(parser: argparse.ArgumentParser, handler: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.add_argument("--language", choices=[Language.JA.value, Language.EN.value], default=Language.JA.value)
    parser.set_defaults(layouts_run=handler)


def _find(wanted: str) -> Layout:
    if wanted.endswith(".json"):
        return load_layout(Path(wanted))
    code, _, version = wanted.partition("@")
    return layout(code, version)


def _list(args: argparse.Namespace) -> int:
    found = layouts()
    if args.json:
        _print(
            {
                "layouts": [
                    {
                        "code": one.code,
                        "version": one.version,
                        "name": {"ja": one.name.ja, "en": one.name.en},
                        "verified": one.is_verified,
                        "groups": [g.code for g in one.groups],
                    }
                    for one in found
                ],
                "profiles": [p.as_json() for p in PROFILES.values()],
            }
        )
        return 0
    for one in found:
        groups = ", ".join(g.code for g in one.groups)
        print(f"{one.code}@{one.version}\t{one.name.text(args.language)}\t{groups}\t{_standing(one, args.language)}")
    for known in PROFILES.values():
        print(f"{known.code}\t{known.name.text(args.language)}")
    return 0


def _standing(one: Layout, language: str) -> str:
    words = Message("照合済み", "verified") if one.is_verified else Message("未照合の見本", "unverified sample")
    return words.text(language)


def _show(args: argparse.Namespace) -> int:
    one = _find(args.layout)
    if args.json:
        _print(as_json(one))
        return 0
    print(f"{one.code}@{one.version} {one.name.text(args.language)} ({_standing(one, args.language)})")
    print(one.note.text(args.language))
    for group in one.groups:
        print(f"\n[{group.code}] {group.name}")
        for column in group.columns:
            digits = "" if column.digits is None else str(column.digits)
            digits += f",{column.fraction}" if column.fraction else ""
            key = "*" if column.is_key else ""
            print("\t".join((column.item_id, column.name + key, column.field, column.data_type, digits, column.output)))
    return 0


def _check(args: argparse.Namespace) -> int:
    if not args.layout:
        one = load_layout(args.file)
        if args.json:
            _print({"layout": f"{one.code}@{one.version}", "errors": [], "notices": []})
        else:
            print(f"{one.code}@{one.version}: OK")
        return 0
    found = _read(args, args.profile)
    notices = [p for p in found.problems if p not in found.errors]
    if args.json:
        _print(
            {
                "count": found.count,
                "rows": len(found.rows),
                "errors": [p.as_json() for p in found.errors],
                "notices": [p.as_json() for p in notices],
            }
        )
    else:
        words = Message(
            f"{found.count}件のうち{len(found.rows)}件が正しく読めました。",
            f"{len(found.rows)} of {found.count} rows are right.",
        )
        print(words.text(args.language))
    _tell(p.text(args.language) for p in found.problems)
    return EXIT_BAD_INPUT if found.errors else 0


def _read(args: argparse.Namespace, profile_code: str) -> ReadFile:
    with args.file.open("rb") as stream:
        return read(_find(args.layout), stream, profile(profile_code), group=args.group)


def _convert(args: argparse.Namespace) -> int:
    found = _read(args, args.source)
    target = profile(args.target)
    written = write(_find(args.layout), found.clean(), target, group=args.group)
    with args.output.open("xb") as stream:  # never over a file that is there
        stream.write(written.content)
    notices: list[Problem] = [*found.problems, *written.notices]
    summary = {
        "count": written.count,
        "sha256": written.sha256,
        "encoding": target.as_json(),
        "replacements": [r.as_json() for r in written.replacements],
        "notices": [p.as_json() for p in notices],
    }
    if args.json:
        _print(summary)
    else:
        words = Message(f"{written.count}件 {written.sha256}", f"{written.count} rows {written.sha256}")
        print(words.text(args.language))
    _tell(p.text(args.language) for p in notices)
    _tell(f"{r.row}\t{r.column}\t{r.character} ({r.code_points}) → {r.written}" for r in written.replacements)
    return 0


def _import(args: argparse.Namespace) -> int:
    one = layout_from_sheet(
        args.file.read_bytes(),
        code=args.code,
        version=args.layout_version,
        name=Message(args.name, args.name_en or args.name),
        source=args.source,
        note=Message("項目定義書から取り込みました。", "Imported from a definition sheet."),
    )
    _print(as_json(one))
    return 0


def _headline(refusal: ManyRefused, args: argparse.Namespace) -> list[str]:
    return [f"{refusal.what.text(args.language)} {refusal.mend.text(args.language)}"]


def _print(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
