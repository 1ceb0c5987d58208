"""``madoguchi forms pack``, ``adopt`` and ``trust``: packages on the command line, for operators."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.paper_commands import SubParsers

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Actor
    from madoguchi.line.forms.core.merging import Side
    from madoguchi.line.forms.core.package_file import Manifest


class FileNotThere(Refused):
    """A file cannot be read or written. Facts: ``file``, ``reason``."""

    code = "forms.file_not_there"
    status = 422
    what = Message("ファイル「{file}」を読み書きできません。", "The file “{file}” cannot be read or written.")
    why = Message("{reason}", "{reason}")
    mend = Message("名前と場所を確かめてください。", "Check its name and place.")


class ChoiceNotReadable(Refused):
    """A choice is not written as one. Facts: ``typed``."""

    code = "forms.choice_not_readable"
    status = 422
    what = Message("「{typed}」は選び方として読み取れません。", "“{typed}” is no choice.")
    why = Message("「場所=ours」か「場所=theirs」と書きます。", "A choice is PATH=ours or PATH=theirs.")
    mend = Message("違いの一覧にある場所を書いてください。", "Name a place of the list of differences.")


def register(commands: SubParsers) -> None:
    """Add the commands of packages to those of ``madoguchi forms``."""
    pack = commands.add_parser("pack", help="公開した版をパッケージに書き出す / write a version to a package")
    pack.add_argument("body", metavar="BODY", help="団体 / body")
    pack.add_argument("procedure", metavar="PROCEDURE", help="手続きコード / code of the procedure")
    pack.add_argument("--version", type=int, metavar="N", help="何版か（なければ最新） / which; the newest if left out")
    pack.add_argument("--out", required=True, type=Path, metavar="FILE")
    pack.add_argument("--json", action="store_true")
    pack.set_defaults(run=_pack)

    adopt = commands.add_parser("adopt", help="ほかの団体のパッケージを採用する / adopt a package of another body")
    adopt.add_argument("file", type=Path, metavar="FILE")
    adopt.add_argument("--body", required=True, metavar="BODY", help="採用する団体 / the body that adopts")
    adopt.add_argument(
        "--choose", action="append", default=[], metavar="PATH=ours|theirs",
        help="両方が変えたところをどちらにするか / whose value holds",
    )  # fmt: skip
    adopt.add_argument("--json", action="store_true")
    adopt.set_defaults(run=_adopt)

    trust = commands.add_parser("trust", help="署名の鍵を登録する・やめる / trust a key of packages, or end that")
    trust.add_argument("--body", required=True, metavar="BODY", help="団体 / body")
    trust.add_argument(
        "--fingerprint", required=True, metavar="DIGITS",
        help="作った団体から聞いた指紋 / as its maker told you by another way",
    )  # fmt: skip
    what = trust.add_mutually_exclusive_group(required=True)
    what.add_argument("--file", type=Path, metavar="FILE", help="その鍵で署名されたパッケージ / a package it signed")
    what.add_argument("--end", action="store_true", help="登録をやめる / trust it no longer")
    trust.set_defaults(run=_trust)


def _pack(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import now
    from madoguchi.line.forms.public import pack

    made = pack(procedure_code=args.procedure, number=args.version, actor=_actor(args.body), at=now())
    try:
        args.out.write_bytes(made.content)
    except OSError as error:
        raise FileNotThere(file=args.out, reason=error.strerror) from error
    told = _told(made.package.manifest) | {"sha256": made.package.sha256, "parts": sorted(made.package.parts)}
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{args.out}: {told['id']} {told['version']}  sha256 {told['sha256']}")
        print(f"署名の鍵の指紋 / fingerprint of the key: {told['fingerprint']}")
    return 0


def _adopt(args: argparse.Namespace) -> int:
    """Take a package in and prepare what comes of it; 1 where something has to be chosen first."""
    from madoguchi.ground.foundation.public import body_scope, localdate, now
    from madoguchi.line.forms.public import SignerUnknown, adopt, receive, received

    content, actor, choices = _read(args.file), _actor(args.body), dict(_choice(one) for one in args.choose)
    row = receive(procedure_code=None, content=content, actor=actor, at=now())
    with body_scope(actor.body_id):
        shown = received(row.procedure_id, on=localdate(now()), choices=choices)
    if shown is None or not shown.signer.is_trusted:
        raise SignerUnknown(
            name="" if shown is None else shown.manifest.made_by.name,
            fingerprint="" if shown is None else shown.signer.fingerprint,
        )
    waiting = [one for one in shown.rows if one.chosen is None]
    is_prepared = False
    if not waiting:
        code = shown.manifest.procedure
        made = adopt(procedure_code=code, sha256=row.package_sha256, choices=choices, actor=actor, at=now())
        is_prepared = made.is_prepared
    told = _told(shown.manifest) | {
        "sha256": shown.sha256,
        "summary": None if shown.told is None else {"ja": shown.told.ja, "en": shown.told.en},
        "parts": [{"part": one.label.ja, "standing": one.standing.ja} for one in shown.parts],
        "differences": [
            {
                "path": one.address, "outcome": one.outcome.value, "where": one.where.ja, "what": one.what.ja,
                "base": one.base.ja, "theirs": one.theirs.ja, "ours": one.ours.ja,
                "chosen": None if one.chosen is None else one.chosen.value,
            }
            for one in shown.rows
        ],
        "waiting": [one.address for one in waiting],
        "prepared": is_prepared,
    }  # fmt: skip
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
        return 1 if waiting else 0
    print(f"{shown.manifest.made_by.name}  {told['id']} {told['version']}  {told['licence']}")
    if shown.told is not None:
        print(f"{shown.told.ja} / {shown.told.en}")
    for part in shown.parts:
        print(f"  {part.label.ja}: {part.standing.ja}")
    for one in shown.rows:
        values = f"{one.base.ja!r} → {one.theirs.ja!r} / {one.ours.ja!r}"
        print(f"  {one.outcome.value:8} {one.address}  {one.where.ja} {one.what.ja}: {values}")
    if waiting:
        print("両方が変えたところを --choose で選んでください / choose what both changed with --choose:")
        for one in waiting:
            print(f"  --choose '{one.address}=theirs'  （または / or ours）")
        return 1
    if is_prepared:
        print("公開前の版にしました。画面で確かめて公開してください / taken in; look at it and publish it on its page")
    else:
        print("変わるところはありません。採用だけを記録しました / nothing changes; its adoption was noted")
    return 0


def _trust(args: argparse.Namespace) -> int:
    from madoguchi.ground.foundation.public import now
    from madoguchi.line.forms.public import end_trust, trust_signer

    actor = _actor(args.body)
    if args.end:
        end_trust(typed=args.fingerprint, actor=actor, at=now())
        print("登録をやめました / not trusted any more")
        return 0
    row = trust_signer(content=_read(args.file), typed=args.fingerprint, actor=actor, at=now())
    print(f"登録しました: {row.name} / trusted")
    return 0


def _actor(slug: str) -> "Actor":
    from madoguchi.ground.foundation.public import Actor, named_bodies

    return Actor.system(named_bodies(slug)[0].id)


def _read(file: Path) -> bytes:
    from madoguchi.line.forms.public import MOST_PACKAGE_BYTES

    try:
        with file.open("rb") as stream:
            return stream.read(MOST_PACKAGE_BYTES + 1)
    except OSError as error:
        raise FileNotThere(file=file, reason=error.strerror) from error


def _choice(typed: str) -> "tuple[str, Side]":
    from madoguchi.line.forms.public import Side

    path, _, side = typed.rpartition("=")
    if not path or side not in (Side.OURS, Side.THEIRS):
        raise ChoiceNotReadable(typed=typed)
    return path, Side(side)


def _told(manifest: "Manifest") -> dict[str, object]:
    from madoguchi.line.forms.core.fingerprints import fingerprint
    from madoguchi.line.forms.core.package_version import version_text

    return {
        "id": manifest.id, "version": version_text(manifest.version), "number": manifest.number,
        "title": manifest.title.ja, "made_by": manifest.made_by.name, "licence": manifest.licence,
        "fingerprint": fingerprint(manifest.signer),
    }  # fmt: skip
