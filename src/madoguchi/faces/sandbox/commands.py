"""Commands for trial bodies: make one for a vendor, bring it back to its beginning."""

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from madoguchi.faces.sandbox.services import Made


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    sandbox = subparsers.add_parser(
        "sandbox", help="事業者がAPIを試すための団体 / bodies in which vendors try the API"
    ).add_subparsers(required=True, metavar="ACTION")
    add = sandbox.add_parser("add", help="作り、シークレットを一度だけ表示する / make one and show its secrets once")
    add.add_argument("--vendor", required=True, metavar="NAME", help="事業者の名前 / name of the vendor")
    add.add_argument(
        "--webhook", action="append", default=[], metavar="URL", help="知らせの送り先 / receiver; repeatable"
    )
    reset = sandbox.add_parser("reset", help="初めの状態に戻す（30秒かかる） / back to its beginning; takes 30 seconds")
    clear = sandbox.add_parser("clear", help="初期化で残った古い団体を消す / erase what resets have left behind")
    clear.add_argument("--json", action="store_true")
    clear.set_defaults(run=_clear)
    for command, run in ((add, _add), (reset, _reset)):
        command.add_argument("slug", metavar="SLUG", help="アドレスの最初の部分 / first part of its address")
        command.add_argument("--json", action="store_true")
        command.set_defaults(run=run)


def _add(args: argparse.Namespace) -> int:
    from madoguchi.faces.sandbox import services
    from madoguchi.ground.foundation.public import now

    made = services.add(slug=args.slug, vendor=args.vendor, webhooks=tuple(args.webhook), at=now())
    _show(args, made, {})
    return 0


def _reset(args: argparse.Namespace) -> int:
    from madoguchi.faces.sandbox import services
    from madoguchi.ground.foundation.public import now

    made, erased = services.reset(slug=args.slug, at=now())
    _show(args, made, {"erased": {"bodies": erased.bodies, "matters": erased.matters, "rows": erased.rows}})
    return 0


def _clear(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import trials

    erased = trials.erase_retired()
    if args.json:
        print(json.dumps({"erased": erased}))
    else:
        print(f"消した古い団体: {len(erased)} / old trial bodies erased: {len(erased)}")
    return 0


def _show(args: argparse.Namespace, made: "Made", more: dict[str, Any]) -> None:
    shown = {
        "body": made.body.slug,
        "api": made.api,
        "client_id": made.credentials.key,
        "client_secret": made.credentials.secret,
        "webhooks": [{"url": one.url, "secret": one.secret} for one in made.webhooks],
        "staff": list(made.accounts),
        "password": made.password,
        **more,
    }
    if args.json:
        print(json.dumps(shown, ensure_ascii=False))
        return
    for name, value in shown.items():
        print(f"{name:14} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    print("シークレットとパスワードは二度と表示されません。 / Secrets and password are not shown again.")
