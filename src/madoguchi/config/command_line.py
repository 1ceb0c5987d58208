"""The command line. Parsing knows no Django; a command starts it when it runs."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from madoguchi.config import rooms, serving
from madoguchi.ground.kernel.errors import Refused

SETTINGS = "madoguchi.config.settings"


class Parser(argparse.ArgumentParser):
    """Says in both languages what it could not read."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            2,
            f"入力を読み取れませんでした（{message}）。使い方は「{self.prog} --help」でご覧ください。\n"
            f"The input could not be read ({message}). See “{self.prog} --help”.\n",
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 found wrong or broken, 2 bad input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if arguments[:1] == ["manage"]:  # before parsing: what follows is Django's own
        from django.core.management import execute_from_command_line

        import_module("madoguchi.config.deploy_checks")  # joins Django's own checks
        execute_from_command_line(["madoguchi manage", *arguments[1:]])
        return 0
    args = parser().parse_args(arguments)
    try:
        if args.starts_django:
            serving.start_django()
        return int(args.run(args) or 0)
    except Refused as refusal:
        for language in ("ja", "en"):
            print(*(getattr(refusal, part).text(language) for part in ("what", "why", "mend")), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of a pipe went away: not worth a traceback
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if not _database_is_away(error):
            raise
        print(
            f"データベースにつながりませんでした。MADOGUCHI_DATABASE_URL を確かめてください。\n{error}", file=sys.stderr
        )
        print("The database could not be reached. See MADOGUCHI_DATABASE_URL.", file=sys.stderr)
        return 1


def _database_is_away(error: Exception) -> bool:
    from django.db import OperationalError

    return isinstance(error, OperationalError)


def parser() -> Parser:
    """Return the parser of every command, the rooms' own included."""
    top = Parser(prog="madoguchi", description="窓口 — the service counter of Japanese municipalities")
    top.set_defaults(starts_django=True)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    up = commands.add_parser(
        "up", help="準備して、画面と作業を一つで動かす / prepare, then serve pages and tasks in one process"
    )
    _address(up)
    up.set_defaults(run=serving.up, starts_django=False)

    serve = commands.add_parser("serve", help="画面だけを動かす / serve pages only")
    _address(serve)
    serve.add_argument("--workers", type=_positive, default=1, help="プロセスの数 / processes")
    serve.set_defaults(run=serving.serve, starts_django=False)

    demo = commands.add_parser(
        "demo", help="申請から決定までの一生をたどる / walk applications through their whole life"
    )
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=_demo, starts_django=False)

    load_demo = commands.add_parser(
        "load-demo", help="空のデータベースにデモの県を入れる / load the demo prefecture into an empty database"
    )
    load_demo.set_defaults(run=_load_demo)

    migrate = commands.add_parser("migrate", help="データベースの表を作る・更新する / make and update the tables")
    migrate.set_defaults(run=_migrate)

    check = commands.add_parser("check", help="設定を確かめる / check the settings")
    check.add_argument(
        "--deploy", action="store_true", required=True, help="実際の運用に足りるか / fit for real people?"
    )
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_check)

    commands.add_parser("manage", help="Djangoの管理コマンド / Django's own commands", add_help=False)
    for module in rooms.COMMANDS:
        import_module(module).register(commands)
    return top


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=_port, default=8000)
    command.add_argument(
        "--threads", type=_positive, default=12, help="プロセスごとのスレッドの数 / threads of a process"
    )


def _positive(text: str) -> int:
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError("≥ 1")
    return value


def _port(text: str) -> int:
    if not 1 <= (value := int(text)) <= 65535:
        raise argparse.ArgumentTypeError("1–65535")
    return value


def _demo(args: argparse.Namespace) -> int:
    from madoguchi.config.demo import walk

    return walk.run(args)


def _load_demo(args: argparse.Namespace) -> int:
    from madoguchi.config.demo import world

    world.load_if_empty()
    return 0


def _check(args: argparse.Namespace) -> int:
    """Print what is missing; exit 1 where anything is an error."""
    from django.core.checks import ERROR

    from madoguchi.config.deploy_checks import CHECKS

    found = [one for check in CHECKS for one in check()]
    wrong = sum(one.level >= ERROR for one in found)
    if args.json:
        rows = [{"id": one.id, "is_error": one.level >= ERROR, "what": one.msg, "mend": one.hint} for one in found]
        print(json.dumps({"ok": not wrong, "findings": rows}, ensure_ascii=False))
        return int(wrong > 0)
    for one in found:
        word = "要対応 / error" if one.level >= ERROR else "注意 / warning"
        print(f"[{word}] {one.id}\n  {one.msg}\n  → {one.hint}", file=sys.stderr)
    print(f"要対応 {wrong}件、注意 {len(found) - wrong}件 / {wrong} errors, {len(found) - wrong} warnings")
    return int(wrong > 0)


def _migrate(args: argparse.Namespace) -> int:
    serving.migrate(verbosity=1)
    return 0
