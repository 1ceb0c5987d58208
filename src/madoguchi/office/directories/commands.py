"""``madoguchi directories``: postal codes, towns and banks taken in from their publishers' files."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of

_KINDS = ("postal", "towns", "banks")
_MOST_READ = 256 * 1024 * 1024 + 1


class DirectoryFileNotThere(Refused):
    """A file cannot be read. Facts: ``file``, ``reason``."""

    code = "directories.file_not_there"
    status = 422
    what = Message("ファイル「{file}」を読めません。", "The file “{file}” cannot be read.")
    why = Message("{reason}", "{reason}")
    mend = Message("名前と場所を確かめてください。", "Check its name and place.")


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    parser = subparsers.add_parser("directories", help="郵便番号・町字・金融機関の一覧 / postal codes, towns, banks")
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    taken = actions.add_parser("import", help="公開元のファイルと入れ替える / take a publisher's files in")
    taken.add_argument("directory", choices=_KINDS, help="郵便番号・町字・金融機関 / which")
    taken.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="CSV（UTF-8かShift_JIS）。合わせて全部 / all"
    )
    taken.add_argument("--as-of", required=True, type=_day, metavar="DATE", help="いつ現在の内容か / as of")
    taken.add_argument("--dry-run", action="store_true", help="違いだけを見る / only show what would change")
    taken.add_argument("--json", action="store_true")
    taken.set_defaults(run=_import)

    shown = actions.add_parser("show", help="いま使っている内容 / what is in use")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=_show)


def _day(text: str) -> date:
    if (found := day_of(text)) is None:
        raise argparse.ArgumentTypeError("YYYY-MM-DD")
    return found


def _import(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import now
    from madoguchi.office.directories.public import Directory, take_in

    files = [(file.name, _read(file)) for file in args.files]
    done = take_in(directory=Directory(args.directory), files=files, as_of=args.as_of, at=now(), is_trial=args.dry_run)
    changes = done.difference
    if args.json:
        told = {
            "directory": done.directory, "as_of": done.as_of.isoformat(), "entries": done.entry_count,
            "added": changes.added_count, "removed": changes.removed_count,
            "first_added": changes.added, "first_removed": changes.removed, "taken_in": not args.dry_run,
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False))
        return 0
    print(f"{done.directory}  {done.as_of.isoformat()}  {done.entry_count:,}件 / entries")
    for sign, count, first in (
        ("+", changes.added_count, changes.added), ("-", changes.removed_count, changes.removed)
    ):  # fmt: skip
        for one in first:
            print(f"  {sign} {one}")
        if count > len(first):
            print(f"  {sign} ほか{count - len(first):,}件 / and {count - len(first):,} more")
    if args.dry_run:
        print("まだ入れ替えていません / nothing was changed")
    else:
        print("入れ替えました。画面には30秒以内に現れます / in use; pages follow within 30 seconds")
    return 0


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST_READ)
    except OSError as error:
        raise DirectoryFileNotThere(file=file, reason=error.strerror) from error


def _show(args: argparse.Namespace) -> int:
    from madoguchi.office.directories.public import held

    found = held()
    if args.json:
        told = [
            {"directory": one.directory, "as_of": one.as_of.isoformat(), "entries": one.entry_count} for one in found
        ]
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one.directory}  {one.as_of.isoformat()}  {one.entry_count:,}件 / entries")
    if not found:
        print("まだありません / none yet")
    return 0
