"""``madoguchi linkage``: hand results over from the command line (or a timer of the operator's)."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from madoguchi.ground.kernel.errors import Message, Refused


class BodyUnknown(Refused):
    """No body has this slug."""

    code = "linkage.body_unknown"
    status = 404
    what = Message("「{slug}」という団体はありません。", "There is no body “{slug}”.")
    why = Message("登録されている団体: {known}", "Known bodies: {known}.")
    mend = Message(
        "アドレスの最初の部分と同じ名前を入れてください。", "Give the name that stands first in its address."
    )


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    parser = subparsers.add_parser("linkage", help="決定の引き継ぎ / hand results over to core systems")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    export = actions.add_parser("export", help="決定済みの申請を引き継ぐ / hand over what waits")
    export.add_argument("--body", required=True, metavar="SLUG", help="団体 / body")
    export.add_argument("--layout", required=True, metavar="CODE", help="項目定義のコード / code of the layout")
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hand over; return 0 when done, 1 when some results do not fit and still wait. Refusals end with 2."""
    from madoguchi.ground.foundation.public import Actor, Body, now
    from madoguchi.line.linkage.public import hand_over

    known = {body.slug: body for body in Body.objects.order_by("slug")}
    if args.body not in known:
        raise BodyUnknown(slug=args.body, known=", ".join(known) or "—")
    made = hand_over(layout_code=args.layout, actor=Actor.system(known[args.body].id), at=now())
    if args.json:
        print(json.dumps(asdict(made), ensure_ascii=False, default=str))
    else:
        print(f"{made.name}: {made.result_count}件を引き継ぎました / {made.result_count} results handed over")
        for file in made.files:
            print(f"  {made.folder}/{file['name']}  {file['rows']}  sha256 {file['sha256']}")
        for one in made.left:
            print(f"  残り / left: {one.receipt_number}  {one.problems[0].ja} / {one.problems[0].en}")
    return 1 if made.left else 0
