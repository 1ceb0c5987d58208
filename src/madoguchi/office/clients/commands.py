"""Commands of this room: the systems that have access."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.clients.core.scopes import DEFAULT, Scope

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Body
    from madoguchi.office.clients.services import Credentials


class BodyUnknown(Refused):
    """No body has this slug."""

    code = "clients.body_unknown"
    status = 404
    what = Message("「{slug}」という団体はありません。", "There is no body “{slug}”.")
    why = Message("登録されている団体: {known}", "Known bodies: {known}.")
    mend = Message(
        "アドレスの最初の部分と同じ名前を入れてください。", "Give the name that stands first in its address."
    )


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    clients = subparsers.add_parser("clients", help="APIを使う外部システム / systems that use the API").add_subparsers(
        required=True, metavar="ACTION"
    )
    for name, help_text, run in (
        ("add", "登録し、シークレットを一度だけ表示する / add one and show its secret once", _add),
        (
            "rotate",
            "シークレットを替える（古いものは24時間使える） / new secret",
            _rotate,
        ),
        ("stop", "利用を止める / stop one", _stop),
    ):
        command = clients.add_parser(name, help=help_text)
        command.add_argument("--body", required=True, metavar="SLUG", help="団体 / body")
        command.add_argument("name", help="名前 / name")
        command.add_argument("--json", action="store_true")
        command.set_defaults(run=run)
        if name == "add":
            command.add_argument(
                "--scope", action="append", choices=[one.value for one in Scope], help="認める範囲 / scope; repeatable"
            )
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
    from madoguchi.office.clients import services

    body = _body(args.body)
    scopes = [Scope(one) for one in args.scope] if args.scope else DEFAULT
    _show(args, body, services.add_client(name=args.name, scopes=scopes, actor=Actor.system(body.id), at=now()))
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import Actor, now
    from madoguchi.office.clients import selectors, services

    body = _body(args.body)
    client_id = selectors.client_named(body.id, args.name)
    _show(args, body, services.rotate_secret(client_id=client_id, actor=Actor.system(body.id), at=now()))
    return 0


def _show(args: argparse.Namespace, body: "Body", made: "Credentials") -> None:
    if args.json:
        shown = {"body": body.slug, "name": args.name, "client_id": made.key, "client_secret": made.secret}
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(f"client_id      {made.key}\nclient_secret  {made.secret}")
        print("このシークレットは二度と表示されません。 / This secret is not shown again.")


def _stop(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import Actor, now
    from madoguchi.office.clients import services

    body = _body(args.body)
    services.stop_client(name=args.name, actor=Actor.system(body.id), at=now())
    if args.json:
        print(json.dumps({"body": body.slug, "name": args.name, "is_active": False}, ensure_ascii=False))
    else:
        print(f"「{args.name}」の利用を止めました。 / “{args.name}” was stopped.")
    return 0


def _list(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import Actor
    from madoguchi.office.clients import selectors

    found = selectors.clients(Actor.system(_body(args.body).id))
    if args.json:
        rows = [
            {
                "name": one.name,
                "client_id": one.key,
                "scopes": list(one.scopes),
                "is_active": one.is_active,
                "added_at": one.added_at.isoformat(),
            }
            for one in found
        ]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for one in found:
            state = "利用中 / active" if one.is_active else "停止 / stopped"
            print(f"{one.name}  {one.key}  {state}  {one.added_at:%Y-%m-%d}  {' '.join(one.scopes)}")
    return 0
