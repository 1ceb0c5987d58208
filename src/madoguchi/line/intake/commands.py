"""Commands of intake: the systems that may send applications."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from madoguchi.ground.kernel.errors import Message, Refused

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Body


class BodyUnknown(Refused):
    """No body has this slug."""

    code = "intake.body_unknown"
    status = 404
    what = Message("「{slug}」という団体はありません。", "There is no body “{slug}”.")
    why = Message("登録されている団体: {known}", "Known bodies: {known}.")
    mend = Message(
        "アドレスの最初の部分と同じ名前を入れてください。", "Give the name that stands first in its address."
    )


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    clients = subparsers.add_parser(
        "clients", help="APIで申請を送る外部システム / systems that send applications"
    ).add_subparsers(required=True, metavar="ACTION")
    for name, help_text, run in (
        ("add", "登録し、トークンを一度だけ表示する / add one and show its token once", _add),
        ("stop", "利用を止める / stop one", _stop),
    ):
        command = clients.add_parser(name, help=help_text)
        command.add_argument("--body", required=True, metavar="SLUG", help="団体 / body")
        command.add_argument("name", help="名前 / name")
        command.add_argument("--json", action="store_true")
        command.set_defaults(run=run)
    listed = clients.add_parser("list", help="一覧 / list")
    listed.add_argument("--body", required=True, metavar="SLUG", help="団体 / body")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list)


def _body(slug: str) -> "Body":
    from madoguchi.ground.foundation.public import Body

    known = {body.slug: body for body in Body.objects.order_by("slug")}
    if slug not in known:
        raise BodyUnknown(slug=slug, known=", ".join(known) or "—")
    return known[slug]


def _add(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import Actor, now
    from madoguchi.line.intake import client_services

    body = _body(args.body)
    token = client_services.add_client(name=args.name, actor=Actor.system(body.id), at=now())
    if args.json:
        print(json.dumps({"body": body.slug, "name": args.name, "token": token}, ensure_ascii=False))
    else:
        print(f"{token}\nこのトークンは二度と表示されません。 / This token is not shown again.")
    return 0


def _stop(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import Actor, now
    from madoguchi.line.intake import client_services

    body = _body(args.body)
    client_services.stop_client(name=args.name, actor=Actor.system(body.id), at=now())
    if args.json:
        print(json.dumps({"body": body.slug, "name": args.name, "is_active": False}, ensure_ascii=False))
    else:
        print(f"「{args.name}」の利用を止めました。 / “{args.name}” was stopped.")
    return 0


def _list(args: argparse.Namespace) -> int:
    from madoguchi.line.intake import client_selectors

    found = client_selectors.clients(_body(args.body).id)
    if args.json:
        rows = [{"name": one.name, "is_active": one.is_active, "added_at": one.added_at.isoformat()} for one in found]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for one in found:
            state = "利用中 / active" if one.is_active else "停止 / stopped"
            print(f"{one.name}  {state}  {one.added_at:%Y-%m-%d}")
    return 0
