"""``madoguchi sign-in``: what the operator does for sign-in on the server. Django is imported when a command runs."""

import argparse
import csv
import getpass
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation.named_bodies import bodies
from madoguchi.ground.kernel.charsets import decoded
from madoguchi.ground.kernel.errors import Message, Refused

if TYPE_CHECKING:
    from uuid import UUID

    from madoguchi.ground.foundation.models import Body


class FileNotReadable(Refused):
    """The file is missing or not what the command reads."""

    code = "signin.file_not_readable"
    status = 422
    what = Message("「{path}」を読み取れませんでした。", "“{path}” could not be read.")
    why = Message("{reason}", "{reason}")
    mend = Message(
        "docs/operate/sign-in.md にある例に合わせてください。", "Follow the example in docs/operate/sign-in.md."
    )


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add the commands."""
    actions = subparsers.add_parser("sign-in", help="サインインの設定 / sign-in").add_subparsers(
        required=True, metavar="ACTION"
    )
    listed = actions.add_parser("providers", help="外部の認証サービス / identity providers")
    listed.add_argument("body", metavar="SLUG", help="団体 / body")
    listed.add_argument("--put", type=Path, metavar="FILE", help="この内容にする（JSON）/ set them from this file")
    listed.add_argument(
        "--from", dest="valid_from", type=date.fromisoformat, metavar="DATE", help="この日から / from this day on"
    )
    listed.set_defaults(run=_providers)
    linked = actions.add_parser("link", help="職員と利用者を結び付ける / link staff and users")
    linked.add_argument("body", metavar="SLUG", help="団体 / body")
    linked.add_argument("provider", help="認証サービスの key / its key")
    linked.add_argument("file", type=Path, metavar="CSV", help="列: email,subject / columns")
    linked.set_defaults(run=_link)
    renewed = actions.add_parser(
        "renew", help="ただ一人の管理者などのサインインを初期化する / renew a lone administrator's sign-in"
    )
    renewed.add_argument("body", metavar="SLUG", help="団体 / body")
    renewed.add_argument("email", help="職員のメールアドレス / the person's e-mail")
    renewed.set_defaults(run=_renew)


def _providers(args: argparse.Namespace) -> int:
    """Print the providers in force on the day; with ``--put`` set them first."""
    from madoguchi.ground.foundation import dated_settings
    from madoguchi.ground.foundation.clock import localdate, now
    from madoguchi.ground.foundation.identity_providers import PROVIDERS
    from madoguchi.ground.foundation.scope import body_scope

    body, day = bodies(args.body)[0], args.valid_from or localdate(now())
    if args.put is not None:
        try:
            chosen = json.loads(args.put.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise FileNotReadable(path=args.put, reason=f"{type(error).__name__}: {error}") from error
        with body_scope(body, write=True):
            dated_settings.put(PROVIDERS, chosen, valid_from=day, set_by=None)
    with body_scope(body):
        print(json.dumps(dated_settings.value(PROVIDERS, on=day), ensure_ascii=False, indent=1))
    return 0


def _link(args: argparse.Namespace) -> int:
    """Link each line of the file; exit 1 where any was refused."""
    from madoguchi.ground.foundation import people_identities
    from madoguchi.ground.foundation.actors import Actor
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.people_refusals import NoSignIn

    body = bodies(args.body)[0]
    try:
        text = decoded(args.file.read_bytes())
        if text is None:
            raise FileNotReadable(path=args.file, reason="UTF-8, Shift_JIS")
        wanted = [(line["email"].strip().lower(), line["subject"]) for line in csv.DictReader(text.splitlines())]
    except (OSError, KeyError, AttributeError) as error:
        raise FileNotReadable(path=args.file, reason=f"{type(error).__name__}: {error}") from error
    refused = 0
    for number, (email, subject) in enumerate(wanted, start=2):
        try:
            person_id = _person_id(body, email)
            if person_id is None:
                raise NoSignIn
            people_identities.link(
                person_id=person_id, provider_key=args.provider, subject=subject, actor=Actor.system(body.id), at=now()
            )
        except Refused as refusal:
            refused += 1
            print(f"{args.file}:{number}: {refusal.what.ja}{refusal.why.ja} / {refusal.what.en}", file=sys.stderr)
    print(f"結び付けました: {len(wanted) - refused}件、できなかったもの: {refused}件", end=" / ")
    print(f"linked: {len(wanted) - refused}, refused: {refused}")
    return int(refused > 0)


def _person_id(body: "Body", email: str) -> "UUID | None":
    from madoguchi.ground.foundation.models import Person
    from madoguchi.ground.foundation.scope import body_scope

    with body_scope(body):
        person_id: UUID | None = (
            Person.objects.filter(account__email__iexact=email).values_list("id", flat=True).first()
        )
    return person_id


def _renew(args: argparse.Namespace) -> int:
    """Print a new first password for somebody whom two people cannot renew; the log says who ran this."""
    from madoguchi.ground.foundation import sign_in_renewals
    from madoguchi.ground.foundation.actors import Actor
    from madoguchi.ground.foundation.clock import now
    from madoguchi.ground.foundation.people_refusals import NoSignIn

    body = bodies(args.body)[0]
    person_id = _person_id(body, args.email.strip())
    if person_id is None:
        raise NoSignIn
    operator = os.environ.get("SUDO_USER") or getpass.getuser()
    password = sign_in_renewals.renew_on_server(
        person_id=person_id, operator=operator, actor=Actor.system(body.id), at=now()
    )
    print(password)
    print(
        "最初のパスワードです。本人に手渡してください。7日で使えなくなり、最初のサインインで本人が変えます。認証アプリ、パスキー、回復用の番号、サインイン中の端末は無効にしました。\n"
        "This is the first password: hand it over in person. It ends after 7 days, and they choose their own at the\n"
        "first sign-in. App, passkeys, recovery codes and sessions are cancelled.",
        file=sys.stderr,
    )
    return 0
