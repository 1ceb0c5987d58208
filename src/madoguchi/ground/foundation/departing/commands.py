"""`madoguchi bodies`: leave, check, erase, stay."""

import argparse
import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from madoguchi.ground.foundation.backup.commands import Shown, secret_of, work_elsewhere


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add the commands."""
    bodies = subparsers.add_parser("bodies", help="団体の離脱 / a body leaves this deployment").add_subparsers(
        required=True, metavar="ACTION"
    )
    leave = bodies.add_parser("leave", help="閉じて、すべてを書き出す / close it and export all it has")
    leave.add_argument("slug", metavar="SLUG", help="アドレスの最初の部分 / first part of its address")
    leave.add_argument("folder", type=Path, help="書き出しを置くフォルダー / where the export goes")
    leave.set_defaults(run=_leave)
    check = bodies.add_parser("check", help="書き出しを単独で確かめる / check an export by itself")
    check.add_argument("export", type=Path, help="書き出しのフォルダー / the export's folder")
    check.add_argument(
        "--into", type=Path, metavar="FOLDER", help="暗号を解いてここに置く / write it here in the clear"
    )
    check.set_defaults(run=_check, starts_django=False)
    erase = bodies.add_parser("erase", help="書き出した団体を消す / erase a body that was exported")
    erase.add_argument("export", type=Path, help="書き出しのフォルダー / the export's folder")
    erase.add_argument(
        "--confirm", required=True, metavar="NUMBER", help="checkが表示した確認番号 / the number that check shows"
    )
    erase.set_defaults(run=_erase)
    for command in (leave, check, erase):
        command.add_argument(
            "--key-file", type=Path, metavar="FILE", help="鍵のファイル。なければ尋ねます / the key; asked for without"
        )
    stay = bodies.add_parser("stay", help="離脱を取りやめて開き直す / open a closed body again")
    stay.add_argument("slug", metavar="SLUG", help="アドレスの最初の部分 / first part of its address")
    stay.set_defaults(run=_stay)
    for command in (leave, check, erase, stay):
        command.add_argument("--json", action="store_true", help="結果をJSONで / the result as JSON")


def _leave(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.backup.places import files_there
    from madoguchi.ground.foundation.backup.sides import owner_alias
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.departing import closing, writing
    from madoguchi.ground.foundation.known_bodies import GONE_SECONDS
    from madoguchi.ground.foundation.named_bodies import bodies

    secret = secret_of(args.key_file, twice=True)
    owner_alias()  # refused before the body is closed
    (body,) = bodies(args.slug)
    waiting = closing.close(body, at=now()) + timedelta(seconds=GONE_SECONDS) - now()
    time.sleep(max(0.0, waiting.total_seconds()))
    with files_there():
        done = writing.export(body, args.folder, secret, progress=Shown(args))
    made = done.contents
    shown = {
        "path": done.path, "body": made.slug, "tables": len(made.tables), "rows": made.row_count,
        "files": len(made.files), "there": done.there, "missing": made.missing, "seals": made.seal_number,
        "root": made.root,
    }  # fmt: skip
    if args.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(f"{made.name}を閉じ、書き出しました: {done.path} / {body.name_en} is closed and exported")
        print(f"  表 / tables {len(made.tables)}, 行 / rows {made.row_count}, ファイル / files {len(made.files)}")
        print(f"  封印 / seals {made.seal_number}, {made.root}")
        print("まだ何も消していません。次に「madoguchi bodies check」で確かめてください。")
        print("Nothing was erased yet. Check it next: “madoguchi bodies check”.")
    for path in made.missing:
        print(f"元のファイルがないか壊れています / missing or damaged in the deployment: {path}", file=sys.stderr)
    return int(bool(made.missing))


def _check(args: argparse.Namespace) -> int:
    secret = secret_of(args.key_file, twice=False)
    with tempfile.TemporaryDirectory(prefix="madoguchi-check-") as scratch:
        work_elsewhere(scratch, scratch)  # no setting and no database of a deployment is needed
        import django

        django.setup()
        from madoguchi.ground.foundation.departing.checking import check

        checked = check(args.export, secret, into=args.into)
    made = checked.contents
    if args.json:
        shown = {
            "ok": not checked.findings, "body": made.slug, "rows": made.row_count, "files": len(made.files),
            "seals": made.seal_number, "events": checked.events, "root": made.root, "number": made.number,
            "findings": checked.findings,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(f"{made.name}（{made.slug}）の書き出し {made.made_at} / export of {made.slug}")
        print(f"  表 / tables {len(made.tables)}, 行 / rows {made.row_count}, ファイル / files {len(made.files)}")
        print(f"  封印 / seals {made.seal_number}, 記録 / events {checked.events}, {made.root}")
        print(f"  問題 / findings {len(checked.findings)}")
        print(f"確認番号 / number: {made.number}")
        if args.into is not None:
            print(f"{args.into} には個人情報があります。 / {args.into} holds personal data.")
    for finding in checked.findings:
        print(finding, file=sys.stderr)
    return int(bool(checked.findings))


def _erase(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.backup.places import files_there
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.departing.checking import check
    from madoguchi.ground.foundation.departing.erasing import erase
    from madoguchi.ground.foundation.departing.refusals import ExportDamaged, NotConfirmed

    checked = check(args.export, secret_of(args.key_file, twice=False))
    lost = [one for one in checked.findings if one.partition(":")[0] not in checked.contents.missing]
    if lost:
        raise ExportDamaged(slug=checked.contents.slug, finding=lost[0])
    if args.confirm != checked.contents.number:
        raise NotConfirmed
    with files_there():
        done = erase(checked.contents, at=now(), progress=Shown(args))
    shown = {"body": done.slug, "rows": done.row_count, "files": done.file_count, "number": done.number}
    if args.json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(f"{done.name}を消しました / {done.slug} is erased")
        print(f"  行 / rows {done.row_count}, ファイル / files {done.file_count}")
    return 0


def _stay(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.departing import closing
    from madoguchi.ground.foundation.named_bodies import bodies

    (body,) = bodies(args.slug)
    was_closed = closing.reopen(body, at=now())
    if args.json:
        print(json.dumps({"body": body.slug, "was_closed": was_closed}))
    elif was_closed:
        print(f"{body.name}を開き直しました / {body.name_en} is open again")
    else:
        print(f"{body.name}は閉じられていません / {body.name_en} was not closed")
    return 0
