"""The command ``madoguchi transfer``."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body
    from madoguchi.ground.foundation.zones.refusals import NotCarried


def register(subparsers: Any, bodies: Callable[[str | None], list["Body"]]) -> None:
    """Add ``transfer`` and its actions.

    Args:
        subparsers: argparse's own, a private class.
        bodies: returns those with a slug, all for None.
    """
    actions = subparsers.add_parser(
        "transfer", help="もう一方のゾーンとの転送 / packages to and from the other zone"
    ).add_subparsers(required=True, metavar="ACTION")
    key = actions.add_parser("key", help="このゾーンの鍵を作る / make this zone's keys")
    key.set_defaults(run=_key)
    send = actions.add_parser("send", help="待っているものを送る / pack and send what waits")
    send.set_defaults(run=_send)
    receive = actions.add_parser("receive", help="届いたものを取り込む / take in what came")
    receive.set_defaults(run=_receive)
    status = actions.add_parser("status", help="転送の状況 / how the transfer stands")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    resend = actions.add_parser("resend", help="届いていないものを送り直す / send again what was not acknowledged")
    resend.add_argument("--body", metavar="SLUG", help="この団体だけ / this body only")
    resend.set_defaults(run=_resend, bodies=bodies)
    anew = actions.add_parser(
        "anew",
        help="はじめから送り直す（分けたとき、戻したとき）/ begin anew: after parting the zones, after a restore",
    )
    anew.add_argument("--body", metavar="SLUG", help="この団体だけ / this body only")
    anew.set_defaults(run=_anew, bodies=bodies)


def _key(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.zones import courier, sealing

    folder = courier.folders().keys
    try:
        public = sealing.make_keys(folder)
    except FileExistsError:
        public = sealing.read_public(folder / sealing.OWN_PUBLIC)
        print("鍵はすでにあります。/ There are keys already.", file=sys.stderr)
    print(f"{folder / sealing.OWN_PUBLIC}  {public.fingerprint}")
    return 0


def _send(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.zones import sending

    done = sending.send(now())
    print(f"パッケージ {done.packed}件を作り、{done.sent}件を送りました / packed {done.packed}, sent {done.sent}")
    for refusal in _carry():
        raise refusal
    return 0


def _carry() -> "list[NotCarried]":
    """Carry by SFTP where that is set; return why it could not be done."""
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.zones import carrier

    try:
        done = carrier.carry(now(), by_hand=True)
    finally:
        carrier.hang_up()
    if done.brought or done.fetched:
        print(
            f"SFTPで{done.brought}件を運び、{done.fetched}件を受け取りました / "
            f"by SFTP brought {done.brought}, fetched {done.fetched}"
        )
    return done.refusals


def _receive(args: argparse.Namespace) -> int:
    """Exit 1 where something was laid aside."""
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.zones import taking_in

    refusals = _carry()
    done = taking_in.receive(now())
    print(
        f"取り込み {done.taken}件、重複 {done.repeated}件、順番待ち {done.waiting}件、取り込まず {done.refused}件 / "
        f"taken in {done.taken}, repeated {done.repeated}, waiting {done.waiting}, refused {done.refused}"
    )
    for refusal in refusals:
        raise refusal
    return int(done.refused > 0)


def _status(args: argparse.Namespace) -> int:
    """Exit 1 where something was laid aside or is not carried."""
    from madoguchi.ground.foundation.zones import carrier, status

    found = status.status()
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=lambda at: at.isoformat()))
        return int(not found.is_well)
    for one in found.bodies:
        print(
            f"{one.body}: 待ち {one.waiting_count}、送信 {one.sent}、相手の取り込み {one.acknowledged}、"
            f"こちらの取り込み {one.taken} / waiting {one.waiting_count}, sent {one.sent}, "
            f"acknowledged {one.acknowledged}, taken in {one.taken}"
        )
    for name in found.arrived:
        print(f"順番待ち / waiting for its turn: {name}")
    for name in found.refused:
        print(f"取り込まず / laid aside: {name}", file=sys.stderr)
    for way in found.ways:
        waiting = f"、待ち {found.uncarried}件 / {found.uncarried} wait" if way.way == carrier.OUT else ""
        print(f"SFTP {way.way} {way.server}: {way.reached_at or '-'}{waiting}")
        if way.failing_since:
            print(f"{way.failing_since}から、{way.tries}回失敗 / failed {way.tries} times since", file=sys.stderr)
            print(way.ja, way.en, sep="\n", file=sys.stderr)
    return int(not found.is_well)


def _resend(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.zones import sending

    count = sum(sending.resend(body.id, at=now()) for body in args.bodies(args.body))
    print(f"{count}件を送り直しました / {count} packages were sent again")
    return 0


def _anew(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.zones import sending

    count = sum(sending.begin_anew(body.id, at=now()) for body in args.bodies(args.body))
    print(f"{count}件の記録が送信を待っています / {count} events wait to cross")
    return 0
