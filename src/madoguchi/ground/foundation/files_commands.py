"""Commands about stored files: what the virus scanner says, and asking it again."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from madoguchi.ground.kernel.errors import Message, Refused

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body


class ScannerNotThere(Refused):
    """A scan was asked for and nobody can do it."""

    code = "foundation.scanner_not_there"
    status = 503
    what = Message("ウイルス検査のプログラムが応答しません。", "The virus scanner does not answer.")
    why = Message("{reason}", "{reason}")
    mend = Message(
        "MADOGUCHI_CLAMDの値（例 unix:/run/clamav/clamd.ctl）と、clamdが動いているかを確かめてください。",
        "Check MADOGUCHI_CLAMD (such as unix:/run/clamav/clamd.ctl) and that clamd runs.",
    )


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add ``files status`` and ``files rescan``."""
    files = subparsers.add_parser("files", help="ファイルのウイルス検査 / virus scans of files").add_subparsers(
        required=True, metavar="ACTION"
    )
    status = files.add_parser("status", help="検査の状態 / the scanner, and what waits or is locked")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_file_status)
    rescanned = files.add_parser("rescan", help="保存したすべてのファイルを検査し直す / scan every kept file again")
    rescanned.set_defaults(run=_rescan)


def _file_status(args: argparse.Namespace) -> int:
    """Print the scanner's state and what it left open; exit 1 where somebody has to look."""
    from madoguchi.ground.foundation import files_scanning
    from madoguchi.ground.foundation.filing import scanning

    state, signatures = scanning.state(), ""
    if (scanner := scanning.scanner()) is not None and state == "ready":
        signatures = scanner.version()
    counts = {body.slug: {key.value: n for key, n in files_scanning.states(body.id).items()} for body in _bodies()}
    if args.json:
        print(json.dumps({"scanner": state, "signatures": signatures, "bodies": counts}, ensure_ascii=False))
    else:
        said = {
            "off": "設定なし：ウイルス検査をしていません / not set: nothing is scanned (MADOGUCHI_CLAMD)",
            "ready": f"応答あり / ready: {signatures}",
            "down": "応答なし：新しいファイルは未検査のまま閉じています / down: new files stay closed",
        }
        print(f"検査 / scanner: {said[state]}")
        for slug, found in counts.items():
            print(
                f"{slug}: 検査済み {found['clean']}、未検査 {found['waiting']}、ウイルスあり {found['infected']}、"
                f"検査なし {found['off']} / clean, waiting, infected, off"
            )
    return int(state == "down" or any(found["infected"] for found in counts.values()))


def _rescan(args: argparse.Namespace) -> int:
    """Scan again and print what came out; exit 1 where a virus was found or a file could not be read."""
    from madoguchi.ground.foundation import files_scanning
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.filing.scanning import ScannerDown

    wrong = 0
    for body in _bodies():
        try:
            found = files_scanning.scan_again(at=now(), body_id=body.id)
        except ScannerDown as error:
            raise ScannerNotThere(reason=error) from error
        print(
            f"{body.slug}: 検査済み {found.clean}、ウイルスあり {found.infected}、読めないもの {found.unreadable}"
            " / clean, infected, unreadable"
        )
        wrong += found.infected + found.unreadable
    return int(wrong > 0)


def _bodies() -> "list[Body]":
    from madoguchi.ground.foundation.models import Body

    return list(Body.objects.order_by("slug"))
