"""``madoguchi outreach``: registers in, lists of whom to tell out."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import day_of, uuid_of

if TYPE_CHECKING:
    from madoguchi.beside.outreach.public import Line, RunView
    from madoguchi.ground.foundation.public import Actor
    from madoguchi.office.rules.public import Explanation


def register(subparsers: Any) -> None:  # Any: argparse keeps the class private
    """Add this room's commands."""
    parser = subparsers.add_parser("outreach", help="お知らせ先 / whom to tell of a benefit")
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    taken = _action(actions, "import", "世帯と人の台帳を取り込む / import a register", _import)
    taken.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV（.csv）・JSON Lines")
    taken.add_argument("--as-of", required=True, type=_day, metavar="DATE", help="台帳の基準日 / as of")

    applied = _action(actions, "applied", "よそで申請した人の一覧を取り込む / who applied elsewhere", _applied)
    applied.add_argument("file", type=Path, metavar="FILE", help="CSV（.csv）・JSON Lines")
    applied.add_argument("--rules", required=True, metavar="NAME", help="規則 / rules")
    applied.add_argument("--as-of", required=True, type=_day, metavar="DATE", help="一覧の基準日 / as of")

    opting = _action(actions, "opt-out", "お知らせ不要の申出 / who does not want to be told", _opt_out)
    _number(opting)
    opting.add_argument("--rules", default="", metavar="NAME", help="規則（なければすべて） / rules (all if left out)")
    opting.add_argument("--withdraw", action="store_true", help="取り消す / withdraw it")

    listed = _action(actions, "list", "申請していない対象世帯の一覧 / entitled and not applied", _list)
    listed.add_argument("--rules", required=True, metavar="NAME", help="規則 / rules")
    listed.add_argument("--on", required=True, type=_day, metavar="DATE", help="いつの資格か / day asked about")
    listed.add_argument("--purpose", required=True, metavar="TEXT", help="利用の目的と根拠 / lawful purpose")
    listed.add_argument("--definition", metavar="NAME", help="対象かを表す定義 / what tells who is entitled")
    shown = listed.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true")
    shown.add_argument("--csv", type=Path, metavar="FILE")

    why = _action(actions, "why", "1世帯の結果とその理由 / why a household is told or not", _why)
    why.add_argument("--household", required=True, metavar="ID", help="世帯番号")
    why.add_argument("--list", type=_uuid, metavar="ID", help="一覧（なければ最新） / the list (or the newest)")
    why.add_argument("--json", action="store_true")

    removed = _action(actions, "remove", "古い台帳・一覧、1世帯を消す / remove what is old, or one household", _remove)
    what = removed.add_mutually_exclusive_group(required=True)
    what.add_argument("--registers-before", type=_day, metavar="DATE")
    what.add_argument("--lists-before", type=_day, metavar="DATE")
    what.add_argument("--household", metavar="ID", help="台帳から消す世帯番号 / a household, out of every register")


def _action(actions: Any, name: str, words: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=words)
    parser.add_argument("--body", required=True, metavar="SLUG", help="団体 / body")
    parser.set_defaults(run=run)
    return parser


def _number(parser: argparse.ArgumentParser) -> None:
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--household", metavar="ID", help="世帯番号")
    one.add_argument("--person", metavar="ID", help="宛名番号")


def _day(text: str) -> date:
    if (found := day_of(text)) is None:
        raise argparse.ArgumentTypeError("YYYY-MM-DD")
    return found


def _uuid(text: str) -> UUID:
    if (found := uuid_of(text)) is None:
        raise argparse.ArgumentTypeError("ID")
    return found


def _actor(slug: str) -> "Actor":
    from madoguchi.ground.foundation.public import Actor, named_bodies

    return Actor.system(named_bodies(slug)[0].id)


def _import(args: argparse.Namespace) -> int:
    from madoguchi.beside.outreach.public import import_register
    from madoguchi.ground.foundation.public import now

    with _faults_told():
        made = import_register(files=args.files, as_of=args.as_of, actor=_actor(args.body), at=now())
    print(
        f"{made.as_of} の台帳：{made.household_count}世帯、{made.person_count}人 / "
        f"register as of {made.as_of}: {made.household_count} households, {made.person_count} persons"
    )
    return 0


def _applied(args: argparse.Namespace) -> int:
    from madoguchi.beside.outreach.public import import_applied
    from madoguchi.ground.foundation.public import now

    with _faults_told():
        count = import_applied(file=args.file, rules=args.rules, as_of=args.as_of, actor=_actor(args.body), at=now())
    print(f"申請済み {count}件 / {count} have applied")
    return 0


def _opt_out(args: argparse.Namespace) -> int:
    from madoguchi.beside.outreach.public import About, opt_out, withdraw_opt_out
    from madoguchi.ground.foundation.public import now

    about, number = (About.HOUSEHOLD, args.household) if args.household else (About.PERSON, args.person)
    change = withdraw_opt_out if args.withdraw else opt_out
    change(about=about, number=number, rules=args.rules, actor=_actor(args.body), at=now())
    print("取り消しました / withdrawn" if args.withdraw else "記録しました / recorded")
    return 0


