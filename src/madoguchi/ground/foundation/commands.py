"""Commands of the foundation: work, tasks, events; sign-in, backup and restore have modules of their own.

Django is imported when one of them runs, so that help is quick.
"""

import argparse
import gc
import json
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from madoguchi.ground.foundation import files_commands, sign_in_commands
from madoguchi.ground.foundation.backup import commands as backup
from madoguchi.ground.foundation.departing import commands as departing
from madoguchi.ground.foundation.named_bodies import bodies
from madoguchi.ground.foundation.zones import commands as transfer
from madoguchi.ground.kernel.errors import Message, Refused

if TYPE_CHECKING:
    from madoguchi.ground.foundation.seals import Finding

ROOTS_FORMAT = "madoguchi-roots/1"


@dataclass(frozen=True, slots=True)
class _Checked:
    """What ``events verify`` says of one body."""

    body: str
    findings: "list[Finding]"
    seals: int
    events: int


class RootsUnreadable(Refused):
    """The file of exported roots is not one."""

    code = "foundation.roots_unreadable"
    status = 422
    what = Message("「{path}」を読み取れませんでした。", "“{path}” could not be read.")
    why = Message(
        "書き出した封印のファイルではありません（{reason}）。", "It is not a file of exported roots ({reason})."
    )
    mend = Message(
        "「madoguchi events export-root」で書き出したファイルを選んでください。",
        "Choose a file written by “madoguchi events export-root”.",
    )


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    work = subparsers.add_parser("work", help="バックグラウンドの作業を行う / run background tasks")
    work.add_argument(
        "--lease", type=_seconds, default=30.0, metavar="SECONDS", help="延長しなければ作業を失う時間 / lease"
    )
    work.add_argument(
        "--batch", action="store_true", help="待っている作業を終えたら止まる / stop when nothing is ready"
    )
    work.set_defaults(run=_work)

    tasks = subparsers.add_parser("tasks", help="止まった作業 / stopped tasks").add_subparsers(
        required=True, metavar="ACTION"
    )
    listed = tasks.add_parser("list", help="止まった作業の一覧 / list stopped tasks")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list_dead)
    revived = tasks.add_parser("revive", help="止まった作業をやり直す / try stopped tasks again")
    revived.add_argument("task", nargs="*", type=UUID, help="作業の番号 / ids")
    revived.add_argument("--all", action="store_true", help="すべて / every one")
    revived.set_defaults(run=_revive)

    files_commands.register(subparsers)

    events = subparsers.add_parser("events", help="記録の封印を確かめる / the event log").add_subparsers(
        required=True, metavar="ACTION"
    )
    verified = events.add_parser("verify", help="改ざんがないか確かめる / check every seal")
    verified.add_argument("--body", metavar="SLUG", help="この団体だけ / this body only")
    verified.add_argument("--against", type=Path, metavar="FILE", help="書き出しておいた封印と比べる / exported roots")
    verified.add_argument("--json", action="store_true")
    verified.set_defaults(run=_verify)
    exported = events.add_parser("export-root", help="最後の封印を書き出す（JSON）/ write the last seals as JSON")
    exported.add_argument("--body", metavar="SLUG", help="この団体だけ / this body only")
    exported.set_defaults(run=_export_root)
    backup.register(subparsers)
    departing.register(subparsers)
    sign_in_commands.register(subparsers)
    keys = subparsers.add_parser("keys", help="封じてある秘密の鍵 / keys of sealed secrets").add_subparsers(
        required=True, metavar="ACTION"
    )
    resealed = keys.add_parser("reseal", help="秘密を新しい鍵で封じ直す / seal every secret with the new key")
    resealed.set_defaults(run=_reseal)
    transfer.register(subparsers, bodies)


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 3600:
        raise argparse.ArgumentTypeError("1–3600")
    return value


def _work(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.tasks import LeasedWorker, broker

    if broker.is_used() and not args.batch:
        return broker.work(lease=timedelta(seconds=args.lease))
    worker = LeasedWorker(lease=timedelta(seconds=args.lease), batch=args.batch)
    worker.configure_signals()
    gc.collect()  # what is loaded stays: to search it for garbage again and again takes a tenth of a worker's time
    gc.freeze()
    gc.set_threshold(5_000)
    worker.run()
    return 0


def _list_dead(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation import tasks

    found = tasks.dead()
    if args.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str))
    else:
        for one in found:
            print(f"{one.id}  {one.finished_at:%Y-%m-%d %H:%M}  {one.task_path}  {one.last_error}")
        print(f"止まった作業: {len(found)}件 / stopped tasks: {len(found)}")
    return 0


def _revive(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation import tasks

    ids = [one.id for one in tasks.dead()] if args.all else args.task
    for task_id in ids:
        tasks.revive(task_id)
    print(f"やり直す作業: {len(ids)}件 / revived: {len(ids)}")
    return 0


def _export_root(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation import seals

    roots = [{"body": body.slug, **seals.exported_roots(body.id)} for body in bodies(args.body)]
    print(json.dumps({"format": ROOTS_FORMAT, "roots": roots}, ensure_ascii=False, indent=1))
    return 0


def _verify(args: argparse.Namespace) -> int:
    """Print what is wrong; exit 1 where anything is."""
    from madoguchi.ground.foundation import seals
    from madoguchi.ground.foundation.clock import now

    exported = {} if args.against is None else _read_roots(args.against)
    checked = []
    for body in bodies(args.body):
        checked.append(_Checked(body.slug, *seals.verify(body.id, at=now(), exported=exported.pop(str(body.id), None))))
    if args.body is None:  # a whole body that is gone
        for root in exported.values():
            if _has_left(root):
                continue
            text = f"the body {root['body_id']} of the exported seal is gone"
            gone = [seals.Finding("cut_off", root["number"], None, text)]
            checked.append(_Checked(str(root.get("body", "")), gone, 0, 0))
    found_wrong = any(one.findings for one in checked)
    if args.json:
        print(
            json.dumps(
                {"ok": not found_wrong, "bodies": [asdict(one) for one in checked]}, ensure_ascii=False, default=str
            )
        )
        return int(found_wrong)
    for one in checked:
        count = len(one.findings)
        print(f"{one.body}: 封印 {one.seals}、記録 {one.events}、問題 {count}", end=" / ")
        print(f"{one.seals} seals, {one.events} events, {count} findings")
        for finding in one.findings:
            print(f"  {finding.kind}: {finding.text}", file=sys.stderr)
    return int(found_wrong)


def _has_left(root: dict[str, Any]) -> bool:
    """Whether the body of an exported root was erased, its own export going at least as far."""
    from madoguchi.ground.foundation.models import Departure

    left = Departure.objects.filter(former_id=root["body_id"], erased_at__isnull=False).first()
    return left is not None and (left.seal_number > root["number"] or left.root == root["root"])


def _read_roots(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != ROOTS_FORMAT:
            raise ValueError(f"format {content['format']}")
        return {
            str(UUID(root["body_id"])): {**root, "number": int(root["number"]), "root": str(root["root"])}
            for root in content["roots"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RootsUnreadable(path=path, reason=f"{type(error).__name__}: {error}") from error


def _reseal(_args: argparse.Namespace) -> int:
    """Seal with the first key what another one sealed; exit 1 where a secret does not open."""
    from madoguchi.ground.foundation import sealing

    anew, lost = sealing.walk_all(write=True)
    print(f"封じ直しました: {anew}件、開けないもの: {lost}件 / sealed anew: {anew}, do not open: {lost}")
    return int(lost > 0)
