"""Serving with gunicorn in this very process: pages, and in ``up`` the background tasks beside them."""

import argparse
import os
import socket
import subprocess
import sys
from typing import Any

from madoguchi.config.static_files import collect_static
from madoguchi.ground.kernel.errors import Message, Refused

STOP_SECONDS = 15


class AddressTaken(Refused):
    """Something else listens there, or it is not an address of this machine."""

    code = "config.address_taken"
    what = Message("{host} の {port} 番で受け付けを始められませんでした。", "{host}:{port} cannot be listened on.")
    why = Message("システムの説明: {reason}", "The system says: {reason}.")
    mend = Message(
        "動いている窓口を止めるか、「--port {other}」のように別の番号を指定してください。",
        "Stop what listens there, or choose another port, such as “--port {other}”.",
    )


def start_django() -> None:
    """Load the settings and every room."""
    import django

    django.setup()


def up(args: argparse.Namespace) -> int:
    """Prepare everything and serve pages and tasks from one server process until a signal.

    Where Celery runs the tasks (``MADOGUCHI_TASKS=celery``), pages only.
    """
    _check_address(args)
    start_django()
    from django.conf import settings

    _say("データベースを準備しています / Preparing the database")
    migrate(verbosity=0)
    if settings.DEMO:
        _say("デモの県を用意しています / Loading the demo prefecture")
        # In a process of its own: typesetting starts threads that the server's forked worker would miss and wait for.
        loaded = subprocess.run([sys.executable, "-m", "madoguchi", "load-demo"], check=False)
        if loaded.returncode != 0:
            return loaded.returncode
    _listen(args, workers=1, with_tasks=not settings.BROKER_URL)
    return 0


def serve(args: argparse.Namespace) -> int:
    """Serve pages only, until a signal; tasks are run by ``madoguchi work``."""
    _check_address(args)
    start_django()
    _listen(args, workers=args.workers, with_tasks=False)
    return 0


def migrate(*, verbosity: int) -> None:
    """Make and update the tables, as their owner where the product's own role owns none (PostgreSQL)."""
    from madoguchi.ground.foundation.public import migrate as make_tables

    make_tables(verbosity=verbosity)


def _say_demo(address: str) -> None:
    from django.conf import settings

    if not settings.DEMO:
        return
    for account in settings.DEMO_ACCOUNTS:
        place = f"{address}/{account['body']}/desk/" if account["body"] else f"{address}/minamo/mypage/"
        _say(f"  {account['email']:<28} {account['password'] or '（確認番号）':<22} {account['role']}  {place}")
    _say(f"デモの2段階目の番号と、届いたメール / Second factors and mails: {address}/demo/")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _check_address(args: argparse.Namespace) -> None:
    """Refuse an address before work is spent; links in mails point to it unless a setting says otherwise."""
    family = socket.AF_INET6 if ":" in args.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((args.host, args.port))
        except OSError as error:
            other = args.port % 65535 + 1
            raise AddressTaken(host=args.host, port=args.port, reason=error.strerror or error, other=other) from error
    os.environ.setdefault("MADOGUCHI_ADDRESS", f"http://localhost:{args.port}")


def _listen(args: argparse.Namespace, *, workers: int, with_tasks: bool) -> None:
    from django.db import connections
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has no annotations

    from madoguchi.ground.foundation.public import WebReporter, admission, tasks

    collect_static()
    host = f"[{args.host}]" if ":" in args.host else args.host
    running: list[tasks.WorkerThread] = []

    reporting: list[WebReporter] = []

    def begin(_worker: Any) -> None:  # Any here and below: gunicorn has no annotations
        admission.gate.room = max(1, args.threads - 3)  # its place, and two threads for the others
        reporting.append(WebReporter())
        if with_tasks:
            running.append(tasks.WorkerThread())
            running[0].start()

    def end(_server: Any, _worker: Any) -> None:
        for thread in running:
            thread.stop(timeout=STOP_SECONDS)
        for reporter in reporting:
            reporter.stop()

    def ready(_server: Any) -> None:
        address = f"http://{'localhost' if args.host == '127.0.0.1' else host}:{args.port}"
        _say(f"窓口を開きました / Open: {address}/")
        _say_demo(address)

    options = {
        "bind": f"{host}:{args.port}",
        "workers": workers,
        "threads": args.threads,
        "worker_class": "gthread",
        "timeout": 60,
        "graceful_timeout": STOP_SECONDS,
        "keepalive": 5,
        "loglevel": "warning",  # requests are logged by our own middleware
        "logger_class": "madoguchi.config.server_log.ServerLog",
        "control_socket_disable": True,
        "proc_name": "madoguchi",
        "post_worker_init": begin,
        "worker_exit": end,
        "when_ready": ready,
    }

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no annotations
        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:  # control_socket_disable is younger than the oldest release we allow
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from madoguchi.config.wsgi import application

            return application

    connections.close_all()  # no connection may be shared by the processes that are forked now
    Server().run()
