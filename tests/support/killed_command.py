"""Run as a program: a command of the product that is killed (SIGKILL) at the given operation on disk or database.

Arguments: number of the operation (0: never), then those of the command. Operations: opening for writing, renaming,
linking, making and removing a file or folder below ``WATCHED``; each write of sealed bytes, killed half-way; each
piece of rows on its way into a table; each deletion of rows, killed before its commit. Prints the number of operations
to standard error when it gets to the end alive.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any

LAST = int(sys.argv[1])
WATCHED = tuple(os.environ["WATCHED"].split(os.pathsep))
EVENTS = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}
count = 0


def step() -> bool:
    """Count one operation; return whether it is the last one."""
    global count
    count += 1
    return count == LAST


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in EVENTS or not str(arguments[0]).startswith(WATCHED):
        return
    if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
        return
    if step():
        die()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    django.setup()
    from madoguchi.config.command_line import main as command
    from madoguchi.ground.foundation.backup import sealing, sides

    put = sealing.Sealer._put

    def half(self: Any, data: bytes) -> None:
        if step():
            self._target.write(data[: len(data) // 2])
            self._target.flush()
            die()
        put(self, data)

    def counted(pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if step():
                die()
            yield piece

    sealing.Sealer._put = half  # type: ignore[method-assign]
    execute = sides._Common.execute

    def deleting(self: Any, statement: str, parameters: Iterable[object] = ()) -> None:
        execute(self, statement, parameters)
        if statement.startswith("DELETE") and step():
            die()

    sides._Common.execute = deleting  # type: ignore[method-assign]
    for side in (sides._Sqlite, sides._Postgres):
        write = side.write

        def counting(self: Any, table: Any, pieces: Iterable[bytes], write: Any = write) -> None:
            write(self, table, counted(pieces))

        side.write = counting  # type: ignore[method-assign]
    sys.addaudithook(watch)
    code = command(sys.argv[2:])
    print(count, file=sys.stderr)
    return code


sys.exit(main())