def _list(args: argparse.Namespace) -> int:
    from madoguchi.beside.outreach.public import as_csv, make_list, open_list
    from madoguchi.ground.foundation.public import now

    actor = _actor(args.body)
    made = make_list(
        rules=args.rules, on=args.on, purpose=args.purpose, definition=args.definition, actor=actor, at=now()
    )
    if not (args.json or args.csv):
        print("\n".join(_counts(made)))
        return 0
    made, lines = open_list(run_id=made.id, actor=actor, at=now())
    if args.json:
        print(json.dumps(_plain(made) | {"lines": [_plain_line(each) for each in lines]}, ensure_ascii=False))
        return 0
    try:
        args.csv.write_text(as_csv(lines), encoding="utf-8", newline="")
    except OSError as error:
        from madoguchi.beside.outreach.refusals import FileUnreadable

        raise FileUnreadable(name=args.csv.name, reason=error.strerror) from error
    print("\n".join(_counts(made)))
    return 0


def _why(args: argparse.Namespace) -> int:
    from madoguchi.beside.outreach.public import WORDS, explain_household
    from madoguchi.ground.foundation.public import now

    found = explain_household(household=args.household, run_id=args.list, actor=_actor(args.body), at=now())
    if args.json:
        steps = None if found.steps is None else [_plain_step(each) for each in found.steps]
        print(json.dumps(
            {"list": _plain(found.run), **_plain_line(found.line), "steps": steps}, ensure_ascii=False
        ))  # fmt: skip
        return 0
    words = WORDS[found.line.outcome]
    print(f"{found.run.title} {found.run.on}  {words.ja} / {words.en}")
    for each in found.line.reasons:
        print(f"  {each.words.ja} / {each.words.en}")
    for step in found.steps or ():
        who = "" if step.member is None else f"{step.member} "
        print(f"  {who}{step.definition} = {step.shown.ja}  {step.sentence.ja} / {step.sentence.en}")
    if found.steps is None:
        print("  台帳か規則が当時のものではないため、計算の過程は示せません / register or rules are gone: no steps")
    return 0


def _remove(args: argparse.Namespace) -> int:
    from madoguchi.beside.outreach.public import erase_household, remove_lists, remove_registers
    from madoguchi.ground.foundation.public import now

    actor, at = _actor(args.body), now()
    if args.household:
        count = erase_household(household=args.household, actor=actor, at=at)
    elif args.lists_before:
        count = remove_lists(before=args.lists_before, actor=actor, at=at)
    else:
        count = remove_registers(before=args.registers_before, actor=actor, at=at)
    print(f"{count}件を消しました / {count} removed")
    return 0


class _faults_told:  # noqa: N801  used as a word after ``with``
    """Prints each fault of a file on the way out; the refusal itself is said by the command line."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, Refused):
            for each in error.details:
                print(f"{each.message.ja} / {each.message.en}", file=sys.stderr)


def _counts(made: "RunView") -> list[str]:
    yen = "" if made.told_yen is None else f"（{made.told_yen:,}円）"
    return [
        f"{made.title} {made.on}（台帳 {made.register_as_of}、規則 {made.rules_hash[:12]}）  {made.id}",
        f"  お知らせ / to be told      {made.told}世帯{yen}",
        f"  要確認 / to be checked     {made.to_check}",
        f"  申請済み / has applied     {made.applied}",
        f"  お知らせ不要 / opted out   {made.opted_out}",
        f"  対象外 / not entitled      {made.not_entitled}",
    ]


def _plain(made: "RunView") -> dict[str, object]:
    return {
        "id": str(made.id), "rules": made.rules, "title": made.title, "rules_hash": made.rules_hash,
        "definition": made.definition, "on": made.on.isoformat(), "purpose": made.purpose,
        "asked_at": made.asked_at.isoformat(), "register": str(made.register),
        "register_as_of": made.register_as_of.isoformat(), "households": made.households, "told": made.told,
        "to_check": made.to_check, "applied": made.applied, "opted_out": made.opted_out,
        "not_entitled": made.not_entitled, "told_yen": made.told_yen, "sha256": made.sha256,
    }  # fmt: skip


def _plain_line(line: "Line") -> dict[str, object]:
    return {
        "household": line.household, "outcome": line.outcome.name.lower(), "amount_yen": line.amount_yen,
        "reasons": [[each.code.value, each.subject] for each in line.reasons],
    }  # fmt: skip


def _plain_step(step: "Explanation") -> dict[str, object]:
    return {
        "definition": step.definition, "member": step.member, "value": {"ja": step.shown.ja, "en": step.shown.en},
        "sentence": {"ja": step.sentence.ja, "en": step.sentence.en}, "article": step.article,
    }  # fmt: skip
