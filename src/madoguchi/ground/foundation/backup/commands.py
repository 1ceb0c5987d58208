"""`madoguchi backup` and `madoguchi restore`."""

import argparse
import getpass
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from madoguchi.ground.foundation.backup.refusals import KeyMissing, KeyTooShort

_WORDS = {"files": "ファイル / files", "tables": "表 / tables", "checks": "照合 / checking files"}
MEGABYTE = 1_000_000


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add both commands."""
    backup = subparsers.add_parser("backup", help="データベースとファイルを写す / back up database and files")
    backup.add_argument("folder", type=Path, help="バックアップを置くフォルダー / where backups are kept")
    backup.set_defaults(run=_backup)
    restore = subparsers.add_parser("restore", help="バックアップを空の所へ戻す / restore a backup into an empty place")
    restore.add_argument("backup", type=Path, help="一回分のバックアップのフォルダー / the folder of one backup")
    restore.add_argument(
        "--drill", metavar="DIR|URL",
        help="練習: このフォルダーか空のPostgreSQLへ / a drill: into this folder, or this empty PostgreSQL",
    )  # fmt: skip
    restore.set_defaults(run=_restore, starts_django=False)
    for command in (backup, restore):
        command.add_argument(
            "--key-file", type=Path, metavar="FILE", help="鍵のファイル。なければ尋ねます / the key; asked for without"
        )
        command.add_argument("--json", action="store_true", help="結果をJSONで / the result as JSON")


def _backup(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation import health
    from madoguchi.ground.foundation.backup.places import files_there
    from madoguchi.ground.foundation.backup.taking import take
    from madoguchi.ground.foundation.clock import now

    began = time.monotonic()
    with files_there():
        taken = take(args.folder, secret_of(args.key_file, twice=True), progress=Shown(args))
    seconds = round(time.monotonic() - began, 1)
    health.backup_taken(at=now())
    if args.json:
        print(json.dumps({**asdict(taken), "seconds": seconds}, ensure_ascii=False))
    else:
        if taken.resumed:
            print(f"前回の続きから行いました / Went on with an unfinished backup: {taken.there} files were there")
        print(f"バックアップ: {taken.path} / Backup: {taken.path}")
        print(f"  表 / tables {taken.tables}, 行 / rows {taken.rows}, {mega(taken.database_bytes)}")
        print(
            f"  ファイル / files {taken.files}, {mega(taken.file_bytes)}"
            f"（新しく / new {taken.copied}, 前回と共有 / shared {taken.linked}）"
        )
        print(f"  {seconds} 秒 / seconds")
    for path in taken.missing or []:
        print(f"元のファイルがないか壊れています / missing or damaged in the deployment: {path}", file=sys.stderr)
    return int(bool(taken.missing))


def _restore(args: argparse.Namespace) -> int:
    began = time.monotonic()
    secret = secret_of(args.key_file, twice=False)
    with tempfile.TemporaryDirectory(prefix="madoguchi-drill-") as scratch:
        if args.drill:
            work_elsewhere(args.drill, scratch)
        import django

        django.setup()
        from madoguchi.ground.foundation.backup.folder import Folder
        from madoguchi.ground.foundation.backup.places import files_there
        from madoguchi.ground.foundation.backup.restoring import restore

        with files_there():
            restored = restore(Folder.open(args.backup, secret), progress=Shown(args))
    seconds = round(time.monotonic() - began, 1)
    if args.json:
        print(json.dumps({"ok": not restored.findings, **asdict(restored), "seconds": seconds}, ensure_ascii=False))
    else:
        if restored.resumed:
            print("前回の続きから行いました / Went on with an interrupted restore")
        print(f"戻しました / Restored: {args.backup}（{restored.taken_at}）")
        print(f"  表 / tables {restored.tables}, 行 / rows {restored.rows}: 数が一致 / counts equal")
        print(f"  ファイル / files {restored.files}, {mega(restored.file_bytes)}")
        print(f"  封印 / seals {restored.seals}, 記録 / events {restored.events}")
        print(f"  問題 / findings {len(restored.findings)}, {seconds} 秒 / seconds")
        if args.drill:
            print("練習で戻したものには個人情報があります。消してください。")
            print("What the drill restored holds personal data: delete it.")
    for finding in restored.findings:
        print(finding, file=sys.stderr)
    return int(bool(restored.findings))


def work_elsewhere(target: str, scratch: str) -> None:
    """Let this process work on another deployment alone, such as a drill's: before the settings are read."""
    for name in [name for name in os.environ if name.startswith("MADOGUCHI_")]:
        del os.environ[name]  # nothing of the running deployment may be touched: database, files, mail
    if target.startswith(("postgresql:", "postgres:")):
        os.environ.update(MADOGUCHI_DATABASE_URL=target, MADOGUCHI_OWNER_DATABASE_URL=target, MADOGUCHI_DATA=scratch)
    else:
        os.environ.update(MADOGUCHI_DATABASE_URL="sqlite:", MADOGUCHI_DATA=target)


def secret_of(path: Path | None, *, twice: bool) -> str:
    """Return the key: a file's text, or what somebody types; never an argument, which every process can read."""
    from madoguchi.ground.foundation.backup.sealing import LEAST_KEY

    if path is not None:
        try:
            secret = path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise KeyMissing(
                reason_ja=f"鍵のファイルを読めませんでした（{error}）",
                reason_en=f"The key file could not be read ({error})",
            ) from error
    elif sys.stdin.isatty():
        secret = getpass.getpass("バックアップの合い言葉 / Passphrase of the backup: ")
        if twice and getpass.getpass("もう一度 / Again: ") != secret:
            raise KeyMissing(reason_ja="二度の入力が違いました", reason_en="The two entries differ")
    else:
        raise KeyMissing(
            reason_ja="鍵のファイルが示されず、尋ねる画面もありません",
            reason_en="No key file was named, and there is no terminal to ask at",
        )
    if len(secret) < LEAST_KEY:
        raise KeyTooShort(length=len(secret), least=LEAST_KEY)
    return secret


class Shown:
    """A line that counts, where a person watches; at most five times a second."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._shows, self._last = not args.json and sys.stderr.isatty(), 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._shows and (done == total or time.monotonic() - self._last > 0.2):
            self._last = time.monotonic()
            end = "\n" if done == total else ""
            print(f"\r{_WORDS[what]}: {done:,} / {total:,}", end=end, file=sys.stderr, flush=True)


def mega(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"
